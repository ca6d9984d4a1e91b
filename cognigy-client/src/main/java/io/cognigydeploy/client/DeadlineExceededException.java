package io.cognigydeploy.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The total time for the call ran out, or the wait that the platform asked for would not fit into what is left of it.
 * The cause is the last failure, if there was one; {@link #outcome()} is that failure's.
 */
public final class DeadlineExceededException extends CognigyException {

    private static final long serialVersionUID = 1L;

    private final Duration timeout;

    DeadlineExceededException(
            String call, OutcomeClass outcome, Duration timeout, String message, @Nullable Throwable cause) {
        super(call, outcome, message, cause);
        this.timeout = timeout;
    }

    /** The total time that the call was given. */
    public Duration timeout() {
        return timeout;
    }
}
