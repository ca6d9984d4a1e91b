package io.cognigydeploy.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The end of an exchange by this end of a file: its sink or its source. */
final class RefusedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private final CognigyException reason;

    RefusedFileException(CognigyException reason) {
        super(reason.getMessage());
        this.reason = reason;
    }

    CognigyException reason() {
        return reason;
    }

    /** Returns the one in a chain of causes, because a transport may wrap it; null if there is none. */
    static @Nullable RefusedFileException in(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof RefusedFileException refused) {
                return refused;
            }
        }
        return null;
    }
}
