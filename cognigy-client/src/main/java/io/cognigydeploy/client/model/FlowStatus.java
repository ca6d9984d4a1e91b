package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** State of a flow in an environment. */
@Value.Immutable
@JsonDeserialize(as = ImmutableFlowStatus.class)
public interface FlowStatus {

    /**
     * Returns the platform's word. {@code deployed}, {@code deploying} and {@code failed} are documented; any other
     * word is kept.
     */
    @JsonAlias({"state", "flowStatus"})
    String status();

    /** Returns the version that this status is about; empty if the platform states none. */
    Optional<String> version();

    /**
     * Returns the platform's hash of the deployed content; empty if the platform states none. How the platform computes
     * the hash is not documented.
     */
    Optional<String> contentHash();

    /** Returns the platform's own description of the state, or of the failure; absent if it states none. */
    @JsonAlias({"errorMessage", "error", "errors", "reason", "statusMessage", "failureReason"})
    Optional<String> message();

    /** Returns the corresponding state of a job: {@code deployed} is completed, {@code deploying} is running. */
    @JsonIgnore
    default JobState state() {
        return new JobState(status());
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
    final class Builder extends ImmutableFlowStatus.Builder {}
}
