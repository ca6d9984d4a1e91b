package io.cognigydeploy.core.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import java.util.List;
import java.util.stream.Stream;

/** The webhook body for CI systems about a configuration. */
final class ConfigurationPayload {

    private ConfigurationPayload() {}

    static ObjectNode of(Report report) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("event", "deployment_complete");
        body.put("jobId", report.operationId().orElse(null));
        body.put("success", report.outcome().isSuccess());
        ObjectNode metrics = body.putObject("metrics");
        metrics.put("durationSeconds", report.took().toNanos() / 1e9);
        List<CheckResult> judged = Stream.concat(report.gates().stream(), report.verifications().stream())
                .toList();
        if (judged.isEmpty()) {
            metrics.putNull("validationSuccessRate");
        } else {
            long passed = judged.stream().filter(CheckResult::passed).count();
            metrics.put("validationSuccessRate", (double) passed / judged.size());
        }
        return body;
    }
}
