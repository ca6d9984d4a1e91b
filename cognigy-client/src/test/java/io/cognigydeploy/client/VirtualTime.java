package io.cognigydeploy.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A clock that moves only with a sleep or by a test. */
final class VirtualTime implements Time {

    static final Instant START = Instant.parse("2026-11-20T09:00:00Z");

    private final List<Duration> sleeps = new ArrayList<>();
    private long elapsed;

    @Override
    public synchronized Instant now() {
        return START.plusNanos(elapsed);
    }

    @Override
    public synchronized long nanoTime() {
        // Near the overflow, where a comparison of instants instead of differences goes wrong.
        return Long.MAX_VALUE - 1_000_000_000L + elapsed;
    }

    @Override
    public CompletableFuture<Void> alarm(Duration after) {
        throw new UnsupportedOperationException("nothing in the client sets an alarm");
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (duration.isNegative() || duration.isZero()) {
            return;
        }
        sleeps.add(duration);
        elapsed += duration.toNanos();
    }

    synchronized void advance(Duration duration) {
        elapsed += duration.toNanos();
    }

    synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }
}
