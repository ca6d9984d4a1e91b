package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The state of the readings of a canary, which determines the next one. It follows from the observations and their times alone.
 *
 * @param routedAt when the canary received its present share
 * @param usedUntil the end of the last window that was used; {@code routedAt} before the first
 * @param rateDecimals the most decimals of an error rate so far; 0 if none had any
 * @param delay how late the metrics are complete: the end of the last window before its reading, in whole intervals
 * @param named the end of the last figures of each metric of one's own, by their names; a source that is late holds no other
 */
public record ReadSoFar(
        Instant routedAt, Instant usedUntil, int rateDecimals, Duration delay, Map<String, Instant> named) {

    public ReadSoFar {
        named = Map.copyOf(named);
    }

    /** Creates a state without metrics of one's own. */
    public ReadSoFar(Instant routedAt, Instant usedUntil, int rateDecimals, Duration delay) {
        this(routedAt, usedUntil, rateDecimals, delay, Map.of());
    }

    /** Returns the state before the first reading. */
    public static ReadSoFar since(Instant routedAt) {
        return new ReadSoFar(routedAt, routedAt, 0, Duration.ZERO);
    }

    /** Returns the state after the canary received another share. */
    public ReadSoFar routed(Instant at) {
        return new ReadSoFar(at, usedUntil, rateDecimals, delay, named);
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
        Map<String, Instant> read = new HashMap<>(named);
        window.named().forEach((metric, answer) -> {
            if (answer instanceof Measured measured) {
                read.put(metric, measured.to());
            }
        });
        Duration behind = Duration.between(window.to(), at);
        long intervals = behind.isNegative() ? 0 : behind.dividedBy(interval);
        return new ReadSoFar(
                routedAt,
                window.to(),
                Math.max(rateDecimals, window.rateDecimals().orElse(0)),
                interval.multipliedBy(intervals),
                read);
    }

    /** Returns the begin of the next span. */
    public Instant from() {
        return routedAt.isAfter(usedUntil) ? routedAt : usedUntil;
    }

    /** Returns the begin of the next span of a metric of one's own. */
    public Instant from(String metric) {
        Instant until = named.getOrDefault(metric, routedAt);
        return routedAt.isAfter(until) ? routedAt : until;
    }
}
