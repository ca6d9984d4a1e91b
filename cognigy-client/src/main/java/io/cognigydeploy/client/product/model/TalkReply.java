package io.cognigydeploy.client.product.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of an endpoint to a message.
 *
 * @param text the texts of the answer; empty for answers of other forms, whose content is in the outputs
 */
public record TalkReply(Optional<String> text, List<Output> outputStack) {

    public TalkReply {
        outputStack = List.copyOf(outputStack);
    }

    /** Returns the number of outputs only; their content belongs to a user. */
    @Override
    public String toString() {
        return "TalkReply with " + outputStack.size() + " outputs";
    }

    /**
     * One output of the flow.
     *
     * @param data content of any other form than text
     * @param source who wrote it, such as {@code bot}
     */
    public record Output(
            Optional<String> text,
            Map<String, @Nullable Object> data,
            Optional<String> source,
            Optional<String> traceId) {

        public Output {
            data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        }

        /** Returns who wrote it only; the content belongs to a user. */
        @Override
        public String toString() {
            return "Output" + source.map(who -> " of " + who).orElse("");
        }
    }
}
