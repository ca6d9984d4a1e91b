package io.cognigydeploy.core.text;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secrets;

/** A copy of a throwable for a log. It has the same stack, with messages that can be shown and have no secrets. */
public final class LoggedThrowable extends Throwable {

    private static final long serialVersionUID = 1L;

    /** A cause may be its own. */
    private static final int MAX_CAUSES = 20;

    private LoggedThrowable(String what, LoggedThrowable cause) {
        super(what, cause);
    }

    private LoggedThrowable(String what) {
        super(what);
    }

    public static LoggedThrowable of(Throwable original, Secrets secrets) {
        return of(original, secrets, MAX_CAUSES);
    }

    private static LoggedThrowable of(Throwable original, Secrets secrets, int causes) {
        String what = Printable.shown(secrets.hide(String.valueOf(original)));
        Throwable cause = original.getCause();
        LoggedThrowable copy = cause == null || causes == 0
                ? new LoggedThrowable(what)
                : new LoggedThrowable(what, of(cause, secrets, causes - 1));
        copy.setStackTrace(original.getStackTrace());
        return copy;
    }
}
