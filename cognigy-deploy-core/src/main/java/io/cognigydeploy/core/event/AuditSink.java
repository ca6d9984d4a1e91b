package io.cognigydeploy.core.event;

import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import java.io.IOException;

/**
 * A store of the account of runs for auditors. It receives every event of a run, in order and without a gap: one that did
 * not take an event receives nothing more until it has taken it. That is tried before each further event, at the end of the
 * run, when the run is resumed, and by {@link DeploymentPipeline#deliverPending}.
 *
 * <p>A sink that does not take every event up to the first change stops the run before that change; a later failure is in
 * the report. Exceptions never end a run.
 */
public interface AuditSink {

    /** Returns the name that reports use for it. */
    String name();

    /**
     * Takes one event. When this returns, the event is kept.
     *
     * @throws IOException if it is not kept, or not certainly
     */
    void append(RunEvent event) throws IOException;

    /**
     * Returns the highest {@link RunEvent#sequence} that is kept of a run, or 0 if none is. Asked when a run is begun or
     * resumed, and after each failure.
     *
     * @throws IOException if it cannot be read
     */
    long kept(String runId) throws IOException;
}
