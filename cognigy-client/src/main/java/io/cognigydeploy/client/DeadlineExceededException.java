package io.cognigydeploy.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call that ran out of time, or whose next wait would not fit into the remaining time. The cause is the last failure,
 * if there was one; {@link #outcome()} is the outcome of that failure.
 */
public final class DeadlineExceededException extends CognigyException {

    private static final long serialVersionUID = 1L;

    private final Duration timeout;

    DeadlineExceededException(
            String call, OutcomeClass outcome, Duration timeout, String message, @Nullable Throwable cause) {
        super(call, outcome, message, cause);
        this.timeout = timeout;
    }

    /** Returns the total time of the call. */
    public Duration timeout() {
        return timeout;
    }
}
