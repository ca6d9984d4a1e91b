package io.cognigydeploy.core;

import org.slf4j.Logger;

/**
 * Told of every event of a run, on the run's thread, after the event is in the journal. What it throws is logged and
 * ignored: a listener cannot break a run.
 */
@FunctionalInterface
public interface EventListener {

    void on(Event event);

    /**
     * Writes a line for each event: what nobody knows, what was refused, undone or not delivered as a warning, all else for
     * information.
     */
    static EventListener logging(Logger logger) {
        return event -> {
            if (event instanceof Event.MutationInDoubt
                    || event instanceof Event.MutationRefused
                    || event instanceof Event.CompensationStarted
                    || event instanceof Event.RecordLost
                    || (event instanceof Event.RunFinished finished
                            && !finished.outcome().isSuccess())) {
                logger.warn("{}", event.describe());
            } else {
                logger.info("{}", event.describe());
            }
        };
    }
}
