package io.cognigydeploy.client;

import java.time.Duration;
import org.immutables.value.Value;

/**
 * Limits and waits for sending a call again where that is safe (see {@link io.cognigydeploy.client.api.Effect}). The
 * waits grow exponentially from {@link #firstDelay()} to {@link #maxDelay()}, each lengthened by up to half at random.
 * No wait is shorter than the platform's {@code Retry-After}.
 */
@Value.Immutable
public interface RetryOptions {

    /** Returns the maximum number of attempts, the first one included. Default 4. */
    @Value.Default
    default int maxAttempts() {
        return 4;
    }

    /** Returns the wait before the second attempt. Default 500 ms. */
    @Value.Default
    default Duration firstDelay() {
        return Duration.ofMillis(500);
    }

    /** Returns the longest wait that the client chooses itself. Default 30 s. */
    @Value.Default
    default Duration maxDelay() {
        return Duration.ofSeconds(30);
    }

    /**
     * Returns the retry budget that all calls share; when it is used up, nothing is sent again until calls succeed. A
     * retry costs 5, or 14 after a time-out. A success returns the cost of its retry, or 1 if it needed none. Default
     * 500, as in the AWS SDKs.
     */
    @Value.Default
    default int budget() {
        return RetryBudget.DEFAULT;
    }

    @Value.Check
    default void check() {
        if (maxAttempts() < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, but was " + maxAttempts());
        }
        if (budget() < 0) {
            throw new IllegalArgumentException("budget must be at least 0, but was " + budget());
        }
        if (firstDelay().isNegative() || firstDelay().isZero() || maxDelay().compareTo(firstDelay()) < 0) {
            throw new IllegalArgumentException("firstDelay must be positive and at most maxDelay, but was "
                    + firstDelay() + " with a maxDelay of " + maxDelay());
        }
    }

    /** Returns the default options. */
    static RetryOptions defaults() {
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
    final class Builder extends ImmutableRetryOptions.Builder {}
}
