package io.cognigydeploy.client;

import java.time.Duration;

/**
 * A call that was not sent, because the platform failed too often in a row. The client does not send it later; call
 * again after {@link #retryIn()}.
 */
public final class CircuitOpenException extends CognigyException {

    private static final long serialVersionUID = 1L;

    private final Duration retryIn;

    CircuitOpenException(String call, int failures, Duration retryIn) {
        super(
                call,
                OutcomeClass.NOT_SENT,
                "not sent: the platform failed " + failures + " times in a row; "
                        + (retryIn.isZero()
                                ? "another call is just finding out whether it answers again"
                                : "it will be tried again in " + Time.inWords(retryIn)),
                null);
        this.retryIn = retryIn;
    }

    /** Returns the time from the throw until the platform is tried again. Zero if another call is trying it now. */
    public Duration retryIn() {
        return retryIn;
    }
}
