package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Conditions for the platform's own rollback of a configuration, and its target. */
@Value.Immutable
@JsonDeserialize(as = ImmutableRollbackPolicy.class)
public interface RollbackPolicy {

    /** Returns whether the platform rolls back by itself. Default true. */
    @Value.Default
    @JsonProperty("auto_trigger")
    default boolean autoTrigger() {
        return true;
    }

    /**
     * Returns the number of bad answers about its health after which the environment counts as unhealthy; at least 1.
     * Default 3.
     */
    @Value.Default
    @JsonProperty("health_threshold")
    default int healthThreshold() {
        return 3;
    }

    /** Returns the time limit of a job, in seconds; at least 1. Default 300. */
    @Value.Default
    @JsonProperty("timeout_seconds")
    default int timeoutSeconds() {
        return 300;
    }

    /** Returns the target of the rollback; null in JSON if absent. */
    @JsonProperty("revert_snapshot_id")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    Optional<String> revertSnapshotId();

    @Value.Check
    default void check() {
        if (healthThreshold() < 1 || timeoutSeconds() < 1) {
            throw new IllegalArgumentException("healthThreshold and timeoutSeconds must be at least 1, but were "
                    + healthThreshold() + " and " + timeoutSeconds());
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
    final class Builder extends ImmutableRollbackPolicy.Builder {}
}
