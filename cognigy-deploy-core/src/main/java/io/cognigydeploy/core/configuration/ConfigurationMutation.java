package io.cognigydeploy.core.configuration;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.model.ConfigurationRequest;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.spi.Mutation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings a configuration into an environment. The platform lists no such jobs, so a lost answer stays lost. */
record ConfigurationMutation(CognigyClient cognigy, ConfigurationDeployment wish) implements Mutation {

    @Override
    public String description() {
        return "deploy " + wish.describe();
    }

    @Override
    public Optional<List<String>> known() {
        return Optional.empty();
    }

    @Override
    public Operation<?> send(String idempotencyKey) {
        return cognigy.operations()
                .configure(
                        idempotencyKey,
                        ConfigurationRequest.builder()
                                .environmentId(wish.environmentId())
                                .configurationSnapshot(wish.snapshot())
                                .dependencyLocks(wish.locks())
                                .rollbackPolicy(wish.rollbackPolicy())
                                .capacityConstraints(wish.capacity())
                                .webhookCallbackUrl(wish.callback())
                                .build());
    }

    @Override
    public Operation<?> resume(String operationId, List<String> seen) {
        return cognigy.operations().configuration(operationId);
    }

    @Override
    public Optional<Duration> timeLimit() {
        return Optional.of(Duration.ofSeconds(wish.rollbackPolicy().timeoutSeconds()));
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
    public boolean reached(Job end) {
        return end.state().equals(JobState.COMPLETED);
    }

    @Override
    public Verdict confirm(Job end) {
        return Verdict.inconclusive("the platform shows no configuration, so it could not be read back");
    }
}
