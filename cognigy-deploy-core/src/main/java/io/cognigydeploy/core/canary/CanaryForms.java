package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.CanaryAuditRecord;
import io.cognigydeploy.client.model.Webhook;
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
import java.util.Optional;
import java.util.TreeMap;

/** The forms of a canary's report: the webhook body for CI systems, and the entries in the platform's audit log. */
final class CanaryForms {

    /** The name of the kind, and of its only change. */
    static final String NAME = "canary";

    private CanaryForms() {}

    /**
     * Returns the entries of a run: the canary's start and its end.
     *
     * @throws IllegalStateException if the run started no canary
     */
    static List<CanaryAuditRecord> lines(Report report) {
        String deploymentId = deploymentId(report)
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
        return report.mutations().stream().anyMatch(mutation -> mutation.name().startsWith(Change.revertOf(NAME)));
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
                .source("cognigy-deploy")
                .build();
    }

    /** Returns the webhook body: the platform's own event with further members. */
    static ObjectNode payload(Report report) {
        ObjectNode deployment = report.deployment();
        Optional<CanaryVerdict> verdict = report.canary().map(DecisionRecord::verdict);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("type", type(report.outcome()));
        body.put("timestamp", Time.stamp(report.begun().plus(report.took())));
        ObjectNode data = body.putObject("data");
        data.put("runId", report.runId());
        data.set("bot_id", deployment.path("botId"));
        data.set("environment_id", deployment.path("environmentId"));
        data.set("version", deployment.path("version"));
        data.put("deploymentId", deploymentId(report).orElse(null));
        data.put("success", report.outcome().isSuccess());
        data.put("status", Json.tree(report.outcome()).path("outcome").asText());
        data.put("reason", report.outcome().because());
        data.put(
                "verdict",
                verdict.map(given -> given.call().name().toLowerCase(Locale.ROOT))
                        .orElse(null));
        data.put(
                "conversations",
                verdict.map(given -> given.grounds().canaryConversations()).orElse(null));
        return body;
    }

    /** Returns the platform's id of the canary's deployment; empty if there is none. */
    private static Optional<String> deploymentId(Report report) {
        return report.mutations().stream()
                .filter(mutation -> mutation.name().startsWith(NAME + "/"))
                .findFirst()
                .flatMap(Report.MutationReport::operationId);
    }

    private static String type(Outcome outcome) {
        if (outcome.isSuccess()) {
            return Webhook.Event.CANARY_COMPLETED.text();
        }
        return outcome instanceof Outcome.RolledBack
                ? Webhook.Event.CANARY_ROLLED_BACK.text()
                : "deployment.canary.ended";
    }
}
