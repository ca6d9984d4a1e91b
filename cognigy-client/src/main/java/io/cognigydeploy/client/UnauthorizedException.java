package io.cognigydeploy.client;

/** 401 or 403: the credentials are wrong, expired beyond refreshing, or lack a scope. */
public final class UnauthorizedException extends ApiException {

    private static final long serialVersionUID = 1L;

    UnauthorizedException(Answer answer) {
        super(answer);
    }
}
