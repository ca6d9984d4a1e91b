package io.cognigydeploy.client;

/**
 * An answer with a success status that is larger or deeper than is read. The same request would get the same answer, so
 * it is not sent again; a list is asked for fewer rows at once.
 */
public final class OversizedResponseException extends UnreadableResponseException {

    private static final long serialVersionUID = 1L;

    OversizedResponseException(CallSpec call, int status, String message) {
        super(call, status, message);
    }
}
