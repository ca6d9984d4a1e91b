package io.cognigydeploy.core;

/** A refusal to carry out the plan in a file. The message has the reason and the next step. Nothing was sent. */
public final class PlanRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception for a plan that could be read. */
    public PlanRefusedException(String message) {
        super(message);
    }

    /** Creates the exception for a plan that could not be read. */
    public PlanRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
