package io.cognigydeploy.core;

/**
 * Told of every event of a run, on the run's thread, after the event is in the journal. What it throws is logged and
 * ignored: a listener cannot break a run.
 */
@FunctionalInterface
public interface EventListener {

    void on(Event event);
}
