package io.cognigydeploy.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wait for a background operation that timed out; the operation may still be running. Nothing was cancelled. Use the
 * id to wait again later. If the last poll failed, its failure is the cause.
 */
public final class OperationTimeoutException extends CognigyException {

    private static final long serialVersionUID = 1L;

    private final String operationId;
    private final String lastSeen;
    private final boolean seenRunning;

    OperationTimeoutException(
            String operationId,
            Duration waited,
            String lastSeen,
            boolean seenRunning,
            @Nullable Throwable lastFailure) {
        super(
                "",
                OutcomeClass.UNKNOWN,
                "operation " + operationId + " did not end within " + Time.inWords(waited) + ", last seen " + lastSeen,
                lastFailure);
        this.operationId = operationId;
        this.lastSeen = lastSeen;
        this.seenRunning = seenRunning;
    }

    /** Returns the id of the operation on the platform. */
    public String operationId() {
        return operationId;
    }

    /** Returns a description of the operation's last reported state. */
    public String lastSeen() {
        return lastSeen;
    }

    /**
     * Returns whether the last answer showed a known state that is not terminal. If not, the state of the operation is
     * unknown: the operation may have ended well, with its polls unanswered or answered in a form that cannot be read.
     */
    public boolean wasSeenRunning() {
        return seenRunning;
    }
}
