package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
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

    /** The current version of a flow that is written without one. */
    private static final int LAST = -1;

    /** One flow in one environment: what it was, what it is, and what is being made of it. */
    static final class Flow {

        @JsonProperty("environmentId")
        final String environment;

        final String id;

        /** All that was ever deployed here, in order, each without its environment. */
        List<ObjectNode> history = new ArrayList<>();

        /** Which of them is deployed, counted from 1; 0 if none is. */
        int current;

        @JsonProperty("import")
        @Nullable
        Import latestImport;

        @JsonCreator
        Flow(
                @JsonProperty(value = "environmentId", required = true) String environment,
                @JsonProperty(value = "id", required = true) String id) {
            this(environment, id, LAST);
        }

        private Flow(String environment, String id, int current) {
            this.environment = environment;
            this.id = id;
            this.current = current;
        }

        @JsonSetter("import")
        void resume(Import begun) {
            begun.owner = this;
            latestImport = begun;
        }

        @JsonIgnore
        boolean isDeployed() {
            return current > 0;
        }

        Optional<ObjectNode> deployed() {
            return current == 0 ? Optional.empty() : Optional.of(history.get(current - 1));
        }

        /** Deploys a content; what is deployed already stays as it is. */
        void deploy(ObjectNode content) {
            if (!deployed().equals(Optional.of(content))) {
                history.add(content);
                current = history.size();
            }
        }

        String status() {
            return latestImport == null ? DEPLOYED : latestImport.status();
        }
    }

    /** A content on its way into a flow. */
    @JsonIgnoreProperties("id")
    static final class Import extends Job {

        @JsonIgnore
        private Flow owner;

        @JsonProperty("flow")
        private final ObjectNode content;

        @JsonCreator
        Import(@JacksonInject WorldState world, @JsonProperty(value = "flow", required = true) ObjectNode content) {
            this(world, new Flow("", "", 0), content, JobScript.states(DEPLOYED));
        }

        Import(WorldState world, Flow owner, ObjectNode content, JobScript script) {
            super(world, owner.id, script);
            this.owner = owner;
            this.content = content;
        }

        @Override
        void apply() {
            owner.deploy(content);
        }

        @Override
        void undo() {
            throw new IllegalStateException("A flow is rolled back to a version, not an import");
        }

        @Override
        ObjectNode json() {
            return withMessage(Json.object()
                    .put("id", owner.id)
                    .put("environmentId", owner.environment)
                    .put("version", content.path("version").asText())
                    .put("status", status()));
        }
    }

    @JsonIgnore
    private final Map<String, Map<String, Flow>> byEnvironment = new LinkedHashMap<>();

    List<ObjectNode> intents = new ArrayList<>();
    List<ObjectNode> entities = new ArrayList<>();
    JobScript imports = JobScript.states("deploying", DEPLOYED);
    Deque<JobScript> nextImports = new ArrayDeque<>();

    JobScript nextScript() {
        return nextImports.isEmpty() ? imports : nextImports.remove();
    }

    /** Returns the flow in the environment, and creates the flow if there was none. */
    Flow flow(String environment, String id) {
        return byEnvironment
                .computeIfAbsent(environment, absent -> new LinkedHashMap<>())
                .computeIfAbsent(id, absent -> new Flow(environment, id, 0));
    }

    Optional<Flow> find(String environment, String id) {
        return Optional.ofNullable(
                byEnvironment.getOrDefault(environment, Map.of()).get(id));
    }

    /** Returns all flows by environment, in the order of their first imports. */
    @JsonGetter("deployed")
    List<Flow> all() {
        return byEnvironment.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .toList();
    }

    @JsonSetter("deployed")
    void add(List<Flow> written) {
        for (Flow flow : written) {
            flow.history.replaceAll(Flows::content);
            flow.current = flow.current == LAST ? flow.history.size() : flow.current;
            byEnvironment
                    .computeIfAbsent(flow.environment, absent -> new LinkedHashMap<>())
                    .put(flow.id, flow);
        }
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
