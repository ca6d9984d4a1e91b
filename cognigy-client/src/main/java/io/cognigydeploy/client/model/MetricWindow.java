package io.cognigydeploy.client.model;

import java.time.Duration;

/** Length of a window of metrics, in whole minutes. */
public record MetricWindow(Duration length) {

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the length is not at least a minute, or not whole minutes
     */
    public MetricWindow {
        if (length.compareTo(Duration.ofMinutes(1)) < 0 || !length.equals(Duration.ofMinutes(length.toMinutes()))) {
            throw new IllegalArgumentException("a window must be one or more whole minutes, but was " + length);
        }
    }

    /**
     * Returns a window of so many minutes.
     *
     * @param minutes 1 or more
     * @throws IllegalArgumentException if there is not at least one
     */
    public static MetricWindow ofMinutes(long minutes) {
        return new MetricWindow(Duration.ofMinutes(minutes));
    }

    /** Returns the window in the platform's form, such as {@code 15m}. */
    @Override
    public String toString() {
        return length.toMinutes() + "m";
    }
}
