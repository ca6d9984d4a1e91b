package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;

/** The deployment of a bot version into an environment. */
public record DeployMutation(CognigyClient cognigy, BotDeploymentRequest request) implements Mutation {

    @Override
    public String description() {
        return "deploy bot " + request.botId() + " version " + request.version() + " into " + request.environmentId();
    }

    @Override
    public Optional<List<String>> known() {
        return target().known();
    }

    @Override
    public String send(String idempotencyKey) {
        return cognigy.operations().deploy(idempotencyKey, request).id();
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return cognigy.operations().deployment(operationId);
    }

    @Override
    public Search search(Optional<List<String>> known) {
        return target().search(known);
    }

    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return target().obstacle(known);
    }

    private BotTarget target() {
        return new BotTarget(cognigy, request.botId(), request.environmentId(), request.version());
    }

    @Override
    public Verdict confirm(Job end) {
        if (end instanceof DeploymentJob job && !target().mayBe(job)) {
            return Verdict.fail("deployment " + job.id() + " is of something else: bot "
                    + job.botId().orElse("?") + " version " + job.version().orElse("?") + " into "
                    + job.environmentId().orElse("?"));
        }
        return target().isLive();
    }
}
