package io.cognigydeploy.client;

import java.time.Duration;

/**
 * Not sent, because the platform failed to answer many times in a row and is left alone for a while. It is not sent
 * again by itself either; ask again after {@link #retryIn()}.
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

    /** When the platform will be tried again, counted from the throw; zero if another call is just trying it. */
    public Duration retryIn() {
        return retryIn;
    }
}
