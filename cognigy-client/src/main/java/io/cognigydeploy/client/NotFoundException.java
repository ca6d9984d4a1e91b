package io.cognigydeploy.client;

/** 404: there is no such thing under this id. */
public final class NotFoundException extends ApiException {

    private static final long serialVersionUID = 1L;

    NotFoundException(Answer answer) {
        super(answer);
    }
}
