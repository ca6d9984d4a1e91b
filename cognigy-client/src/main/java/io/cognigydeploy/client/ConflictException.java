package io.cognigydeploy.client;

/**
 * A refusal with 409: something that exists already is in the way. The documents use 409 for a deployment in progress,
 * for missing dependencies and for active sessions. Read the platform to find out which; do not guess.
 */
public final class ConflictException extends ApiException {

    private static final long serialVersionUID = 1L;

    ConflictException(Answer answer) {
        super(answer);
    }
}
