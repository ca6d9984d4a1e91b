package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.spi.Mutation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The request that gives a bot version a share of the conversations; with all of them the version is live.
 *
 * @param deploymentId the canary whose share changes; absent for the first share
 */
record CanaryShare(
        CognigyClient cognigy, CanaryDeployment deployment, TrafficShare share, Optional<String> deploymentId)
        implements Mutation {

    /** The longest wait for a state. No document lists the states of a canary; after the wait, its metrics decide. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Tolerance in percentage points, because platforms store shares as doubles. */
    private static final double SAME = 0.01;

    @Override
    public String description() {
        return "give version " + deployment.version() + " of bot " + deployment.botId()
                + (isPromotion() ? " all conversations in " : " " + share + " of the conversations in ")
                + deployment.environmentId();
    }

    @Override
    public Optional<List<String>> known() {
        return deploymentId.isPresent() ? Optional.of(List.of()) : target().known();
    }

    /** Refuses a share for an ended canary: it would start another canary or promote a rolled back version. */
    @Override
    public Optional<String> unready() {
        return deploymentId.flatMap(id -> {
            JobState now = CanaryState.shown(cognigy, id).state();
            return CanaryState.isOver(now) || now.equals(JobState.ROLLING_BACK)
                    ? Optional.of("canary " + id + " is " + now + " already")
                    : Optional.empty();
        });
    }

    @Override
    public String send(String idempotencyKey) {
        return cognigy.operations()
                .deployCanary(idempotencyKey, request(deployment, share))
                .id();
    }

    static CanaryRequest request(CanaryDeployment deployment, TrafficShare share) {
        TrafficShare cap = share.equals(TrafficShare.ALL)
                ? TrafficShare.ALL
                : TrafficShare.ofPercent(deployment.validator().options().ramp().cap());
        return CanaryRequest.builder()
                .botId(deployment.botId())
                .environmentId(deployment.environmentId())
                .version(deployment.version())
                .canary(share)
                .cap(cap)
                .rollbackThresholds(deployment.thresholds())
                .build();
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        Instant patientUntil = cognigy.time().now().plus(PATIENCE);
        return Operation.of(
                operationId,
                () -> CanaryState.shown(cognigy, operationId),
                job -> CanaryState.isOver(job.state())
                        || job.state().equals(CanaryState.NOT_SHOWN)
                        || isInPlace(job)
                        || !cognigy.time().now().isBefore(patientUntil),
                () -> cognigy.deployments().cancel(operationId),
                cognigy.time());
    }

    @Override
    public Search search(Optional<List<String>> known) {
        if (deploymentId.isEmpty()) {
            return target().search(known);
        }
        DeploymentJob job = CanaryState.shown(cognigy, deploymentId.get());
        // Where no shares are shown, the request is sent again: the same share can be set twice.
        boolean isSettled =
                CanaryState.isOver(job.state()) || (CanaryState.shownShare(job).isPresent() && isInPlace(job));
        return isSettled ? new Search.Found(deploymentId.get()) : new Search.Absent();
    }

    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return deploymentId.isPresent() ? new Obstacle.Permanent() : target().obstacle(known);
    }

    @Override
    public boolean reached(Job end) {
        return !CanaryState.isOver(end.state());
    }

    @Override
    public Verdict confirm(Job end) {
        if (isPromotion()) {
            return target().isLive();
        }
        if (end.state().equals(CanaryState.NOT_SHOWN)) {
            return Verdict.inconclusive("the shares of the canary are not confirmed: "
                    + end.message().orElse(""));
        }
        if (!(end instanceof DeploymentJob job) || CanaryState.shownShare(job).isEmpty()) {
            return Verdict.inconclusive("the platform does not show the shares of a canary");
        }
        if (!target().mayBe(job)) {
            return Verdict.fail("deployment " + job.id() + " is of something else");
        }
        Evidence shown =
                Evidence.of("share in percent", CanaryState.shownShare(job).orElseThrow());
        return isInPlace(job)
                ? Verdict.pass(deployment.version() + " has " + share, shown)
                : Verdict.fail(deployment.version() + " does not have " + share, shown);
    }

    private boolean isPromotion() {
        return share.equals(TrafficShare.ALL);
    }

    private BotTarget target() {
        return deployment.on(cognigy);
    }

    /** Returns whether the share is in place, as far as the platform shows states and shares. */
    private boolean isInPlace(DeploymentJob job) {
        boolean isStarted = isPromotion()
                ? job.state().equals(JobState.COMPLETED)
                : !job.state().equals(JobState.QUEUED);
        return isStarted
                && CanaryState.shownShare(job)
                        .map(shown -> Math.abs(shown - share.percent()) < SAME)
                        .orElse(true);
    }
}
