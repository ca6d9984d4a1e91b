package io.cognigydeploy.core.bot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.platform.DeployMutation;
import io.cognigydeploy.core.platform.EnvironmentCompatibility;
import io.cognigydeploy.core.platform.LiveVersion;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deployments of a bot version: one job, reverted by the platform's rollback or by deploying a fallback. */
record BotKind(CognigyClient platform, Rollbacker rollbacker) implements Kind<BotDeployment, BotState> {

    @Override
    public String name() {
        return "bot-version";
    }

    @Override
    public BotState observe(BotDeployment deployment) {
        BotTarget target = deployment.on(platform);
        Reading<List<BotVersion>> versions = target.versions(rollbacker.fallbackVersion());
        LiveVersion live = target.live(versions);
        return new BotState(live.version(), live.source(), Optional.of(versions));
    }

    /** Reads the live version; the change needs nothing else to be as it was. */
    @Override
    public BotState observeAgain(BotDeployment deployment, BotState before) {
        LiveVersion live = deployment.on(platform).live();
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
        BotDeploymentRequest request = BotDeploymentRequest.builder()
                .botId(deployment.botId())
                .environmentId(deployment.environmentId())
                .version(deployment.version())
                .configOverrides(deployment.configOverrides())
                .dependencies(deployment.dependencies())
                .build();
        return List.of(new BotVersionChange(
                deployment.on(platform),
                new DeployMutation(platform, request),
                before.liveVersion(),
                rollbacker.fallbackVersion()));
    }

    @Override
    public List<Check<Plan>> gates(BotDeployment deployment, BotState state) {
        List<Check<Plan>> gates = new ArrayList<>();
        gates.add(new EnvironmentCompatibility(
                deployment.on(platform), deployment.dependencies(), deployment.allowsIncomparableVersions(), true));
        gates.add(Check.named("version published", plan -> published(plan, state, deployment.on(platform), "version")));
        rollbacker
                .fallbackVersion()
                .map(version ->
                        Check.<Plan>named("fallback version", plan -> fallback(plan, state, deployment, version)))
                .ifPresent(gates::add);
        return gates;
    }

    private Verdict fallback(Plan plan, BotState state, BotDeployment deployment, String version) {
        return rollbacker
                .unfit(deployment.version())
                .map(Verdict::fail)
                .orElseGet(() -> published(plan, state, deployment.on(platform).at(version), "fallback version"));
    }

    private static Verdict published(Plan plan, BotState state, BotTarget target, String role) {
        return state.justRead()
                .filter(versions -> plan.isFresh())
                .map(versions -> target.published(role, versions))
                .orElseGet(() -> target.published(role));
    }

    @Override
    public ObjectNode payload(Report report) {
        ObjectNode deployment = report.deployment();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("timestamp", Time.stamp(report.begun()));
        body.set("bot_id", deployment.path("botId"));
        body.set("environment_id", deployment.path("environmentId"));
        body.set("version", deployment.path("version"));
        body.put("duration_seconds", report.took().toNanos() / 1e9);
        body.put("status", status(report));
        body.put("success", report.outcome().isSuccess());
        body.put("job_id", report.operationId().orElse(null));
        JsonNode overrides = deployment.path("configOverrides");
        body.set("config_overrides", overrides.isObject() ? overrides : Json.MAPPER.createObjectNode());
        Optional<Verdict> tests = tests(report);
        body.put(
                "test_suite_id",
                tests.flatMap(of -> Evidence.in(of, Fact.TEST_SUITE))
                        .or(() -> Evidence.in(report.stated(), Fact.TEST_SUITE))
                        .orElse(null));
        body.put(
                "pass_rate",
                tests.flatMap(of -> Evidence.number(of, Fact.PASS_RATE)).orElse(null));
        return body;
    }

    /** Returns the end of the platform's job; the run's outcome if there was no job or it was rolled back. */
    private static String status(Report report) {
        if (report.outcome() instanceof Outcome.Succeeded) {
            return "completed";
        }
        return Json.tree(report.outcome()).path("outcome").asText();
    }

    /** Returns the first gate with a pass rate; without one, the first gate on a test suite. */
    private static Optional<Verdict> tests(Report report) {
        List<Verdict> ofSuites = report.gates().stream()
                .map(CheckResult::verdict)
                .filter(verdict -> Evidence.in(verdict, Fact.TEST_SUITE).isPresent())
                .toList();
        return ofSuites.stream()
                .filter(verdict -> Evidence.in(verdict, Fact.PASS_RATE).isPresent())
                .findFirst()
                .or(() -> ofSuites.stream().findFirst());
    }

    private record BotVersionChange(
            BotTarget target, Mutation apply, Optional<String> liveBefore, Optional<String> fallback)
            implements Change {

        @Override
        public String id() {
            return "bot-version";
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return target.ways(operationId, liveBefore, fallback);
        }

        @Override
        public Verdict unchanged() {
            return target.unchanged(liveBefore);
        }

        @Override
        public Verdict stillApplied() {
            return target.isLive();
        }
    }
}
