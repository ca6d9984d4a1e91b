package io.cognigydeploy.client;

import java.time.Duration;

/**
 * A wait for a background operation that the platform still does not find after its settle time. The effect is unknown: the
 * operation may have ended and been removed, or never have begun.
 */
public final class OperationNotFoundException extends CognigyException {

    private static final long serialVersionUID = 1L;

    private final String operationId;

    OperationNotFoundException(String operationId, Duration settle, String lastSeen, CognigyException failure) {
        super(
                "",
                OutcomeClass.UNKNOWN,
                "operation " + operationId + " is not found, more than " + Time.inWords(settle)
                        + " after it was looked for first; last seen " + lastSeen,
                failure);
        this.operationId = operationId;
    }

    /** Returns the id of the operation on the platform. */
    public String operationId() {
        return operationId;
    }
}
