package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Flows with their history, and what they refer to. Guarded by the lock of its {@link FakeCognigy}. */
final class Flows {

    static final String DEPLOYED = "deployed";

    /** One flow in one environment: what it was, what it is, and what is being made of it. */
    static final class Flow {

        final String environment;
        final String id;

        /** All that was ever deployed here, in order, each without its environment. */
        final List<ObjectNode> history = new ArrayList<>();

        /** Which of them is deployed; -1 if none is. */
        int current = -1;

        @Nullable
        Import latestImport;

        Flow(String environment, String id) {
            this.environment = environment;
            this.id = id;
        }

        Optional<ObjectNode> deployed() {
            return current < 0 ? Optional.empty() : Optional.of(history.get(current));
        }

        /** Deploys a content; what is deployed already stays as it is. */
        void deploy(ObjectNode content) {
            if (!deployed().equals(Optional.of(content))) {
                history.add(content);
                current = history.size() - 1;
            }
        }

        String status() {
            return latestImport == null ? DEPLOYED : latestImport.status();
        }
    }

    /** A content on its way into a flow. */
    static final class Import extends Job {

        private final Flow flow;
        private final ObjectNode content;

        Import(Flow flow, ObjectNode content, String createdAt, JobScript script) {
            super(flow.id, createdAt, script);
            this.flow = flow;
            this.content = content;
        }

        @Override
        void apply() {
            flow.deploy(content);
        }

        @Override
        void undo() {
            throw new IllegalStateException("A flow is rolled back to a version, not an import");
        }

        ObjectNode content() {
            return content;
        }

        @Override
        ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("id", flow.id)
                    .put("environmentId", flow.environment)
                    .put("version", content.path("version").asText())
                    .put("status", status());
            message().ifPresent(text -> json.put("message", text));
            return json;
        }
    }

    private final Map<String, Map<String, Flow>> byEnvironment = new LinkedHashMap<>();
    final List<ObjectNode> intents = new ArrayList<>();
    final List<ObjectNode> entities = new ArrayList<>();
    JobScript imports = JobScript.states("deploying", DEPLOYED);
    final Deque<JobScript> nextImports = new ArrayDeque<>();

    JobScript nextScript() {
        return nextImports.isEmpty() ? imports : nextImports.remove();
    }

    /** Returns the flow in the environment, and creates the flow if there was none. */
    Flow flow(String environment, String id) {
        return byEnvironment
                .computeIfAbsent(environment, absent -> new LinkedHashMap<>())
                .computeIfAbsent(id, absent -> new Flow(environment, id));
    }

    Optional<Flow> find(String environment, String id) {
        return Optional.ofNullable(
                byEnvironment.getOrDefault(environment, Map.of()).get(id));
    }

    /** Returns all flows by environment, in the order of their first imports. */
    List<Flow> all() {
        return byEnvironment.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .toList();
    }

    /** Returns the content without the environment that it came from. */
    static ObjectNode content(ObjectNode flow) {
        ObjectNode content = flow.deepCopy();
        content.remove("environmentId");
        return content;
    }

    /** Returns whether the environment has the target of a reference. */
    boolean has(String type, String id, String environment) {
        return switch (type) {
            case "flow" -> find(environment, id).flatMap(Flow::deployed).isPresent();
            case "intent" -> isIn(intents, id, environment);
            case "entity" -> isIn(entities, id, environment);
            default -> true;
        };
    }

    private static boolean isIn(List<ObjectNode> things, String id, String environment) {
        return things.stream()
                .anyMatch(thing -> thing.path("id").asText().equals(id)
                        && thing.path("environmentId").asText(environment).equals(environment));
    }

    /**
     * Returns whether a flow of the environment refers to the other, directly or through others. A circle has to begin
     * somewhere.
     */
    boolean leadsTo(String other, String id, String environment) {
        Set<String> seen = new HashSet<>(Set.of(id));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String next = open.remove();
            if (next.equals(other)) {
                return true;
            }
            for (JsonNode reference : find(environment, next)
                    .flatMap(Flow::deployed)
                    .map(content -> content.path("externalReferences"))
                    .orElseGet(MissingNode::getInstance)) {
                String to = reference.path("id").asText();
                if (reference.path("type").asText().equals("flow") && seen.add(to)) {
                    open.add(to);
                }
            }
        }
        return false;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Flow flow : all()) {
            List<String> versions = flow.history.stream()
                    .map(content -> content.path("version").asText())
                    .toList();
            lines.add("flow " + flow.id + " in " + flow.environment + " " + flow.status() + " at "
                    + flow.deployed()
                            .map(content -> content.path("version").asText())
                            .orElse("nothing")
                    + " of " + versions);
        }
        intents.forEach(intent -> lines.add("intent " + intent));
        entities.forEach(entity -> lines.add("entity " + entity));
        return lines;
    }
}
