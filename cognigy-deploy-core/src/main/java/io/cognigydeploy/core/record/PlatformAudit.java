package io.cognigydeploy.core.record;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;
import io.cognigydeploy.core.CheckResult;
import java.util.List;

/**
 * A notifier that writes the end of a run into the platform's audit log. The platform's form needs the id of a job, so
 * a run without one cannot be written, as the report then shows.
 *
 * <p>The category is {@code environment_deployment} for configurations, and the name of its kind for any other run. A
 * canary has two lines, in the platform's form for them: {@code canary_initiated} with the id of its deployment, dated
 * to its first share, and {@code canary_completed}, {@code canary_rollback}, whose status is {@code triggered} if it
 * could not be confirmed, or, if it is left to a person, {@code canary_undecided} with the last measurements and the
 * verdict.
 *
 * <p>The compliance flags come from gates: {@code governanceApproved} from the gate {@code approval}, and {@code
 * dataResidencyCheck} from a gate {@code data residency}, unless other gates are named. A flag whose gate was not
 * judged is false. Immutable and safe for use by many threads.
 */
public final class PlatformAudit implements Notifier {

    private final String approvalGate;
    private final String residencyGate;

    private PlatformAudit(String approvalGate, String residencyGate) {
        this.approvalGate = approvalGate;
        this.residencyGate = residencyGate;
    }

    /** Returns the log, with the verdicts of the gates {@code approval} and {@code data residency}. */
    public static PlatformAudit log() {
        return new PlatformAudit("approval", "data residency");
    }

    /** Returns a log like this one whose gate for {@code governanceApproved} has this name. */
    public PlatformAudit approvedBy(String gate) {
        return new PlatformAudit(gate, residencyGate);
    }

    /** Returns a log like this one whose gate for {@code dataResidencyCheck} has this name. */
    public PlatformAudit residencyBy(String gate) {
        return new PlatformAudit(approvalGate, gate);
    }

    @Override
    public String name() {
        return "platform audit log";
    }

    @Override
    public void deliver(Report report, Platform platform) {
        if (!(platform instanceof CognigyClient cognigy)) {
            throw new IllegalStateException(platform.name() + " is not a Cognigy platform, so it has no audit log");
        }
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
