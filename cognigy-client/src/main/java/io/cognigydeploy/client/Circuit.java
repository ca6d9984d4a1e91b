package io.cognigydeploy.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Circuit breaker: stops calls to a platform that does not answer. The circuit opens after so many failures in a row.
 * Then one call probes the platform, and all others fail at once until that call returns. Failsafe has a breaker too,
 * but with no other clock than the system's.
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
     * Admits a request or refuses it. An admitted request must report its result with one of the other three methods.
     *
     * @return whether the request is the probe
     * @throws CircuitOpenException if the request is refused
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

    /** Records an answer; a refusal counts as one. */
    synchronized void answered() {
        state = State.CLOSED;
        row.clear();
    }

    /** Records a request without an answer, or with a 5xx. */
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

    /** Records a request that was abandoned on this side, which says nothing about the platform. */
    synchronized void abandoned(boolean probe) {
        if (probe) {
            state = State.OPEN;
        }
    }

    private void open(long now) {
        state = State.OPEN;
        triesAt = now + pause.toNanos();
    }
}
