package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Secret;
import io.cognigydeploy.client.WebhookSignature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a CI system by webhook how a bot deployment ended, failures as well as successes. Retried as every request is,
 * with an id that stays the same; the platform's credentials are never sent.
 *
 * <p>The body has {@code timestamp}, {@code bot_id}, {@code environment_id}, {@code version}, {@code duration_seconds},
 * {@code status}, {@code success}, {@code job_id}, {@code config_overrides}, {@code test_suite_id} and {@code
 * pass_rate}; the last three describe the run that the gate judged, and what is not known is {@code null}.
 */
public final class CiWebhook implements Notifier {

    private final URI target;
    private final Optional<Secret> secret;

    private CiWebhook(URI target, Optional<Secret> secret) {
        this.target = target;
        this.secret = secret;
    }

    /**
     * A webhook at this address.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URL
     */
    public static CiWebhook to(URI target) {
        String scheme = target.getScheme();
        if (target.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
            throw new IllegalArgumentException("A webhook needs an absolute http or https URL.");
        }
        return new CiWebhook(target, Optional.empty());
    }

    /**
     * The same, signed by the Standard Webhooks scheme (headers {@code webhook-id}, {@code webhook-timestamp} and {@code
     * webhook-signature}).
     *
     * @param secret {@code whsec_} and Base64, or at least 24 bytes of text
     */
    public CiWebhook signedWith(Secret secret) {
        return new CiWebhook(target, Optional.of(secret));
    }

    /** The host alone: the rest of a webhook's address is often a secret. */
    @Override
    public String name() {
        return "webhook " + target.getHost();
    }

    @Override
    public void deliver(Report report, CognigyClient cognigy) {
        byte[] body = body(report);
        String id = report.runId();
        Map<String, String> headers = secret.map(
                        key -> WebhookSignature.headers(id, cognigy.time().now(), body, key))
                .orElseGet(() -> Map.of("webhook-id", id));
        cognigy.postOutside(target, headers, body);
    }

    private static byte[] body(Report report) {
        ObjectNode wish = report.deployment();
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("timestamp", report.begun().toString());
        body.set("bot_id", wish.path("botId"));
        body.set("environment_id", wish.path("environmentId"));
        body.set("version", wish.path("version"));
        body.put("duration_seconds", report.took().toNanos() / 1e9);
        body.put("status", status(report));
        body.put("success", report.outcome().isSuccess());
        body.put(
                "job_id",
                applied(report).flatMap(Report.MutationReport::operationId).orElse(null));
        JsonNode overrides = wish.path("configOverrides");
        body.set("config_overrides", overrides.isObject() ? overrides : Json.MAPPER.createObjectNode());
        Optional<Verdict> tests = tests(report);
        body.put(
                "test_suite_id",
                tests.flatMap(of -> evidence(of, QualityGate.SUITE)).orElse(null));
        tests.flatMap(of -> evidence(of, QualityGate.PASS_RATE))
                .ifPresentOrElse(
                        rate -> body.put("pass_rate", Double.parseDouble(rate)), () -> body.putNull("pass_rate"));
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What the platform's job ended as; how the run ended where there was no job, or it was undone. */
    private static String status(Report report) {
        if (report.outcome() instanceof Outcome.Succeeded) {
            return "completed";
        }
        return Json.tree(report.outcome()).path("outcome").asText();
    }

    private static Optional<Report.MutationReport> applied(Report report) {
        return report.mutations().stream().findFirst();
    }

    /** The first gate that judged a pass rate; where none did, the first that would have. */
    private static Optional<Verdict> tests(Report report) {
        List<Verdict> ofSuites = report.gates().stream()
                .map(CheckResult::verdict)
                .filter(verdict -> evidence(verdict, QualityGate.SUITE).isPresent())
                .toList();
        return ofSuites.stream()
                .filter(verdict -> evidence(verdict, QualityGate.PASS_RATE).isPresent())
                .findFirst()
                .or(() -> ofSuites.stream().findFirst());
    }

    private static Optional<String> evidence(Verdict verdict, String name) {
        return verdict.evidence().stream()
                .filter(fact -> fact.name().equals(name))
                .map(Evidence::value)
                .findFirst();
    }
}
