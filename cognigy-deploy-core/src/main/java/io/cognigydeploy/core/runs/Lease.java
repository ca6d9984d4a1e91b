package io.cognigydeploy.core.runs;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * The right of one run to change one target. It ends when it is closed, when its process ends, or, in a store that several
 * machines share, when it was not renewed in time. Safe for use by many threads.
 */
public interface Lease extends AutoCloseable {

    /** Returns a lease for the records of a run that sends nothing, such as one without a plan. */
    static Lease forRecordsOnly(String target, String runId, Time time) {
        return new RecordLease(target, runId, time);
    }

    /** Returns the target that the run may change. */
    String target();

    /** Returns the id of the run. */
    String runId();

    /** Returns the clock of the run's records. */
    Time time();

    /** Returns a number that is higher for every later owner of the same target; 0 if nothing may be sent. */
    long epoch();

    /** Returns the owner for people, such as a process and its host. */
    String owner();

    /** Returns the owner of the same run whose lease ended without being released; empty if there was none. */
    Optional<String> takenFrom();

    /**
     * Returns whether the right certainly lasts for this long. Tested immediately before every request that changes
     * something; it does not wait.
     */
    boolean covers(Duration attempt);

    /** Releases the right for the next run. In a store that cannot be reached, it ends by itself. */
    @Override
    void close();
}
