package io.cognigydeploy.client;

/**
 * An answer with a success status whose body exceeds the limits of size or depth. The same request would get the same
 * answer, so the client does not send it again; a list is requested with fewer rows.
 */
public final class OversizedResponseException extends UnreadableResponseException {

    private static final long serialVersionUID = 1L;

    OversizedResponseException(CallSpec call, int status, String message) {
        super(call, status, message);
    }
}
