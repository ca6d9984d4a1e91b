package io.cognigydeploy.client;

import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Deadline of one call, with all its attempts and waits, and timing of its current attempt. Not thread-safe. */
final class CallDeadline {

    private final Time time;
    private final Duration total;
    private final long start;
    private int attempt;
    private long began;
    private Duration held = Duration.ZERO;
    private OptionalInt status = OptionalInt.empty();
    private boolean ranOut;

    CallDeadline(Time time, Duration total) {
        this.time = time;
        this.total = total;
        this.start = time.nanoTime();
        this.began = start;
    }

    Duration total() {
        return total;
    }

    /** Returns the remaining time; zero or negative after the deadline. */
    Duration left() {
        return ranOut ? Duration.ZERO : total.minusNanos(time.nanoTime() - start);
    }

    /** Ends the time. A transport that used up what was left may return moments before this clock says so. */
    void runOut() {
        ranOut = true;
    }

    boolean isOver() {
        return left().compareTo(Duration.ZERO) <= 0;
    }

    /** Starts the timing of another attempt. */
    void begin() {
        attempt++;
        restart();
    }

    /** Restarts the timing of the current attempt. */
    void restart() {
        began = time.nanoTime();
        held = Duration.ZERO;
        status = OptionalInt.empty();
    }

    void held(Duration wait) {
        held = held.plus(wait);
    }

    void answered(int newStatus) {
        status = OptionalInt.of(newStatus);
    }

    int attempt() {
        return attempt;
    }

    Duration held() {
        return held;
    }

    OptionalInt status() {
        return status;
    }

    /** Returns the duration of the current attempt so far, without the waits for the rate budget. */
    Duration took() {
        return Duration.ofNanos(time.nanoTime() - began).minus(held);
    }

    DeadlineExceededException exceeded(
            CallSpec call, OutcomeClass outcome, String detail, @Nullable CognigyException last) {
        String ending = last == null ? "" : "; the last failure was: " + last.getMessage();
        return new DeadlineExceededException(call.name(), outcome, total, detail + ending, last);
    }
}
