package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A finding of the platform in submitted content. Its form is not documented.
 *
 * @param text the platform's words, or its JSON if there are no words
 */
public record Finding(@JsonValue String text) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Finding read(JsonNode found) {
        return new Finding(found.isTextual() ? found.textValue() : found.toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
