package io.cognigydeploy.core.rollback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.platform.LiveVersion;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rollbacks to a version: one job, reverted by another job to the fallback version or the earlier live version.
 *
 * @param sessions the rule on open sessions for every deployment; if absent, each deployment's own setting applies
 */
record VersionRollbackKind(CognigyClient cognigy, Rollbacker rollbacker, Optional<ActiveSessions> sessions)
        implements Kind<VersionRollback, VersionRollbackState> {

    @Override
    public String name() {
        return "version-rollback";
    }

    @Override
    public Platform platform() {
        return cognigy;
    }

    @Override
    public Class<VersionRollback> deploymentType() {
        return VersionRollback.class;
    }

    @Override
    public Class<VersionRollbackState> stateType() {
        return VersionRollbackState.class;
    }

    @Override
    public VersionRollbackState observe(VersionRollback deployment) {
        List<String> unread = new ArrayList<>();
        EnvironmentMatch match = deployment
                .environmentId()
                .map(id -> match(id, deployment.environment(), unread))
                .orElseGet(() -> new EnvironmentMatch(Optional.empty(), "no id was given", Optional.empty()));
        Optional<String> id = match.id();
        LiveVersion live = id.map(known -> LiveVersion.read(cognigy, deployment.botId(), known))
                .orElseGet(
                        () -> new LiveVersion(Optional.empty(), "the environment's id is unknown: " + match.doubt()));
        Set<String> matter = new LinkedHashSet<>(List.of(deployment.versionId()));
        rollbacker.fallbackVersion().ifPresent(matter::add);
        live.version().ifPresent(matter::add);
        Optional<List<VersionRollbackState.Listed>> versions = listed(deployment.botId(), matter, unread);
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
                Reading.of(cognigy, () -> cognigy.environments().get(id));
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

    /** Reads the rows of these versions from the list that the kind's source document has. */
    private Optional<List<VersionRollbackState.Listed>> listed(String botId, Set<String> ids, List<String> unread) {
        Reading<List<BotVersion>> reading = Reading.of(
                cognigy,
                () -> cognigy.lists().versions(botId).stream()
                        .filter(row -> ids.contains(row.id()))
                        .toList());
        if (reading instanceof Reading.Missing<List<BotVersion>> missing) {
            unread.add("the list of versions could not be read: it is " + missing.why());
            return Optional.empty();
        }
        List<BotVersion> rows = reading.value().orElseThrow();
        List<VersionRollbackState.Listed> all = new ArrayList<>();
        for (String id : ids) {
            List<BotVersion> own =
                    rows.stream().filter(row -> row.id().equals(id)).toList();
            if (own.isEmpty()) {
                continue;
            }
            Set<String> states = new TreeSet<>();
            Set<String> environments = new TreeSet<>();
            Map<String, String> notes = new TreeMap<>();
            own.forEach(row -> {
                row.notes().forEach(notes::putIfAbsent);
                row.status().map(VersionStatus::text).ifPresent(states::add);
                row.environment().ifPresent(environments::add);
            });
            all.add(new VersionRollbackState.Listed(
                    id,
                    List.copyOf(states),
                    List.copyOf(environments),
                    own.stream().flatMap(row -> row.createdAt().stream()).findFirst(),
                    notes));
        }
        return Optional.of(all);
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
        return List.of(new VersionChange(deployment, before));
    }

    @Override
    public List<Check<Plan>> gates(VersionRollback deployment) {
        return List.of(new RollbackTargets(deployment, rollbacker), sessions(deployment));
    }

    @Override
    public ObjectNode payload(Report report) {
        return VersionRollbackPayload.of(report);
    }

    /** Rolls an environment back without a run; the platform decides on open sessions. */
    Verdict bring(VersionRollback to) throws InterruptedException {
        VersionRollbackState before = observe(to);
        Verdict possible = new RollbackTargets(to, rollbacker).judge(before);
        if (!(possible instanceof Verdict.Pass)) {
            return possible;
        }
        return rollbacker.make(cognigy, to.target(), changes(to, before).get(0));
    }

    private ActiveSessions sessions(VersionRollback deployment) {
        return sessions.orElse(deployment.liveIsBroken() ? ActiveSessions.goOn() : ActiveSessions.block());
    }

    private final class VersionChange implements Change {

        private final VersionRollback deployment;
        private final VersionRollbackState before;

        VersionChange(VersionRollback deployment, VersionRollbackState before) {
            this.deployment = deployment;
            this.before = before;
        }

        @Override
        public String id() {
            return "version-rollback";
        }

        @Override
        public Mutation apply() {
            boolean force = sessions(deployment).toleratesSessions();
            return to(deployment.versionId(), force);
        }

        // Open sessions never block a revert: their version is being replaced already.
        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return rollbacker
                    .fallbackVersion()
                    .or(before::liveVersion)
                    .map(version -> List.of(to(version, true)))
                    .orElse(List.of());
        }

        private Mutation to(String version, boolean force) {
            return new VersionMutation(cognigy, deployment, version, before, force);
        }

        @Override
        public Verdict unchanged() {
            return before.environmentId()
                    .map(id -> LiveVersion.unchanged(
                            cognigy, deployment.botId(), id, before.liveVersion(), deployment.versionId()))
                    .orElseGet(() -> Verdict.inconclusive(
                            "whether anything was changed cannot be read: the environment's id is unknown: "
                                    + before.place()));
        }

        @Override
        public Verdict stillApplied() {
            return before.environmentId()
                    .map(id -> LiveVersion.read(cognigy, deployment.botId(), id).is(deployment.versionId()))
                    .orElseGet(() -> Verdict.inconclusive("the environment's id is unknown: " + before.place()));
        }
    }
}
