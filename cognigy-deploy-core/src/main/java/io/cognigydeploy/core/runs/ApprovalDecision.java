package io.cognigydeploy.core.runs;

import io.cognigydeploy.core.text.Argument;
import java.time.Instant;

/**
 * A decision about a run's plan. Its actor is recorded, not authenticated: who reaches the store can decide.
 *
 * @param fingerprint the fingerprint of the plan
 * @param by the person or system that decided
 * @param reason the reason in words; may be empty
 */
public record ApprovalDecision(String fingerprint, boolean approved, String by, String reason, Instant at) {

    public ApprovalDecision {
        Argument.text("fingerprint", fingerprint);
        Argument.text("by", by);
        Argument.given("reason", reason);
    }
}
