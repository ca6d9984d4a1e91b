package io.cognigydeploy.core;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the end of a run into the platform's audit log. The platform's form needs the id of a job, so of a run that
 * came to none nothing can be written, and the report says so.
 *
 * <p>The category is {@code environment_deployment} for configurations, and the name of its kind for any other run.
 *
 * <p>What is said to have been complied with is what gates have judged: {@code governanceApproved} is what the gate
 * {@code approval} said, {@code dataResidencyCheck} what a gate {@code data residency} said. A flag whose gate was not
 * judged is left out. Immutable and safe for use by many threads.
 */
public final class PlatformAudit implements Notifier {

    private final Map<String, String> gatesByFlag;

    private PlatformAudit(Map<String, String> gatesByFlag) {
        this.gatesByFlag = Collections.unmodifiableMap(new TreeMap<>(gatesByFlag));
    }

    /** With the two documented flags. */
    public static PlatformAudit log() {
        return new PlatformAudit(Map.of("governanceApproved", "approval", "dataResidencyCheck", "data residency"));
    }

    /** The same, with a flag that says whether the gate of this name was passed. */
    public PlatformAudit flag(String name, String gate) {
        Map<String, String> more = new TreeMap<>(gatesByFlag);
        more.put(name, gate);
        return new PlatformAudit(more);
    }

    @Override
    public String name() {
        return "platform audit log";
    }

    @Override
    public void deliver(Report report, CognigyClient cognigy) {
        String jobId = report.operationId()
                .orElseThrow(() -> new IllegalStateException("the platform's form needs a job, and there was none"));
        ConfigurationAuditRecord.Builder line = ConfigurationAuditRecord.builder();
        if (!report.kind().equals(ConfigurationKind.NAME)) {
            line.auditCategory(report.kind());
        }
        line.timestamp(report.begun())
                .jobId(jobId)
                .isSuccess(report.outcome().isSuccess())
                .durationSeconds(report.took().toNanos() / 1e9);
        gatesByFlag.forEach(
                (flag, gate) -> passed(report, gate).ifPresent(passed -> line.putComplianceFlag(flag, passed)));
        cognigy.audit().recordConfiguration(report.runId() + "-audit", line.build());
    }

    private static Optional<Boolean> passed(Report report, String gate) {
        return report.gates().stream()
                .filter(result -> result.name().equals(gate))
                .map(CheckResult::passed)
                .reduce(Boolean::logicalAnd);
    }
}
