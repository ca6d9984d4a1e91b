package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.testing.Wire.Received;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scopes, budgets, sessions, flows in their environments, and the rarer faults. */
final class PlatformLimitsTest {

    private static final String BOT = "bot_12345";
    private static final String ENV = "env_prod_us_east_1";
    private static final String VERSIONS = "/api/v1/bots/" + BOT + "/versions";
    private static final String SESSIONS = "/api/v1/sessions?status=active&botId=" + BOT;
    private static final String FLOW = """
        {"id":"flow_abc123","name":"CustomerSupport","version":"%s","nodes":[],"edges":[]}\
        """;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final Wire wire = new Wire(fake, "https://cognigy.test").bearer("demo-key");

    @ParameterizedTest
    @CsvSource({
        "test:read,            /api/v1/tests/suite_regression_v24/results",
        "environments:read,    /api/v1/environments/env_dev",
        "environment:read,     /api/v2/environments/env_dev/health",
        "bot:manage,           /api/v1/bots/bot_12345",
        "metrics:read,         '/api/v1/metrics/conversations?botId=bot_12345&window=15m&metricType=canary'",
        "webhooks:write,       /api/v1/webhooks",
        "session:read,         '/api/v1/sessions?status=active&botId=bot_12345'",
        "flows:read,           /api/v2/flows",
        "flow:read,            /api/v2/intents"
    })
    void aRequestNeedsOneOfItsScopes(String scope, String path) {
        fake.enforceScopes().addApiKey("good", "x:y", scope).addApiKey("bad", "x:y");
        Wire plain = new Wire(fake, "https://cognigy.test");
        assertThat(plain.bearer("good").get(path).status()).isEqualTo(200);
        Received refused = plain.bearer("bad").get(path);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("code")).isEqualTo("insufficient_scope");
        assertThat(wire.get(path).status()).isEqualTo(200);
    }

    @Test
    void aTokenHasTheScopesThatItWasAskedFor() {
        fake.enforceScopes();
        Received token = new Wire(fake, "https://cognigy.test")
                .with("Content-Type", Wire.FORM)
                .post(
                        "/oauth/token",
                        "grant_type=client_credentials&client_id=demo-client&client_secret=demo-secret&scope=flows:read");
        Wire limited = new Wire(fake, "https://cognigy.test").bearer(token.text("access_token"));
        assertThat(limited.get("/api/v2/flows").status()).isEqualTo(200);
        assertThat(limited.get("/api/v1/bots/" + BOT).status()).isEqualTo(403);
    }

    @Test
    void aBudgetIsOverdrawnUntilTheMinuteIsOver() {
        fake.rateLimit(2);
        assertThat(header(wire.get(VERSIONS), "RateLimit-Remaining")).isEqualTo("1");
        fake.time().advance(Duration.ofSeconds(20));
        assertThat(wire.get(VERSIONS).status()).isEqualTo(200);
        Received refused = wire.get(VERSIONS);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(header(refused, "Retry-After")).isEqualTo("40");
        assertThat(header(refused, "RateLimit-Limit")).isEqualTo("2");
        fake.time().advance(Duration.ofSeconds(40));
        assertThat(wire.get(VERSIONS).status()).isEqualTo(200);
        fake.rateLimit(0);
        assertThat(wire.get(VERSIONS).headers().firstValue("RateLimit-Limit")).isEmpty();
    }

    private static String header(Received answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void sessionsDrainAndArePaged() {
        fake.openSessions(BOT, ENV, 3).openSessions(BOT, "env_dev", 1).sessionsEndPerPoll(2);
        assertThat(wire.get(SESSIONS + "&page=2&size=3").json().path("data")).hasSize(1);
        assertThat(wire.get(SESSIONS + "&environment=PRODUCTION").json().path("data"))
                .hasSize(3);
        assertThat(wire.get(SESSIONS + "&environment=" + ENV).json().path("data"))
                .hasSize(1);
        assertThat(wire.get(SESSIONS).json().path("data")).hasSize(1);
        assertThat(wire.get(SESSIONS).json().path("data")).isEmpty();
        assertThat(wire.get(SESSIONS + "&environment=none")
                        .json()
                        .path("success")
                        .booleanValue())
                .isFalse();
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void versionsNameTheirEnvironmentsIfTheWorldSaysSo() {
        fake.environmentNames();
        JsonNode row =
                wire.get("/api/v1/bots/bot_abc123/versions").json().path("data").path(0);
        assertThat(row.path("environment").textValue()).isEqualTo("CANARY");
        assertThat(wire.get(VERSIONS).json().path("data"))
                .extracting(version -> version.path("environment").textValue())
                .containsOnly("PRODUCTION");
    }

    @Test
    void whatABotUnderstandsDependsOnTheLiveVersion() {
        fake.understandsIn(BOT, "v_67890", "hello", "greeting", 0.9, "name=Ada")
                .understands(BOT, "hello", "fallback", 0.3);
        assertThat(understood("hello")).isEqualTo("{\"name\":\"fallback\",\"confidence\":0.3}");
        fake.live(BOT, ENV, "v_67890");
        assertThat(understood("hello")).isEqualTo("{\"name\":\"greeting\",\"confidence\":0.9}");
        assertThat(understood("something else")).contains("\"name\":\"\"");
    }

    private String understood(String message) {
        return wire.post("/api/v1/bots/" + BOT + "/test", "{\"message\":\"" + message + "\"}")
                .json()
                .path("data")
                .path("intent")
                .toString();
    }

    @Test
    void healthMayChangeFromOneQuestionToTheNext() {
        fake.nextHealth("env_dev", "degraded", 0.2).nextHealth("env_dev", "unknown", 0.5);
        String path = "/api/v2/environments/env_dev/health";
        assertThat(List.of(wire.get(path), wire.get(path), wire.get(path)))
                .extracting(answer -> answer.text("status"))
                .containsExactly("degraded", "unknown", "healthy");
    }

    @Test
    void flowsKeepTheirHistoryInEachEnvironment() {
        fake.addFlow("env_prod", FLOW.formatted("1.1.0"))
                .nextImport(
                        JobScript.states("deploying", "deploying", "deployed"),
                        JobScript.states("deploying", "failed"));
        String status = "/api/v2/flows/flow_abc123/status?environmentId=env_prod";
        String hash = wire.get(status).text("contentHash");
        assertThat(load("1.3.0").status()).isEqualTo(201);
        assertThat(wire.get(status).text("status")).isEqualTo("deploying");
        assertThat(wire.get(status).text("version")).isEqualTo("1.3.0");
        assertThat(load("1.4.0").text("status")).isEqualTo("deploying");
        assertThat(load("1.5.0").status()).isEqualTo(409);
        Received failed = wire.get(status);
        assertThat(failed.text("status")).isEqualTo("failed");
        assertThat(failed.text("version")).isEqualTo("1.3.0");
        assertThat(failed.text("contentHash")).isNotEqualTo(hash);

        String rollback = "/api/v2/flows/flow_abc123/rollback";
        Received back = wire.post(rollback, "{\"targetVersion\":\"1.1.0\",\"environmentId\":\"env_prod\"}");
        assertThat(back.status()).isEqualTo(200);
        assertThat(wire.get(status).text("contentHash")).isEqualTo(hash);
        assertThat(fake.flowVersion("flow_abc123", "env_dev")).contains("1.2.0");
        assertThat(wire.post(rollback, "{\"targetVersion\":\"9.9.9\",\"environmentId\":\"env_prod\"}")
                        .status())
                .isEqualTo(404);
        assertThat(wire.post("/api/v2/flows/flow_none/rollback", "{\"targetVersion\":\"latest\"}")
                        .status())
                .isEqualTo(404);
        assertThat(fake.violations()).isEmpty();
    }

    private Received load(String version) {
        return wire.post(
                "/api/v2/flows/import", "{\"flow\":" + FLOW.formatted(version) + ",\"environmentId\":\"env_prod\"}");
    }

    @Test
    void aFlowThatIsNotOneIsADeparture() {
        assertThat(load("1.3").status()).isEqualTo(400);
        assertThat(wire.get("/api/v2/flows?limit=101").status()).isEqualTo(400);
        assertThat(fake.violations()).hasSize(2);
    }

    @Test
    void theHashIsThatOfTheCanonicalForm() throws Exception {
        assertThat(
                        Json.canonical(
                                Json.read(
                                        "{\"b\":[1e21,1.50,-0.0,1E-7,100],\"a\":\"\\u001F\\u00e9/\\n\",\"\\u00e9\":null,\"c\":true,\"d\":\"\\\\u001F\"}")))
                .isEqualTo(
                        "{\"a\":\"\\u001fé/\\n\",\"b\":[1e+21,1.5,0,1e-7,100],\"c\":true,\"d\":\"\\\\u001F\",\"é\":null}");
    }

    @Test
    void listsMayLagBehind() {
        fake.fail(
                Fault.on("GET", VERSIONS).stale(1),
                Fault.on("GET", VERSIONS).nth(2).stale(5));
        fake.addVersion(BOT, "v_new");
        assertThat(wire.get(VERSIONS).body()).doesNotContain("v_new");
        assertThat(wire.get(VERSIONS).body()).doesNotContain("v_new");
        assertThat(wire.get(VERSIONS).body()).contains("v_new");
    }

    @Test
    void tokensMayBeRevokedInTheMiddle() {
        fake.fail(Fault.parse("GET " + VERSIONS + " 2 revoke"));
        Received token = new Wire(fake, "https://cognigy.test")
                .with("Content-Type", Wire.FORM)
                .post("/oauth/token", "grant_type=client_credentials&client_id=demo-client&client_secret=demo-secret");
        Wire limited = new Wire(fake, "https://cognigy.test").bearer(token.text("access_token"));
        assertThat(limited.get(VERSIONS).status()).isEqualTo(200);
        assertThat(limited.get(VERSIONS).status()).isEqualTo(401);
    }

    @Test
    void bodiesMayBeMonsters() throws Exception {
        fake.fail(
                Fault.on("GET", VERSIONS).gzipBomb(8_000_000),
                Fault.parse("GET " + VERSIONS + " 2 deep"),
                Fault.parse("GET " + VERSIONS + " 3 applied-huge-number"));
        Transport.Response bomb = fake.exchange(
                new Transport.Request(
                        "GET",
                        URI.create("https://cognigy.test" + VERSIONS),
                        HttpHeaders.of(Map.of("Authorization", List.of("Bearer demo-key")), (name, value) -> true),
                        new byte[0]),
                Duration.ofSeconds(1));
        assertThat(bomb.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(bomb.body().length).isLessThan(20_000);
        try (GZIPInputStream inflated = new GZIPInputStream(new ByteArrayInputStream(bomb.body()))) {
            assertThat(inflated.readAllBytes().length).isGreaterThan(8_000_000);
        }
        assertThat(wire.get(VERSIONS).body()).startsWith("[[[[").hasSize(200_000);
        assertThat(wire.get(VERSIONS).body()).startsWith("{\"id\":999").hasSizeGreaterThan(1_000_000);
    }

    @Test
    void aCallbackReceivesTheEndOfARollout() {
        fake.everyJob(JobScript.states("queued", "failed").message("no quota"));
        String body = """
            {"environment_id":"env_dev","configuration_snapshot":{},"dependency_locks":[],\
            "rollback_policy":{"auto_trigger":true,"health_threshold":3,"timeout_seconds":300,\
            "revert_snapshot_id":null},"capacity_constraints":{"max_concurrent_sessions":1,"memory_limit_mb":1},\
            "webhookCallbackUrl":"https://ci.example.com/x"}\
            """;
        String job = wire.post("/api/v2/deployments", body).text("jobId");
        assertThat(wire.get("/api/v2/jobs/" + job).text("message")).isEqualTo("no quota");
        assertThat(fake.deliveries())
                .singleElement()
                .extracting(RecordedRequest::body)
                .asString()
                .contains("\"status\":\"failed\"", "\"success\":false");
        assertThat(wire.post("/api/v2/deployments", body.replace("null", "7")).status())
                .isEqualTo(400);
        assertThat(fake.violations()).hasSize(1);
    }
}
