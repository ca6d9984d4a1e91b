package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What was measured of a bot's conversations in a window. What is absent was not measured, and is neither zero nor
 * perfect; no value is NaN or infinite. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableConversationMetrics.class)
@JsonDeserialize(as = ImmutableConversationMetrics.class)
public interface ConversationMetrics extends Noted {

    /** From 0 to 1. */
    @JsonProperty("error_rate")
    Optional<Double> errorRate();

    /** From 0 to 5. */
    @JsonProperty("satisfaction_score")
    Optional<Double> satisfactionScore();

    /** In milliseconds. */
    @JsonProperty("avg_latency_ms")
    Optional<Double> averageLatencyMs();

    /** How many conversations the values are about. */
    @JsonProperty("conversation_count")
    Optional<Long> conversationCount();

    /** From when on it was measured. Beyond the documented API; platforms may lack it. */
    @JsonProperty("from")
    Optional<Instant> measuredFrom();

    /** Until when it was measured. Beyond the documented API; platforms may lack it. */
    @JsonProperty("to")
    Optional<Instant> measuredTo();

    @Value.Check
    default void check() {
        for (Optional<Double> value : List.of(errorRate(), satisfactionScore(), averageLatencyMs())) {
            if (value.isPresent() && !Double.isFinite(value.get())) {
                throw new IllegalArgumentException("a metric must be finite, not " + value.get());
            }
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConversationMetrics.Builder {}
}
