package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.platform.Reading;
import java.util.Optional;
import java.util.Set;

/**
 * How things stand before a canary.
 *
 * @param source where the live version was read, or why it could not be
 * @param arms what the platform measures
 * @param webhookId the webhook that is there already, if one is wished and it is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CanaryState(Optional<String> liveVersion, String source, CanaryMetrics.Arms arms, Optional<String> webhookId) {

    /**
     * The state of a canary whose state the platform does not show. What becomes of it is then known by what is measured.
     */
    static final JobState NOT_SHOWN = new JobState("not_shown");

    private static final Set<JobState> OVER = Set.of(JobState.FAILED, JobState.CANCELLED, JobState.ROLLED_BACK);

    /** Whether the word says that the canary has lost its share. No document has the states of a canary. */
    static boolean isOver(JobState word) {
        return OVER.contains(word);
    }

    /** How the platform shows a canary: as {@link #NOT_SHOWN}, with the reason, where it does not. */
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
}
