package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.immutables.value.Value;

/** The wish to give a bot version a share of the conversations beside the version that is live. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableCanaryRequest.class)
@JsonDeserialize(as = ImmutableCanaryRequest.class)
public interface CanaryRequest {

    @JsonProperty("bot_id")
    String botId();

    @JsonProperty("environment_id")
    String environmentId();

    String version();

    @JsonProperty("traffic_matrix")
    TrafficMatrix trafficMatrix();

    /** When the platform shall end the canary by itself. */
    @JsonProperty("rollback_thresholds")
    RollbackThresholds rollbackThresholds();

    /** More than this the canary must not get; at least 1 percent. */
    @JsonProperty("max_traffic_percentage")
    TrafficShare cap();

    /** Whether the platform shall collect what {@code MetricsApi} reads. Default true. */
    @Value.Default
    @JsonProperty("enable_metric_aggregation")
    default boolean aggregateMetrics() {
        return true;
    }

    @Value.Check
    default void check() {
        if (cap().compareTo(TrafficShare.ofPercent(1)) < 0) {
            throw new IllegalArgumentException("the cap must be at least 1 %, not " + cap());
        }
        if (trafficMatrix().canary().compareTo(cap()) > 0) {
            throw new IllegalArgumentException(
                    "the canary's share of " + trafficMatrix().canary() + " is above its cap of " + cap());
        }
    }

    /**
     * Who gets how much.
     */
    record TrafficMatrix(TrafficShare stable, TrafficShare canary) {

        /**
         * Refuses shares that are no whole.
         *
         * @throws IllegalArgumentException if the shares do not sum to 100 percent
         */
        public TrafficMatrix {
            if (!stable.equals(canary.rest())) {
                throw new IllegalArgumentException(
                        "the shares must sum to 100 %, not stable " + stable + " and canary " + canary);
            }
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableCanaryRequest.Builder {

        /** Gives the canary this share and the rest to the version that is live. */
        public Builder canary(TrafficShare share) {
            return trafficMatrix(new TrafficMatrix(share.rest(), share));
        }
    }
}
