package io.cognigydeploy.core.snapshot;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotName;
import io.cognigydeploy.core.installation.Place;
import io.cognigydeploy.core.installation.ProjectSnapshot;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The snapshot of a release in one project. One that the run makes is found by its name, which is unique in the project, so
 * that a resumed run needs nothing but its id.
 *
 * @param id its id if it was there before the run
 * @param mark the text that its description must have; empty for none
 */
record ReleasedSnapshot(
        CognigyInstallation installation, Place place, String name, Optional<ObjectId> id, String mark) {

    /** Characters that the name of a snapshot must not have. */
    private static final String REFUSED = "[\\\\/:*?\"<>|\u00a5\\p{Cc}]";

    private static final int LONGEST_NAME = 200;

    /** Returns the name of a run's new snapshot: the given one, or the project's name and the run's id. */
    static SnapshotName nameOf(Optional<SnapshotName> own, SnapshotState state, String runId) {
        return own.orElseGet(() -> {
            String project = state.source().name().replaceAll(REFUSED, "-");
            int room = LONGEST_NAME - 1 - runId.length();
            String shortened = project.codePointCount(0, project.length()) <= room
                    ? project
                    : project.substring(0, project.offsetByCodePoints(0, room));
            return new SnapshotName((shortened + " " + runId).strip());
        });
    }

    static ReleasedSnapshot atSource(
            CognigyInstallation source, Optional<SnapshotName> own, SnapshotState state, String runId) {
        return state.snapshot()
                .map(made -> new ReleasedSnapshot(source, state.source(), made.name(), Optional.of(made.id()), ""))
                .orElseGet(() -> new ReleasedSnapshot(
                        source,
                        state.source(),
                        nameOf(own, state, runId).text(),
                        Optional.empty(),
                        ProjectSnapshot.mark(runId)));
    }

    static ReleasedSnapshot atTarget(
            CognigyInstallation target, Optional<SnapshotName> own, SnapshotState state, String runId) {
        ReleasedSnapshot there = atSource(target, own, state, runId);
        if (state.sharesProject()) {
            return there;
        }
        // Whether an upload keeps the description is not known.
        return new ReleasedSnapshot(
                target, state.target(), there.name(), state.present().map(ProjectSnapshot::id), "");
    }

    /** Returns the snapshot; empty if it is not there. */
    Optional<Snapshot> find() {
        if (id.isPresent()) {
            try {
                return Optional.of(installation.snapshots().get(id.get()));
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        }
        return StreamSupport.stream(
                        installation.lists().snapshots(place.project()).spliterator(), false)
                .filter(snapshot -> snapshot.name().equals(name))
                .findFirst();
    }

    /** @throws CallFailedException if the snapshot is not there, or another one has its name */
    Snapshot required() {
        return find().filter(this::isOurs)
                .orElseThrow(() -> new CallFailedException(
                        "",
                        OutcomeClass.REJECTED,
                        "there is no snapshot " + name + " of this run in " + place.name(),
                        null));
    }

    /** Returns whether a snapshot of this name is the run's own, as far as its description shows. */
    boolean isOurs(Snapshot snapshot) {
        return snapshot.description().filter(text -> !text.contains(mark)).isEmpty();
    }

    SnapshotContent content(Snapshot snapshot) {
        return SnapshotContent.of(installation, snapshot.id(), snapshot.name());
    }

    @Override
    public String toString() {
        return "snapshot " + name + " of " + place.name();
    }
}
