package io.cognigydeploy.core.rollback;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.VersionRollbackRequest;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.platform.DeployMutation;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;

/**
 * The rollback of an environment to a version. The platform lists the job among the environment's deployments. With the
 * environment's id it is searched for and read back like a deployment.
 */
record VersionMutation(
        CognigyClient cognigy, VersionRollback deployment, String version, VersionRollbackState before, boolean force)
        implements Mutation {

    @Override
    public String description() {
        return "roll bot " + deployment.botId() + " back to version " + version + " in " + deployment.environment()
                + (force ? ", whatever sessions are open" : "");
    }

    @Override
    public Optional<List<String>> known() {
        return asDeployment().flatMap(DeployMutation::known);
    }

    @Override
    public String send(String idempotencyKey) {
        return cognigy.operations()
                .rollBackToVersion(
                        idempotencyKey,
                        VersionRollbackRequest.builder()
                                .botId(deployment.botId())
                                .targetVersionId(version)
                                .environment(deployment.environment())
                                .force(force)
                                .build())
                .id();
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return cognigy.operations().versionRollback(operationId);
    }

    @Override
    public Search search(Optional<List<String>> known) {
        return asDeployment()
                .map(deployment -> deployment.search(known))
                .orElseGet(() -> new Search.Unclear(
                        "the platform lists deployments by the environment's id, which is unknown: " + before.place()));
    }

    /** Returns a permanent obstacle unless a deployment is in progress: missing dependencies and open sessions stay. */
    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return asDeployment()
                .map(deployment -> deployment.obstacle(known))
                .filter(obstacle -> !(obstacle instanceof Obstacle.Transient))
                .orElseGet(Obstacle.Permanent::new);
    }

    @Override
    public Verdict confirm(Job end) {
        return asDeployment()
                .map(deployment -> deployment.confirm(end))
                .orElseGet(() -> Verdict.inconclusive(
                        "which version is live could not be read back: the environment's id is unknown: "
                                + before.place()));
    }

    private Optional<DeployMutation> asDeployment() {
        return before.target(cognigy, deployment.botId(), version).map(BotTarget::deploy);
    }
}
