package io.cognigydeploy.core.canary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.record.Report;
import java.util.Optional;

/** The webhook body for CI systems about a canary: the platform's own event with further members. */
final class CanaryPayload {

    private CanaryPayload() {}

    static ObjectNode of(Report report) {
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
                verdict.map(given -> given.call().name().toLowerCase(java.util.Locale.ROOT))
                        .orElse(null));
        data.put(
                "conversations",
                verdict.map(given -> given.grounds().canaryConversations()).orElse(null));
        return body;
    }

    /** Returns the platform's id of the canary's deployment; empty if there is none. */
    static Optional<String> deploymentId(Report report) {
        return report.mutations().stream()
                .filter(mutation -> mutation.name().startsWith(CanaryKind.NAME + "/"))
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
