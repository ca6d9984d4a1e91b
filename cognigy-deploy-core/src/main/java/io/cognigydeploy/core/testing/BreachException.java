package io.cognigydeploy.core.testing;

/** The breach of a contract that is on trial. The message names it. */
final class BreachException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BreachException(String message) {
        super(message);
    }
}
