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

    /** Returns the mutation that deploys a version as it is, without overrides. */
    public static DeployMutation of(CognigyClient cognigy, String botId, String version, String environmentId) {
        return new DeployMutation(
                cognigy,
                BotDeploymentRequest.builder()
                        .botId(botId)
                        .environmentId(environmentId)
                        .version(version)
                        .build());
    }

    @Override
    public String description() {
        return "deploy bot " + request.botId() + " version " + request.version() + " into " + request.environmentId();
    }

    @Override
    public Optional<List<String>> known() {
        return deployments().known();
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
        return deployments().search(known);
    }

    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return deployments().obstacle(known);
    }

    private BotDeployments deployments() {
        return new BotDeployments(cognigy, request.botId(), request.environmentId(), request.version());
    }

    @Override
    public Verdict confirm(Job end) {
        if (end instanceof DeploymentJob job && !deployments().mayBe(job)) {
            return Verdict.fail("deployment " + job.id() + " is of something else: bot "
                    + job.botId().orElse("?") + " version " + job.version().orElse("?") + " into "
                    + job.environmentId().orElse("?"));
        }
        return LiveVersion.read(cognigy, request.botId(), request.environmentId())
                .is(request.version());
    }
}
