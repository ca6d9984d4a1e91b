package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.runs.RunStore;
import java.util.List;
import java.util.Optional;

/**
 * The memory of one process after another in a test: the store, the mishaps of the store, and a look at its records
 * past the store. Mishaps strike the process that is alive, and end with it.
 */
interface RunMemory extends AutoCloseable {

    /** Returns the store as a process opens it when it begins. */
    RunStore open();

    /** Returns the ids of all runs, the oldest first. */
    List<String> runIds();

    /** Returns the lines of a run's records; empty if it has none. */
    List<String> lines(String runId);

    /** Returns the reason why the records of a run are not as they were written, if they are not. */
    Optional<String> problem(String runId);

    /** From now on, there is no space for this record of those to come. */
    void fullAt(int record);

    /** Takes away what a power cut takes away. */
    void losePower();

    /** Flips a bit in the last whole record of a run; false if there is none but the plan. */
    boolean damage(String runId);

    /** Leaves behind what a process leaves behind that dies while it writes. */
    void tear();

    /** Lets the next process begin: all mishaps are over, and so are the leases of the dead. */
    void nextProcess();

    /** Returns the database, if the memory is one. */
    default Optional<UnreliableDatabase> database() {
        return Optional.empty();
    }

    @Override
    void close();
}
