package io.cognigydeploy.client;

/**
 * A call without an answer. {@link #outcome()} is {@link OutcomeClass#NOT_SENT} if the request certainly did not leave,
 * and {@link OutcomeClass#UNKNOWN} otherwise.
 */
public final class TransportException extends CognigyException {

    private static final long serialVersionUID = 1L;

    TransportException(String call, OutcomeClass outcome, String message, Throwable cause) {
        super(call, outcome, message, cause);
    }
}
