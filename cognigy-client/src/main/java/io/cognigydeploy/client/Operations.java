package io.cognigydeploy.client;

import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.ConfigurationRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.FlowImportJob;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobStatus;
import io.cognigydeploy.client.model.VersionRollbackRequest;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Background operations of the platform: starts them, and finds them again by their id. Every method that starts an
 * operation throws a {@link CognigyException} if the operation was not accepted; {@link CognigyException#outcome()}
 * states whether it may be running nevertheless. {@code idempotencyKey} is a text that is the same whenever this very
 * request is sent again.
 *
 * <p>Handles of each kind have these default waits ({@link Operation#pollOptions()}):
 *
 * <table>
 * <caption>Waits</caption>
 * <tr><th>kind</th><th>first poll after</th><th>between polls</th><th>at most</th></tr>
 * <tr><td>bot deployment</td><td>0 s</td><td>5 s</td><td>10 min</td></tr>
 * <tr><td>canary</td><td>60 s</td><td>60 s</td><td>15 min</td></tr>
 * <tr><td>configuration</td><td>15 s</td><td>15 s</td><td>its rollback policy's timeout, or 5 min</td></tr>
 * <tr><td>rollback to a version</td><td>0 s</td><td>2 s, half as long again each time, up to 15 s</td><td>401 s</td></tr>
 * <tr><td>flow import</td><td>0 s</td><td>2 s, half as long again each time, up to 15 s</td><td>5 min</td></tr>
 * </table>
 *
 * <p>Safe for use by many threads.
 */
public final class Operations {

    private static final PollOptions FOR_CANARIES = PollOptions.builder()
            .firstPollAfter(Duration.ofMinutes(1))
            .interval(Duration.ofMinutes(1))
            .timeout(Duration.ofMinutes(15))
            .build();
    private static final PollOptions FOR_CONFIGURATIONS = PollOptions.builder()
            .firstPollAfter(Duration.ofSeconds(15))
            .interval(Duration.ofSeconds(15))
            .timeout(Duration.ofMinutes(5))
            .build();
    private static final PollOptions FOR_ROLLBACKS = PollOptions.builder()
            .interval(Duration.ofSeconds(2))
            .growth(1.5)
            .maxInterval(Duration.ofSeconds(15))
            .timeout(Duration.ofSeconds(401))
            .build();
    private static final PollOptions FOR_FLOWS =
            FOR_ROLLBACKS.toBuilder().timeout(Duration.ofMinutes(5)).build();

    private final CognigyClient cognigy;

    Operations(CognigyClient cognigy) {
        this.cognigy = cognigy;
    }

    /** Starts the deployment of a bot version. */
    public Operation<DeploymentJob> deploy(String idempotencyKey, BotDeploymentRequest request) {
        return deployment(cognigy.deployments().deploy(idempotencyKey, request).id());
    }

    /** Returns a handle on a bot deployment that was started before, perhaps by another process. Sends nothing. */
    public Operation<DeploymentJob> deployment(String deploymentId) {
        return deployment(deploymentId, PollOptions.defaults());
    }

    /**
     * Starts a canary: gives a version a share of the conversations. The operation ends when the canary ends, in any
     * way.
     */
    public Operation<DeploymentJob> deployCanary(String idempotencyKey, CanaryRequest request) {
        return canary(cognigy.bots()
                .deployCanary(request.botId(), idempotencyKey, request)
                .id());
    }

    /** Returns a handle on a canary that was started before. Sends nothing. */
    public Operation<DeploymentJob> canary(String deploymentId) {
        return deployment(deploymentId, FOR_CANARIES);
    }

    /** Starts the deployment of a configuration. The deployment cannot be cancelled, only rolled back after its end. */
    public Operation<Job> configure(String idempotencyKey, ConfigurationRequest request) {
        PollOptions options = FOR_CONFIGURATIONS.toBuilder()
                .timeout(Duration.ofSeconds(request.rollbackPolicy().timeoutSeconds()))
                .build();
        return configuration(
                cognigy.deployments().configure(idempotencyKey, request).id(), options);
    }

    /** Returns a handle on the deployment of a configuration that was started before. Sends nothing. */
    public Operation<Job> configuration(String jobId) {
        return configuration(jobId, FOR_CONFIGURATIONS);
    }

    /** Starts a rollback of an environment to a version. */
    public Operation<Job> rollBackToVersion(String idempotencyKey, VersionRollbackRequest request) {
        return versionRollback(
                cognigy.deployments().rollBackToVersion(idempotencyKey, request).id());
    }

    /** Returns a handle on a rollback to a version that was started before. Sends nothing. */
    public Operation<Job> versionRollback(String jobId) {
        return operation(
                jobId,
                () -> job(jobId, cognigy.deployments().statusOf(jobId)),
                () -> cognigy.deployments().cancel(jobId),
                FOR_ROLLBACKS);
    }

    /**
     * Starts the import of a flow. The platform assigns no id to an import, so flow and environment identify it. An
     * import cannot be cancelled.
     */
    public Operation<FlowImportJob> importFlow(String idempotencyKey, FlowImportRequest request) {
        cognigy.flows().importFlow(idempotencyKey, request);
        return flowImport(request.flow().id(), request.environmentId());
    }

    /**
     * Returns a handle on the latest import of a flow into an environment. Sends nothing. A flow that is not found
     * there yet is polled again.
     */
    public Operation<FlowImportJob> flowImport(String flowId, String environmentId) {
        return operation(
                flowId,
                () -> new FlowImportJob(flowId, cognigy.flows().status(flowId, environmentId)),
                () -> refuseToCancel("the import of flow " + flowId),
                FOR_FLOWS);
    }

    private Operation<DeploymentJob> deployment(String deploymentId, PollOptions options) {
        return operation(
                deploymentId,
                () -> cognigy.deployments().get(deploymentId),
                () -> cognigy.deployments().cancel(deploymentId),
                options);
    }

    private Operation<Job> configuration(String jobId, PollOptions options) {
        return operation(
                jobId,
                () -> job(jobId, cognigy.jobs().get(jobId)),
                () -> refuseToCancel("configuration job " + jobId),
                options);
    }

    private <J extends Job> Operation<J> operation(String id, Supplier<J> poll, Runnable cancel, PollOptions options) {
        return new Operation<>(
                id,
                poll,
                job -> job.state().isTerminal(),
                cancel,
                cognigy.time(),
                cognigy::closing,
                options,
                Operation.ALWAYS,
                cognigy.secrets());
    }

    private static Job job(String id, JobStatus status) {
        return Job.of(id, status.state(), status.message());
    }

    private static void refuseToCancel(String what) {
        throw new InvalidRequestException(
                "", what + " cannot be cancelled; the platform has no request for that", null);
    }
}
