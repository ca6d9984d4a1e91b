package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A request to give a bot version a share of the conversations beside the version that is live. */
@Value.Immutable
@JsonDeserialize(as = ImmutableCanaryRequest.class)
public interface CanaryRequest {

    /** Returns the id of the bot. */
    @JsonProperty("bot_id")
    String botId();

    /** Returns the id of the environment in which conversations are shared. */
    @JsonProperty("environment_id")
    String environmentId();

    /** Returns the version that gets a share, as in {@link BotVersion#id}. */
    String version();

    /**
     * Returns the shares of the live version and of the canary, together 100 percent. The canary's is at most {@link
     * #cap()}.
     */
    @JsonProperty("traffic_matrix")
    TrafficMatrix trafficMatrix();

    /** Returns the limits beyond which the platform itself ends the canary. */
    @JsonProperty("rollback_thresholds")
    RollbackThresholds rollbackThresholds();

    /** Returns the largest share that the canary may get; at least 1 percent. */
    @JsonProperty("max_traffic_percentage")
    TrafficShare cap();

    /** Returns whether the platform collects the metrics that {@code MetricsApi} reads. Default true. */
    @Value.Default
    @JsonProperty("enable_metric_aggregation")
    default boolean aggregateMetrics() {
        return true;
    }

    @Value.Check
    default void check() {
        if (cap().compareTo(TrafficShare.ofPercent(1)) < 0) {
            throw new IllegalArgumentException("cap must be at least 1 %, but was " + cap());
        }
        if (trafficMatrix().canary().compareTo(cap()) > 0) {
            throw new IllegalArgumentException("the canary's share must be at most its cap of " + cap() + ", but was "
                    + trafficMatrix().canary());
        }
    }

    /** The shares of the live version and of the canary. */
    record TrafficMatrix(TrafficShare stable, TrafficShare canary) {

        /**
         * Checks the sum of the shares.
         *
         * @throws IllegalArgumentException if the shares do not sum to 100 percent
         */
        public TrafficMatrix {
            if (!stable.equals(canary.rest())) {
                throw new IllegalArgumentException(
                        "the shares must sum to 100 %, but were stable " + stable + " and canary " + canary);
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
    final class Builder extends ImmutableCanaryRequest.Builder {

        /** Gives the canary this share and the rest to the version that is live. Either this or the matrix is required. */
        public Builder canary(TrafficShare share) {
            return trafficMatrix(new TrafficMatrix(share.rest(), share));
        }
    }
}
