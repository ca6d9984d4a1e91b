package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.Wire.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Canaries from the first share to the last, with their metrics and their notifications. */
final class CanaryTest {

    private static final String BOT = "bot_abc123";
    private static final String ENV = "env_prod_456";
    private static final String METRICS = "/api/v1/metrics/conversations?metricType=canary&botId=" + BOT + "&window=";
    private static final String SECRET = "a-secret-of-the-hook";

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final Wire wire = new Wire(fake, "https://cognigy.test").bearer("demo-key");

    private Received split(double canary) {
        return wire.with("X-Deployment-Type", "canary")
                .with("X-Format-Verification", "strict")
                .post("/api/v1/bots/" + BOT + "/deploy", body(canary));
    }

    private static String body(double canary) {
        return "{\"bot_id\":\"" + BOT + "\",\"environment_id\":\"" + ENV
                + "\",\"version\":\"2.1.0-canary\",\"traffic_matrix\":{\"stable\":" + (100 - canary) + ",\"canary\":"
                + canary + "},\"rollback_thresholds\":{},\"max_traffic_percentage\":100,"
                + "\"enable_metric_aggregation\":true}";
    }

    private Received poll(String id) {
        return wire.get("/api/v1/deployments/" + id);
    }

    private Received hook(String url) {
        return wire.post(
                "/api/v1/webhooks",
                "{\"name\":\"n\",\"url\":\"" + url + "\",\"events\":[\"deployment.canary.completed\","
                        + "\"deployment.canary.rolled_back\"],\"secret\":\"" + SECRET + "\",\"active\":true}");
    }

    @Test
    void aSplitIsChangedUntilTheCanaryIsPromoted() {
        String id = split(5).text("deploymentId");
        assertThat(poll(id).text("status")).isEqualTo("running");
        assertThat(poll(id).json().path("traffic_matrix").path("canary").doubleValue())
                .isEqualTo(5);
        Received more = split(25);
        assertThat(more.status()).isEqualTo(200);
        assertThat(more.text("deploymentId")).isEqualTo(id);
        assertThat(fake.liveVersion(BOT, ENV)).contains("2.0.0");
        split(100);
        assertThat(poll(id).text("status")).isEqualTo("completed");
        assertThat(fake.liveVersion(BOT, ENV)).contains("2.1.0-canary");
        assertThat(wire.post("/api/v1/deployments/" + id + "/rollback", "").status())
                .isEqualTo(202);
        poll(id);
        assertThat(poll(id).text("status")).isEqualTo("rolled_back");
        assertThat(fake.liveVersion(BOT, ENV)).contains("2.0.0");
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aRunningCanaryIsRolledBackAndLeavesTheStableVersion() {
        String id = split(5).text("deploymentId");
        assertThat(wire.post("/api/v1/deployments/" + id + "/rollback", "").status())
                .isEqualTo(202);
        assertThat(wire.post("/api/v1/deployments/" + id + "/rollback", "").status())
                .isEqualTo(409);
        assertThat(split(10).status()).isEqualTo(409);
        poll(id);
        Received ended = poll(id);
        assertThat(ended.text("status")).isEqualTo("rolled_back");
        assertThat(ended.json().path("traffic_matrix").path("canary").doubleValue())
                .isZero();
        assertThat(fake.liveVersion(BOT, ENV)).contains("2.0.0");
        assertThat(split(10).status()).isEqualTo(201);
    }

    @Test
    void aRollbackOfACanaryMayComeToNothing() {
        fake.everyCanary(JobScript.states("running").rollbackFails());
        String id = split(5).text("deploymentId");
        wire.post("/api/v1/deployments/" + id + "/rollback", "");
        poll(id);
        Received failed = poll(id);
        assertThat(failed.text("status")).isEqualTo("failed");
        assertThat(failed.json().path("traffic_matrix").path("canary").doubleValue())
                .isEqualTo(5);
    }

    @Test
    void theHeadersAreNeededAndTheBotIsThatOfThePath() {
        assertThat(wire.post("/api/v1/bots/" + BOT + "/deploy", body(5)).status())
                .isEqualTo(422);
        assertThat(fake.violations()).singleElement().asString().contains("X-Deployment-Type must be canary");
        assertThat(wire.with("X-Deployment-Type", "canary")
                        .with("X-Format-Verification", "strict")
                        .post("/api/v1/bots/bot_12345/deploy", body(5))
                        .text("code"))
                .isEqualTo("other_bot");
    }

    @Test
    void theSameWindowIsMeasuredAlikeAndDifferentOnesAddUp() {
        fake.traffic(BOT, "canary", Traffic.good().errorRate(0.2).perMinute(2400));
        split(5);
        fake.time().advance(Duration.ofMinutes(10));
        String first = wire.get(METRICS + "10m").body();
        assertThat(wire.get(METRICS + "10m").body()).isEqualTo(first);
        JsonNode whole = wire.get(METRICS + "10m&arm=canary").json();
        assertThat(whole.path("conversation_count").intValue()).isEqualTo(1200);
        assertThat(whole.path("error_rate").doubleValue()).isBetween(0.15, 0.25);
        assertThat(whole.path("satisfaction_score").doubleValue()).isBetween(4.4, 4.6);
        assertThat(whole.path("avg_latency_ms").doubleValue()).isBetween(240.0, 260.0);
        JsonNode early = wire.get(METRICS + "5m&from=2026-01-15T12:00:00Z&to=2026-01-15T12:05:00Z")
                .json();
        JsonNode late = wire.get(METRICS + "5m").json();
        assertThat(errors(early) + errors(late)).isEqualTo(errors(whole));
        fake.seed(7);
        assertThat(wire.get(METRICS + "10m").body()).isNotEqualTo(first);
    }

    private static long errors(JsonNode metrics) {
        return Math.round(metrics.path("error_rate").doubleValue()
                * metrics.path("conversation_count").intValue());
    }

    @Test
    void trafficDependsOnTheSeedAndOnItsAgeNotOnTheDate() {
        assertThat(measuredOn("2026-11-28T22:10:03Z", 7)).isEqualTo(measuredOn("2031-02-01T00:00:00Z", 7));
        assertThat(measuredOn("2026-11-28T22:10:03Z", 8)).isNotEqualTo(measuredOn("2026-11-28T22:10:03Z", 7));
    }

    private static String measuredOn(String date, int seed) {
        FakeTime time = new FakeTime(Instant.parse(date));
        FakeCognigy then = FakeCognigy.withDefaultWorld(time).seed(seed);
        then.traffic(BOT, "stable", Traffic.good().errorRate(0.1).perMinute(1000));
        time.advance(Duration.ofMinutes(10));
        JsonNode metrics = new Wire(then, "https://cognigy.test")
                .bearer("demo-key")
                .get(METRICS + "5m&arm=stable")
                .json();
        return metrics.path("error_rate") + " " + metrics.path("satisfaction_score") + " "
                + metrics.path("avg_latency_ms");
    }

    @Test
    void theArmsDifferAndACanaryIsMeasuredOnlyWhileItRuns() {
        fake.traffic(BOT, "canary", Traffic.good().errorRate(1))
                .traffic(BOT, "stable", Traffic.good().errorRate(0));
        assertThat(wire.get(METRICS + "15m").json().path("conversation_count").intValue())
                .isZero();
        assertThat(wire.get(METRICS + "15m").json().has("error_rate")).isFalse();
        String id = split(5).text("deploymentId");
        fake.time().advance(Duration.ofMinutes(1));
        fake.traffic(BOT, "canary", Traffic.good().errorRate(0));
        fake.time().advance(Duration.ofMinutes(1));
        JsonNode canary = wire.get(METRICS + "15m&deploymentId=" + id).json();
        assertThat(canary.path("conversation_count").intValue()).isEqualTo(6);
        assertThat(canary.path("error_rate").doubleValue()).isEqualTo(0.5);
        JsonNode stable = wire.get(METRICS + "15m&arm=stable").json();
        assertThat(stable.path("conversation_count").intValue()).isEqualTo(894);
        assertThat(stable.path("error_rate").doubleValue()).isZero();
        split(100);
        fake.time().advance(Duration.ofMinutes(20));
        assertThat(wire.get(METRICS + "15m").json().path("conversation_count").intValue())
                .isZero();
        assertThat(wire.get(METRICS + "15m&deploymentId=none").status()).isEqualTo(404);
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aPlatformMayCountTheBotsConversationsWhileItHasNoCanary() {
        fake.countsWithoutCanary()
                .traffic(BOT, "canary", Traffic.good().errorRate(1))
                .traffic(BOT, "stable", Traffic.good().errorRate(0));
        fake.time().advance(Duration.ofMinutes(10));
        assertThat(counted("10m")).isEqualTo("600, 0 failed");
        assertThat(counted("40320m")).isEqualTo("2419200, 0 failed");
        split(5);
        fake.time().advance(Duration.ofMinutes(10));
        assertThat(counted("10m")).isEqualTo("30, 30 failed");
        assertThat(counted("15m")).isEqualTo("330, 30 failed");
        assertThat(wire.get(METRICS + "15m&arm=canary")
                        .json()
                        .path("conversation_count")
                        .intValue())
                .isEqualTo(30);
        split(0);
        fake.time().advance(Duration.ofMinutes(5));
        assertThat(counted("10m")).isEqualTo("315, 15 failed");
    }

    private String counted(String window) {
        JsonNode metrics = wire.get(METRICS + window).json();
        return metrics.path("conversation_count").intValue() + ", " + errors(metrics) + " failed";
    }

    @Test
    void metricsMayBeAnythingAtAll() {
        fake.rawMetrics(BOT, "{}", "{\"error_rate\":null}", "{\"error_rate\":\"NaN\"}");
        assertThat(wire.get(METRICS + "15m").body()).isEqualTo("{}");
        assertThat(wire.get(METRICS + "15m").body()).contains("null");
        assertThat(wire.get(METRICS + "15m").body()).contains("NaN");
        assertThat(wire.get(METRICS + "15m").body()).contains("NaN");
        fake.rawMetrics(BOT);
        assertThat(wire.get(METRICS + "15m").body()).contains("conversation_count");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Traffic.good().errorRate(2))
                .withMessageContaining("no such traffic");
        assertThatIllegalArgumentException().isThrownBy(() -> fake.traffic(BOT, "blue", Traffic.good()));
    }

    @Test
    void hooksAreListedRemovedAndNeverShowTheirSecret() {
        String id = hook("https://ci.example.com/hook").text("id");
        assertThat(wire.get("/api/v1/webhooks")
                        .json()
                        .path("data")
                        .path(0)
                        .path("id")
                        .textValue())
                .isEqualTo(id);
        assertThat(wire.get("/api/v1/webhooks").body() + fake).doesNotContain(SECRET);
        assertThat(wire.send("DELETE", "/api/v1/webhooks/" + id, "").status()).isEqualTo(204);
        assertThat(wire.send("DELETE", "/api/v1/webhooks/" + id, "").status()).isEqualTo(404);
        split(100);
        assertThat(fake.deliveries()).isEmpty();
    }

    @Test
    void hooksThatCannotBeCalledAreRefused() {
        assertThat(hook("http://x/{a}").status()).isEqualTo(400);
        assertThat(hook("ftp://x/").status()).isEqualTo(400);
        assertThat(wire.post(
                                "/api/v1/webhooks",
                                "{\"name\":\"n\",\"url\":\"http://x\",\"events\":[],\"secret\":\"whsec_?\","
                                        + "\"active\":true}")
                        .text("detail"))
                .contains("must be a secret");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> FakeCognigy.fromJson("{\"webhooks\":[{\"id\":\"h\",\"url\":\"x\",\"secret\":\"s\"}]}"))
                .withMessageContaining("webhooks[0] is no webhook");
    }

    @Test
    void hooksReceiveTheEndAndASignature() throws Exception {
        hook("https://ci.example.com/hook");
        String id = split(5).text("deploymentId");
        assertThat(fake.deliveries()).isEmpty();
        split(100);
        wire.post("/api/v1/deployments/" + id + "/rollback", "");
        poll(id);
        poll(id);
        List<RecordedRequest> deliveries = fake.deliveries();
        assertThat(deliveries)
                .extracting(delivery -> Json.read(delivery.body()).path("type").textValue())
                .containsExactly("deployment.canary.completed", "deployment.canary.rolled_back");
        RecordedRequest first = deliveries.get(0);
        assertThat(first.path()).isEqualTo("https://ci.example.com/hook");
        assertThat(first.status()).isZero();
        assertThat(first.header("webhook-signature")).contains("v1," + signature(first));
    }

    private static String signature(RecordedRequest delivery) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed = delivery.header("webhook-id").orElseThrow() + "."
                + delivery.header("webhook-timestamp").orElseThrow() + "." + delivery.body();
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void hooksOfThisMachineAreReallyCalled() throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            hook(server.url() + "/hooks/ci");
            hook("https://ci.example.com/hook");
            Wire real = new Wire(Wire.sockets(), server.url()).bearer("demo-key");
            split(100);
            real.get("/api/v1/webhooks");
            for (int i = 0; i < 500 && fake.deliveries().get(0).status() == 0; i++) {
                Time.SYSTEM.sleep(Duration.ofMillis(10));
            }
            assertThat(fake.deliveries()).extracting(RecordedRequest::status).containsExactly(200, 0);
            assertThat(fake.requests("POST", "/hooks/ci"))
                    .singleElement()
                    .extracting(RecordedRequest::body)
                    .isEqualTo(fake.deliveries().get(0).body());
        }
    }
}
