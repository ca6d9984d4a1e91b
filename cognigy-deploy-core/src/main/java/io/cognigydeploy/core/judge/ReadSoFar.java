package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;

/**
 * The state of the readings of a canary, which determines the next one. It follows from the observations and their times alone.
 *
 * @param routedAt when the canary received its present share
 * @param usedUntil the end of the last window that was used; {@code routedAt} before the first
 * @param rateDecimals the most decimals of an error rate so far; 0 if none had any
 * @param delay how late the metrics are complete: the end of the last window before its reading, in whole intervals
 */
public record ReadSoFar(Instant routedAt, Instant usedUntil, int rateDecimals, Duration delay) {

    /** Returns the state before the first reading. */
    public static ReadSoFar since(Instant routedAt) {
        return new ReadSoFar(routedAt, routedAt, 0, Duration.ZERO);
    }

    /** Returns the state after the canary received another share. */
    public ReadSoFar routed(Instant at) {
        return new ReadSoFar(at, usedUntil, rateDecimals, delay);
    }

    /**
     * Returns the state after an observation.
     *
     * @param at when it was made
     * @param interval the pause between readings
     */
    public ReadSoFar with(Observation seen, Instant at, Duration interval) {
        if (!(seen instanceof Window window)) {
            return this;
        }
        Duration behind = Duration.between(window.to(), at);
        long intervals = behind.isNegative() ? 0 : behind.dividedBy(interval);
        return new ReadSoFar(
                routedAt,
                window.to(),
                Math.max(rateDecimals, window.rateDecimals().orElse(0)),
                interval.multipliedBy(intervals));
    }

    /** Returns the begin of the next span. */
    public Instant from() {
        return routedAt.isAfter(usedUntil) ? routedAt : usedUntil;
    }
}
