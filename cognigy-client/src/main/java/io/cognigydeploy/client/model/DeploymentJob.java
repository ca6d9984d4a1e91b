package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** A deployment on the platform: a job that ends in some state. */
@Value.Immutable
@JsonDeserialize(as = ImmutableDeploymentJob.class)
public interface DeploymentJob extends Job {

    @Override
    @JsonAlias({"deploymentId", "jobId"})
    String id();

    /** Returns the state of the job. */
    @Override
    @JsonProperty("status")
    @JsonAlias({"state", "deploymentStatus", "jobStatus"})
    JobState state();

    @Override
    @JsonAlias({"errorMessage", "error", "errors", "reason", "statusMessage", "failureReason"})
    Optional<String> message();

    /** Returns the id of the bot; absent if the platform states none. */
    @JsonProperty("bot_id")
    @JsonAlias("botId")
    Optional<String> botId();

    /** Returns the id of the environment; absent if the platform states none. */
    @JsonProperty("environment_id")
    @JsonAlias("environmentId")
    Optional<String> environmentId();

    /** Returns the version that is deployed; absent if the platform states none. */
    Optional<String> version();

    /** Returns the time at which the job was made; absent if the platform states none. */
    Optional<Instant> createdAt();

    /**
     * Returns the shares of a canary in percent, {@code canary} and {@code stable}. Beyond the documented API;
     * platforms may lack this value.
     */
    @JsonProperty("traffic_matrix")
    Optional<Map<String, Double>> trafficMatrix();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableDeploymentJob.Builder {}
}
