package io.cognigydeploy.core.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.flow.FlowSchema.Problem;
import io.cognigydeploy.core.flow.FlowSchema.Rule;
import io.cognigydeploy.core.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

public class FlowSchemaTest {

    private static final FlowSchema STRICT = FlowSchema.strict();

    /** A flow of nodes such as {@code s:start a:action} and edges such as {@code s>a}. */
    static ObjectNode flow(String nodes, String edges) {
        ObjectNode flow = Json.MAPPER.createObjectNode();
        flow.put("id", "flow_abc123").put("name", "CustomerSupport").put("version", "1.2.0");
        flow.put("environmentId", "env_dev");
        ArrayNode nodeList = flow.putArray("nodes");
        for (String node : words(nodes)) {
            String[] parts = node.split(":", 2);
            nodeList.addObject().put("id", parts[0]).put("type", parts[1]).putObject("configuration");
        }
        ArrayNode edgeList = flow.putArray("edges");
        for (String edge : words(edges)) {
            String[] parts = edge.split(">", 2);
            edgeList.addObject().put("from", parts[0]).put("to", parts[1]).putNull("condition");
        }
        flow.putArray("externalReferences");
        return flow;
    }

    static ObjectNode whole() {
        return flow("s:start e:end", "s>e");
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }

    private static List<String> found(ObjectNode flow) {
        return STRICT.problems(FlowDocument.of(flow)).stream()
                .map(problem -> problem.rule() + " " + problem.pointer())
                .toList();
    }

    // What the document calls edge connectivity rules was in no schema: edges could lead nowhere, flows be empty or
    // without start or end, ids be there twice and nodes out of reach.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s:start e:end                   | s>e                 | ''",
                "s:start a:action b:intent e:end | s>a a>b b>a b>e     | ''",
                "s:start x:external e:end        | s>x s>e             | ''",
                "''                              | ''                  | EMPTY /nodes",
                "''                              | a>b                 | EMPTY /nodes, UNKNOWN_NODE /edges/0/from,"
                        + " UNKNOWN_NODE /edges/0/to",
                "e:end                           | ''                  | NO_START /nodes",
                "s:start                         | ''                  | NO_END /nodes, DEAD_END /nodes/0",
                "s:start t:start u:start e:end   | s>e t>e u>e         | SEVERAL_STARTS /nodes/1, SEVERAL_STARTS"
                        + " /nodes/2",
                "s:start e:end                   | s>e s>x             | UNKNOWN_NODE /edges/1/to",
                "s:start e:end                   | x>e s>e             | UNKNOWN_NODE /edges/0/from",
                "s:start e:end a:action          | s>e a>e             | UNREACHABLE_NODE /nodes/2",
                "s:start e:end                   | ''                  | UNREACHABLE_NODE /nodes/1, DEAD_END /nodes/0",
                "s:start e:end a:action          | s>e s>a             | DEAD_END /nodes/2",
                "s:start e:end a:action b:action | s>e s>a a>b b>a     | DEAD_END /nodes/2",
                "s:start e:end a:action          | s>e s>a a>a         | DEAD_END /nodes/2",
                "s:start e:end e:end             | s>e                 | DUPLICATE_NODE /nodes/2/id",
                "s:start s:start e:end           | s>e                 | DUPLICATE_NODE /nodes/1/id, SEVERAL_STARTS"
                        + " /nodes/1"
            })
    void aFlowHasToBeWhole(String nodes, String edges, String expected) {
        assertThat(String.join(", ", found(flow(nodes, edges)))).isEqualTo(expected);
    }

    // Ids with - or _ after the prefix were refused.
    @ParameterizedTest
    @ValueSource(strings = {"flow_abc123", "flow_order-support", "flow_order_support", "flow_-_", "flow_A"})
    void anIdMayHaveDashesAndUnderscores(String id) {
        assertThat(found(whole().put("id", id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "flow_",
                "flow",
                "Flow_a",
                " flow_a",
                "flow_a ",
                "flow_a\n",
                "flow_a/b",
                "flow_..",
                "flow_ä",
                "flow_a%2F",
                "xflow_a",
                "flow_a\r\n"
            })
    void anIdOfAnotherFormIsNone(String id) {
        assertThat(found(whole().put("id", id))).containsExactly("FORM /id");
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3, true",
        "0.0.0, true",
        "10.20.30, true",
        "1.2, false",
        "v1.2.3, false",
        "1.2.3-beta, false",
        "1.2.3.4, false",
        "'1.2.3\n', false",
        "'', false",
        "١.٢.٣, false"
    })
    void aVersionHasThreeNumbers(String version, boolean good) {
        assertThat(found(whole().put("version", version)).isEmpty()).isEqualTo(good);
    }

    @Test
    void everyFaultOfFormIsReportedWithItsPlace() {
        ObjectNode flow = whole();
        flow.remove(List.of("name", "environmentId"));
        flow.put("version", 3);
        flow.withArray("nodes").addObject().put("id", 7).put("type", "loop").put("configuration", "none");
        flow.withArray("nodes").add("text");
        flow.withArray("edges").addObject().put("from", "s").put("condition", 1);
        flow.withArray("externalReferences").addObject().put("type", "webhook").put("id", "");

        assertThat(STRICT.problems(FlowDocument.of(flow)))
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "\"name\" is missing.",
                        "/version: This must be a text of the form \\d+\\.\\d+\\.\\d+ with at most 64 characters, but was a"
                                + " number.",
                        "/nodes/2/id: This must be a text that is not empty, but was a number.",
                        "/nodes/2/type: This must be one of start, intent, action, end, external, but was \"loop\".",
                        "/nodes/2/configuration: This must be an object, but was \"none\".",
                        "/nodes/3: This must be an object, but was \"text\".",
                        "/edges/1: \"to\" is missing.",
                        "/edges/1/condition: This must be a text or null, but was a number.",
                        "/externalReferences/0: \"environmentId\" is missing.",
                        "/externalReferences/0/type: This must be one of flow, intent, entity, variable, but was"
                                + " \"webhook\".",
                        "/externalReferences/0/id: This must be a text that is not empty, but was \"\".");
    }

    @Test
    void theListsHaveToBeLists() {
        ObjectNode flow = whole();
        flow.put("nodes", "many");
        flow.putObject("edges");
        flow.putNull("externalReferences");

        assertThat(found(flow)).containsExactly("FORM /nodes", "FORM /edges", "FORM /externalReferences");
        assertThat(found(Json.MAPPER.createObjectNode())).hasSize(5);
    }

    @Test
    void whatIsNotKnownIsLeftAlone() {
        ObjectNode flow = whole();
        flow.putObject("metadata").put("color", "red");
        ((ObjectNode) flow.path("nodes").path(0)).put("x", 12.5);

        assertThat(found(flow)).isEmpty();
    }

    @Test
    void sentencesDoNotDependOnTheMachine() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(STRICT.problems(FlowDocument.of(whole().put("name", ""))))
                    .containsExactly(
                            new Problem(Rule.FORM, "/name", "This must be a text that is not empty, but was \"\"."));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aRuleAboutTheFlowCanBeToleratedAndOneAboutTheFormCannot(Rule rule) {
        if (Set.of(Rule.FORM, Rule.TOO_LARGE, Rule.NOT_EXACT).contains(rule)) {
            assertThatThrownBy(() -> STRICT.tolerating(rule)).isInstanceOf(IllegalArgumentException.class);
        } else {
            ObjectNode flow = flow("s:start t:start x:action x:action y:action", "s>x t>q");
            assertThat(FlowSchema.strict().tolerating(rule).problems(FlowDocument.of(flow)))
                    .extracting(Problem::rule)
                    .doesNotContain(rule)
                    .isNotEmpty();
        }
    }

    @Test
    void aNumberThatCannotBeHashedIsAProblem() {
        FlowDocument flow =
                FlowDocument.parse(whole().put("big", 0).toString().replace("\"big\":0", "\"big\":9007199254740993"));

        assertThat(STRICT.problems(flow)).extracting(Problem::rule).containsExactly(Rule.NOT_EXACT);
    }

    @Test
    void theVerdictNamesTheFlowAndShowsNothingThatDeceives() {
        ObjectNode flow = flow("s:start e:end", "s>e s>x");
        ((ObjectNode) flow.path("edges").path(1)).put("to", "x\n\u202Eevil" + "y".repeat(500));

        assertThat(STRICT.judge(FlowDocument.of(flow)))
                .isInstanceOfSatisfying(
                        Verdict.Fail.class,
                        fail -> assertThat(fail.reason())
                                .startsWith("flow flow_abc123: /edges/1/to: The edge leads to \"x\\u000a\\u202eevilyyy")
                                .endsWith("…\", and there is no such node.")
                                .hasSizeLessThan(200));
        assertThat(STRICT.judge(FlowDocument.of(whole()))).isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void theVerdictHasTheFirstProblemAndCountsTheOthers() {
        assertThat(STRICT.judge(FlowDocument.of(flow("s:start e:end", "s>e s>x s>y")))
                        .reason())
                .isEqualTo("flow flow_abc123: /edges/1/to: The edge leads to \"x\", and there is no such node."
                        + " And 1 more.");
        assertThat(STRICT.name()).isEqualTo("flow schema");
    }

    @Test
    void aWayThatEndsNowhereDiffersFromOneInCircles() {
        assertThat(STRICT.problems(
                        FlowDocument.of(flow("s:start e:end a:action b:action c:action", "s>e s>a s>b b>c c>b"))))
                .extracting(Problem::sentence)
                .containsExactly(
                        "No edge leaves Node \"a\", and it is no end.",
                        "From Node \"b\" the way goes in circles and never to an end.");
    }

    @ParameterizedTest
    @CsvSource({"50000, UNKNOWN_NODE", "50001, TOO_LARGE"})
    void theWaysOfAFlowWithTooManyEdgesAreNotFollowed(int edges, Rule rule) {
        List<Problem> problems =
                STRICT.problems(FlowDocument.of(flow("s:start e:end", "s>e " + "s>x ".repeat(edges - 1))));

        assertThat(problems).first().extracting(Problem::rule).isEqualTo(rule);
        assertThat(problems).hasSize(rule == Rule.TOO_LARGE ? 1 : FlowSchema.MAX_PROBLEMS);
        if (rule == Rule.UNKNOWN_NODE) {
            assertThat(problems)
                    .last()
                    .extracting(Problem::sentence)
                    .isEqualTo("There are 49900 problems more than are listed.");
        }
    }

    @Test
    void aFlowOfNothingButFaultsIsJudgedInBoundedTimeAndSpace() {
        StringBuilder text = new StringBuilder("{\"id\":\"flow_a\",\"name\":\"n\",\"version\":\"1.0.0\",\"nodes\":[");
        text.append("0,".repeat(200_000))
                .append("0],\"edges\":[")
                .append("{},".repeat(49_000))
                .append("{}]}");

        List<Problem> problems = org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(60), () -> STRICT.problems(FlowDocument.parse(text.toString())));

        assertThat(problems).hasSize(FlowSchema.MAX_PROBLEMS);
        assertThat(problems.get(0))
                .isEqualTo(new Problem(Rule.TOO_LARGE, "/nodes", "More than 50000 are not checked."));
        assertThat(problems.get(FlowSchema.MAX_PROBLEMS - 1).sentence()).startsWith("There are ");
    }

    @Test
    void aLongChainNeedsNoStack() {
        StringBuilder nodes = new StringBuilder("s:start ");
        StringBuilder edges = new StringBuilder("s>n0 ");
        int length = 40_000;
        for (int i = 0; i < length; i++) {
            nodes.append('n').append(i).append(":action ");
            edges.append('n').append(i).append(">n").append(i + 1).append(' ');
        }
        nodes.append('n').append(length).append(":end");

        assertThat(found(flow(nodes.toString(), edges.toString()))).isEmpty();
    }

    /** Flows by chance, against an oracle that follows every way again and again. */
    @Test
    void reachAndDeadEndsAreThoseOfANaiveLook() {
        Random random = new Random(3);
        List<String> types = List.of("action", "action", "intent", "end", "external");
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(8);
            StringBuilder nodes = new StringBuilder("n0:start ");
            for (int i = 1; i < count; i++) {
                nodes.append('n')
                        .append(i)
                        .append(':')
                        .append(types.get(random.nextInt(5)))
                        .append(' ');
            }
            StringBuilder edges = new StringBuilder();
            for (int i = random.nextInt(count * 2); i > 0; i--) {
                edges.append('n')
                        .append(random.nextInt(count))
                        .append(">n")
                        .append(random.nextInt(count))
                        .append(' ');
            }
            ObjectNode flow = flow(nodes.toString(), edges.toString());
            List<Problem> problems = STRICT.problems(FlowDocument.of(flow));

            Set<String> unreachable = new HashSet<>();
            Set<String> endless = new HashSet<>();
            for (int i = 0; i < count; i++) {
                if (!reached(flow, "n0").contains("n" + i)) {
                    unreachable.add("/nodes/" + i);
                }
                boolean ends = reached(flow, "n" + i).stream().anyMatch(id -> {
                    String type = flow.path("nodes")
                            .path(Integer.parseInt(id.substring(1)))
                            .path("type")
                            .asText();
                    return type.equals("end") || type.equals("external");
                });
                if (!ends) {
                    endless.add("n" + i);
                }
            }
            assertThat(pointers(problems, Rule.UNREACHABLE_NODE)).isEqualTo(unreachable);
            // Each node that never comes to an end leads to one that is listed, and each that is listed never ends.
            Set<String> listed = new HashSet<>();
            pointers(problems, Rule.DEAD_END).forEach(pointer -> listed.add("n" + pointer.substring(7)));
            assertThat(endless).containsAll(listed);
            for (String node : endless) {
                assertThat(reached(flow, node)).containsAnyElementsOf(listed);
            }
        }
    }

    private static Set<String> pointers(List<Problem> problems, Rule rule) {
        Set<String> pointers = new HashSet<>();
        for (Problem problem : problems) {
            if (problem.rule() == rule) {
                pointers.add(problem.pointer());
            }
        }
        return pointers;
    }

    private static Set<String> reached(JsonNode flow, String from) {
        Set<String> reached = new HashSet<>(Set.of(from));
        List<String> before = new ArrayList<>();
        while (before.size() != reached.size()) {
            before = List.copyOf(reached);
            for (JsonNode edge : flow.path("edges")) {
                if (reached.contains(edge.path("from").asText())) {
                    reached.add(edge.path("to").asText());
                }
            }
        }
        return reached;
    }
}
