package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * Metrics of a bot's conversations in a window. An absent value was not measured, and is neither zero nor perfect; no
 * value is NaN or infinite.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableConversationMetrics.class)
public interface ConversationMetrics extends Noted {

    /** Returns the error rate, from 0 to 1. */
    @JsonProperty("error_rate")
    Optional<Double> errorRate();

    /** Returns the satisfaction score, from 0 to 5. */
    @JsonProperty("satisfaction_score")
    Optional<Double> satisfactionScore();

    /** Returns the average latency, in milliseconds. */
    @JsonProperty("avg_latency_ms")
    Optional<Double> averageLatencyMs();

    /** Returns the number of conversations that the values are based on. */
    @JsonProperty("conversation_count")
    Optional<Long> conversationCount();

    /** Returns the start of the measurement. Beyond the documented API; platforms may lack this value. */
    @JsonProperty("from")
    Optional<Instant> measuredFrom();

    /** Returns the end of the measurement. Beyond the documented API; platforms may lack this value. */
    @JsonProperty("to")
    Optional<Instant> measuredTo();

    @Value.Check
    default void check() {
        for (Optional<Double> value : List.of(errorRate(), satisfactionScore(), averageLatencyMs())) {
            if (value.isPresent() && !Double.isFinite(value.get())) {
                throw new IllegalArgumentException("a metric must be finite, but was " + value.get());
            }
        }
    }

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConversationMetrics.Builder {}
}
