package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.judge.Dispersion;
import io.cognigydeploy.core.judge.StableReference;
import io.cognigydeploy.core.platform.Reading;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The state of an environment before a canary.
 *
 * @param source where the live version was read, or why it could not be read
 * @param arms the arms that the platform measures
 * @param webhookId the id of the requested webhook if it is registered already
 * @param variance how much the errors of the live version vary, by its recent metrics
 * @param reference the errors of the live version before, where the platform measures none beside a canary
 * @param perMinute the conversations of the live version a minute, where shares and time are chosen by them
 * @param justRead what else was read, for gates that are judged at once; not recorded
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CanaryState(
        Optional<String> liveVersion,
        String source,
        Arms arms,
        Optional<String> webhookId,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Dispersion> variance,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<StableReference> reference,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Double> perMinute,
        @JsonIgnore Optional<JustRead> justRead) {

    /** Creates a recorded state. */
    @JsonCreator
    CanaryState(
            @JsonProperty("liveVersion") Optional<String> liveVersion,
            @JsonProperty("source") String source,
            @JsonProperty("arms") Arms arms,
            @JsonProperty("webhookId") Optional<String> webhookId,
            @JsonProperty("variance") Optional<Dispersion> variance,
            @JsonProperty("reference") Optional<StableReference> reference,
            @JsonProperty("perMinute") Optional<Double> perMinute) {
        this(liveVersion, source, arms, webhookId, variance, reference, perMinute, Optional.empty());
    }

    /** The bot's versions and the recent metrics of the live one, read together with a state. */
    record JustRead(Reading<List<BotVersion>> versions, CanaryMetrics.Lately lately) {}

    /**
     * The state of a canary whose state the platform does not show. Its metrics then show whether it still has its
     * share.
     */
    static final JobState NOT_SHOWN = new JobState("not_shown");

    private static final Set<JobState> OVER = Set.of(JobState.FAILED, JobState.CANCELLED, JobState.ROLLED_BACK);

    /** Returns whether a canary in this state has lost its share. No document lists the states of a canary. */
    static boolean isOver(JobState word) {
        return OVER.contains(word);
    }

    /** Reads a canary's deployment; {@link #NOT_SHOWN} with the reason if the platform does not show it. */
    static DeploymentJob shown(CognigyClient cognigy, String deploymentId) {
        Reading<DeploymentJob> seen =
                Reading.of(cognigy, () -> cognigy.deployments().get(deploymentId));
        return seen instanceof Reading.Missing<DeploymentJob> missing
                ? DeploymentJob.builder()
                        .id(deploymentId)
                        .state(NOT_SHOWN)
                        .message("the state of a canary is " + missing.why())
                        .build()
                : seen.value().orElseThrow();
    }

    /** Returns the canary's share in percent; empty if the platform does not show it. */
    static Optional<Double> shownShare(DeploymentJob job) {
        return job.trafficMatrix().flatMap(matrix -> Optional.ofNullable(matrix.get("canary")));
    }
}
