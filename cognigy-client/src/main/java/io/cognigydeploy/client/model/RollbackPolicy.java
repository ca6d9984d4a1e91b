package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import org.immutables.value.Value;

/** When the platform is to undo a configuration by itself, and how far back. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableRollbackPolicy.class)
@JsonDeserialize(as = ImmutableRollbackPolicy.class)
public interface RollbackPolicy {

    /** Default true. */
    @Value.Default
    @JsonProperty("auto_trigger")
    default boolean autoTrigger() {
        return true;
    }

    /** After how many bad answers about its health the environment counts as unhealthy; at least 1. Default 3. */
    @Value.Default
    @JsonProperty("health_threshold")
    default int healthThreshold() {
        return 3;
    }

    /** How long a job may take, in seconds; at least 1. Default 300. */
    @Value.Default
    @JsonProperty("timeout_seconds")
    default int timeoutSeconds() {
        return 300;
    }

    /** What to go back to; null on the wire if absent. */
    @JsonProperty("revert_snapshot_id")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    Optional<String> revertSnapshotId();

    @Value.Check
    default void check() {
        if (healthThreshold() < 1 || timeoutSeconds() < 1) {
            throw new IllegalArgumentException("healthThreshold and timeoutSeconds must be at least 1, not "
                    + healthThreshold() + " and " + timeoutSeconds());
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableRollbackPolicy.Builder {}
}
