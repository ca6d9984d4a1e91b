package io.cognigydeploy.core.record;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;
import io.cognigydeploy.core.CheckResult;
import java.util.List;

/**
 * Writes the end of a run into the platform's audit log. The platform's form needs the id of a job, so of a run that
 * came to none nothing can be written, and the report says so.
 *
 * <p>The category is {@code environment_deployment} for configurations, and the name of its kind for any other run. Of a
 * canary there are two lines, in the form that the platform has for them: {@code canary_initiated} with the id of its
 * deployment, dated to when it got its first share, and {@code canary_completed}, {@code canary_rollback}, whose
 * status is {@code triggered} if it could not be confirmed, or, if it is left to a person, {@code canary_undecided} with
 * what was measured last and the verdict.
 *
 * <p>What is said to have been complied with is what gates have judged: {@code governanceApproved} is what the gate
 * {@code approval} said, {@code dataResidencyCheck} what a gate {@code data residency} said, unless other gates are
 * named. A flag whose gate was not judged is false. Immutable and safe for use by many threads.
 */
public final class PlatformAudit implements Notifier {

    private final String approvalGate;
    private final String residencyGate;

    private PlatformAudit(String approvalGate, String residencyGate) {
        this.approvalGate = approvalGate;
        this.residencyGate = residencyGate;
    }

    /** The log, with what the gates {@code approval} and {@code data residency} say. */
    public static PlatformAudit log() {
        return new PlatformAudit("approval", "data residency");
    }

    /** The same, where the gate of this name says whether governance approved. */
    public PlatformAudit approvedBy(String gate) {
        return new PlatformAudit(gate, residencyGate);
    }

    /** The same, where the gate of this name says whether data stay where they have to. */
    public PlatformAudit residencyBy(String gate) {
        return new PlatformAudit(approvalGate, gate);
    }

    @Override
    public String name() {
        return "platform audit log";
    }

    @Override
    public void deliver(Report report, CognigyClient cognigy) {
        List<CanaryAuditRecord> actions = report.auditActions();
        if (!actions.isEmpty()) {
            actions.forEach(line -> cognigy.audit().record(report.runId() + "-audit-" + line.action(), line));
            return;
        }
        String jobId = report.operationId()
                .orElseThrow(() -> new IllegalStateException("the platform's form needs a job, and there was none"));
        ConfigurationAuditRecord.Builder line = ConfigurationAuditRecord.builder()
                .auditCategory(report.auditCategory())
                .timestamp(report.begun())
                .jobId(jobId)
                .isSuccess(report.outcome().isSuccess())
                .durationSeconds(report.took().toNanos() / 1e9);
        line.putComplianceFlag("governanceApproved", passed(report, approvalGate));
        line.putComplianceFlag("dataResidencyCheck", passed(report, residencyGate));
        cognigy.audit().recordConfiguration(report.endId() + "-audit", line.build());
    }

    private static boolean passed(Report report, String gate) {
        return report.gates().stream()
                .filter(result -> result.name().equals(gate))
                .map(CheckResult::passed)
                .reduce(Boolean::logicalAnd)
                .orElse(false);
    }
}
