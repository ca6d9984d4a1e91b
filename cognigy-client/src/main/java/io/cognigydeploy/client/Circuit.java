package io.cognigydeploy.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Stops asking a platform that does not answer. Open after so many failures in a row; then one call finds out how it
 * is, and the others go on failing at once until that one is back. Failsafe has a breaker too, but it knows no other
 * clock than the system's.
 */
final class Circuit {

    private enum State {
        CLOSED,
        OPEN,
        PROBING
    }

    private final Time time;
    private final int failures;
    private final long window;
    private final Duration pause;
    private final Deque<Long> row = new ArrayDeque<>();
    private State state = State.CLOSED;
    private long triesAt;

    Circuit(Time time, int failures, Duration window, Duration pause) {
        this.time = time;
        this.failures = failures;
        this.window = window.toNanos();
        this.pause = pause;
    }

    /**
     * Lets a request through, or not. Whoever was let through reports back by one of the other three methods.
     *
     * @return whether it is the one that finds out
     * @throws CircuitOpenException if it is not let through
     */
    synchronized boolean enter(CallSpec call) {
        if (state == State.CLOSED) {
            return false;
        }
        long left = triesAt - time.nanoTime();
        if (state == State.PROBING || left > 0) {
            throw new CircuitOpenException(call.name(), failures, Duration.ofNanos(Math.max(0, left)));
        }
        state = State.PROBING;
        return true;
    }

    /** There was an answer, and be it a refusal. */
    synchronized void answered() {
        state = State.CLOSED;
        row.clear();
    }

    /** There was no answer, or one that admits a fault. */
    synchronized void failed(boolean probe) {
        long now = time.nanoTime();
        if (probe) {
            open(now);
        } else if (state == State.CLOSED) {
            row.add(now);
            while (now - row.getFirst() > window) {
                row.removeFirst();
            }
            if (row.size() >= failures) {
                open(now);
            }
        }
    }

    /** It was given up on this side, which says nothing. */
    synchronized void abandoned(boolean probe) {
        if (probe) {
            state = State.OPEN;
        }
    }

    private void open(long now) {
        state = State.OPEN;
        triesAt = now + pause.toNanos();
        row.clear();
    }
}
