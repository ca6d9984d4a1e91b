package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that the platform found in what it was shown. Its form is not documented.
 *
 * @param text the platform's words, or its JSON where it sent no words
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
