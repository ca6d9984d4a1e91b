package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Verdict;
import java.util.Optional;

/**
 * The platform's rollback of a deployment of a bot version.
 *
 * @param target the version that was deployed
 * @param liveBefore the version that was live before it; absent if that is not known
 */
record RollbackMutation(BotTarget target, String jobId, Optional<String> liveBefore) implements JobRollback {

    @Override
    public CognigyClient cognigy() {
        return target.cognigy();
    }

    @Override
    public String description() {
        return "roll back deployment " + jobId + " in " + target.environmentId()
                + liveBefore.map(version -> ", back to " + version).orElse("");
    }

    @Override
    public String send(String idempotencyKey) {
        cognigy().deployments().rollback(jobId, idempotencyKey);
        return jobId;
    }

    @Override
    public Job job() {
        return cognigy().operations().deployment(jobId).poll();
    }

    /** Returns whether the rollback has ended: on some platforms the earlier version being live again is the only sign. */
    @Override
    public boolean isOver(Job job) {
        return JobRollback.hasEnded(job) || previousIsLive();
    }

    @Override
    public boolean reached(Job end) {
        return end.state().equals(JobState.ROLLED_BACK) || (!JobRollback.hasEnded(end) && previousIsLive());
    }

    @Override
    public Verdict confirm(Job end) {
        return target.isReplacedBy(liveBefore);
    }

    private boolean previousIsLive() {
        return !liveBefore.equals(Optional.of(target.version())) && target.hasLive(liveBefore);
    }
}
