package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A complete flow. Every exported field is kept, in its order and with every digit, so that the flow is sent exactly as
 * it was read. The accessors return the documented fields; {@link #content()} returns all.
 */
@JsonDeserialize(using = FlowReader.class)
public final class Flow {

    private static final List<String> TEXTS = List.of("id", "name", "version", "environmentId");
    private static final List<String> TEXTS_OF_NODES = List.of("id", "type");
    private static final List<String> TEXTS_OF_EDGES = List.of("from", "to", "condition");
    private static final List<String> TEXTS_OF_REFERENCES = List.of("type", "id", "environmentId");

    private final Map<String, @Nullable Object> content;
    private final String id;

    /** @param content made of values that never change; it is not copied */
    Flow(Map<String, @Nullable Object> content) {
        this.content = content;
        check(content, TEXTS);
        this.id = text(content, "id").orElseThrow(() -> new IllegalArgumentException("a flow must have an id"));
        for (Map<String, @Nullable Object> node : objects(content, "nodes")) {
            check(node, TEXTS_OF_NODES);
            object(node, "configuration");
        }
        objects(content, "edges").forEach(edge -> check(edge, TEXTS_OF_EDGES));
        objects(content, "externalReferences").forEach(reference -> check(reference, TEXTS_OF_REFERENCES));
    }

    /**
     * Returns a flow of JSON values: maps, lists, texts, numbers, truth values and null.
     *
     * @throws IllegalArgumentException if there is no id, a documented field has another type, or a value is unknown to
     *     JSON
     */
    public static Flow of(Map<String, ?> content) {
        return new Flow(copyOfObject("", content));
    }

    /** Returns the id, which is the same in all environments that have the flow. */
    public String id() {
        return id;
    }

    /** Returns the name that people gave the flow. Not unique. */
    public Optional<String> name() {
        return text(content, "name");
    }

    /** Returns the version, by convention a semantic one. */
    public Optional<String> version() {
        return text(content, "version");
    }

    /** Returns the environment that the flow was exported from. */
    public Optional<String> environmentId() {
        return text(content, "environmentId");
    }

    /** Returns the nodes in the flow's order; absent is not the same as none. */
    public Optional<List<Node>> nodes() {
        return list("nodes", node -> new Node(text(node, "id"), text(node, "type"), object(node, "configuration")));
    }

    /** Returns the edges between nodes in the flow's order; absent is not the same as none. */
    public Optional<List<Edge>> edges() {
        return list("edges", edge -> new Edge(text(edge, "from"), text(edge, "to"), text(edge, "condition")));
    }

    /**
     * Returns what the flow needs of its environment, such as other flows, intents and entities. Absent is not the same
     * as none.
     */
    public Optional<List<Reference>> externalReferences() {
        return list(
                "externalReferences",
                reference -> new Reference(
                        text(reference, "type"), text(reference, "id"), text(reference, "environmentId")));
    }

    /**
     * Returns the whole flow: unmodifiable maps and lists, with {@link BigDecimal} for all numbers that are not whole.
     */
    @JsonValue
    public Map<String, @Nullable Object> content() {
        return content;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Flow flow && content.equals(flow.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** Returns id and version; contents may be large and secret. */
    @Override
    public String toString() {
        return "Flow " + id + version().map(v -> " " + v).orElse("");
    }

    /**
     * A step of a flow.
     *
     * @param type {@code start}, {@code intent}, {@code action}, {@code end} and {@code external} are documented
     */
    public record Node(
            Optional<String> id, Optional<String> type, Optional<Map<String, @Nullable Object>> configuration) {

        /** Returns id and type; a configuration may be large and secret. */
        @Override
        public String toString() {
            return "Node " + id.orElse("") + type.map(t -> " " + t).orElse("");
        }
    }

    /** A connection of one node to another; without a condition the connection is always open. */
    public record Edge(Optional<String> from, Optional<String> to, Optional<String> condition) {}

    /**
     * Reference of a flow to something outside the flow.
     *
     * @param type {@code flow}, {@code intent}, {@code entity} and {@code variable} are documented
     */
    public record Reference(Optional<String> type, Optional<String> id, Optional<String> environmentId) {}

    private <T> Optional<List<T>> list(String field, Function<Map<String, @Nullable Object>, T> element) {
        return content.get(field) == null
                ? Optional.empty()
                : Optional.of(objects(content, field).stream().map(element).toList());
    }

    private static void check(Map<String, @Nullable Object> object, List<String> texts) {
        object.forEach((field, value) -> {
            if (value != null && !(value instanceof String) && texts.contains(field)) {
                throw new IllegalArgumentException(field + " must be a text");
            }
        });
    }

    private static Optional<String> text(Map<String, @Nullable Object> object, String field) {
        return Optional.ofNullable((String) object.get(field));
    }

    private static Optional<Map<String, @Nullable Object>> object(Map<String, @Nullable Object> parent, String field) {
        Object value = parent.get(field);
        return value == null ? Optional.empty() : Optional.of(asObject(field, value));
    }

    @SuppressWarnings("unchecked") // each element is checked
    private static List<Map<String, @Nullable Object>> objects(Map<String, @Nullable Object> parent, String field) {
        Object value = parent.get(field);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw new IllegalArgumentException(field + " must be a list");
        }
        list.forEach(element -> asObject(field, element));
        return (List<Map<String, @Nullable Object>>) value;
    }

    @SuppressWarnings("unchecked") // the keys of all objects are texts
    private static Map<String, @Nullable Object> asObject(String field, @Nullable Object value) {
        if (!(value instanceof Map)) {
            throw new IllegalArgumentException(field + " must be an object, or a list of objects");
        }
        return (Map<String, @Nullable Object>) value;
    }

    private static Map<String, @Nullable Object> copyOfObject(String where, Map<?, ?> object) {
        List<@Nullable Object> copy = new ArrayList<>();
        object.forEach((key, value) -> {
            if (!(key instanceof String field)) {
                throw new IllegalArgumentException("the name of every field in '" + where + "' must be a text");
            }
            copy.add(field);
            copy.add(copyOf(field, value));
        });
        return Members.of(copy.toArray());
    }

    private static @Nullable Object copyOf(String where, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return copyOfObject(where, map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(copyOf(where, element)));
            return Collections.unmodifiableList(copy);
        }
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof BigDecimal
                || value instanceof BigInteger) {
            return value;
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return BigInteger.valueOf(((Number) value).longValue());
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            return BigDecimal.valueOf(number);
        }
        throw new IllegalArgumentException(where + " must have JSON values only");
    }
}
