package io.cognigydeploy.core.understanding;

import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The understanding of one utterance by one target, or the reason why the target gave no answer.
 *
 * @param intent the intent; {@link Utterances#NONE} if the target stated that there is none; absent if it stated nothing
 * @param confidence from 0 to 1, if it is stated
 * @param entities the entities, by name
 * @param answer the text of the answer, if the target gives one
 * @param latency the time of the answer, including retries
 * @param failure the reason why there is no answer; absent if there is one
 */
public record Understood(
        Optional<String> intent,
        Optional<Double> confidence,
        Map<String, String> entities,
        Optional<String> answer,
        Duration latency,
        Optional<String> failure) {

    public Understood {
        // Written so that NaN is left out too.
        confidence = confidence.filter(value -> value >= 0 && value <= 1);
        entities = Map.copyOf(entities);
        Argument.notNegative("latency", latency);
    }

    /**
     * Returns an answer with an intent alone.
     *
     * @throws IllegalArgumentException if the confidence is not from 0 to 1
     */
    public static Understood as(String intent, double confidence) {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw Argument.refused("confidence", "from 0 to 1", confidence);
        }
        return new Understood(
                Optional.of(Argument.text("intent", intent)),
                Optional.of(confidence),
                Map.of(),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty());
    }

    /** Returns the failure to answer, with its reason. */
    public static Understood failed(String reason) {
        return new Understood(
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Duration.ZERO,
                Optional.of(Argument.text("reason", reason)));
    }

    boolean isAnswer() {
        return failure.isEmpty();
    }

    /** Returns the intent, or that there is none. */
    String named() {
        return intent.orElse(Utterances.NONE);
    }

    /** Returns the intent or the failure only; answers and entities belong to a conversation. */
    @Override
    public String toString() {
        return failure.map(reason -> "not answered: " + reason).orElseGet(this::named);
    }
}
