package io.cognigydeploy.core.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.installation.Archive;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.Newest;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import io.cognigydeploy.core.installation.Room;
import io.cognigydeploy.core.installation.SnapshotReader;
import io.cognigydeploy.core.installation.TransferFolder;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Releases of snapshots: the snapshot, its transfer and its tests, and then a switch of each endpoint. */
record SnapshotKind(
        CognigyInstallation source,
        CognigyInstallation target,
        Optional<Archive> archive,
        Optional<TrafficRouter> router)
        implements Kind<SnapshotRelease, SnapshotState> {

    private static final Logger log = LoggerFactory.getLogger(SnapshotKind.class);

    /** In place of the id of a run that is only planned. */
    private static final String PLANNED = "…";

    private static final String NO_ARCHIVE =
            "keeping(..) deletes snapshots to make room, which needs an archive for their"
                    + " files. Use SnapshotRelease.pipeline(source, target, folder), or --archive on the command line.";

    /** Creates the kind without a router. */
    SnapshotKind(CognigyInstallation source, CognigyInstallation target, Optional<Archive> archive) {
        this(source, target, archive, Optional.empty());
    }

    @Override
    public String name() {
        return "snapshot-release";
    }

    @Override
    public CognigyInstallation platform() {
        return target;
    }

    /** @throws IllegalArgumentException if the release shall make room, and there is no archive for what it deletes */
    @Override
    public SnapshotState observe(SnapshotRelease release) {
        if (release.keep().isPresent() && archive.isEmpty()) {
            throw new IllegalArgumentException(NO_ARCHIVE);
        }
        SnapshotReader here = new SnapshotReader(source);
        Project project = here.project(release.sourceProject());
        Place from = here.place(project);
        SnapshotReader there = new SnapshotReader(target);
        Project to = there.project(release.targetProject());
        // One read, so that an endpoint that is named twice, by its name and by its id, is refused.
        List<String> first =
                release.canary().map(RoutedCanary::endpoint).stream().toList();
        List<Endpoint> switched = there.endpoints(
                to, Stream.concat(first.stream(), release.endpoints().stream()).toList());
        boolean isOne = here.origin().equals(there.origin()) && project.id().equals(to.id());
        Optional<ProjectSnapshot> snapshot = release.snapshot().map(wanted -> here.snapshot(from, wanted));
        Optional<SnapshotContent> content =
                release.flow().isEmpty() && release.locale().isEmpty()
                        ? Optional.empty()
                        : Optional.of(SnapshotContent.released(source, from, snapshot));
        SnapshotState state = new SnapshotState(
                from,
                isOne ? from : there.place(to),
                switched.subList(first.size(), switched.size()),
                snapshot,
                content.flatMap(all -> release.flow().flatMap(all::flow)),
                content.flatMap(all -> release.locale().flatMap(all::locale)),
                there.playbooks(to, release.playbooks()),
                Optional.empty(),
                Optional.empty(),
                switched.subList(0, first.size()).stream().findFirst());
        return state.with(
                snapshot.isEmpty() ? room(here, from, release.keep(), release.sourceCap()) : Optional.empty(),
                state.transfers()
                        ? room(there, state.target(), release.keep(), release.targetCap())
                        : Optional.empty());
    }

    /** Returns the room for one more snapshot; absent if there is room, or if none is made. */
    private static Optional<Room> room(SnapshotReader reader, Place place, Optional<Integer> keep, int cap) {
        int missing = place.snapshots().size() + 1 - cap;
        return keep.filter(newest -> missing > 0)
                .map(newest -> Room.in(place, reader.endpoints(place.project()), new Newest(newest), missing));
    }

    /** Returns the address of the target's project: releases onto other endpoints of it count the same snapshots. */
    @Override
    public String target(SnapshotRelease release, SnapshotState state) {
        return state.target().address();
    }

    @Override
    public List<Evidence> describe(SnapshotState state) {
        List<Evidence> facts = new ArrayList<>();
        facts.add(place("source", state.source()));
        facts.add(place("target", state.target()));
        state.snapshot()
                .ifPresent(made -> facts.add(Evidence.of(
                        "released snapshot",
                        made.name()
                                + made.hash().map(hash -> ", hash " + hash).orElse("")
                                + (state.transfers() ? "" : ", in the target already"))));
        archive.ifPresent(place -> facts.add(Evidence.of(
                "archive", state.transfers() ? place.folder() : "nothing is transferred, so no file is kept")));
        facts.add(Evidence.of("not carried by a snapshot", "knowledge, endpoints, records of trainers"));
        for (Endpoint endpoint : state.switched()) {
            facts.add(Evidence.of(
                    "endpoint " + endpoint.name(),
                    state.entry(endpoint.entrypoint()) + ", flow " + text(endpoint.flowId()) + ", locale "
                            + text(endpoint.localeId()) + ", " + endpoint.change()));
        }
        return facts;
    }

    private static String text(Optional<?> reference) {
        return reference.map(Object::toString).orElse("none");
    }

    private static Evidence place(String what, Place place) {
        return Evidence.of(
                what,
                place.name() + " (" + place.address() + "), "
                        + place.snapshots().size() + " snapshots");
    }

    @Override
    public List<Change> changes(SnapshotRelease release, SnapshotState state) {
        return changesOf(PLANNED, release, state);
    }

    /** @throws ResumeRefusedException if the run was planned for another source than this */
    @Override
    public List<Change> changesOf(String runId, SnapshotRelease release, SnapshotState state) {
        new SnapshotReader(source).requireSame(state.source());
        if (release.keep().isPresent() && archive.isEmpty()) {
            throw new ResumeRefusedException(NO_ARCHIVE);
        }
        // One that died during a transfer could not remove its file.
        TransferFolder.removeLeft(runId);
        return ReleaseChanges.of(source, target, archive, router, release, state, runId)
                .all();
    }

    @Override
    public List<Check<Plan>> gates(SnapshotRelease release, SnapshotState state) {
        return new SnapshotGates(source, target, router, release, state).all();
    }

    /** Adds the member {@code release}: the snapshot at both ends, its file, and the endpoints before and after. */
    @Override
    public ObjectNode payload(Report report) {
        ObjectNode body = Kind.super.payload(report);
        if (report.state().isEmpty()) {
            return body;
        }
        try {
            SnapshotRelease release = Json.MAPPER.treeToValue(report.deployment(), SnapshotRelease.class);
            SnapshotState state = Json.MAPPER.treeToValue(report.state(), SnapshotState.class);
            ReleaseRecord made = new ReleaseRecord(
                    state,
                    ReleasedSnapshot.atSource(source, release.name(), state, report.runId()),
                    ReleasedSnapshot.atTarget(target, release.name(), state, report.runId()),
                    report);
            body.set("release", made.toJson());
        } catch (JsonProcessingException e) {
            // A name that looks like a secret is hidden in the records, and then cannot be read as a name.
            log.warn("The records of run {} have no member release: {}", report.runId(), e.getOriginalMessage());
        }
        return body;
    }
}
