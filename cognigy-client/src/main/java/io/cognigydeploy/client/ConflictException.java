package io.cognigydeploy.client;

/** 409: something that is there already stands in the way. The documents use it for a deployment in progress, for missing dependencies and for active sessions: look, do not guess. */
public final class ConflictException extends ApiException {

    private static final long serialVersionUID = 1L;

    ConflictException(Answer answer) {
        super(answer);
    }
}
