package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.product.model.Connection;
import io.cognigydeploy.client.product.model.EndpointSummary;
import io.cognigydeploy.client.product.model.Extension;
import io.cognigydeploy.client.product.model.FlowSummary;
import io.cognigydeploy.client.product.model.LanguageModel;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.ConversationReader;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import io.cognigydeploy.core.installation.Room;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.snapshot.SnapshotRelease.Gate;
import io.cognigydeploy.core.text.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The gates of a release of a snapshot. */
record SnapshotGates(
        CognigyInstallation source,
        CognigyInstallation target,
        Optional<TrafficRouter> router,
        SnapshotRelease release,
        SnapshotState state) {

    List<Check<Plan>> all() {
        List<Check<Plan>> all = new ArrayList<>(always());
        release.waves().ifPresent(waves -> all.add(Check.named("waves", plan -> conversations(waves.soak()))));
        release.canary().ifPresent(canary -> {
            all.add(Check.named("canary", plan -> conversations(canary.options().stepTime())));
            all.add(Check.named("router", plan -> unrouted()));
        });
        return List.copyOf(all);
    }

    private List<Check<Plan>> always() {
        return List.of(
                allowable(Gate.TRAINING, this::training),
                Check.named("capacity", plan -> capacity()),
                Check.named("name", plan -> name()),
                allowable(Gate.CONNECTIONS, this::connections),
                allowable(Gate.EXTENSIONS, this::extensions),
                allowable(Gate.MODELS, this::models),
                Check.named(
                        "references",
                        plan -> SnapshotContent.released(source, state).judge(release.flow(), release.locale(), state)),
                Check.named("override", plan -> override()),
                allowable(Gate.DRIFT, this::drift));
    }

    private Check<Plan> allowable(Gate gate, Supplier<Verdict> judgement) {
        if (!release.allowed().contains(gate)) {
            return Check.named(gate.text(), plan -> judgement.get());
        }
        return Check.named(gate.text(), plan -> {
            Verdict verdict = Reading.orElse(
                    judgement::get, failure -> Verdict.inconclusive("could not be judged: " + failure.getMessage()));
            if (verdict instanceof Verdict.Pass) {
                return verdict;
            }
            String line = gate.text() + " was not passed and is allowed: " + verdict.reason();
            return new Verdict.Pass(line, verdict.evidence(), List.of(line));
        });
    }

    private Verdict training() {
        if (state.snapshot().isPresent()) {
            return Verdict.unconfirmed("whether the flows of snapshot "
                    + state.snapshot().get().name() + " were trained when it was made is not shown by the platform");
        }
        Findings findings = new Findings();
        int flows = 0;
        for (FlowSummary flow : source.lists().flows(state.source().project())) {
            flows++;
            if (flow.isTrainingOutOfDate().isEmpty()) {
                findings.open("the platform does not state whether flow " + flow.name() + " is trained");
            } else if (flow.isTrainingOutOfDate().get()) {
                findings.against("flow " + flow.name() + " was changed and not trained since");
            }
        }
        return findings.verdict(flows + " flows of " + state.source().name() + " are trained");
    }

    private Verdict capacity() {
        Findings findings = new Findings();
        boolean makes = state.snapshot().isEmpty();
        room(state.source(), release.sourceCap(), makes, state.sourceRoom(), findings);
        if (!state.sharesProject()) {
            room(state.target(), release.targetCap(), state.transfers(), state.targetRoom(), findings);
        }
        return findings.verdict("there is room for every snapshot that is made");
    }

    private static void room(Place place, int cap, boolean isOneMore, Optional<Room> made, Findings findings) {
        int count = place.snapshots().size();
        int evicted = made.map(room -> room.evicted().size()).orElse(0);
        findings.note("snapshots of " + place.name(), count + " of " + cap);
        made.ifPresent(room -> findings.note("deleted there to make room", evicted));
        if (!isOneMore || count - evicted < cap) {
            return;
        }
        findings.against(place.name() + " has " + count + " of " + cap + " snapshots. "
                + made.map(room -> "Of the " + (count + 1 - cap) + " that have to go, " + evicted
                                + " can be deleted. Kept are " + Listing.clauses(room.kept()))
                        .orElse("Delete one that is not used, or let the release keep the newest alone."));
    }

    private Verdict name() {
        Optional<ProjectSnapshot> released = state.snapshot();
        if (released.isEmpty()) {
            return release.name()
                    .map(own -> free(own.text(), Stream.of(state.source(), state.target())))
                    .orElseGet(() -> Verdict.pass("the name has the run's id, which is unique"));
        }
        String name = released.get().name();
        if (!state.transfers()) {
            return Verdict.pass("snapshot " + name + " is in " + state.target().name() + " already");
        }
        Optional<ProjectSnapshot> namesake = state.target().named(name);
        if (namesake.isPresent()
                && (namesake.get().hash().isEmpty() || released.get().hash().isEmpty())) {
            return Verdict.inconclusive(state.target().name() + " has a snapshot " + name
                    + ", and the platform does not state whether it has the same content");
        }
        return free(name, Stream.of(state.target()));
    }

    private static Verdict free(String name, Stream<Place> places) {
        List<String> taken = places.distinct()
                .filter(place -> place.named(name).isPresent())
                .map(Place::name)
                .toList();
        return taken.isEmpty()
                ? Verdict.pass("the name " + name + " is free")
                : Verdict.fail("the name " + name + " is taken in " + Listing.of(taken));
    }

    private Verdict connections() {
        boolean overrides = state.switched().stream()
                .anyMatch(endpoint -> endpoint.override().orElse(true));
        return subset(
                "connection",
                (CognigyInstallation where, Project project) -> where.lists().connections(project),
                connection -> described(connection),
                overrides
                        ? ", so the bot would use the credentials of "
                                + state.source().name() + " for it"
                        : "");
    }

    private static String described(Connection connection) {
        return connection.name()
                + Stream.of(connection.extension(), connection.type())
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining("/", " (", ")"));
    }

    private Verdict extensions() {
        return subset("extension", (where, project) -> where.lists().extensions(project), Extension::name, "");
    }

    private Verdict models() {
        return subset(
                "language model", (where, project) -> where.lists().languageModels(project), LanguageModel::name, "");
    }

    /** Judges whether the target has each thing of the source. */
    private <T> Verdict subset(
            String what,
            BiFunction<CognigyInstallation, Project, Iterable<T>> list,
            Function<T, String> name,
            String consequence) {
        if (state.sharesProject()) {
            return Verdict.pass("source and target are one project");
        }
        Set<String> needed = names(list.apply(source, state.source().project()), name);
        Set<String> there = names(list.apply(target, state.target().project()), name);
        List<String> missing =
                needed.stream().filter(one -> !there.contains(one)).toList();
        Findings findings = new Findings();
        findings.note(what + "s of " + state.source().name(), needed.size());
        if (!missing.isEmpty()) {
            return findings.fail(state.target().name() + " has no " + what + " " + Listing.of(missing) + consequence);
        }
        List<String> unconfirmed = state.snapshot().isPresent()
                ? List.of(
                        "whether " + state.target().name() + " has each " + what + " of the snapshot is not confirmed: "
                                + "those of project " + state.source().name() + " as it is now were compared")
                : List.of();
        return findings.verdict(
                state.target().name() + " has each " + what + " of "
                        + state.source().name(),
                unconfirmed);
    }

    private static <T> Set<String> names(Iterable<T> all, Function<T, String> name) {
        return StreamSupport.stream(all.spliterator(), false).map(name).collect(Collectors.toCollection(TreeSet::new));
    }

    private Verdict override() {
        Findings findings = new Findings();
        for (Endpoint endpoint : state.switched()) {
            String value = endpoint.override().map(Object::toString).orElse("not stated");
            findings.note("overrideSnapshotConnections of " + endpoint.name(), value);
            release.override()
                    .filter(wanted -> !endpoint.override().equals(Optional.of(wanted)))
                    .ifPresent(wanted -> {
                        String text = "overrideSnapshotConnections of endpoint " + endpoint.name() + " is " + value
                                + ", not " + wanted;
                        if (endpoint.override().isPresent()) {
                            findings.against(text);
                        } else {
                            findings.open(text);
                        }
                    });
        }
        return findings.verdict(
                release.override().isPresent()
                        ? "every endpoint has the required overrideSnapshotConnections"
                        : "no value of overrideSnapshotConnections is required");
    }

    /**
     * Judges whether another user changed an endpoint since the first release of this library into the target. Snapshots
     * that were made by a release have the run's id in their description, and the user who made them switches endpoints.
     */
    private Verdict drift() {
        List<ProjectSnapshot> ours = state.target().snapshots().stream()
                .filter(made -> made.run().isPresent())
                .toList();
        if (ours.isEmpty()) {
            return Verdict.pass("there is no earlier release of this library in "
                    + state.target().name());
        }
        Set<String> users = new HashSet<>();
        ours.forEach(made -> made.createdBy().ifPresent(users::add));
        Optional<Instant> first =
                ours.stream().flatMap(made -> made.createdAt().stream()).min(Instant::compareTo);
        Findings findings = new Findings();
        for (Endpoint endpoint : state.switched()) {
            findings.note("endpoint " + endpoint.name(), endpoint.change());
            boolean isOlder = first.isPresent()
                    && endpoint.lastChanged()
                            .filter(changed -> changed.isBefore(first.get()))
                            .isPresent();
            if (isOlder) {
                continue;
            }
            if (users.isEmpty() || endpoint.lastChangedBy().isEmpty()) {
                findings.open("the platform does not state who changed endpoint " + endpoint.name());
            } else if (!users.contains(endpoint.lastChangedBy().get())) {
                findings.against("endpoint " + endpoint.name() + " was " + endpoint.change()
                        + ", who is not the user of earlier releases; it runs " + state.entry(endpoint.entrypoint()));
            }
        }
        return findings.verdict("the endpoints were last changed by the user of earlier releases, or before them");
    }

    /** Judges whether the conversations of the endpoints can be read and distinguished, and reports how many there are. */
    private Verdict conversations(Duration lately) {
        Findings findings = new Findings();
        Project project = state.target().project();
        List<String> names = StreamSupport.stream(
                        target.lists().endpoints(project).spliterator(), false)
                .map(EndpointSummary::name)
                .toList();
        for (Endpoint endpoint : state.switched()) {
            if (Collections.frequency(names, endpoint.name()) > 1) {
                findings.against("several endpoints are called " + endpoint.name()
                        + ", and conversations state the name of their endpoint alone");
            }
        }
        Map<String, Long> begun = ConversationReader.begunSince(
                target, project, target.time().now().minus(lately));
        for (Endpoint endpoint : state.switched()) {
            findings.note(
                    "conversations of " + endpoint.name() + " in the last " + Time.inWords(lately),
                    begun.getOrDefault(endpoint.name(), 0L));
        }
        return findings.verdict("the conversations of the endpoints can be read");
    }

    /** Judges whether the router sends no users to the canary yet. */
    private Verdict unrouted() {
        String name = state.canary().orElseThrow().name();
        TrafficShare now;
        try {
            now = router.orElseThrow().share(name);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (RuntimeException e) {
            return Verdict.inconclusive("the share of " + name + " could not be read: " + e.getMessage());
        }
        String line = "the router sends " + now + " of the users to " + name;
        return now.equals(TrafficShare.NONE) ? Verdict.pass(line) : Verdict.fail(line + ". Set it to none first");
    }
}
