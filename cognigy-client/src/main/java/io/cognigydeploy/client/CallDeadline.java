package io.cognigydeploy.client;

import java.net.ConnectException;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Deadline of one call, with all its attempts and waits, and timing of its current attempt. The call also ends with the
 * lifetime that it belongs to. Not thread-safe.
 */
final class CallDeadline {

    private final Time time;
    private final Duration total;
    private final Lifetime lifetime;
    private final long start;
    private int attempt;
    private long began;
    private Duration held = Duration.ZERO;
    private OptionalInt status = OptionalInt.empty();
    private boolean ranOut;

    CallDeadline(Time time, Duration total, Lifetime lifetime) {
        this.time = time;
        this.total = total;
        this.lifetime = lifetime;
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

    /** Returns the transport of all attempts. */
    Transport transport() {
        return lifetime.transport();
    }

    /** Returns whether the client was closed since the call began. */
    boolean isClosed() {
        return lifetime.isClosed();
    }

    /**
     * Checks that the client was not closed since the call began.
     *
     * @throws TransportException if it was; nothing was sent
     */
    void requireOpen(CallSpec call) {
        if (isClosed()) {
            ConnectException closed = new ConnectException("the client was closed");
            throw new TransportException(call.name(), OutcomeClass.NOT_SENT, "not sent: the client was closed", closed);
        }
    }

    /** Waits, at most until the client is closed. */
    void pause(Duration wait) throws InterruptedException {
        var unused = SystemTime.await(time, lifetime.end(), wait);
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
