package io.cognigydeploy.core.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.cognigydeploy.client.Printable;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The JSON of this module's records: instants and durations as ISO 8601 text, absent values as absent members. */
public final class Json {

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    /** The version of the schema of plans, reports and results as JSON, {@code docs/schemas/output-1.schema.json}. */
    public static final int SCHEMA_VERSION = 1;

    private Json() {}

    /** Returns the value as JSON that can be stored: values from outside may have texts that cannot. */
    public static ObjectNode tree(Object value) {
        ObjectNode tree = MAPPER.valueToTree(value);
        return isStorable(tree) ? tree : (ObjectNode) withTexts(tree, Printable::storable);
    }

    private static boolean isStorable(JsonNode value) {
        if (value.isTextual()) {
            return isStorable(value.textValue());
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!isStorable(member.getKey())) {
                return false;
            }
        }
        for (JsonNode inner : value) {
            if (!isStorable(inner)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStorable(String text) {
        return Printable.storable(text).equals(text);
    }

    private static JsonNode withTexts(JsonNode value, UnaryOperator<String> change) {
        return mapped(value, change, change, (name, member) -> withTexts(member, change));
    }

    /** Returns a copy with other names and texts, in which the member function makes the values of members. */
    static JsonNode mapped(
            JsonNode value,
            UnaryOperator<String> names,
            UnaryOperator<String> texts,
            BiFunction<String, JsonNode, JsonNode> member) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = MAPPER.createObjectNode();
            object.properties()
                    .forEach(
                            each -> copy.set(names.apply(each.getKey()), member.apply(each.getKey(), each.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = MAPPER.createArrayNode();
            array.forEach(element -> copy.add(mapped(element, names, texts, member)));
            return copy;
        }
        return value.isTextual() ? TextNode.valueOf(texts.apply(value.textValue())) : value;
    }
}
