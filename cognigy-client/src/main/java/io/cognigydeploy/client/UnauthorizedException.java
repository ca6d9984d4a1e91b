package io.cognigydeploy.client;

/**
 * A refusal with 401 or 403: the credentials are wrong, expired beyond refreshing, or lack a scope. A 403 in HTML comes
 * from a gateway in front of the platform and is an {@link ApiException} only.
 */
public final class UnauthorizedException extends ApiException {

    private static final long serialVersionUID = 1L;

    UnauthorizedException(Answer answer) {
        super(answer);
    }
}
