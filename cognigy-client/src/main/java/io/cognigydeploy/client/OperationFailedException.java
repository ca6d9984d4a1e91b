package io.cognigydeploy.client;

import io.cognigydeploy.client.model.JobState;

/** A background operation that ended in a state other than {@link JobState#COMPLETED}. */
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

    /** Returns the id of the operation on the platform. */
    public String operationId() {
        return operationId;
    }

    /** Returns the operation's terminal state. */
    public JobState state() {
        return state;
    }
}
