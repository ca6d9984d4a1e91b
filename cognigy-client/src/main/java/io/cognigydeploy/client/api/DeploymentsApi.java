package io.cognigydeploy.client.api;

import feign.Headers;
import feign.Param;
import feign.RequestLine;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.Page;

/**
 * Deployments of bot versions into environments. The platform works on one deployment of a bot in an environment at a
 * time and answers 409 to a second.
 */
@Headers({"Accept: application/json", "Content-Type: application/json"})
public interface DeploymentsApi {

    /**
     * Starts a deployment.
     *
     * @param idempotencyKey a text of the caller's that is the same whenever this very deployment is sent again; the
     *     platform may ignore it
     * @return the job as accepted, usually still queued
     */
    @Endpoint(effect = Effect.ONCE, scope = "deployment:write")
    @RequestLine(value = "POST /api/v1/deployments", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    DeploymentJob deploy(@Param("idempotencyKey") String idempotencyKey, BotDeploymentRequest request);

    @Endpoint(effect = Effect.NONE, scope = "deployment:write")
    @RequestLine(value = "GET /api/v1/deployments/{deploymentId}", decodeSlash = false)
    DeploymentJob get(@Param("deploymentId") String deploymentId);

    /** All deployments of a bot in an environment, whatever their state. */
    @Endpoint(effect = Effect.NONE, scope = "deployment:write")
    @RequestLine(value = "GET /api/v1/deployments?botId={botId}&environmentId={environmentId}", decodeSlash = false)
    Page<DeploymentJob> list(@Param("botId") String botId, @Param("environmentId") String environmentId);

    /** The deployments of a bot in an environment that are in the given state. */
    @Endpoint(effect = Effect.NONE, scope = "deployment:write")
    @RequestLine(
            value = "GET /api/v1/deployments?botId={botId}&environmentId={environmentId}&status={state}",
            decodeSlash = false)
    Page<DeploymentJob> listInState(
            @Param("botId") String botId, @Param("environmentId") String environmentId, @Param("state") JobState state);

    /** Asks for the undoing of a deployment. The platform accepts and works on; the answer's body means nothing. */
    @Endpoint(effect = Effect.ONCE, scope = "deployment:write")
    @RequestLine(value = "POST /api/v1/deployments/{deploymentId}/rollback", decodeSlash = false)
    @Headers("Idempotency-Key: {idempotencyKey}")
    void rollback(@Param("deploymentId") String deploymentId, @Param("idempotencyKey") String idempotencyKey);

    /** Asks for the end of a deployment that is still queued or running. */
    @Endpoint(effect = Effect.IDEMPOTENT, scope = "deployment:write")
    @RequestLine(value = "POST /api/v1/deployments/{deploymentId}/cancel", decodeSlash = false)
    void cancel(@Param("deploymentId") String deploymentId);
}
