package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.ConflictException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.LiveVersion;
import io.cognigydeploy.core.platform.RollbackOperation;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes every conversation from a canary, whichever share it has, and gives them back to what was live before: by the
 * platform's rollback, and where it offers none, by the request that gave the share, with a share of 0.
 */
record CanaryRevert(CognigyClient cognigy, CanaryDeployment wish, String deploymentId, Optional<String> liveBefore)
        implements Mutation {

    private static final TrafficShare NONE = TrafficShare.ofPercent(0);

    /** How a platform says that it has no such request, or no such deployment. */
    private static final Set<Integer> NO_ROLLBACK = Set.of(404, 405, 501);

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
        } catch (ApiException e) {
            if (!NO_ROLLBACK.contains(e.status())) {
                throw e;
            }
            cognigy.bots().deployCanary(wish.botId(), idempotencyKey, CanaryShare.request(wish, NONE));
        }
        return resume(deploymentId, List.of());
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return RollbackOperation.of(
                operationId,
                this::job,
                job -> job.state().equals(JobState.ROLLBACK_FAILED)
                        || job.state().equals(CanaryState.NOT_SHOWN)
                        || isOver(job),
                seen,
                cognigy.time());
    }

    @Override
    public Search search(Optional<List<String>> known) {
        Job job = job();
        // Where it is not shown it is asked for again: no share twice is no share.
        return isGivingBack(job) || isOver(job) ? new Search.Found(deploymentId) : new Search.Absent();
    }

    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return new Obstacle.Permanent();
    }

    @Override
    public boolean reached(Job end) {
        return end.state().equals(CanaryState.NOT_SHOWN) || isOver(end);
    }

    @Override
    public Verdict confirm(Job end) {
        boolean isShown = !end.state().equals(CanaryState.NOT_SHOWN);
        LiveVersion now = LiveVersion.read(cognigy, wish.botId(), wish.environmentId());
        Verdict live = liveBefore.isPresent() ? now.is(liveBefore.get()) : now.isNot(wish.version());
        // What is live beside a canary says nothing about the canary's share.
        return isShown || live instanceof Verdict.Fail
                ? live
                : Verdict.inconclusive("sent back; this platform offers nothing to confirm it by");
    }

    private DeploymentJob job() {
        return CanaryState.shown(cognigy, deploymentId);
    }

    private static boolean isGivingBack(Job job) {
        return job.state().equals(JobState.ROLLING_BACK) || job.state().equals(JobState.ROLLBACK_FAILED);
    }

    /** Whether the version has no share any more; a promoted one is over only when what was live is so again. */
    private boolean isOver(Job job) {
        return job.state().equals(JobState.ROLLED_BACK)
                || (job instanceof DeploymentJob shown
                        && CanaryShare.shownShare(shown)
                                .filter(share -> share == 0)
                                .isPresent())
                || (job.state().isTerminal()
                        && !job.state().equals(JobState.ROLLBACK_FAILED)
                        && liveBefore.isPresent()
                        && LiveVersion.read(cognigy, wish.botId(), wish.environmentId())
                                .version()
                                .equals(liveBefore));
    }
}
