package io.cognigydeploy.client.model;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reader of flows with every digit, whatever the mapper rounds, and without a member that is there twice. A flow that
 * was read before is taken as it is. An object that is no flow is read to its end before it is refused.
 */
final class FlowReader extends JsonDeserializer<Flow> {

    @Override
    public Flow deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
                && parser.getEmbeddedObject() instanceof Flow flow) {
            return flow;
        }
        if (!parser.isExpectedStartObjectToken()) {
            throw MismatchedInputException.from(parser, Flow.class, "not an object");
        }
        try {
            return new Content(parser).read();
        } catch (IllegalArgumentException e) {
            throw MismatchedInputException.from(parser, Flow.class, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean isCachable() {
        return true;
    }

    /** The content of one flow, read into values that never change. */
    private static final class Content {

        private final JsonParser parser;
        /** The elements so far of all objects and lists that are not read to their end. */
        private @Nullable Object[] unfinished = new Object[32];

        private int size;
        private boolean isJson = true;

        Content(JsonParser parser) {
            this.parser = parser;
        }

        Flow read() throws IOException {
            Map<String, @Nullable Object> content = object();
            if (!isJson) {
                throw new IllegalArgumentException("a flow must have JSON values only");
            }
            return new Flow(content);
        }

        private Map<String, @Nullable Object> object() throws IOException {
            int from = size;
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                Object value = value(parser.nextToken());
                add(name);
                add(value);
            }
            @Nullable Object[] members = finished(from);
            Map<String, @Nullable Object> object = Members.of(members);
            if (2 * object.size() < members.length) {
                throw new JsonParseException(parser, "a member is there twice");
            }
            return object;
        }

        private List<@Nullable Object> list() throws IOException {
            int from = size;
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                add(value(next));
            }
            return Collections.unmodifiableList(Arrays.asList(finished(from)));
        }

        private void add(@Nullable Object element) {
            if (size == unfinished.length) {
                unfinished = Arrays.copyOf(unfinished, 2 * size);
            }
            unfinished[size++] = element;
        }

        private @Nullable Object[] finished(int from) {
            @Nullable Object[] elements = Arrays.copyOfRange(unfinished, from, size);
            size = from;
            return elements;
        }

        private @Nullable Object value(JsonToken first) throws IOException {
            return switch (first) {
                case START_OBJECT -> object();
                case START_ARRAY -> list();
                case VALUE_STRING -> parser.getText();
                case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
                case VALUE_NUMBER_FLOAT -> parser.isNaN() ? notJson() : parser.getDecimalValue();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                default -> notJson();
            };
        }

        private @Nullable Object notJson() {
            isJson = false;
            return null;
        }
    }
}
