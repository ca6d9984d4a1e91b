package io.cognigydeploy.core.runs;

import io.cognigydeploy.core.text.Argument;
import java.time.Instant;
import java.util.List;

/**
 * A run's request for a decision about its plan.
 *
 * @param deployment the deployment in one line
 * @param changes the changes that the run would make, in words
 * @param fingerprint the fingerprint of the plan; a decision is about this plan only
 * @param expires the time from which no decision is taken any more
 */
public record ApprovalRequest(
        String runId,
        String target,
        String deployment,
        List<String> changes,
        String fingerprint,
        Instant asked,
        Instant expires) {

    public ApprovalRequest {
        Argument.text("runId", runId);
        Argument.text("fingerprint", fingerprint);
        changes = List.copyOf(changes);
    }

    /**
     * Throws unless the decision is about this plan and in time.
     *
     * @throws ApprovalRefusedException with the reason
     */
    void requireDecidableBy(ApprovalDecision decision) {
        if (!decision.fingerprint().equals(fingerprint)) {
            throw new ApprovalRefusedException("Run " + runId + " asks about the plan " + fingerprint + ", not about "
                    + decision.fingerprint() + ". Look at its plan again.");
        }
        if (!decision.at().isBefore(expires)) {
            throw new ApprovalRefusedException(
                    "The request of run " + runId + " has expired at " + expires + ". Begin a new run.");
        }
    }
}
