package io.cognigydeploy.core.rollback;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.VersionRollbackRequest;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.DeployMutation;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;

/**
 * Brings an environment back to a version. The platform lists the job among the environment's deployments, so with the
 * environment's id it is looked for, and read back, as a deployment is.
 */
record VersionMutation(
        CognigyClient cognigy, VersionRollback wish, String version, VersionRollbackState before, boolean force)
        implements Mutation {

    @Override
    public String description() {
        return "roll bot " + wish.botId() + " back to version " + version + " in " + wish.environment()
                + (force ? ", whatever sessions are open" : "");
    }

    @Override
    public Optional<List<String>> known() {
        return asDeployment().flatMap(DeployMutation::known);
    }

    @Override
    public Operation<?> send(String idempotencyKey) {
        return cognigy.operations()
                .rollBackToVersion(
                        idempotencyKey,
                        VersionRollbackRequest.builder()
                                .botId(wish.botId())
                                .targetVersionId(version)
                                .environment(wish.environment())
                                .force(force)
                                .build());
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
                        "the platform lists deployments by the environment's id, which is not known: "
                                + before.place()));
    }

    /** Missing dependencies and open sessions do not go away by themselves; somebody else's deployment does. */
    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return asDeployment()
                .map(deployment -> deployment.obstacle(known))
                .filter(obstacle -> !(obstacle instanceof Obstacle.Transient))
                .orElseGet(Obstacle.Permanent::new);
    }

    @Override
    public boolean reached(Job end) {
        return end.state().equals(JobState.COMPLETED);
    }

    @Override
    public Verdict confirm(Job end) {
        return asDeployment()
                .map(deployment -> deployment.confirm(end))
                .orElseGet(() -> Verdict.inconclusive(
                        "which version is live could not be read back: the environment's id is not known: "
                                + before.place()));
    }

    private Optional<DeployMutation> asDeployment() {
        return before.environmentId().map(id -> DeployMutation.of(cognigy, wish.botId(), version, id));
    }
}
