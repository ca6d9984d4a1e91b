package io.cognigydeploy.core.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Deployments of a configuration: one job, verified by the environment's health, reverted by the platform. */
record ConfigurationKind(CognigyClient platform, HealthSoak watch)
        implements Kind<ConfigurationDeployment, ConfigurationState> {

    @Override
    public String name() {
        return "configuration";
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
        HealthSoak soak = watch.threshold(deployment.rollbackPolicy().healthThreshold());
        return List.of(new ConfigurationChange(platform, deployment, soak));
    }

    @Override
    public List<Check<Plan>> gates(ConfigurationDeployment deployment, ConfigurationState state) {
        return List.of(
                new DependencyLocks(deployment.locks()),
                new ConfigurationValidation(deployment),
                new SyntheticTraceRun(deployment));
    }

    @Override
    public ObjectNode payload(Report report) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("event", "deployment_complete");
        body.put("jobId", report.operationId().orElse(null));
        body.put("success", report.outcome().isSuccess());
        ObjectNode metrics = body.putObject("metrics");
        metrics.put("durationSeconds", report.took().toNanos() / 1e9);
        List<CheckResult> judged = Stream.concat(report.gates().stream(), report.verifications().stream())
                .toList();
        if (judged.isEmpty()) {
            metrics.putNull("validationSuccessRate");
        } else {
            long passed = judged.stream().filter(CheckResult::passed).count();
            metrics.put("validationSuccessRate", (double) passed / judged.size());
        }
        return body;
    }

    @Override
    public String auditCategory(Report report) {
        return "environment_deployment";
    }

    private record ConfigurationChange(CognigyClient cognigy, ConfigurationDeployment deployment, HealthSoak soak)
            implements Change {

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
            return List.of(new ConfigurationRevert(
                    cognigy,
                    deployment.environmentId(),
                    deployment.rollbackPolicy().revertSnapshotId(),
                    operationId,
                    soak,
                    why));
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
