package io.cognigydeploy.core;

/** A run cannot be gone on with as asked. The message says what to do. Nothing was changed. */
public final class ResumeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ResumeRefusedException(String message) {
        super(message);
    }
}
