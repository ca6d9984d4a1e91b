package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The deadline of a run, which interrupts the run's thread as a cancellation does. It never interrupts a rollback, or
 * the thread after the run.
 */
final class RunDeadline {

    private final Time time;
    private final Optional<Duration> limit;
    private CompletableFuture<Void> alarm = new CompletableFuture<>();
    private boolean armed;
    private boolean passed;

    RunDeadline(Time time, Optional<Duration> limit) {
        this.time = time;
        this.limit = limit;
    }

    /** Starts the deadline for a run of this thread that began at this time. */
    void arm(Instant begun) {
        if (limit.isEmpty()) {
            return;
        }
        Thread worker = Thread.currentThread();
        Duration gone = Duration.between(begun, time.now());
        synchronized (this) {
            armed = true;
        }
        // A wall clock that was set back must not extend the deadline.
        alarm = time.alarm(limit.get().minus(gone.isNegative() ? Duration.ZERO : gone));
        var unused = alarm.thenRun(() -> pass(worker));
    }

    private synchronized void pass(Thread worker) {
        if (armed) {
            passed = true;
            worker.interrupt();
        }
    }

    /** Ends the deadline: the thread is not interrupted any more, and an unhandled interrupt of ours is cleared. */
    void disarm() {
        synchronized (this) {
            if (armed && passed) {
                Thread.interrupted();
            }
            armed = false;
        }
        alarm.cancel(false);
    }

    synchronized boolean hasPassed() {
        return passed;
    }

    @Override
    public String toString() {
        return limit.map(duration -> "the deadline of " + Time.inWords(duration))
                .orElse("no deadline");
    }
}
