package io.cognigydeploy.client;

import io.cognigydeploy.client.api.DeploymentsApi;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.DeploymentJob;

/** Starts what the platform does in the background, and finds it again by its id. Safe for use by many threads. */
public final class Operations {

    private final DeploymentsApi deployments;
    private final Time time;

    Operations(DeploymentsApi deployments, Time time) {
        this.deployments = deployments;
        this.time = time;
    }

    /**
     * Starts a deployment.
     *
     * @param idempotencyKey a text that is the same whenever this very deployment is sent again
     * @throws CognigyException if it was not accepted; {@link CognigyException#outcome()} tells whether it may be under
     *     way all the same
     */
    public Operation<DeploymentJob> deploy(String idempotencyKey, BotDeploymentRequest request) {
        return deployment(deployments.deploy(idempotencyKey, request).id());
    }

    /** The handle on a deployment that was started before, perhaps by another process. Sends nothing. */
    public Operation<DeploymentJob> deployment(String deploymentId) {
        return Operation.of(
                deploymentId, () -> deployments.get(deploymentId), () -> deployments.cancel(deploymentId), time);
    }
}
