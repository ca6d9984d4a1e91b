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

    @JsonAlias({"jobId", "deploymentId"})
    Optional<String> id();

    @JsonProperty("status")
    @JsonAlias({"state", "jobStatus", "deploymentStatus"})
    JobState state();

    @JsonAlias({"errorMessage", "error", "errors", "reason", "statusMessage", "failureReason"})
    Optional<String> message();

    Optional<Instant> createdAt();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableJobStatus.Builder {}
}
