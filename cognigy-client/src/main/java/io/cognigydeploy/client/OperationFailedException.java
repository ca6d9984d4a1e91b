package io.cognigydeploy.client;

import io.cognigydeploy.client.model.JobState;

/** A background operation reached an end other than {@link JobState#COMPLETED}. */
public final class OperationFailedException extends CognigyException {

    private static final long serialVersionUID = 1L;

    private final String operationId;
    private final transient JobState state;

    OperationFailedException(String operationId, JobState state, String message) {
        super(
                "",
                OutcomeClass.REJECTED,
                "operation " + operationId + " ended as " + Printable.cut(state.text(), 80) + ": " + message,
                null);
        this.operationId = operationId;
        this.state = state;
    }

    /** The id under which the platform knows the operation. */
    public String operationId() {
        return operationId;
    }

    /** How it ended. */
    public JobState state() {
        return state;
    }
}
