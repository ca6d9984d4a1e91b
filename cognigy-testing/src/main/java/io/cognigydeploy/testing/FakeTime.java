package io.cognigydeploy.testing;

import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A clock that stands still until a sleep or a test moves it. A sleep returns at once and moves the clock by its
 * length. An alarm goes off when the clock reaches its time, on the thread that moves the clock. If that interrupts the
 * thread, its sleep ends there. Safe for use by many threads.
 */
public final class FakeTime implements Time {

    private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");

    private record Alarm(long due, CompletableFuture<Void> ring) {}

    private final List<Duration> sleeps = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private Instant now;
    // As with the JDK's, zero means nothing.
    private long nanos = Duration.ofDays(5).toNanos();

    /** Starts at 2026-01-15T12:00:00Z. */
    public FakeTime() {
        this(START);
    }

    /**
     * Starts at an instant of choice.
     *
     * @param start the first result of {@link #now()}
     */
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
        }
        Duration left = duration;
        while (!left.isZero()) {
            left = advanceToAlarm(left);
            if (!left.isZero() && Thread.interrupted()) {
                throw new InterruptedException("interrupted " + left + " before the end of a sleep of " + duration);
            }
        }
    }

    @Override
    public CompletableFuture<Void> alarm(Duration after) {
        CompletableFuture<Void> ring = new CompletableFuture<>();
        synchronized (this) {
            alarms.add(new Alarm(nanos + Math.max(0, after.toNanos()), ring));
        }
        advanceToAlarm(Duration.ZERO);
        return ring;
    }

    /** Moves both clocks forward. */
    public FakeTime advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("Time does not go back: " + duration);
        }
        Duration left = duration;
        while (!left.isZero()) {
            left = advanceToAlarm(left);
        }
        return this;
    }

    /** Moves both clocks forward to the next alarm before the end. Returns the rest until the end. */
    private Duration advanceToAlarm(Duration end) {
        List<CompletableFuture<Void>> due = new ArrayList<>();
        long step;
        synchronized (this) {
            alarms.removeIf(alarm -> alarm.ring.isDone());
            step = alarms.stream().mapToLong(alarm -> alarm.due - nanos).reduce(end.toNanos(), Math::min);
            now = now.plusNanos(step);
            nanos += step;
            alarms.stream().filter(alarm -> alarm.due == nanos).map(Alarm::ring).forEach(due::add);
        }
        // Outside of the lock: what follows on an alarm may read the clock, or wait for a thread that does.
        due.forEach(ring -> ring.complete(null));
        return end.minusNanos(step);
    }

    /** Sets the wall clock alone, backwards too, as an administrator or a time server does. */
    public synchronized FakeTime set(Instant wallClock) {
        now = wallClock;
        return this;
    }

    /** Returns every sleep that had a length, in order. */
    public synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }

    @Override
    public synchronized String toString() {
        return "FakeTime " + now + " after " + sleeps.size() + " sleeps";
    }
}
