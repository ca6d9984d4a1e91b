package io.cognigydeploy.core.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import io.cognigydeploy.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The written form of a flow, held against a validator of its JSON Schema: the same places, valid and not. */
class FlowFormTest {

    private static final Schema SCHEMA = SchemaRegistry.withDialect(
                    Dialects.getDraft202012(),
                    registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .build()))
            .getSchema(FlowSchema.json());

    private static final List<JsonNode> VALUES = values();

    private static List<JsonNode> values() {
        List<JsonNode> values = new ArrayList<>();
        read("""
                [null, true, false, 0, 1.5, "", " ", "x", "start", "end", "loop", "Start", "flow", "variable", "ä", "\\ud83d\\ude00",
                 "flow_a", "flow_", "flow_a\\n", "flow_a-_B", "flow_ä", "xflow_a", "1.2.3", "1.2", "1.2.3\\n", "v1.2.3", "١.٢.٣",
                 [], [null], [{}], ["x"], {}, {"id": "x"},
                 {"id": "n", "type": "end", "configuration": {}}, {"from": "n", "to": "n", "condition": null},
                 {"type": "flow", "id": "x", "environmentId": "env_dev"}]
                """).forEach(values::add);
        for (int length : List.of(63, 64, 65, 127, 128, 129)) {
            values.add(Json.MAPPER.getNodeFactory().textNode("flow_" + "a".repeat(length - 5)));
            values.add(Json.MAPPER.getNodeFactory().textNode("1.2." + "3".repeat(length - 4)));
        }
        return List.copyOf(values);
    }

    private static JsonNode read(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode whole() {
        return (ObjectNode) read("""
                {"id": "flow_a", "name": "A", "version": "1.2.3", "environmentId": "env_dev",
                 "nodes": [{"id": "s", "type": "start", "configuration": {}},
                           {"id": "e", "type": "end", "configuration": {"a": [1]}, "note": null}],
                 "edges": [{"from": "s", "to": "e", "condition": null}, {"from": "s", "to": "e", "condition": "x > 1"}],
                 "externalReferences": [{"type": "flow", "id": "flow_b", "environmentId": "env_dev"}],
                 "metadata": {"color": "red"}}
                """);
    }

    private static Set<String> bySchema(JsonNode flow) {
        return SCHEMA.validate(flow).stream()
                .map(error -> error.getInstanceLocation().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> byForm(ObjectNode flow) {
        return FlowSchema.strict().problems(FlowDocument.of(flow)).stream()
                .filter(problem -> problem.rule() == FlowSchema.Rule.FORM)
                .map(FlowSchema.Problem::pointer)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertSamePlaces(ObjectNode flow) {
        assertThat(byForm(flow)).as(flow::toString).isEqualTo(bySchema(flow));
    }

    /** Returns copies of a flow, each with one member or item removed, replaced or added. */
    private static List<ObjectNode> mutants(ObjectNode flow) {
        List<ObjectNode> mutants = new ArrayList<>();
        for (String place : places(flow, "")) {
            int end = place.lastIndexOf('/');
            String name = place.substring(end + 1);
            ObjectNode removed = flow.deepCopy();
            remove(removed.at(place.substring(0, end)), name);
            mutants.add(removed);
            for (JsonNode value : VALUES) {
                ObjectNode replaced = flow.deepCopy();
                put(replaced.at(place.substring(0, end)), name, value.deepCopy());
                mutants.add(replaced);
            }
            ObjectNode added = flow.deepCopy();
            if (added.at(place) instanceof ObjectNode object) {
                object.put("other", 1);
                mutants.add(added);
            } else if (added.at(place) instanceof ArrayNode list) {
                list.addNull();
                mutants.add(added);
            }
        }
        return mutants;
    }

    private static List<String> places(JsonNode node, String place) {
        List<String> places = new ArrayList<>();
        if (!place.isEmpty()) {
            places.add(place);
        }
        node.properties().forEach(member -> places.addAll(places(member.getValue(), place + "/" + member.getKey())));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places.addAll(places(node.get(i), place + "/" + i));
            }
        }
        return places;
    }

    private static void remove(JsonNode parent, String name) {
        if (parent instanceof ObjectNode object) {
            object.remove(name);
        } else {
            ((ArrayNode) parent).remove(Integer.parseInt(name));
        }
    }

    private static void put(JsonNode parent, String name, JsonNode value) {
        if (parent instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), value);
        }
    }

    @Test
    void aFlowOfTheFormIsOneOfTheSchema() {
        assertThat(bySchema(whole())).isEmpty();
        assertThat(byForm(whole())).isEmpty();
    }

    @Test
    void everySingleMutationHasTheVerdictOfTheSchema() {
        List<ObjectNode> mutants = mutants(whole());

        assertThat(mutants).hasSizeGreaterThan(1000).allSatisfy(FlowFormTest::assertSamePlaces);
        assertThat(mutants).anySatisfy(mutant -> assertThat(byForm(mutant)).isEmpty());
        assertThat(mutants).anySatisfy(mutant -> assertThat(byForm(mutant)).isNotEmpty());
    }

    @Test
    void aFlowWithNoMemberAtAllHasTheVerdictOfTheSchema() {
        assertSamePlaces(Json.MAPPER.createObjectNode());
    }

    /** Flows by chance, with several mutations each. The seed is fixed. */
    @Test
    void flowsByChanceHaveTheVerdictOfTheSchema() {
        Random random = new Random(11);
        for (int round = 0; round < 5_000; round++) {
            ObjectNode flow = whole();
            for (int i = random.nextInt(4); i >= 0; i--) {
                List<String> places = places(flow, "");
                if (places.isEmpty()) {
                    break;
                }
                String place = places.get(random.nextInt(places.size()));
                JsonNode parent = flow.at(place.substring(0, place.lastIndexOf('/')));
                String name = place.substring(place.lastIndexOf('/') + 1);
                if (random.nextInt(4) == 0) {
                    remove(parent, name);
                } else {
                    put(parent, name, VALUES.get(random.nextInt(VALUES.size())).deepCopy());
                }
            }
            assertSamePlaces(flow);
        }
    }

    @Test
    void aSentenceShowsAShortTextAndOnlyTheTypeOfAllElse() {
        ObjectNode flow = whole().put("id", "flow_\n" + "x".repeat(500));
        flow.putObject("name").put("apiKey", "k-123");

        assertThat(FlowSchema.strict().problems(FlowDocument.of(flow)))
                .extracting(FlowSchema.Problem::sentence)
                .satisfiesExactly(
                        id -> assertThat(id)
                                .startsWith("This must be a text of the form flow_[a-zA-Z0-9_-]+ with at most 128"
                                        + " characters, but was \"flow_\\u000ax")
                                .endsWith("…\".")
                                .hasSizeLessThan(200),
                        name -> assertThat(name)
                                .isEqualTo("This must be a text that is not empty, but was an object."));
    }
}
