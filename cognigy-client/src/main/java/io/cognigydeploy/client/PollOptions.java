package io.cognigydeploy.client;

import java.time.Duration;
import org.immutables.value.Value;

/** How an {@link Operation} is waited for. */
@Value.Immutable
@OptionStyle
public interface PollOptions {

    /** The wait between two polls. A longer {@code Retry-After} of the platform wins. Default 5 s. */
    @Value.Default
    default Duration interval() {
        return Duration.ofSeconds(5);
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
