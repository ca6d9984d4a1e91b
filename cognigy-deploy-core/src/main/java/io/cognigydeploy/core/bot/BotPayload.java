package io.cognigydeploy.core.bot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.record.Report;
import java.util.List;
import java.util.Optional;

/** The webhook body for CI systems about a bot deployment. */
final class BotPayload {

    private BotPayload() {}

    static ObjectNode of(Report report) {
        ObjectNode deployment = report.deployment();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("timestamp", Time.stamp(report.begun()));
        body.set("bot_id", deployment.path("botId"));
        body.set("environment_id", deployment.path("environmentId"));
        body.set("version", deployment.path("version"));
        body.put("duration_seconds", report.took().toNanos() / 1e9);
        body.put("status", status(report));
        body.put("success", report.outcome().isSuccess());
        body.put("job_id", report.operationId().orElse(null));
        JsonNode overrides = deployment.path("configOverrides");
        body.set("config_overrides", overrides.isObject() ? overrides : Json.MAPPER.createObjectNode());
        Optional<Verdict> tests = tests(report);
        body.put(
                "test_suite_id",
                tests.flatMap(of -> Evidence.in(of, Fact.TEST_SUITE))
                        .or(() -> Evidence.in(report.stated(), Fact.TEST_SUITE))
                        .orElse(null));
        body.put(
                "pass_rate",
                tests.flatMap(of -> Evidence.number(of, Fact.PASS_RATE)).orElse(null));
        return body;
    }

    /** Returns the end of the platform's job; the run's outcome if there was no job or it was rolled back. */
    private static String status(Report report) {
        if (report.outcome() instanceof Outcome.Succeeded) {
            return "completed";
        }
        return Json.tree(report.outcome()).path("outcome").asText();
    }

    /** Returns the first gate with a pass rate; without one, the first gate on a test suite. */
    private static Optional<Verdict> tests(Report report) {
        List<Verdict> ofSuites = report.gates().stream()
                .map(CheckResult::verdict)
                .filter(verdict -> Evidence.in(verdict, Fact.TEST_SUITE).isPresent())
                .toList();
        return ofSuites.stream()
                .filter(verdict -> Evidence.in(verdict, Fact.PASS_RATE).isPresent())
                .findFirst()
                .or(() -> ofSuites.stream().findFirst());
    }
}
