package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.NotFoundException;
import io.cognigydeploy.client.SnapshotFile;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A snapshot whose file is kept in an archive, so that it can be deleted. The name of the file has the ids of project and
 * snapshot, so every run finds it again.
 */
public record ArchivedSnapshot(
        CognigyInstallation installation, Archive archive, Place place, ProjectSnapshot snapshot) {

    /** Returns the path of the file. */
    public Path path() {
        return archive.path(fileName());
    }

    private String fileName() {
        return place.id() + "-" + snapshot.id() + ".csnap";
    }

    /** Returns the file, which is downloaded if the archive does not have it. */
    SnapshotFile file() {
        return archive.keep(fileName(), path -> installation.files().download(snapshot.id(), path));
    }

    /** Returns the snapshot as it is there now; empty if it is gone. */
    Optional<Snapshot> find() {
        try {
            return Optional.of(installation.snapshots().get(snapshot.id()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    static List<Evidence> facts(SnapshotFile file) {
        return List.of(
                Evidence.of(Fact.FILE_BYTES, "bytes", file.bytes()),
                Evidence.of(Fact.FILE_SHA256, "SHA-256", file.sha256()),
                Evidence.of(Fact.FILE_PATH, "kept as", file.path()));
    }

    /**
     * Returns the changes that keep the file and then delete the snapshot.
     *
     * @param keptId the id of the change that keeps the file
     * @param deletedId the id of the change that deletes the snapshot
     * @param delay returns a new wait before the deletion
     */
    public List<Change> removal(String keptId, String deletedId, Supplier<Progression> delay) {
        return List.of(new Keeping(this, keptId, delay), new SnapshotDeletion(this, deletedId));
    }

    /** The change that keeps the file. */
    private record Keeping(ArchivedSnapshot kept, String id, Supplier<Progression> delay) implements Change {

        @Override
        public Mutation apply() {
            return new Packaging(kept.installation(), kept.place().project(), kept::find)
                    .mutation("keep the file of " + kept + " as " + kept.path(), end -> judge());
        }

        private Verdict judge() {
            return Reading.orElse(
                    () -> {
                        SnapshotFile file = kept.file();
                        return new Verdict.Pass("its file is kept as " + file.path(), facts(file));
                    },
                    // Without the file nothing may be deleted.
                    (CognigyException failure) ->
                            Verdict.fail("the file of " + kept + " is not kept: " + failure.getMessage()));
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return List.of();
        }

        @Override
        public Optional<String> keptOnRollback() {
            return Optional.of("the file of " + kept + ", if it was kept, stays in "
                    + kept.archive().folder());
        }

        @Override
        public Progression progression() {
            return delay.get();
        }
    }

    @Override
    public String toString() {
        return "snapshot " + snapshot.name() + " of " + place.name();
    }
}
