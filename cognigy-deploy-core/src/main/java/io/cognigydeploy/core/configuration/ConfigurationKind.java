package io.cognigydeploy.core.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;

/** Deployments of a configuration: one job, verified by the environment's health, reverted by the platform. */
record ConfigurationKind(CognigyClient cognigy, HealthSoak watch)
        implements Kind<ConfigurationDeployment, ConfigurationState> {

    private static final String NAME = "configuration";

    /**
     * Returns the kind for a pipeline.
     *
     * @throws IllegalArgumentException if the rollbacker has a fallback version
     */
    static ConfigurationKind of(CognigyClient cognigy, HealthSoak watch, Rollbacker rollbacker) {
        if (rollbacker.fallbackVersion().isPresent()) {
            throw new IllegalArgumentException("fallbackVersion must be absent for a configuration, but was "
                    + rollbacker.fallbackVersion().get()
                    + ". Set the snapshot to go back to in the rollback policy.");
        }
        return new ConfigurationKind(cognigy, watch);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Platform platform() {
        return cognigy;
    }

    @Override
    public Class<ConfigurationDeployment> deploymentType() {
        return ConfigurationDeployment.class;
    }

    @Override
    public Class<ConfigurationState> stateType() {
        return ConfigurationState.class;
    }

    @Override
    public ConfigurationState observe(ConfigurationDeployment deployment) {
        return new ConfigurationState(deployment.rollbackPolicy().revertSnapshotId());
    }

    @Override
    public List<Evidence> describe(ConfigurationState state) {
        return List.of(
                Evidence.of("configuration", "not shown by the platform"),
                Evidence.of("snapshot to go back to", state.revertSnapshotId().orElse("the platform's own choice")));
    }

    @Override
    public List<Change> changes(ConfigurationDeployment deployment, ConfigurationState before) {
        return List.of(new ConfigurationChange(deployment));
    }

    @Override
    public List<Check<Plan>> gates(ConfigurationDeployment deployment) {
        return List.of(
                new DependencyLocks(deployment.locks()),
                new ConfigurationValidation(deployment),
                new SyntheticTraceRun(deployment));
    }

    @Override
    public ObjectNode payload(Report report) {
        return ConfigurationPayload.of(report);
    }

    @Override
    public String auditCategory(Report report) {
        return "environment_deployment";
    }

    private final class ConfigurationChange implements Change {

        private final ConfigurationDeployment deployment;
        private final HealthSoak soak;

        ConfigurationChange(ConfigurationDeployment deployment) {
            this.deployment = deployment;
            this.soak = watch.threshold(deployment.rollbackPolicy().healthThreshold());
        }

        @Override
        public String id() {
            return "configuration";
        }

        @Override
        public Mutation apply() {
            return new ConfigurationMutation(cognigy, deployment);
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of(new ConfigurationRevert(cognigy, deployment, operationId, soak, why));
        }

        @Override
        public Optional<String> keptOnFailure() {
            return deployment.rollbackPolicy().autoTrigger()
                    ? Optional.empty()
                    : Optional.of("left as it is, because the deployment's rollback policy has autoTrigger off");
        }

        @Override
        public List<Check<Applied>> checks() {
            return List.of(soak, Check.named("still in place", this::stillInPlace));
        }

        /**
         * Judges whether the job is still completed: the platform may roll back by itself and leave a healthy
         * environment.
         */
        private Verdict stillInPlace(Applied applied) {
            String jobId = applied.operationIds().get(applied.operationIds().size() - 1);
            JobState state = cognigy.operations().configuration(jobId).poll().state();
            Evidence job = Evidence.of("job " + jobId, state);
            return state.equals(JobState.COMPLETED)
                    ? Verdict.pass("the platform has not rolled it back", job)
                    : Verdict.fail("the platform reports job " + jobId + " as " + state + " now", job);
        }

        @Override
        public Verdict unchanged() {
            return Verdict.inconclusive(
                    "whether anything was changed cannot be read: the platform shows no configuration");
        }
    }
}
