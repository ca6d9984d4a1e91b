package io.cognigydeploy.core.retention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.Archive;
import io.cognigydeploy.core.installation.ArchivedSnapshot;
import io.cognigydeploy.core.installation.Endpoint;
import io.cognigydeploy.core.installation.Newest;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import io.cognigydeploy.core.installation.SnapshotReader;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.record.Report.MutationReport;
import io.cognigydeploy.core.retention.RetentionState.KeptSnapshot;
import io.cognigydeploy.core.retention.RetentionState.Use;
import io.cognigydeploy.core.retention.SnapshotRetention.Replaced;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Progression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Deletions of old snapshots of one project, each after its file is kept, the oldest first. */
record RetentionKind(CognigyInstallation installation, Archive archive)
        implements Kind<SnapshotRetention, RetentionState> {

    private static final String KEPT = "archive/";
    private static final String DELETED = "delete/";

    @Override
    public String name() {
        return "snapshot-retention";
    }

    /** Returns false: a deleted snapshot does not come back. */
    @Override
    public boolean isReversible() {
        return false;
    }

    @Override
    public CognigyInstallation platform() {
        return installation;
    }

    @Override
    public RetentionState observe(SnapshotRetention retention) {
        SnapshotReader reader = new SnapshotReader(installation);
        Project project = reader.project(retention.project());
        Place place = reader.place(project);
        List<Endpoint> endpoints = reader.endpoints(project);
        List<ObjectId> spared = retention.spared().stream()
                .map(wanted -> reader.snapshot(place, wanted).id())
                .toList();
        List<KeptSnapshot> kept = new ArrayList<>();
        for (ProjectSnapshot made : place.snapshots()) {
            new Newest(retention.newest())
                    .whyKept(made, place, endpoints)
                    .or(() -> spared.contains(made.id()) ? Optional.of("spared") : Optional.empty())
                    .or(() -> retention.drain().isPresent()
                            ? Optional.empty()
                            : replaced(retention, made)
                                    .map(by -> "replaced at " + by.at() + ", and no time to drain it is given"))
                    .ifPresent(why -> kept.add(new KeptSnapshot(made, why)));
        }
        return new RetentionState(
                place,
                endpoints.stream()
                        .map(endpoint -> new Use(endpoint.name(), endpoint.entrypoint()))
                        .toList(),
                kept);
    }

    private static Optional<Replaced> replaced(SnapshotRetention retention, ProjectSnapshot made) {
        return retention.replaced().stream()
                .filter(one -> one.snapshot().equals(made.id().text()))
                .reduce(RetentionKind::both);
    }

    /** Returns that a snapshot was replaced on the endpoints of both, which is over at the later time. */
    private static Replaced both(Replaced one, Replaced other) {
        boolean isAny = one.endpoints().isEmpty() || other.endpoints().isEmpty();
        return new Replaced(
                one.snapshot(),
                one.at().isAfter(other.at()) ? one.at() : other.at(),
                isAny
                        ? List.of()
                        : Stream.concat(one.endpoints().stream(), other.endpoints().stream())
                                .distinct()
                                .toList());
    }

    /** Returns the address of the project, where a release is the one run at a time too. */
    @Override
    public String target(SnapshotRetention retention, RetentionState state) {
        return state.place().address();
    }

    @Override
    public List<Evidence> describe(RetentionState state) {
        List<Evidence> facts = new ArrayList<>();
        facts.add(Evidence.of(
                "project",
                state.place().name() + " (" + state.place().address() + "), "
                        + state.place().snapshots().size() + " snapshots"));
        facts.add(Evidence.of("archive", archive.folder()));
        for (Use use : state.endpoints()) {
            facts.add(Evidence.of(
                    "endpoint " + use.endpoint(), "runs " + state.place().entry(use.entrypoint())));
        }
        for (ProjectSnapshot made : state.deleted()) {
            facts.add(Evidence.of("snapshot " + made.name(), "is deleted: " + origin(made)));
        }
        for (KeptSnapshot one : state.kept()) {
            facts.add(Evidence.of("snapshot " + one.snapshot().name(), "is kept: " + one.because()));
        }
        return facts;
    }

    private static String origin(ProjectSnapshot made) {
        return "made by run " + made.run().orElse("none")
                + made.createdAt().map(at -> " at " + at).orElse("");
    }

    @Override
    public List<Change> changes(SnapshotRetention retention, RetentionState state) {
        Conversations conversations =
                new Conversations(installation, state.place().project());
        return state.deleted().stream()
                .flatMap(made -> archived(state, made)
                        .removal(
                                KEPT + made.id(),
                                DELETED + made.id(),
                                () -> delay(retention, state, made, conversations))
                        .stream())
                .toList();
    }

    private ArchivedSnapshot archived(RetentionState state, ProjectSnapshot made) {
        return new ArchivedSnapshot(installation, archive, state.place(), made);
    }

    private Progression delay(
            SnapshotRetention retention, RetentionState state, ProjectSnapshot made, Conversations conversations) {
        Optional<Replaced> replaced = replaced(retention, made);
        return replaced.isPresent() && retention.drain().isPresent()
                ? new Drain(
                        conversations,
                        replaced.get(),
                        retention.drain().get(),
                        archived(state, made).toString())
                : Progression.none();
    }

    @Override
    public List<Check<Plan>> gates(SnapshotRetention retention, RetentionState state) {
        return List.of(Check.named("unused", plan -> judge(state)));
    }

    /** Judges that no endpoint runs what is deleted. An endpoint that cannot be read leaves no plan to judge. */
    private static Verdict judge(RetentionState state) {
        List<ProjectSnapshot> deleted = state.deleted();
        Evidence[] read = {
            Evidence.of("endpoints read", state.endpoints().size()),
            Evidence.of("snapshots kept", state.kept().size()),
            Evidence.of("snapshots deleted", deleted.size())
        };
        return deleted.isEmpty()
                ? Verdict.pass("nothing to delete", read)
                : Verdict.pass("no endpoint runs a snapshot that is deleted", read);
    }

    /** Adds the member {@code retention}: what was deleted, with its file, what was left, and what was kept and why. */
    @Override
    public ObjectNode payload(Report report) {
        ObjectNode body = Kind.super.payload(report);
        if (report.state().isEmpty()) {
            return body;
        }
        RetentionState state = Json.MAPPER.convertValue(report.state(), RetentionState.class);
        ObjectNode member = body.putObject("retention");
        member.put("project", state.place().name());
        member.put("projectId", state.place().id().text());
        ArrayNode deleted = member.putArray("deleted");
        ArrayNode left = member.putArray("left");
        for (ProjectSnapshot made : state.deleted()) {
            boolean isGone = mutation(report, DELETED + made.id() + "/apply")
                    .flatMap(MutationReport::confirmation)
                    .filter(Verdict.Pass.class::isInstance)
                    .isPresent();
            ObjectNode row = (isGone ? deleted : left).addObject();
            row.put("id", made.id().text()).put("name", made.name());
            mutation(report, KEPT + made.id() + "/apply")
                    .flatMap(MutationReport::confirmation)
                    .ifPresent(kept -> {
                        row.put("file", Evidence.in(kept, Fact.FILE_PATH).orElse(null));
                        row.put("sha256", Evidence.in(kept, Fact.FILE_SHA256).orElse(null));
                    });
        }
        ArrayNode kept = member.putArray("kept");
        for (KeptSnapshot one : state.kept()) {
            kept.addObject()
                    .put("id", one.snapshot().id().text())
                    .put("name", one.snapshot().name())
                    .put("because", one.because());
        }
        return body;
    }

    private static Optional<MutationReport> mutation(Report report, String name) {
        return report.mutations().stream()
                .filter(mutation -> mutation.name().equals(name))
                .findFirst();
    }
}
