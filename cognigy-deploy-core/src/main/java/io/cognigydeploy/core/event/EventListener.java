package io.cognigydeploy.core.event;

import io.cognigydeploy.core.text.Argument;
import org.slf4j.Logger;

/**
 * A receiver of every event of every run of a pipeline. It is called on the run's thread after the event is in the
 * journal. Concurrent runs call it concurrently, so a shared listener must be safe for use by many threads. Exceptions
 * that it throws are logged and ignored: a listener cannot break a run.
 */
@FunctionalInterface
public interface EventListener {

    void on(RunEvent event);

    /**
     * Receives the beginning of work for a run or for one of its mutations, on the thread that does it. Work for a mutation
     * is within that for its run, and may be done in several parts. Default: nothing.
     *
     * @return what is closed on the same thread when the work ends, however it ends
     */
    default Scope enter(RunWork work) {
        return Scope.NONE;
    }

    /** The time of some work, for a listener. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        /** A scope whose end means nothing. */
        Scope NONE = () -> {};

        @Override
        void close();
    }

    /**
     * Returns a listener that logs a line for each event, with the run's id. Doubts, refusals, rollbacks, lost records
     * and every end but success are warnings; all else is information.
     */
    static EventListener logging(Logger logger) {
        Argument.given("logger", logger);
        return event -> {
            if (isWarning(event.event())) {
                logger.warn("{}", event.describe());
            } else {
                logger.info("{}", event.describe());
            }
        };
    }

    private static boolean isWarning(Event event) {
        return event instanceof Event.MutationInDoubt
                || event instanceof Event.MutationRefused
                || event instanceof Event.JournalCut
                || event instanceof Event.MutationPresumed
                || event instanceof Event.CompensationStarted
                || event instanceof Event.RecordLost
                || (event instanceof Event.RunFinished finished
                        && !finished.outcome().isSuccess());
    }
}
