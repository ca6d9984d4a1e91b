package io.cognigydeploy.core.configuration;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.ConflictException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.RollbackReason;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.platform.JobRollback;
import io.cognigydeploy.core.spi.Change;
import java.util.List;
import java.util.Optional;

/** The platform's rollback of a configuration. */
record ConfigurationRevert(
        CognigyClient cognigy,
        String environmentId,
        Optional<String> snapshotId,
        String jobId,
        HealthSoak soak,
        Change.Cause why)
        implements JobRollback {

    private static final int LONGEST_REASON = 200;

    @Override
    public String description() {
        return "roll back job " + jobId + " in " + environmentId
                + snapshotId.map(snapshot -> ", back to snapshot " + snapshot).orElse("");
    }

    @Override
    public String send(String idempotencyKey) {
        try {
            cognigy.deployments().rollbackConfiguration(jobId, idempotencyKey, reason());
        } catch (ConflictException e) {
            // The platform triggers the rollback itself too, and then refuses this request.
            if (!isAccepted(job())) {
                throw e;
            }
        }
        return jobId;
    }

    private RollbackReason reason() {
        if (why.facts().contains(Evidence.Fact.ENVIRONMENT_HEALTH)) {
            return RollbackReason.HEALTH_CHECK_FAILURE;
        }
        return new RollbackReason(Printable.cut(why.words(), LONGEST_REASON - 1));
    }

    /** Returns a running job as the obstacle to wait for; its cancellation did not succeed before. */
    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        Operation<Job> applying = cognigy.operations().configuration(jobId);
        return applying.poll().state().isTerminal() ? new Obstacle.Permanent() : new Obstacle.InProgress(applying);
    }

    @Override
    public Verdict confirm(Job end) throws InterruptedException {
        return soak.recovery(cognigy, environmentId);
    }

    @Override
    public Job job() {
        return cognigy.operations().configuration(jobId).poll();
    }
}
