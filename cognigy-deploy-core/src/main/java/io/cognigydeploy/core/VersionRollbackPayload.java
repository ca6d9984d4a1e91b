package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What a CI system is told of a rollback to a version. */
final class VersionRollbackPayload {

    private VersionRollbackPayload() {}

    static ObjectNode of(Report report) {
        ObjectNode wish = report.deployment();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("eventType", "BOT_VERSION_ROLLBACK");
        body.set("botId", wish.path("botId"));
        body.set("targetVersionId", wish.path("versionId"));
        body.put("jobId", report.operationId().orElse(null));
        body.put("status", report.outcome().isSuccess() ? "SUCCESS" : "FAILED");
        ObjectNode metrics = body.putObject("metrics");
        metrics.set("botId", wish.path("botId"));
        Optional<CheckResult> probe = report.verifications().stream()
                .filter(result ->
                        Evidence.in(result.verdict(), ConversationProbe.LATENCY).isPresent())
                .findFirst();
        Optional<Verdict> verdict = probe.map(CheckResult::verdict);
        metrics.put(
                "detectedIntent",
                verdict.flatMap(of -> Evidence.in(of, ConversationProbe.INTENT)).orElse(null));
        metrics.put("confidence", number(verdict, ConversationProbe.CONFIDENCE).orElse(null));
        metrics.put("latencyMs", number(verdict, ConversationProbe.LATENCY).orElse(null));
        metrics.put("verificationPassed", probe.map(CheckResult::passed).orElse(null));
        body.put("timestamp", report.begun().toString());
        return body;
    }

    private static Optional<Double> number(Optional<Verdict> verdict, String name) {
        return verdict.flatMap(of -> Evidence.in(of, name)).map(Double::valueOf);
    }
}
