package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.event.Event;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The durable memory of runs. It has four groups: the lease of each target, the runs with their events, the documents of a
 * run, and the approvals of plans. A run is in one store from its first record to its last; every process that reaches the
 * store can resume it.
 *
 * <p>There are two: {@linkplain #files files} in a folder of one machine, and {@link PostgresRunStore} for several
 * machines. The tests of both are public as {@code RunStoreContract}, for a store of your own.
 *
 * <p>A store is safe for use by many threads. Each method throws {@link UncheckedIOException} if the store cannot be
 * reached or its disk fails. Whether something was stored is then not known, except where the method states it.
 */
public interface RunStore {

    /** Returns the store in a folder of this machine, with one sub-folder a run. The folder is made when it is needed. */
    static RunStore files(Path folder) {
        return new FileRunStore(folder);
    }

    /** Throws if runs cannot be stored now. Called before a plan is made, so that nothing is asked of a platform then. */
    default void requireUsable() {}

    /** Returns the name for messages, such as {@code folder .cognigy-deploy}. */
    String name();

    /** Returns the place of a run's records, for people. */
    String placeOf(String runId);

    /** Returns the folder of a run's records; empty if they are not in files. */
    default Optional<Path> folderOf(String runId) {
        return Optional.empty();
    }

    /**
     * Takes the right of one run to change one target, against every other run that reaches the store.
     *
     * @param time the clock of the run's records
     * @throws TargetBusyException if another run has it
     * @throws IllegalArgumentException if a text is blank
     */
    Lease lease(String target, String runId, Time time);

    /**
     * Begins a run. If its store fails twice in a row, the run may be stored all the same, with its plan only.
     *
     * @param lease the lease of the run's target, for a run that the store does not have yet
     * @param plan the first record: an object with the texts {@code runId}, {@code kind}, {@code target} and {@code
     *     fingerprint}
     * @throws IllegalArgumentException if the id of the run is not well formed, or the plan has no canonical form or is too
     *     long
     * @throws LeaseLostException if another owner has the target by now
     * @throws UncheckedIOException if the store has a run of this id, which stays as it is
     */
    RunLog begin(Lease lease, ObjectNode plan);

    /**
     * Opens an earlier run for further records.
     *
     * @throws ResumeRefusedException if there is no such run
     * @throws DamagedRecordException if its records are not as they were written
     */
    RunLog open(Lease lease);

    /**
     * Returns the records of a run, its plan first. Needs no lease.
     *
     * @throws ResumeRefusedException if there is no such run
     * @throws DamagedRecordException if its records are not as they were written
     */
    List<ObjectNode> records(String runId);

    /**
     * Returns the events of a run so far, the oldest first: its records after the plan. Needs no lease.
     *
     * @throws ResumeRefusedException if there is no such run
     * @throws DamagedRecordException if its records are not as they were written
     * @throws IllegalArgumentException if a later version of the library wrote an event that this one does not have
     */
    default List<Event> events(String runId) {
        return records(runId).stream().skip(1).map(RunSummary::event).toList();
    }

    /**
     * Returns the runs that the query selects, the newest first: in the order of their ids. A run whose records were found
     * damaged has its problem; a store need not read all records for that.
     */
    List<RunSummary> runs(RunQuery query);

    /**
     * Returns a run. Default: looks for it among all runs.
     *
     * @throws ResumeRefusedException if there is no such run
     */
    default RunSummary run(String runId) {
        return runs(RunQuery.all()).stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .orElseThrow(() ->
                        new ResumeRefusedException("There is no run " + runId + " in " + name() + ". Check the id."));
    }

    /** Returns the runs that have not ended, the newest first. Some may be under way at this moment. */
    default List<RunSummary> unfinished() {
        return runs(RunQuery.all().withStatus(RunStatus.UNDER_WAY));
    }

    /**
     * Returns the runs that have not ended and whose target is free, the newest first. Default: those that have not ended,
     * for a store that cannot distinguish them.
     */
    default List<RunSummary> abandoned() {
        return unfinished();
    }

    /**
     * Returns the content of a document of a run, such as {@code report.json}; empty if there is none.
     *
     * @throws ResumeRefusedException if there is no such run
     * @throws IllegalArgumentException if the name is not well formed
     */
    Optional<byte[]> document(String runId, String name);

    /**
     * Returns the names of a run's documents, in order.
     *
     * @throws ResumeRefusedException if there is no such run
     */
    List<String> documents(String runId);

    /**
     * Asks for a decision about a run's plan. A request that is there already, for the same plan, stays as it is.
     *
     * @return the request that is there now
     */
    ApprovalRequest ask(ApprovalRequest request);

    /** Returns the requests without a decision that have not expired at this time, the oldest first. */
    List<ApprovalRequest> pending(Instant now);

    /**
     * Decides a request. The first decision stands.
     *
     * @throws ApprovalRefusedException if there is no such request, it has expired, it is about another plan, or it was
     *     decided before
     */
    void decide(String runId, ApprovalDecision decision);

    /** Returns the decision about a run's plan, if there is one. */
    Optional<ApprovalDecision> decision(String runId);

    /**
     * Removes old runs with everything that belongs to them. A run stays if it has not ended or ended as unknown, if a
     * record of it was not delivered, or if it is the last one that succeeded on its target, because it can be undone.
     *
     * @return the ids of the removed runs
     */
    List<String> prune(RunQuery old);
}
