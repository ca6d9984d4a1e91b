package io.cognigydeploy.client.testing;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A clock that stands still until somebody sleeps or advances it: a sleep returns at once and moves the clock by what
 * was asked for. Safe for use by many threads.
 */
public final class FakeTime implements Time {

    private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");

    private final List<Duration> sleeps = new ArrayList<>();
    private Instant now;
    private long nanos;

    /** Starts at 2026-01-15T12:00:00Z. */
    public FakeTime() {
        this(START);
    }

    public FakeTime(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before a sleep of " + duration);
        }
        if (duration.isNegative() || duration.isZero()) {
            return;
        }
        synchronized (this) {
            sleeps.add(duration);
            advance(duration);
        }
    }

    /** Moves both clocks forward. */
    public synchronized FakeTime advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time does not go back: " + duration);
        }
        now = now.plus(duration);
        nanos += duration.toNanos();
        return this;
    }

    /** Sets the wall clock alone, backwards too, as an administrator or a time server does. */
    public synchronized FakeTime set(Instant wallClock) {
        now = wallClock;
        return this;
    }

    /** Every sleep that had a length, in order. */
    public synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }

    @Override
    public synchronized String toString() {
        return "FakeTime " + now + " after " + sleeps.size() + " sleeps";
    }
}
