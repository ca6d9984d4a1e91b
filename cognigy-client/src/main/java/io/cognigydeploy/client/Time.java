package io.cognigydeploy.client;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * The only clock and the only way to wait. Everything in this library that asks for the time or sleeps goes through
 * one instance, so that a test can run a fifteen-minute watch in a millisecond and twice alike.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface Time {

    /** The operating system's clocks. */
    Time SYSTEM = new SystemTime();

    /** The wall clock: for records that people read, never for measuring. */
    Instant now();

    /** A clock that never goes back, in nanoseconds from an arbitrary origin: for deadlines and durations. */
    long nanoTime();

    /**
     * Waits. A zero or negative duration returns at once.
     *
     * @throws InterruptedException if the thread is, or becomes, interrupted; the wait ends at once
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * A future that completes when the time is over, on any thread, so what follows on it must be short. After a zero or
     * negative duration it is at once. To be cancelled when it is no longer needed.
     */
    CompletableFuture<Void> alarm(Duration after);
}
