package io.cognigydeploy.client.model;

import java.time.Duration;

/**
 * How far back metrics reach, in whole minutes.
 */
public record MetricWindow(Duration length) {

    /**
     * Refuses what the platform cannot be asked for.
     *
     * @throws IllegalArgumentException if it is not at least a minute, or not whole minutes
     */
    public MetricWindow {
        if (length.compareTo(Duration.ofMinutes(1)) < 0 || !length.equals(Duration.ofMinutes(length.toMinutes()))) {
            throw new IllegalArgumentException("a window must be one or more whole minutes, not " + length);
        }
    }

    public static MetricWindow ofMinutes(long minutes) {
        return new MetricWindow(Duration.ofMinutes(minutes));
    }

    /** As the wire has it, such as {@code 15m}. */
    @Override
    public String toString() {
        return length.toMinutes() + "m";
    }
}
