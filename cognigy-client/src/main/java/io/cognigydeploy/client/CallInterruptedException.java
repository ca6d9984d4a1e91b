package io.cognigydeploy.client;

import org.jspecify.annotations.Nullable;

/**
 * An interrupt of the calling thread during a call. The thread's interrupt flag is set again. {@link #outcome()} states
 * whether a request may have reached the platform.
 */
public final class CallInterruptedException extends CognigyException {

    private static final long serialVersionUID = 1L;

    CallInterruptedException(String call, OutcomeClass outcome, @Nullable Throwable cause) {
        super(call, outcome, "interrupted", cause);
    }
}
