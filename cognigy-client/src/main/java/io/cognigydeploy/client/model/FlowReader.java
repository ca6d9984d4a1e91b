package io.cognigydeploy.client.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reader of flows with every digit, whatever the mapper rounds. */
final class FlowReader extends JsonDeserializer<Flow> {

    private static final ObjectReader EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerForMapOf(Object.class);

    @Override
    public Flow deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.isExpectedStartObjectToken()) {
            throw MismatchedInputException.from(parser, Flow.class, "not an object");
        }
        try {
            return Flow.of(EXACT.<Map<String, @Nullable Object>>readValue(parser));
        } catch (IllegalArgumentException e) {
            throw MismatchedInputException.from(parser, Flow.class, String.valueOf(e.getMessage()));
        }
    }
}
