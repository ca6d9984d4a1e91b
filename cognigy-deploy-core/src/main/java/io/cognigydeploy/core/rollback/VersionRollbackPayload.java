package io.cognigydeploy.core.rollback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import java.util.Optional;

/** The webhook body for CI systems about a rollback to a version. */
final class VersionRollbackPayload {

    private VersionRollbackPayload() {}

    static ObjectNode of(Report report) {
        ObjectNode deployment = report.deployment();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("eventType", "BOT_VERSION_ROLLBACK");
        body.set("botId", deployment.path("botId"));
        body.set("targetVersionId", deployment.path("versionId"));
        body.put("jobId", report.operationId().orElse(null));
        body.put("status", report.outcome().isSuccess() ? "SUCCESS" : "FAILED");
        ObjectNode metrics = body.putObject("metrics");
        metrics.set("botId", deployment.path("botId"));
        Optional<CheckResult> probe = report.verifications().stream()
                .filter(result ->
                        Evidence.in(result.verdict(), Fact.LATENCY_MILLIS).isPresent())
                .findFirst();
        Optional<Verdict> verdict = probe.map(CheckResult::verdict);
        metrics.put(
                "detectedIntent",
                verdict.flatMap(of -> Evidence.in(of, Fact.INTENT)).orElse(null));
        metrics.put(
                "confidence",
                verdict.flatMap(of -> Evidence.number(of, Fact.CONFIDENCE)).orElse(null));
        metrics.put(
                "latencyMs",
                verdict.flatMap(of -> Evidence.number(of, Fact.LATENCY_MILLIS)).orElse(null));
        metrics.put("verificationPassed", probe.map(CheckResult::passed).orElse(null));
        body.put("timestamp", Time.stamp(report.begun()));
        return body;
    }
}
