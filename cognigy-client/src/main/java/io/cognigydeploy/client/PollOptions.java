package io.cognigydeploy.client;

import java.time.Duration;
import org.immutables.value.Value;

/** Intervals and time limit of a wait for an {@link Operation}. */
@Value.Immutable
public interface PollOptions {

    /** Returns the wait before the first poll. Default none. */
    @Value.Default
    default Duration firstPollAfter() {
        return Duration.ZERO;
    }

    /**
     * Returns the wait between the first two polls. A longer {@code Retry-After} of the platform takes precedence.
     * Default 5 s.
     */
    @Value.Default
    default Duration interval() {
        return Duration.ofSeconds(5);
    }

    /** Returns the factor from one wait to the next; at least 1. Default 1: all waits are equal. */
    @Value.Default
    default double growth() {
        return 1;
    }

    /**
     * Returns the longest wait between two polls; at least {@link #interval()}. Default 30 s, or the interval if that
     * is longer.
     */
    @Value.Default
    default Duration maxInterval() {
        return Times.longer(interval(), Duration.ofSeconds(30));
    }

    /** Returns the time limit of the whole wait. Default 10 minutes. */
    @Value.Default
    default Duration timeout() {
        return Duration.ofMinutes(10);
    }

    @Value.Check
    default void check() {
        Times.requirePositive("interval", interval());
        if (firstPollAfter().isNegative()) {
            throw new IllegalArgumentException("firstPollAfter must be at least 0, but was " + firstPollAfter());
        }
        if (!(growth() >= 1 && growth() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("growth must be at least 1, but was " + growth());
        }
        if (maxInterval().compareTo(interval()) < 0) {
            throw new IllegalArgumentException(
                    "maxInterval must be at least the interval of " + interval() + ", but was " + maxInterval());
        }
        Times.requirePositive("timeout", timeout());
    }

    /** Returns the default options. */
    static PollOptions defaults() {
        return builder().build();
    }

    /** Returns a builder that has the defaults. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. */
    final class Builder extends ImmutablePollOptions.Builder {}
}
