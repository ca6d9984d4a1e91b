package io.cognigydeploy.client;

/**
 * No answer arrived. {@link #outcome()} is {@link OutcomeClass#NOT_SENT} if the request certainly did not leave, and
 * {@link OutcomeClass#UNKNOWN} otherwise.
 */
public final class TransportException extends CognigyException {

    private static final long serialVersionUID = 1L;

    TransportException(String call, OutcomeClass outcome, String message, Throwable cause) {
        super(call, outcome, message, cause);
    }
}
