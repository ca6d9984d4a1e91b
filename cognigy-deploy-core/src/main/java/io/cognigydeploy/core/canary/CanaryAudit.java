package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.spi.Change;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The entries about a canary in the platform's audit log. */
final class CanaryAudit {

    private static final String SOURCE = "cognigy-deploy";

    private CanaryAudit() {}

    /**
     * Returns the entries of a run: the canary's start and its end.
     *
     * @throws IllegalStateException if the run started no canary
     */
    static List<CanaryAuditRecord> lines(Report report) {
        String deploymentId = CanaryPayload.deploymentId(report)
                .orElseThrow(
                        () -> new IllegalStateException("The run started no canary, so there is nothing to audit."));
        Instant begun = report.events().stream()
                .filter(Event.CanaryBegun.class::isInstance)
                .map(event -> ((Event.CanaryBegun) event).since())
                .findFirst()
                .orElse(report.begun());
        Map<String, Object> measured = new TreeMap<>();
        measured.put("deploy_id", deploymentId);
        report.canary().ifPresent(decision -> measured(decision, measured));
        return List.of(
                line(report, begun, "canary_initiated", "success", Map.of("deploy_id", deploymentId)),
                line(report, report.begun().plus(report.took()), action(report), status(report), measured));
    }

    private static void measured(DecisionRecord decision, Map<String, Object> into) {
        CanaryVerdict verdict = decision.verdict();
        into.put("verdict", verdict.call().name().toLowerCase(Locale.ROOT));
        into.put("reason", verdict.reason());
        into.put("conversation_count", verdict.grounds().canaryConversations());
        decision.observations().stream()
                .filter(Observation.Window.class::isInstance)
                .map(seen -> ((Observation.Window) seen).canary())
                .reduce((earlier, later) -> later)
                .ifPresent(last -> {
                    last.leastErrorRate().ifPresent(rate -> into.put("error_rate", rate));
                    last.satisfaction().ifPresent(mean -> into.put("satisfaction_score", mean));
                    last.latencyMillis().ifPresent(mean -> into.put("avg_latency_ms", mean));
                });
    }

    private static String action(Report report) {
        Outcome outcome = report.outcome();
        if (outcome.isSuccess()) {
            return "canary_completed";
        }
        return outcome instanceof Outcome.Unknown && !isSentBack(report) ? "canary_undecided" : "canary_rollback";
    }

    /** Returns whether a rollback was requested; it need not have been confirmed. */
    private static boolean isSentBack(Report report) {
        return report.mutations().stream()
                .anyMatch(mutation -> mutation.name().startsWith(Change.revertOf(CanaryKind.NAME)));
    }

    private static String status(Report report) {
        Outcome outcome = report.outcome();
        if (outcome instanceof Outcome.Succeeded || outcome instanceof Outcome.RolledBack) {
            return "success";
        }
        return outcome instanceof Outcome.Unknown && isSentBack(report)
                ? "triggered"
                : Json.tree(outcome).path("outcome").asText();
    }

    private static CanaryAuditRecord line(
            Report report, Instant at, String action, String status, Map<String, Object> metrics) {
        return CanaryAuditRecord.builder()
                .timestamp(at)
                .botId(report.deployment().path("botId").asText())
                .action(action)
                .status(status)
                .metrics(metrics)
                .source(SOURCE)
                .build();
    }
}
