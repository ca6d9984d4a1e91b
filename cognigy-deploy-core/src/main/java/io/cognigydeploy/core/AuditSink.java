package io.cognigydeploy.core;

import java.io.IOException;

/**
 * Keeps the account of runs for auditors. It is told every event of a run, failures as fully as successes. A sink that
 * does not take every event up to the first change stops the run before it; a later failure is told in the report.
 */
public interface AuditSink {

    /** What reports call it. */
    String name();

    /**
     * Takes one event. When this returns, the event is kept.
     *
     * @throws IOException if it is not kept
     */
    void append(String runId, Event event) throws IOException;

    /**
     * How many events of a run are kept. Asked when a run is gone on with, so that what a crash kept from this sink is
     * added; the events of a run are always the same and in the same order.
     *
     * @throws IOException if it cannot be told
     */
    long kept(String runId) throws IOException;
}
