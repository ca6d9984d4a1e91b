package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.text.Argument;
import java.util.Optional;
import java.util.Set;

/**
 * The rollback of a deployment that did not work. In a pipeline ({@link DeploymentPipeline.Builder#onFailure}) the
 * earlier state is read before the first change, the rollback is followed to its end, and the target is read back. A
 * rollback that cannot be confirmed is never reported as one. {@link DeploymentPipeline#undo} does the same for a run
 * that has succeeded.
 *
 * <p>Alone, without a pipeline and without a journal, {@link #undo} takes a deployment back by its id, and {@link
 * #bring} brings an environment back to a version:
 *
 * <pre>{@code
 * Verdict undone = Rollbacker.toPreviousVersion().undo(cognigy, "dep_0001");
 * Verdict back = Rollbacker.toPreviousVersion()
 *     .fallback("v_stable")
 *     .bring(cognigy, VersionRollback.of("bot_12345", "v_67890").in("PRODUCTION").withEnvironmentId("env_prod"));
 * }</pre>
 *
 * <p>Both follow the platform's work to its end with the usual limits, look for a request whose answer was lost before
 * another is sent, and read back what is live. They take no lock, and a process that dies leaves no record, while its
 * requests go on. Calling again with the same arguments first reads what is there. Immutable and safe for use by many
 * threads.
 *
 * @param fallbackVersion the version to deploy if the platform cannot undo the deployment
 */
public record Rollbacker(Optional<String> fallbackVersion) {

    /**
     * Checks the fallback version.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public Rollbacker {
        Argument.given("fallbackVersion", fallbackVersion).ifPresent(version -> Argument.version("version", version));
    }

    /** Returns a rollback by the platform, which brings back the version that was live before. */
    public static Rollbacker toPreviousVersion() {
        return new Rollbacker(Optional.empty());
    }

    /**
     * Returns a rollback like this one that deploys this version if the platform's rollback does not work.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public Rollbacker fallback(String version) {
        return new Rollbacker(Optional.of(Argument.version("version", version)));
    }

    /**
     * Undoes a deployment of a bot version that has ended, by the platform's own rollback and then by the fallback. If
     * another version has been deployed since, nothing is sent.
     *
     * @return {@link Verdict.Pass} if it is undone, as reading back shows; {@link Verdict.Fail} if it certainly is not;
     *     {@link Verdict.Inconclusive} if that is not known, with what to look at
     * @throws CognigyException if the deployment cannot be read, such as one that does not exist; nothing was sent
     * @throws InterruptedException if the thread is interrupted; requests already sent go on
     */
    public Verdict undo(CognigyClient cognigy, String deploymentId) throws InterruptedException {
        Argument.given("cognigy", cognigy);
        Argument.id("deploymentId", deploymentId);
        DeploymentJob job = cognigy.deployments().get(deploymentId);
        if (job.botId().isEmpty()
                || job.environmentId().isEmpty()
                || job.version().isEmpty()) {
            return Verdict.inconclusive(
                    "the platform does not show which version of which bot deployment " + deploymentId
                            + " brought into which environment, so its undoing could not be confirmed; nothing was"
                            + " sent");
        }
        BotTarget deployed = new BotTarget(
                cognigy,
                job.botId().get(),
                job.environmentId().get(),
                job.version().get());
        Optional<String> unfit = unfit(deployed.version());
        if (unfit.isPresent()) {
            return Verdict.fail(unfit.get());
        }
        boolean begun = Set.of(JobState.ROLLING_BACK, JobState.ROLLED_BACK).contains(job.state());
        if (!begun && !job.state().isTerminal()) {
            return Verdict.fail(
                    "deployment " + deploymentId + " is " + job.state() + ". Cancel it, or wait until it has ended.");
        }
        if (job.state().equals(JobState.COMPLETED) && deployed.isLive() instanceof Verdict.Fail other) {
            return Verdict.fail("something has followed on deployment " + deploymentId + ": " + other.reason()
                    + "; nothing was sent");
        }
        StandaloneExecution undertaking = new StandaloneExecution(cognigy, deployed.environmentId());
        if (begun) {
            undertaking.adopt("undo-1", deploymentId);
        }
        return undertaking.anyOf("undo-", deployed.ways(deploymentId, Optional.empty(), fallbackVersion));
    }

    /**
     * Brings an environment back to a version that is published for it, or else to the fallback. Open sessions are the
     * platform's to judge, which refuses the request for them unless the deployment declares the live version broken.
     *
     * @return {@link Verdict.Pass} if the version is in place, with a line in {@code unconfirmed} for each point that
     *     the platform does not show; {@link Verdict.Fail} if it is not, with whether the fallback is; {@link
     *     Verdict.Inconclusive} if that is not known, with what to look at
     * @throws InterruptedException if the thread is interrupted; what was sent goes on
     */
    public Verdict bring(CognigyClient cognigy, Target to) throws InterruptedException {
        Argument.given("cognigy", cognigy);
        Argument.given("to", to);
        return to.bring(cognigy, this);
    }

    /**
     * Makes a change without a run, and undoes it if its operation fails. Returns a pass if it is in place.
     *
     * @param target the place that is changed, for messages
     */
    public Verdict make(Platform platform, String target, Change change) throws InterruptedException {
        Argument.given("platform", platform);
        Argument.text("target", target);
        Argument.given("change", change);
        StandaloneExecution undertaking = new StandaloneExecution(platform, target);
        Verdict brought = undertaking.one("bring", change.apply());
        if (brought instanceof Verdict.Inconclusive open && undertaking.isDone("bring")) {
            return Verdict.unconfirmed(open.reason());
        }
        if (!(brought instanceof Verdict.Fail failed) || !undertaking.isTakenUp("bring")) {
            return brought;
        }
        Verdict instead = undertaking.anyOf("fall-back-", change.revert("", Change.Cause.of(failed.reason())));
        String both = failed.reason() + "; " + instead.reason();
        return instead instanceof Verdict.Pass
                ? new Verdict.Fail(both, instead.evidence())
                : new Verdict.Inconclusive(both, instead.evidence());
    }

    /** A state that an environment can be brought back to without a pipeline, such as a {@code VersionRollback}. */
    public interface Target {

        /**
         * Brings the environment to this state.
         *
         * @param how the rollback, with the fallback for the case that it does not work
         */
        Verdict bring(CognigyClient cognigy, Rollbacker how) throws InterruptedException;
    }

    /**
     * Refuses a fallback version, for a kind that has no use for one.
     *
     * @param subject the deployments of the kind, for the message
     * @param instead what to do instead, in a sentence; may be empty
     * @throws IllegalArgumentException if there is a fallback version
     */
    public void refuseFallback(String subject, String instead) {
        if (fallbackVersion.isPresent()) {
            throw new IllegalArgumentException("fallbackVersion must be absent for " + subject + ", but was "
                    + fallbackVersion.get() + (instead.isEmpty() ? "" : ". " + instead));
        }
    }

    /** Returns why the fallback cannot replace this version; empty if it can. */
    public Optional<String> unfit(String deployed) {
        return fallbackVersion
                .filter(deployed::equals)
                .map(same -> "fallback version " + same + " is the version that it would have to replace");
    }
}
