package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.AcceptedJob;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.ConfigurationRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.JobStatus;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.RollbackReason;
import io.cognigydeploy.client.model.VersionRollbackRequest;

/**
 * Deployments into environments: of bot versions, of configurations, and back to a version. The platform accepts one
 * deployment of a bot in an environment at a time and answers 409 to a second.
 *
 * <p>{@code idempotencyKey} is a text of the caller's that is the same whenever this very request is sent again; the
 * platform may ignore the key.
 */
public interface DeploymentsApi {

    /** Starts the deployment of a bot version. {@link #get} returns its state. */
    @Endpoint(effect = Effect.ONCE, scope = "deployment:write", own = "id")
    @RequestLine(value = "POST /api/v1/deployments", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    AcceptedJob deploy(@Param("idempotencyKey") String idempotencyKey, BotDeploymentRequest request);

    /** Starts the deployment of a configuration. {@code JobsApi} returns its state. */
    @Endpoint(effect = Effect.ONCE, scope = "deployments:write", own = "jobId")
    @RequestLine(value = "POST /api/v2/deployments", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    AcceptedJob configure(@Param("idempotencyKey") String idempotencyKey, ConfigurationRequest request);

    /**
     * Starts a rollback of an environment to a version. {@link #statusOf} returns its state. A 409 means missing
     * dependencies or open sessions; its text states which.
     */
    @Endpoint(effect = Effect.ONCE, scope = "deployment:write", own = "jobId", enveloped = true)
    @RequestLine(value = "POST /api/v1/deployments", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    AcceptedJob rollBackToVersion(@Param("idempotencyKey") String idempotencyKey, VersionRollbackRequest request);

    @Endpoint(
            effect = Effect.NONE,
            scope = "deployment:write",
            own = {"id", "status"})
    @RequestLine(value = "GET /api/v1/deployments/{deploymentId}", decodeSlash = false)
    DeploymentJob get(@Param("deploymentId") String deploymentId);

    /** Returns the state of a job of {@link #rollBackToVersion}. */
    @Endpoint(effect = Effect.NONE, scope = "deployment:write", own = "state", enveloped = true)
    @RequestLine(value = "GET /api/v1/deployments/{jobId}/status", decodeSlash = false)
    JobStatus statusOf(@Param("jobId") String jobId);

    /** Returns all deployments of a bot in an environment, in any state. */
    @Endpoint(effect = Effect.NONE, scope = "deployment:write", own = "data")
    @RequestLine(value = "GET /api/v1/deployments?botId={botId}&environmentId={environmentId}", decodeSlash = false)
    Page<DeploymentJob> list(@Param("botId") String botId, @Param("environmentId") String environmentId);

    /** Returns the deployments of a bot in an environment that are in the given state. */
    @Endpoint(effect = Effect.NONE, scope = "deployment:write", own = "data")
    @RequestLine(
            value = "GET /api/v1/deployments?botId={botId}&environmentId={environmentId}&status={state}",
            decodeSlash = false)
    Page<DeploymentJob> listInState(
            @Param("botId") String botId, @Param("environmentId") String environmentId, @Param("state") JobState state);

    /**
     * Requests the rollback of a bot deployment or a canary. The platform accepts the request and works in the
     * background; the answer's body has no meaning.
     */
    @Endpoint(effect = Effect.ONCE, scope = "deployment:write")
    @RequestLine(value = "POST /api/v1/deployments/{deploymentId}/rollback", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void rollback(@Param("deploymentId") String deploymentId, @Param("idempotencyKey") String idempotencyKey);

    /**
     * Requests the rollback of a configuration. The platform accepts the request and works in the background; the
     * answer's body has no meaning.
     *
     * @param jobId the job that deployed the configuration
     */
    @Endpoint(effect = Effect.ONCE, scope = "deployments:write")
    @RequestLine(value = "POST /api/v2/deployments/{jobId}/rollback", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void rollbackConfiguration(
            @Param("jobId") String jobId, @Param("idempotencyKey") String idempotencyKey, RollbackReason reason);

    /** Requests the end of a deployment that is still queued or running. */
    @Endpoint(effect = Effect.IDEMPOTENT, scope = "deployment:write")
    @RequestLine(value = "POST /api/v1/deployments/{deploymentId}/cancel", decodeSlash = false)
    void cancel(@Param("deploymentId") String deploymentId);
}
