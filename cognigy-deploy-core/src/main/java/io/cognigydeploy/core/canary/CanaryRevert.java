package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.ApiException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.ConflictException;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.JobRollback;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rollback of a canary, whatever its share: all conversations go back to the version that was live before. It uses
 * the platform's rollback. On a platform without one, it sends the request that gave the share, with a share of 0.
 */
record CanaryRevert(CognigyClient cognigy, CanaryDeployment deployment, String jobId, Optional<String> liveBefore)
        implements JobRollback {

    private static final TrafficShare NONE = TrafficShare.ofPercent(0);

    /** Statuses of a platform without the request or without the deployment. */
    private static final Set<Integer> NO_ROLLBACK = Set.of(404, 405, 501);

    @Override
    public String description() {
        return "roll back canary " + jobId + " in " + deployment.environmentId()
                + liveBefore.map(version -> ", all conversations to " + version).orElse("");
    }

    @Override
    public String send(String idempotencyKey) {
        try {
            cognigy.deployments().rollback(jobId, idempotencyKey);
        } catch (ConflictException e) {
            // The platform ends canaries itself too, and then refuses this request.
            if (!isGivingBack(job()) && !hasNoShare(job())) {
                throw e;
            }
        } catch (ApiException e) {
            if (!NO_ROLLBACK.contains(e.status())) {
                throw e;
            }
            cognigy.bots().deployCanary(deployment.botId(), idempotencyKey, CanaryShare.request(deployment, NONE));
        }
        return jobId;
    }

    @Override
    public boolean isOver(Job job) {
        return job.state().equals(JobState.ROLLBACK_FAILED) || reached(job);
    }

    @Override
    public Search search(Optional<List<String>> known) {
        Job job = job();
        // A canary that is not shown gets the request again: a share of 0 can be set twice.
        // A live version that is read from a list which lags is no evidence of a lost rollback.
        return isGivingBack(job) || isGivenBack(job) ? new Search.Found(jobId) : new Search.Absent();
    }

    @Override
    public boolean reached(Job end) {
        return end.state().equals(CanaryState.NOT_SHOWN) || hasNoShare(end);
    }

    @Override
    public Verdict confirm(Job end) {
        boolean isShown = !end.state().equals(CanaryState.NOT_SHOWN);
        Verdict live = deployment.on(cognigy).isReplacedBy(liveBefore);
        // The live version beside a canary is no evidence about the canary's share.
        return isShown || live instanceof Verdict.Fail
                ? live
                : Verdict.inconclusive("sent back; this platform offers nothing to confirm it by");
    }

    @Override
    public Job job() {
        return CanaryState.shown(cognigy, jobId);
    }

    private static boolean isGivingBack(Job job) {
        return job.state().equals(JobState.ROLLING_BACK) || job.state().equals(JobState.ROLLBACK_FAILED);
    }

    /** Returns whether the version has no share any more, after the platform took or refused the rollback. */
    private boolean hasNoShare(Job job) {
        // A version with all conversations is the live one.
        boolean isReplaced = shownShare(job).filter(share -> share == 100).isPresent()
                && job.state().isTerminal()
                && deployment.on(cognigy).hasLive(liveBefore);
        return isReplaced || isGivenBack(job);
    }

    /**
     * Returns whether the canary itself shows that it has no share. A shown share counts before the state's word, because
     * the earlier version is live beside a canary too.
     */
    private boolean isGivenBack(Job job) {
        if (job.state().equals(JobState.ROLLED_BACK)) {
            return true;
        }
        return shownShare(job)
                .map(share -> share == 0)
                .orElseGet(() -> CanaryState.isOver(job.state())
                        && deployment.on(cognigy).hasLive(liveBefore));
    }

    private static Optional<Double> shownShare(Job job) {
        return job instanceof DeploymentJob shown ? CanaryState.shownShare(shown) : Optional.empty();
    }
}
