package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Limits beyond which the platform itself ends a canary. An absent value sets no limit. */
@Value.Immutable
@JsonDeserialize(as = ImmutableRollbackThresholds.class)
public interface RollbackThresholds {

    /** Returns the largest error rate, from 0 to 1. */
    @JsonProperty("error_rate")
    Optional<Double> maxErrorRate();

    /** Returns the smallest satisfaction score, from 0 to 5. */
    @JsonProperty("satisfaction_score")
    Optional<Double> minSatisfactionScore();

    /** Returns the largest average latency, in milliseconds; not negative. */
    @JsonProperty("max_latency_ms")
    Optional<Double> maxLatencyMs();

    @Value.Check
    default void check() {
        within("maxErrorRate", maxErrorRate(), 1);
        within("minSatisfactionScore", minSatisfactionScore(), 5);
        within("maxLatencyMs", maxLatencyMs(), Double.MAX_VALUE);
    }

    private static void within(String name, Optional<Double> value, double most) {
        if (value.isPresent() && !(value.get() >= 0 && value.get() <= most)) {
            throw new IllegalArgumentException(name + " must be from 0 to " + most + ", but was " + value.get());
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
    final class Builder extends ImmutableRollbackThresholds.Builder {}
}
