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

/** What a CI system is told of a bot deployment. */
final class BotPayload {

    private BotPayload() {}

    static ObjectNode of(Report report) {
        ObjectNode wish = report.deployment();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("timestamp", Time.stamp(report.begun()));
        body.set("bot_id", wish.path("botId"));
        body.set("environment_id", wish.path("environmentId"));
        body.set("version", wish.path("version"));
        body.put("duration_seconds", report.took().toNanos() / 1e9);
        body.put("status", status(report));
        body.put("success", report.outcome().isSuccess());
        body.put("job_id", report.operationId().orElse(null));
        JsonNode overrides = wish.path("configOverrides");
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

    /** What the platform's job ended as; how the run ended where there was no job, or it was undone. */
    private static String status(Report report) {
        if (report.outcome() instanceof Outcome.Succeeded) {
            return "completed";
        }
        return Json.tree(report.outcome()).path("outcome").asText();
    }

    /** The first gate that judged a pass rate; where none did, the first that would have. */
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
