package io.cognigydeploy.core.bot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.platform.DeployMutation;
import io.cognigydeploy.core.platform.EnvironmentCompatibility;
import io.cognigydeploy.core.platform.ListedVersion;
import io.cognigydeploy.core.platform.LiveVersion;
import io.cognigydeploy.core.platform.RollbackMutation;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.List;

/** Deployments of a bot version: one job, reverted by the platform's rollback or by deploying a fallback. */
record BotKind(CognigyClient cognigy, Rollbacker rollbacker) implements Kind<BotDeployment, BotState> {

    @Override
    public String name() {
        return "bot-version";
    }

    @Override
    public Platform platform() {
        return cognigy;
    }

    @Override
    public Class<BotDeployment> deploymentType() {
        return BotDeployment.class;
    }

    @Override
    public Class<BotState> stateType() {
        return BotState.class;
    }

    @Override
    public BotState observe(BotDeployment deployment) {
        LiveVersion live = LiveVersion.read(cognigy, deployment.botId(), deployment.environmentId());
        return new BotState(live.version(), live.source());
    }

    @Override
    public List<Evidence> describe(BotState state) {
        return List.of(
                Evidence.of("live version", state.liveVersion().orElse("unknown")),
                Evidence.of("read from", state.source()));
    }

    @Override
    public List<Change> changes(BotDeployment deployment, BotState before) {
        return List.of(new BotVersionChange(deployment, before));
    }

    @Override
    public List<Check<Plan>> gates(BotDeployment deployment) {
        List<Check<Plan>> gates = new ArrayList<>();
        gates.add(new EnvironmentCompatibility(
                deployment.botId(),
                deployment.environmentId(),
                deployment.dependencies(),
                deployment.allowsIncomparableVersions(),
                true));
        gates.add(Check.named(
                "version published",
                plan -> new ListedVersion(cognigy, deployment.botId(), "version", deployment.version()).judge()));
        rollbacker
                .fallbackVersion()
                .map(version -> Check.<Plan>named("fallback version", plan -> fallback(deployment, version)))
                .ifPresent(gates::add);
        return gates;
    }

    private Verdict fallback(BotDeployment deployment, String version) {
        return rollbacker
                .unfit(deployment.version())
                .map(Verdict::fail)
                .orElseGet(() -> new ListedVersion(cognigy, deployment.botId(), "fallback version", version).judge());
    }

    @Override
    public ObjectNode payload(Report report) {
        return BotPayload.of(report);
    }

    private final class BotVersionChange implements Change {

        private final BotDeployment deployment;
        private final BotState before;

        BotVersionChange(BotDeployment deployment, BotState before) {
            this.deployment = deployment;
            this.before = before;
        }

        @Override
        public String id() {
            return "bot-version";
        }

        @Override
        public Mutation apply() {
            return new DeployMutation(
                    cognigy,
                    BotDeploymentRequest.builder()
                            .botId(deployment.botId())
                            .environmentId(deployment.environmentId())
                            .version(deployment.version())
                            .configOverrides(deployment.configOverrides())
                            .dependencies(deployment.dependencies())
                            .build());
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            List<Mutation> ways = new ArrayList<>();
            ways.add(new RollbackMutation(
                    cognigy,
                    deployment.botId(),
                    deployment.version(),
                    deployment.environmentId(),
                    operationId,
                    before.liveVersion()));
            rollbacker
                    .fallbackVersion()
                    .map(version -> DeployMutation.of(cognigy, deployment.botId(), version, deployment.environmentId()))
                    .ifPresent(ways::add);
            return ways;
        }

        @Override
        public Verdict unchanged() {
            return LiveVersion.unchanged(
                    cognigy,
                    deployment.botId(),
                    deployment.environmentId(),
                    before.liveVersion(),
                    deployment.version());
        }

        @Override
        public Verdict stillApplied() {
            return LiveVersion.read(cognigy, deployment.botId(), deployment.environmentId())
                    .is(deployment.version());
        }
    }
}
