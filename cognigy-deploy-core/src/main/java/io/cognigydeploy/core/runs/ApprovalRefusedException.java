package io.cognigydeploy.core.runs;

/** A refusal to take a decision about a plan. The message has the reason. Nothing was changed. */
public final class ApprovalRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the refusal with its reason. */
    public ApprovalRefusedException(String message) {
        super(message);
    }

    static ApprovalRefusedException notAsked(String runId) {
        return new ApprovalRefusedException("Run " + runId + " does not ask for an approval.");
    }

    static ApprovalRefusedException decided(String runId, ApprovalDecision earlier) {
        return new ApprovalRefusedException("The plan of run " + runId + " was "
                + (earlier.approved() ? "approved" : "rejected") + " before, by " + earlier.by() + " at " + earlier.at()
                + ".");
    }
}
