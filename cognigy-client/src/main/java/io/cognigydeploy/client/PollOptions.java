package io.cognigydeploy.client;

import java.time.Duration;
import org.immutables.value.Value;

/** How an {@link Operation} is waited for. */
@Value.Immutable
@OptionStyle
public interface PollOptions {

    /** The wait before the first poll. Default none. */
    @Value.Default
    default Duration firstPollAfter() {
        return Duration.ZERO;
    }

    /** The wait between the first two polls. A longer {@code Retry-After} of the platform wins. Default 5 s. */
    @Value.Default
    default Duration interval() {
        return Duration.ofSeconds(5);
    }

    /** By how much each wait is longer than the one before; at least 1. Default 1: all are alike. */
    @Value.Default
    default double growth() {
        return 1;
    }

    /** The longest wait between two polls; at least the first. Default: what {@link #interval()} is, or 30 s if longer. */
    @Value.Default
    default Duration maxInterval() {
        Duration usual = Duration.ofSeconds(30);
        return interval().compareTo(usual) > 0 ? interval() : usual;
    }

    /** How long to wait for the end altogether. Default 10 minutes. */
    @Value.Default
    default Duration timeout() {
        return Duration.ofMinutes(10);
    }

    @Value.Check
    default void check() {
        if (interval().isNegative() || interval().isZero()) {
            throw new IllegalArgumentException("interval must be positive, not " + interval());
        }
        if (firstPollAfter().isNegative()) {
            throw new IllegalArgumentException("firstPollAfter must not be negative, but is " + firstPollAfter());
        }
        if (!(growth() >= 1 && growth() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("growth must be at least 1, not " + growth());
        }
        if (maxInterval().compareTo(interval()) < 0) {
            throw new IllegalArgumentException(
                    "maxInterval must be at least the interval, not " + maxInterval() + " under " + interval());
        }
        if (timeout().isNegative() || timeout().isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout());
        }
    }

    /** The defaults. */
    static PollOptions defaults() {
        return builder().build();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. */
    final class Builder extends ImmutablePollOptions.Builder {}
}
