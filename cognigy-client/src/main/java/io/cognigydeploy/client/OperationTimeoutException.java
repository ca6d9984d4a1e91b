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

    OperationTimeoutException(String operationId, Duration waited, String lastSeen, @Nullable Throwable lastFailure) {
        super(
                "",
                OutcomeClass.UNKNOWN,
                "operation " + operationId + " did not end within " + Time.inWords(waited) + ", last seen " + lastSeen,
                lastFailure);
        this.operationId = operationId;
    }

    /** The id under which the platform knows the operation. */
    public String operationId() {
        return operationId;
    }
}
