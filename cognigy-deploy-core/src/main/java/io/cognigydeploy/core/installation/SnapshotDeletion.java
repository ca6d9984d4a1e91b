package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.SnapshotFile;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.TaskMutation.Ready;
import io.cognigydeploy.core.installation.TaskMutation.Trace;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.text.Listing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The deletion of a snapshot whose file is kept. Nothing brings the snapshot back. */
record SnapshotDeletion(ArchivedSnapshot kept, String id) implements Change {

    private static final Duration BETWEEN_READS = Duration.ofSeconds(3);
    private static final int READS = 20;

    @Override
    public Mutation apply() {
        return new Delete(this);
    }

    @Override
    public List<Mutation> revert(String operationId, Cause why) {
        return List.of();
    }

    @Override
    public String irreversibleReason() {
        return kept + " is deleted for good; its file is kept as " + kept.path();
    }

    /** Returns that the snapshot is gone, if it is; a deletion that is under way is stopped. */
    @Override
    public Optional<String> keptOnRollback() {
        return unchanged() instanceof Verdict.Fail ? Optional.of(irreversibleReason()) : Optional.empty();
    }

    @Override
    public Verdict unchanged() {
        return Reading.orElse(
                () -> isGone() ? Verdict.fail(kept + " is gone") : Verdict.pass(kept + " is there"),
                failure -> Verdict.inconclusive(kept + " could not be read: " + failure.getMessage()));
    }

    @Override
    public Verdict stillApplied() {
        Verdict verdict = unchanged();
        if (verdict instanceof Verdict.Inconclusive) {
            return verdict;
        }
        return verdict instanceof Verdict.Fail ? Verdict.pass(verdict.reason()) : Verdict.fail(verdict.reason());
    }

    private boolean isGone() {
        return kept.find().isEmpty();
    }

    private CognigyInstallation installation() {
        return kept.installation();
    }

    /** Returns the names of the endpoints that run the snapshot now. */
    private List<String> users() {
        // A project that is not there any more would make the list one of all projects.
        var project = installation().projects().get(kept.place().id());
        return Newest.users(kept.snapshot().id(), new SnapshotReader(installation()).endpoints(project));
    }

    /** Returns why the snapshot must not be deleted, by its own members and by those of every endpoint. */
    private Optional<String> obstacle() {
        List<String> users = users();
        if (!users.isEmpty()) {
            return Optional.of(kept + " is not deleted, because endpoint " + Listing.of(users) + " runs it now");
        }
        Optional<Snapshot> there = kept.find();
        if (there.isEmpty()) {
            return Optional.of(kept + " was deleted by another person meanwhile; its file is kept as " + kept.path());
        }
        ProjectSnapshot now = ProjectSnapshot.of(there.get(), installation().secrets());
        boolean isPlanned = now.name().equals(kept.snapshot().name())
                && now.run().equals(kept.snapshot().run());
        return isPlanned
                ? Optional.empty()
                : Optional.of(kept + " is not deleted, because its name or its description was changed");
    }

    /** The request. A snapshot that is gone settles it, whatever became of its answer and its task. */
    private static final class Delete implements Mutation {

        private final SnapshotDeletion deletion;
        private final TaskMutation task;
        private final List<Evidence> about = new ArrayList<>();

        Delete(SnapshotDeletion deletion) {
            this.deletion = deletion;
            String id = deletion.kept.snapshot().id().text();
            this.task = new TaskMutation(
                    deletion.installation(),
                    deletion.kept.place().project(),
                    "delete " + deletion.kept + "; its file is kept as " + deletion.kept.path(),
                    () -> new Ready(this::sent, List.of()),
                    new Trace(
                            "delete",
                            () -> task -> TaskMutation.says(task, "snapshotId", id),
                            () -> deletion.isGone() ? List.of(gone()) : List.of(),
                            false,
                            true),
                    end -> judge());
        }

        private String gone() {
            return "gone " + deletion.kept.snapshot().id();
        }

        private String sent() {
            return deletion.installation()
                    .snapshots()
                    .delete(deletion.kept.snapshot().id())
                    .map(accepted -> accepted.id().text())
                    .orElse(gone());
        }

        @Override
        public String description() {
            return task.description();
        }

        @Override
        public Optional<List<String>> known() {
            return task.known();
        }

        @Override
        public Optional<String> unready() {
            // First what takes long: the endpoints are read right before the request.
            SnapshotFile file = deletion.kept.file();
            Optional<String> obstacle = deletion.obstacle();
            about.clear();
            about.addAll(ArchivedSnapshot.facts(file));
            return obstacle.isPresent() ? obstacle : task.unready();
        }

        @Override
        public List<Evidence> about() {
            return List.copyOf(about);
        }

        @Override
        public String send(String idempotencyKey) {
            return task.send(idempotencyKey);
        }

        @Override
        public Operation<?> resume(String operationId, List<String> seen) {
            return task.resume(operationId, seen);
        }

        @Override
        public PollOptions usual() {
            return task.usual();
        }

        @Override
        public Search search(Optional<List<String>> known) {
            return deletion.isGone() ? new Search.Found(gone()) : task.search(known);
        }

        @Override
        public Verdict confirm(Job end) throws InterruptedException {
            return task.confirm(end);
        }

        private Verdict judge() throws InterruptedException {
            Verdict there = deletion.unchanged();
            for (int reads = 1; !(there instanceof Verdict.Fail); reads++) {
                if (reads == READS) {
                    return there instanceof Verdict.Pass ? Verdict.fail(there.reason()) : there;
                }
                deletion.installation().time().sleep(BETWEEN_READS);
                there = deletion.unchanged();
            }
            List<String> users = deletion.users();
            return users.isEmpty()
                    ? Verdict.pass(deletion.kept + " is gone, and no endpoint runs it")
                    : Verdict.fail("endpoint " + Listing.of(users)
                            + " began to run it at the same moment. Switch the endpoint to another snapshot now");
        }
    }
}
