package io.cognigydeploy.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * We stopped waiting for a background operation; it may still be running. Nothing was cancelled. The id is enough to
 * go on waiting later. If the last poll failed, its failure is the cause.
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

    /** The id under which the platform knows the operation. */
    public String operationId() {
        return operationId;
    }

    /** How the operation was last seen, in words. */
    public String lastSeen() {
        return lastSeen;
    }

    /**
     * Whether the last answer that came showed a state that is known and no end. If not, nothing is known of the
     * operation: it may have ended well, and its polls were not answered, or with something that cannot be understood.
     */
    public boolean wasSeenRunning() {
        return seenRunning;
    }
}
