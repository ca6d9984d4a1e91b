package io.cognigydeploy.client;

/**
 * An answer that has no refusal status and cannot be read. Its body is not JSON, is cut off, has the wrong shape or is
 * too large ({@link OversizedResponseException}); or it is a redirect; or the pages of a list contradict one another.
 * The effect of the call is unknown, unless the answer is that of the token endpoint, before the call itself.
 */
public sealed class UnreadableResponseException extends CognigyException permits OversizedResponseException {

    private static final long serialVersionUID = 1L;

    private final int status;

    UnreadableResponseException(CallSpec call, int status, String message) {
        super(
                call.name(),
                call.outcomeIfLost(),
                "answered " + status + " with " + call.secrets().hide(message),
                null);
        this.status = status;
    }

    /** Returns the HTTP status of the answer. */
    public int status() {
        return status;
    }
}
