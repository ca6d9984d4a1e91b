package io.cognigydeploy.client;

import java.time.Duration;
import org.immutables.value.Value;

/**
 * How often, and how patiently, a call is sent again when that is safe (see {@link
 * io.cognigydeploy.client.api.Effect}). The waits grow exponentially from {@link #firstDelay()} to {@link #maxDelay()},
 * each lengthened by up to half at random. A {@code Retry-After} of the platform is never undercut.
 */
@Value.Immutable
@OptionStyle
public interface RetryOptions {

    /** How often a request is sent at the most, the first time included. Default 4. */
    @Value.Default
    default int maxAttempts() {
        return 4;
    }

    /** The wait before the second attempt. Default 500 ms. */
    @Value.Default
    default Duration firstDelay() {
        return Duration.ofMillis(500);
    }

    /** The longest wait of our own choosing. Default 30 s. */
    @Value.Default
    default Duration maxDelay() {
        return Duration.ofSeconds(30);
    }

    /**
     * How much may be sent again altogether before sending again stops until calls succeed: a retry costs 5, or 14 after
     * a time-out, and a success returns what its retry cost, or 1 if it needed none. Default 500, as in the AWS SDKs.
     */
    @Value.Default
    default int budget() {
        return RetryBudget.DEFAULT;
    }

    @Value.Check
    default void check() {
        if (maxAttempts() < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, not " + maxAttempts());
        }
        if (budget() < 0) {
            throw new IllegalArgumentException("budget must not be negative: " + budget());
        }
        if (firstDelay().isNegative() || firstDelay().isZero() || maxDelay().compareTo(firstDelay()) < 0) {
            throw new IllegalArgumentException(
                    "firstDelay must be positive and not above maxDelay: " + firstDelay() + ", " + maxDelay());
        }
    }

    /** The defaults. */
    static RetryOptions defaults() {
        return builder().build();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. */
    final class Builder extends ImmutableRetryOptions.Builder {}
}
