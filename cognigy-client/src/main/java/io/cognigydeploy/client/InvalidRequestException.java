package io.cognigydeploy.client;

import org.jspecify.annotations.Nullable;

/**
 * A request that the client refuses to send. Reasons are a malformed id, a missing value, a header with a line break.
 */
public final class InvalidRequestException extends CognigyException {

    private static final long serialVersionUID = 1L;

    InvalidRequestException(String call, String message, @Nullable Throwable cause) {
        super(call, OutcomeClass.NOT_SENT, message, cause);
    }
}
