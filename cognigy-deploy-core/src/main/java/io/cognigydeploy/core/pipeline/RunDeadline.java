package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Interrupts a run when its time is over, as somebody who cancels it does. The thread is somebody else's: it is never
 * interrupted while the run is being undone, or after.
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

    /** From here on this thread works on a run that was begun then. */
    void arm(Instant begun) {
        if (limit.isEmpty()) {
            return;
        }
        Thread worker = Thread.currentThread();
        Duration gone = Duration.between(begun, time.now());
        synchronized (this) {
            armed = true;
        }
        // A wall clock that was set back must not lengthen the time.
        alarm = time.alarm(limit.get().minus(gone.isNegative() ? Duration.ZERO : gone));
        var unused = alarm.thenRun(() -> pass(worker));
    }

    private synchronized void pass(Thread worker) {
        if (armed) {
            passed = true;
            worker.interrupt();
        }
    }

    /** From here on the thread is left alone; an interrupt of ours that nobody has seen is taken back. */
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
