package io.cognigydeploy.core.rollback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.platform.BotTarget;
import io.cognigydeploy.core.platform.LiveVersion;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rollbacks to a version: one job, reverted by another job to the fallback version or the earlier live version.
 *
 * @param sessions the rule on open sessions for every deployment; if absent, each deployment's own setting applies
 */
record VersionRollbackKind(CognigyClient platform, Rollbacker rollbacker, Optional<ActiveSessions> sessions)
        implements Kind<VersionRollback, VersionRollbackState> {

    @Override
    public String name() {
        return "version-rollback";
    }

    @Override
    public VersionRollbackState observe(VersionRollback deployment) {
        List<String> unread = new ArrayList<>();
        EnvironmentMatch match = deployment
                .environmentId()
                .map(id -> match(id, deployment.environment(), unread))
                .orElseGet(() -> new EnvironmentMatch(Optional.empty(), "no id was given", Optional.empty()));
        return observe(deployment, match, unread);
    }

    /** Reads the versions, and the environment only if it was not read before: its name does not change. */
    @Override
    public VersionRollbackState observeAgain(VersionRollback deployment, VersionRollbackState before) {
        return before.environmentId().isPresent()
                ? observe(
                        deployment,
                        new EnvironmentMatch(before.environmentId(), before.place(), before.otherPlace()),
                        new ArrayList<>())
                : observe(deployment);
    }

    private VersionRollbackState observe(VersionRollback deployment, EnvironmentMatch match, List<String> unread) {
        Optional<String> id = match.id();
        Set<String> matter = new LinkedHashSet<>(List.of(deployment.versionId()));
        rollbacker.fallbackVersion().ifPresent(matter::add);
        Reading<List<BotVersion>> rows = LiveVersion.versions(platform, deployment.botId(), id, matter);
        LiveVersion live = id.map(known -> LiveVersion.read(platform, deployment.botId(), known, rows))
                .orElseGet(
                        () -> new LiveVersion(Optional.empty(), "the environment's id is unknown: " + match.doubt()));
        live.version().ifPresent(matter::add);
        Optional<List<VersionRollbackState.Listed>> versions = listed(rows, matter, unread);
        return new VersionRollbackState(
                id, match.doubt(), live.version(), live.source(), versions, match.other(), unread);
    }

    /**
     * The environment of the given id.
     *
     * @param id the id if it may be used
     * @param doubt why it is unknown whether the id belongs to the named environment; empty if it does
     * @param other the environment's name if it is another one
     */
    private record EnvironmentMatch(Optional<String> id, String doubt, Optional<String> other) {}

    private EnvironmentMatch match(String id, String name, List<String> unread) {
        Reading<Environment> reading =
                Reading.of(platform, () -> platform.environments().get(id));
        if (reading instanceof Reading.Missing<Environment> missing) {
            String doubt = "whether environment " + id + " is " + name + ": " + missing.why();
            if (missing instanceof Reading.Unanswered<Environment>) {
                unread.add(doubt);
            }
            return new EnvironmentMatch(Optional.empty(), doubt, Optional.empty());
        }
        Optional<String> stated = reading.value().flatMap(Environment::name);
        if (id.equals(name) || stated.filter(name::equals).isPresent()) {
            return new EnvironmentMatch(Optional.of(id), "", Optional.empty());
        }
        return stated.isPresent()
                ? new EnvironmentMatch(Optional.empty(), "environment " + id + " is called " + stated.get(), stated)
                : new EnvironmentMatch(
                        Optional.of(id),
                        "whether environment " + id + " is " + name + ": the platform does not say its name",
                        Optional.empty());
    }

    /** Returns the rows of these versions in the list that the kind's source document has. */
    private static Optional<List<VersionRollbackState.Listed>> listed(
            Reading<List<BotVersion>> reading, Set<String> ids, List<String> unread) {
        if (reading instanceof Reading.Missing<List<BotVersion>> missing) {
            unread.add("the list of versions could not be read: it is " + missing.why());
            return Optional.empty();
        }
        Map<String, List<BotVersion>> rows = reading.value().orElseThrow().stream()
                .filter(row -> ids.contains(row.id()))
                .collect(Collectors.groupingBy(BotVersion::id, LinkedHashMap::new, Collectors.toList()));
        return Optional.of(ids.stream()
                .filter(rows::containsKey)
                .map(id -> VersionRollbackState.Listed.of(id, rows.getOrDefault(id, List.of())))
                .toList());
    }

    @Override
    public List<Evidence> describe(VersionRollbackState state) {
        List<Evidence> facts = new ArrayList<>();
        facts.add(Evidence.of("live version", state.liveVersion().orElse("unknown")));
        facts.add(Evidence.of("read from", state.source()));
        if (state.environmentId().isPresent() && !state.place().isEmpty()) {
            facts.add(Evidence.of("environment", state.place()));
        }
        state.versions()
                .orElse(List.of())
                .forEach(version -> facts.add(Evidence.of(
                        "version " + version.id(),
                        String.join("/", version.states()) + " of " + String.join(", ", version.environments())
                                + version.createdAt().map(at -> ", made " + at).orElse("")
                                + "; " + state.comparedWithLive(version.id()))));
        return facts;
    }

    @Override
    public List<Change> changes(VersionRollback deployment, VersionRollbackState before) {
        return List.of(new VersionChange(this, deployment, before));
    }

    @Override
    public List<Check<Plan>> gates(VersionRollback deployment, VersionRollbackState state) {
        RollbackTargets targets = new RollbackTargets(deployment, state, rollbacker);
        return List.of(Check.named("version to go back to", plan -> targets.judge()), sessions(deployment));
    }

    @Override
    public ObjectNode payload(Report report) {
        ObjectNode deployment = report.deployment();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("eventType", "BOT_VERSION_ROLLBACK");
        body.set("botId", deployment.path("botId"));
        body.set("targetVersionId", deployment.path("versionId"));
        body.put("jobId", report.operationId().orElse(null));
        body.put("status", report.outcome().isSuccess() ? "SUCCESS" : "FAILED");
        ObjectNode metrics = body.putObject("metrics");
        metrics.set("botId", deployment.path("botId"));
        Optional<CheckResult> probe = report.verifications().stream()
                .filter(result ->
                        Evidence.in(result.verdict(), Fact.LATENCY_MILLIS).isPresent())
                .findFirst();
        Optional<Verdict> verdict = probe.map(CheckResult::verdict);
        metrics.put(
                "detectedIntent",
                verdict.flatMap(of -> Evidence.in(of, Fact.INTENT)).orElse(null));
        metrics.put(
                "confidence",
                verdict.flatMap(of -> Evidence.number(of, Fact.CONFIDENCE)).orElse(null));
        metrics.put(
                "latencyMs",
                verdict.flatMap(of -> Evidence.number(of, Fact.LATENCY_MILLIS)).orElse(null));
        metrics.put("verificationPassed", probe.map(CheckResult::passed).orElse(null));
        body.put("timestamp", Time.stamp(report.begun()));
        return body;
    }

    /** Rolls an environment back without a run; the platform decides on open sessions. */
    Verdict bring(VersionRollback to) throws InterruptedException {
        VersionRollbackState before = observe(to);
        Verdict possible = new RollbackTargets(to, before, rollbacker).judge();
        if (!(possible instanceof Verdict.Pass)) {
            return possible;
        }
        return rollbacker.make(platform, to.target(), changes(to, before).get(0));
    }

    private ActiveSessions sessions(VersionRollback deployment) {
        return sessions.orElse(deployment.liveIsBroken() ? ActiveSessions.goOn() : ActiveSessions.block());
    }

    private record VersionChange(VersionRollbackKind kind, VersionRollback deployment, VersionRollbackState before)
            implements Change {

        @Override
        public String id() {
            return "version-rollback";
        }

        @Override
        public Mutation apply() {
            boolean force = kind.sessions(deployment).toleratesSessions();
            return to(deployment.versionId(), force);
        }

        // Open sessions never block a revert: their version is being replaced already.
        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return kind.rollbacker
                    .fallbackVersion()
                    .or(before::liveVersion)
                    .map(version -> List.of(to(version, true)))
                    .orElse(List.of());
        }

        private Mutation to(String version, boolean force) {
            return new VersionMutation(kind.platform, deployment, version, before, force);
        }

        @Override
        public Verdict unchanged() {
            return target().map(target -> target.unchanged(before.liveVersion()))
                    .orElseGet(() -> Verdict.inconclusive(
                            "whether anything was changed cannot be read: the environment's id is unknown: "
                                    + before.place()));
        }

        private Optional<BotTarget> target() {
            return before.target(kind.platform, deployment.botId(), deployment.versionId());
        }

        @Override
        public Verdict stillApplied() {
            return target().map(BotTarget::isLive)
                    .orElseGet(() -> Verdict.inconclusive("the environment's id is unknown: " + before.place()));
        }
    }
}
