package io.cognigydeploy.client;

/** A refusal with 404: nothing exists under the requested id. */
public final class NotFoundException extends ApiException {

    private static final long serialVersionUID = 1L;

    NotFoundException(Answer answer) {
        super(answer);
    }
}
