package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.installation.TaskMutation.Confirmation;
import io.cognigydeploy.core.installation.TaskMutation.Ready;
import io.cognigydeploy.core.installation.TaskMutation.Trace;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The preparation of the file of a snapshot. Where it is prepared already, nothing is sent.
 *
 * @param snapshot reads the snapshot; empty if it is not there
 */
public record Packaging(CognigyInstallation installation, Project project, Supplier<Optional<Snapshot>> snapshot) {

    /** Returns the mutation, which is confirmed when the platform states that the file is there. */
    public TaskMutation mutation(String description) {
        return mutation(description, end -> judge());
    }

    /** Returns the mutation with a confirmation of its own. */
    TaskMutation mutation(String description, Confirmation confirmation) {
        return new TaskMutation(
                installation,
                project,
                description,
                () -> {
                    Snapshot there = required();
                    return isPackaged(there)
                            ? new Ready(() -> effect(there), List.of())
                            : Ready.task(() -> installation.snapshots().pack(there.id()));
                },
                new Trace(
                        "package",
                        () -> {
                            String id = required().id().text();
                            return task -> TaskMutation.says(task, "snapshotId", id);
                        },
                        () -> snapshot.get().filter(Packaging::isPackaged).map(Packaging::effect).stream()
                                .toList(),
                        true,
                        true),
                confirmation);
    }

    private static boolean isPackaged(Snapshot snapshot) {
        return snapshot.isPackaged().orElse(false);
    }

    private static String effect(Snapshot snapshot) {
        return "package " + snapshot.id();
    }

    private Snapshot required() {
        return snapshot.get()
                .orElseThrow(() -> new CallFailedException(
                        "", OutcomeClass.REJECTED, "the snapshot is not in " + project.name() + " any more", null));
    }

    private Verdict judge() {
        return required()
                .isPackaged()
                .map(is -> is
                        ? Verdict.pass("the file is there")
                        : Verdict.fail("the platform states that the file is not there"))
                .orElseGet(() -> Verdict.inconclusive("the platform does not state whether the file is there"));
    }
}
