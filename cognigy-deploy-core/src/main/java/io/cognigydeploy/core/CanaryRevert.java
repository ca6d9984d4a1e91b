package io.cognigydeploy.core;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.ConflictException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import java.util.List;
import java.util.Optional;

/** Takes every conversation from a canary, whichever share it has, and gives them back to what was live before. */
record CanaryRevert(CognigyClient cognigy, CanaryDeployment wish, String deploymentId, Optional<String> liveBefore)
        implements Mutation {

    @Override
    public String description() {
        return "roll back canary " + deploymentId + " in " + wish.environmentId()
                + liveBefore.map(version -> ", all conversations to " + version).orElse("");
    }

    @Override
    public Optional<List<String>> known() {
        return Optional.of(List.of());
    }

    @Override
    public Operation<?> send(String idempotencyKey) {
        try {
            cognigy.deployments().rollback(deploymentId, idempotencyKey);
        } catch (ConflictException e) {
            // The platform ends canaries by itself too, and then refuses to be told.
            if (!isGivingBack(job()) && !isOver(job())) {
                throw e;
            }
        }
        return resume(deploymentId, List.of());
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return Undoing.of(
                operationId,
                this::job,
                job -> job.state().equals(JobState.ROLLBACK_FAILED) || isOver(job),
                seen,
                cognigy.time());
    }

    @Override
    public Search search(Optional<List<String>> known) {
        Job job = job();
        return isGivingBack(job) || isOver(job) ? new Search.Found(deploymentId) : new Search.Absent();
    }

    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return new Obstacle.Final();
    }

    @Override
    public boolean reached(Job end) {
        return isOver(end);
    }

    @Override
    public Verdict confirm(Job end) {
        LiveVersion now = LiveVersion.read(cognigy, wish.botId(), wish.environmentId());
        return liveBefore.isPresent() ? now.is(liveBefore.get()) : now.isNot(wish.version());
    }

    private Job job() {
        return cognigy.deployments().get(deploymentId);
    }

    private static boolean isGivingBack(Job job) {
        return job.state().equals(JobState.ROLLING_BACK) || job.state().equals(JobState.ROLLBACK_FAILED);
    }

    /** Whether the version has no share any more; a promoted one is over only when what was live is so again. */
    private boolean isOver(Job job) {
        return job.state().equals(JobState.ROLLED_BACK)
                || (job.state().isTerminal()
                        && !job.state().equals(JobState.ROLLBACK_FAILED)
                        && liveBefore.isPresent()
                        && LiveVersion.read(cognigy, wish.botId(), wish.environmentId())
                                .version()
                                .equals(liveBefore));
    }
}
