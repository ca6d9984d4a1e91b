package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** State of a job. The platform need not repeat the id that was requested. */
@Value.Immutable
@JsonDeserialize(as = ImmutableJobStatus.class)
public interface JobStatus {

    /** Returns the id of the job; absent if the platform states none. */
    @JsonAlias({"jobId", "deploymentId"})
    Optional<String> id();

    /** Returns the state of the job. */
    @JsonProperty("status")
    @JsonAlias({"state", "jobStatus", "deploymentStatus"})
    JobState state();

    /** Returns the platform's own description of the state, or of the failure; absent if it states none. */
    @JsonAlias({"errorMessage", "error", "errors", "reason", "statusMessage", "failureReason"})
    Optional<String> message();

    /** Returns the time at which the job was made; absent if the platform states none. */
    Optional<Instant> createdAt();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableJobStatus.Builder {}
}
