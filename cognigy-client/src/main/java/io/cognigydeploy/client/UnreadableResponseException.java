package io.cognigydeploy.client;

/**
 * An answer with a success status that cannot be understood: not JSON, cut off, of the wrong shape, too large
 * ({@link OversizedResponseException}), a redirect, or a list whose pages contradict one another. What the call did is unknown, unless the answer was that of the token endpoint, before the call itself.
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

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }
}
