package io.cognigydeploy.client;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted. Its interrupt flag is set again. {@link #outcome()} tells whether a request may
 * have been under way.
 */
public final class CallInterruptedException extends CognigyException {

    private static final long serialVersionUID = 1L;

    CallInterruptedException(String call, OutcomeClass outcome, @Nullable Throwable cause) {
        super(call, outcome, "interrupted", cause);
    }
}
