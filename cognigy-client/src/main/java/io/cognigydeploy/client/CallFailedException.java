package io.cognigydeploy.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A failed call to a platform that this library has no client of. Code of your own throws it, so that its failures have
 * an {@link OutcomeClass} as well.
 */
public final class CallFailedException extends CognigyException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a call.
     *
     * @param call the call for messages, such as its method and path
     */
    public CallFailedException(String call, OutcomeClass outcome, String message, @Nullable Throwable cause) {
        super(call, outcome, message, cause);
    }

    /** Returns the failure of a request that was answered by this HTTP status. */
    public static CognigyException answered(String call, int status) {
        return new CallFailedException(call, OutcomeClass.ofRefusal(status), "answered " + status, null);
    }

    /** Returns the failure of a request without an answer that was understood. */
    public static CognigyException unanswered(String call, IOException cause) {
        boolean isNotSent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return new CallFailedException(
                call, isNotSent ? OutcomeClass.NOT_SENT : OutcomeClass.UNKNOWN, "no answer: " + cause, cause);
    }

    /** Returns the failure of a request whose thread was interrupted, and sets the interrupt flag again. */
    public static CognigyException interrupted(String call, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CallInterruptedException(call, OutcomeClass.UNKNOWN, cause);
    }
}
