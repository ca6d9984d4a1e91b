package io.cognigydeploy.client;

import org.jspecify.annotations.Nullable;

/**
 * A file of this machine that could not be read or written, or that changed while it was sent. {@link #outcome()} is
 * {@link OutcomeClass#UNKNOWN} if a part of the file may have left; the platform then has received no whole request.
 */
public final class LocalFileException extends CognigyException {

    private static final long serialVersionUID = 1L;

    LocalFileException(String call, OutcomeClass outcome, String message, @Nullable Throwable cause) {
        super(call, outcome, message, cause);
    }
}
