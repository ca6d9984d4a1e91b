package io.cognigydeploy.core.runs;

/** The end of a run's right to its target, because another owner has taken it. Nothing was recorded and nothing is sent. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception for a target and its new owner. */
    public LeaseLostException(String target, String owner) {
        super("another run has taken over " + target + ": " + owner);
    }
}
