package io.cognigydeploy.core.configuration;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.ConfigurationRequest;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Mutation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The deployment of a configuration. The platform lists no such jobs, so a lost response cannot be searched for. */
record ConfigurationMutation(CognigyClient cognigy, ConfigurationDeployment deployment) implements Mutation {

    @Override
    public String description() {
        return "deploy " + deployment.describe();
    }

    @Override
    public String send(String idempotencyKey) {
        return cognigy.operations()
                .configure(
                        idempotencyKey,
                        ConfigurationRequest.builder()
                                .environmentId(deployment.environmentId())
                                .configurationSnapshot(deployment.snapshot())
                                .dependencyLocks(deployment.locks())
                                .rollbackPolicy(deployment.rollbackPolicy())
                                .capacityConstraints(deployment.capacity())
                                .webhookCallbackUrl(deployment.callback())
                                .build())
                .id();
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return cognigy.operations().configuration(operationId);
    }

    @Override
    public Optional<Duration> timeLimit() {
        return Optional.of(Duration.ofSeconds(deployment.rollbackPolicy().timeoutSeconds()));
    }

    @Override
    public Search search(Optional<List<String>> known) {
        return new Search.Unclear("the platform does not list the jobs of configurations");
    }

    @Override
    public Obstacle obstacle(Optional<List<String>> known) {
        return new Obstacle.Transient();
    }

    @Override
    public Verdict confirm(Job end) {
        return Verdict.inconclusive("the platform shows no configuration, so it could not be read back");
    }
}
