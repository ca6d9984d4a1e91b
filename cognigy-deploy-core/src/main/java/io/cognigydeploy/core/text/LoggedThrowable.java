package io.cognigydeploy.core.text;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secrets;
import org.jspecify.annotations.Nullable;

/** A copy of a throwable for a log. It has the same stack, with messages that can be shown and have no secrets. */
public final class LoggedThrowable extends Throwable {

    private static final long serialVersionUID = 1L;

    /** A cause may be its own. */
    private static final int MAX_CAUSES = 20;

    private LoggedThrowable(String what, @Nullable LoggedThrowable cause) {
        super(what, cause);
    }

    public static LoggedThrowable of(Throwable original, Secrets secrets) {
        return of(original, secrets, MAX_CAUSES);
    }

    private static LoggedThrowable of(Throwable original, Secrets secrets, int causes) {
        Throwable cause = original.getCause();
        LoggedThrowable copy = new LoggedThrowable(
                Printable.shown(secrets.hide(String.valueOf(original))),
                cause == null || causes == 0 ? null : of(cause, secrets, causes - 1));
        copy.setStackTrace(original.getStackTrace());
        return copy;
    }
}
