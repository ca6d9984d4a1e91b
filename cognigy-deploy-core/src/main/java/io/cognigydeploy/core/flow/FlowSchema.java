package io.cognigydeploy.core.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a flow that can work: its form, as JSON Schema describes it, and its completeness.
 *
 * <pre>{@code
 * List<Problem> problems = FlowSchema.strict().problems(FlowDocument.parse(text));
 * }</pre>
 *
 * <p>Nodes, edges and the ways along them are checked once their form is right. Safe for use by many threads; time and
 * memory are bounded for any flow.
 */
public final class FlowSchema implements Check<FlowDocument> {

    /** The maximum number of nodes, edges or references that are checked one by one. */
    static final int MAX_ITEMS = 50_000;

    /** The maximum number of problems in a result; the last one then has the least number of further problems. */
    static final int MAX_PROBLEMS = 100;

    /** The rules of a flow. */
    public enum Rule {
        /** Not of the documented form. */
        FORM,
        /** More than is checked. */
        TOO_LARGE,
        /** Has a number or text without an exact canonical form, and so no hash that others could reproduce. */
        NOT_EXACT,
        /** Has no nodes. */
        EMPTY,
        DUPLICATE_NODE,
        NO_START,
        SEVERAL_STARTS,
        NO_END,
        /** An edge starts or ends at a node that does not exist. */
        UNKNOWN_NODE,
        /** No way leads from the start to the node. */
        UNREACHABLE_NODE,
        /** The conversation reaches the node and cannot end: no edge, or only circles. */
        DEAD_END;

        private boolean isAboutForm() {
            return this == FORM || this == TOO_LARGE || this == NOT_EXACT;
        }
    }

    /**
     * A violation of a rule by a flow.
     *
     * @param pointer the place, as a JSON pointer into the flow
     * @param sentence the violation, for a person
     */
    public record Problem(Rule rule, String pointer, String sentence) {
        @Override
        public String toString() {
            return (pointer.isEmpty() ? "" : pointer + ": ") + sentence;
        }
    }

    // Item by item, so that a flow full of faults cannot make a list of all of them.
    private static final List<ItemList> LISTS = List.of(
            new ItemList("nodes", FlowForm.NODE, true),
            new ItemList("edges", FlowForm.EDGE, true),
            new ItemList("externalReferences", FlowForm.REFERENCE, false));

    /**
     * A list in a flow.
     *
     * @param isFollowed whether the ways through the flow are made of it
     */
    private record ItemList(String name, FlowForm form, boolean isFollowed) {}

    private final Set<Rule> tolerated;

    private FlowSchema(Set<Rule> tolerated) {
        this.tolerated = tolerated;
    }

    /** Returns a schema with every rule. */
    public static FlowSchema strict() {
        return new FlowSchema(EnumSet.noneOf(Rule.class));
    }

    /**
     * Returns a schema like this one without these rules.
     *
     * @throws IllegalArgumentException for a rule about the form: JSON of another form cannot be handled as a flow
     */
    public FlowSchema tolerating(Rule... rules) {
        Set<Rule> more = EnumSet.noneOf(Rule.class);
        more.addAll(tolerated);
        for (Rule rule : rules) {
            if (rule.isAboutForm()) {
                throw new IllegalArgumentException("The rule " + rule + " cannot be left out.");
            }
            more.add(rule);
        }
        return new FlowSchema(more);
    }

    /** Returns the JSON Schema (2020-12), for editors and other validators. */
    public static String json() {
        try (InputStream in = FlowSchema.class.getResourceAsStream("flow.schema.json")) {
            return new String(
                    Objects.requireNonNull(in, "The jar lacks flow.schema.json.")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "flow schema";
    }

    @Override
    public Verdict judge(FlowDocument flow) {
        List<Problem> problems = problems(flow);
        if (problems.isEmpty()) {
            return Verdict.pass(flow + " is whole");
        }
        List<Evidence> evidence = problems.stream()
                .map(problem -> new Evidence(problem.pointer(), problem.sentence()))
                .toList();
        return new Verdict.Fail(
                flow + ": " + problems.get(0)
                        + (problems.size() == 1 ? "" : " And " + (problems.size() - 1) + " more."),
                evidence);
    }

    /** Returns the problems of the flow, at most {@value #MAX_PROBLEMS}; empty if there are none. */
    public List<Problem> problems(FlowDocument flow) {
        FoundProblems found = new FoundProblems();
        ObjectNode json = flow.json();
        boolean followable = form(json, found);
        try {
            flow.contentHash();
        } catch (IllegalArgumentException e) {
            found.add(Rule.NOT_EXACT, "", String.valueOf(e.getMessage()));
        }
        if (followable) {
            new Walk(json, found).look();
        }
        return found.all();
    }

    /** Returns whether nodes and edges have a form that can be followed. */
    private boolean form(ObjectNode json, FoundProblems found) {
        FlowForm.FLOW
                .departures(json)
                .forEach(departure -> found.add(Rule.FORM, departure.pointer(), departure.sentence()));
        boolean followable = true;
        for (ItemList list : LISTS) {
            followable &= items(list, json.path(list.name()), found) || !list.isFollowed();
        }
        return followable;
    }

    /** Returns whether a list has the right form. */
    private static boolean items(ItemList list, JsonNode items, FoundProblems found) {
        if (!items.isArray()) {
            return false;
        }
        if (items.size() > MAX_ITEMS) {
            found.add(Rule.TOO_LARGE, "/" + list.name(), "More than " + MAX_ITEMS + " are not checked.");
            return false;
        }
        boolean isWhole = true;
        for (int i = 0; i < items.size(); i++) {
            for (FlowForm.Departure departure : list.form().departures(items.get(i))) {
                found.add(Rule.FORM, "/" + list.name() + "/" + i + departure.pointer(), departure.sentence());
                isWhole = false;
            }
        }
        return isWhole;
    }

    /** Returns a text from outside in a form that fits into a sentence. */
    public static String shown(String text) {
        return Printable.cut(text, 60);
    }

    /** The problems of one flow, up to the maximum. */
    private final class FoundProblems {

        private final List<Problem> problems = new ArrayList<>();
        private int more;

        void add(Rule rule, String pointer, String sentence) {
            if (tolerated.contains(rule)) {
                return;
            }
            if (problems.size() < MAX_PROBLEMS) {
                problems.add(new Problem(rule, pointer, sentence));
            } else {
                more++;
            }
        }

        List<Problem> all() {
            if (more > 0) {
                problems.set(
                        MAX_PROBLEMS - 1,
                        new Problem(Rule.TOO_LARGE, "", "There are " + (more + 1) + " problems more than are listed."));
            }
            return List.copyOf(problems);
        }
    }

    /** One traversal of the edges of a flow. */
    private static final class Walk {

        private final JsonNode nodes;
        private final JsonNode edges;
        private final FoundProblems found;
        private final BitSet repeated = new BitSet();

        Walk(ObjectNode flow, FoundProblems found) {
            this.nodes = flow.path("nodes");
            this.edges = flow.path("edges");
            this.found = found;
        }

        void look() {
            if (nodes.isEmpty()) {
                found.add(Rule.EMPTY, "/nodes", "The flow has no nodes.");
            }
            Map<String, Integer> numbers = numbers();
            BitSet starts = ofType("start");
            if (starts.isEmpty() && !nodes.isEmpty()) {
                found.add(Rule.NO_START, "/nodes", "No node is of type start.");
            }
            starts.stream()
                    .skip(1)
                    .forEach(node -> found.add(
                            Rule.SEVERAL_STARTS,
                            "/nodes/" + node,
                            node(node) + " is a start, and so is " + node(starts.nextSetBit(0)) + "."));
            BitSet ends = ofType("end");
            if (ends.isEmpty() && !nodes.isEmpty()) {
                found.add(Rule.NO_END, "/nodes", "No node is of type end.");
            }
            Graph graph = graph(numbers);
            BitSet reached = graph.reachableFrom(starts);
            reached.or(repeated);
            if (!starts.isEmpty()) {
                for (int node = reached.nextClearBit(0); node < nodes.size(); node = reached.nextClearBit(node + 1)) {
                    found.add(
                            Rule.UNREACHABLE_NODE,
                            "/nodes/" + node,
                            "No way leads from the start to " + node(node) + ".");
                }
            }
            // An external node may hand over to another flow for good.
            ends.or(ofType("external"));
            ends.or(repeated);
            deadEnds(graph, ends);
        }

        private Map<String, Integer> numbers() {
            Map<String, Integer> numbers = new HashMap<>(nodes.size() * 2);
            for (int node = 0; node < nodes.size(); node++) {
                Integer before = numbers.putIfAbsent(id(node), node);
                if (before != null) {
                    // Reported once; no edge can mean this one.
                    repeated.set(node);
                    found.add(
                            Rule.DUPLICATE_NODE,
                            "/nodes/" + node + "/id",
                            node(node) + " has the id of /nodes/" + before + ".");
                }
            }
            return numbers;
        }

        private Graph graph(Map<String, Integer> numbers) {
            List<Graph.Edge> known = new ArrayList<>();
            for (int edge = 0; edge < edges.size(); edge++) {
                @Nullable Integer source = end(numbers, edge, "from", "comes from");
                @Nullable Integer target = end(numbers, edge, "to", "leads to");
                if (source != null && target != null) {
                    known.add(new Graph.Edge(source, target));
                }
            }
            return Graph.of(nodes.size(), known);
        }

        private @Nullable Integer end(Map<String, Integer> numbers, int edge, String field, String verb) {
            String id = edges.path(edge).path(field).asText();
            @Nullable Integer node = numbers.get(id);
            if (node == null) {
                found.add(
                        Rule.UNKNOWN_NODE,
                        "/edges/" + edge + "/" + field,
                        "The edge " + verb + " \"" + shown(id) + "\", and there is no such node.");
            }
            return node;
        }

        private void deadEnds(Graph graph, BitSet ends) {
            Graph.Components components = graph.components();
            for (int node = 0; node < nodes.size(); node++) {
                int[] members = components.members(components.of(node));
                boolean isFirst = members[0] == node;
                if (isFirst && Arrays.stream(members).noneMatch(ends::get) && !components.isLeft(components.of(node))) {
                    found.add(
                            Rule.DEAD_END,
                            "/nodes/" + node,
                            graph.isLeaf(node)
                                    ? "No edge leaves " + node(node) + ", and it is no end."
                                    : "From " + node(node) + " the way goes in circles and never to an end.");
                }
            }
        }

        private BitSet ofType(String type) {
            return IntStream.range(0, nodes.size())
                    .filter(node -> nodes.path(node).path("type").asText().equals(type))
                    .collect(BitSet::new, BitSet::set, BitSet::or);
        }

        private String id(int node) {
            return nodes.path(node).path("id").asText();
        }

        private String node(int node) {
            return "Node \"" + shown(id(node)) + "\"";
        }
    }
}
