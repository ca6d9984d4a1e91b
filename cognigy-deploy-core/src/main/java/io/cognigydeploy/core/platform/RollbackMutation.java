package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;

/**
 * The platform's rollback of a deployment of a bot version.
 *
 * @param version the version that was deployed
 * @param liveBefore the version that was live before it; absent if that is not known
 */
public record RollbackMutation(
        CognigyClient cognigy,
        String botId,
        String version,
        String environmentId,
        String deploymentId,
        Optional<String> liveBefore)
        implements Mutation {

    @Override
    public String description() {
        return "roll back deployment " + deploymentId + " in " + environmentId
                + liveBefore.map(version -> ", back to " + version).orElse("");
    }

    @Override
    public Optional<List<String>> known() {
        return Optional.of(List.of());
    }

    @Override
    public String send(String idempotencyKey) {
        cognigy.deployments().rollback(deploymentId, idempotencyKey);
        return deploymentId;
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        // On some platforms the earlier version being live again is the only sign of the end.
        return RollbackOperation.of(
                operationId,
                () -> cognigy.operations().deployment(deploymentId).poll(),
                job -> hasEndedRollback(job) || previousIsLive(),
                seen,
                cognigy.time());
    }

    private static boolean hasEndedRollback(Job job) {
        return job.state().equals(JobState.ROLLED_BACK) || job.state().equals(JobState.ROLLBACK_FAILED);
    }

    @Override
    public Search search(Optional<List<String>> known) {
        Job job = cognigy.operations().deployment(deploymentId).poll();
        boolean accepted = job.state().equals(JobState.ROLLING_BACK) || hasEndedRollback(job);
        return accepted || previousIsLive() ? new Search.Found(deploymentId) : new Search.Absent();
    }

    @Override
    public boolean reached(Job end) {
        return end.state().equals(JobState.ROLLED_BACK) || (!hasEndedRollback(end) && previousIsLive());
    }

    @Override
    public Verdict confirm(Job end) {
        LiveVersion now = LiveVersion.read(cognigy, botId, environmentId);
        return liveBefore.isPresent() ? now.is(liveBefore.get()) : now.isNot(version);
    }

    private boolean previousIsLive() {
        return liveBefore.isPresent()
                && !liveBefore.get().equals(version)
                && LiveVersion.read(cognigy, botId, environmentId).version().equals(liveBefore);
    }
}
