package io.cognigydeploy.core;

import io.cognigydeploy.client.CognigyClient;
import java.util.ArrayList;
import java.util.List;

/** A bot version into an environment: one job, undone by the platform's own rollback or by deploying a fallback. */
record BotKind(CognigyClient cognigy, Rollbacker rollbacker) implements Kind<BotDeployment, BotState> {

    @Override
    public String name() {
        return "bot-version";
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
        return List.of(new EnvironmentCompatibility());
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
            return new DeployMutation(cognigy, deployment);
        }

        @Override
        public List<Mutation> revert(String operationId) {
            List<Mutation> ways = new ArrayList<>();
            ways.add(new RollbackMutation(cognigy, deployment, operationId, before));
            rollbacker
                    .fallbackVersion()
                    .map(version ->
                            BotDeployment.of(deployment.botId(), version).to(deployment.environmentId()))
                    .ifPresent(fallback -> ways.add(new DeployMutation(cognigy, fallback)));
            return ways;
        }

        @Override
        public Verdict untouched() {
            LiveVersion now = LiveVersion.read(cognigy, deployment.botId(), deployment.environmentId());
            if (now.version().isEmpty() || before.liveVersion().isEmpty()) {
                return Verdict.inconclusive("whether anything was deployed cannot be read: " + now.source());
            }
            Evidence live = Evidence.of("live version", now.version().get());
            // Deploying what is live already leaves no trace to tell by.
            if (before.liveVersion().get().equals(deployment.version())) {
                return Verdict.inconclusive(
                        "the version was live before, so nothing tells whether it was deployed", live);
            }
            return now.version().equals(before.liveVersion())
                    ? Verdict.pass("still " + now.version().get() + ", as before", live)
                    : Verdict.fail(
                            now.version().get() + " is live, it was "
                                    + before.liveVersion().get(),
                            live);
        }
    }
}
