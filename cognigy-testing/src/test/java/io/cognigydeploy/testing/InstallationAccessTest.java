package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The product's credentials, refusals and gateway. */
final class InstallationAccessTest {

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final ProductWire wire = new ProductWire(fake);
    private final String dev = fake.installation().project("shop-dev").id();

    @ParameterizedTest
    @ValueSource(strings = {"/new/v2.0", "/v2.0"})
    void aKeyOpensBothPrefixes(String prefix) {
        Wire.Received project = wire.keyed().get(prefix + "/projects/" + dev);
        assertThat(project.status()).isEqualTo(200);
        assertThat(project.text("name")).isEqualTo("shop-dev");
        assertThat(wire.plain()
                        .get(prefix + "/projects/" + dev + "?api_key=demo-key")
                        .status())
                .isEqualTo(200);
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aTokenIsIssuedAndExpires() {
        Wire.Received token = wire.plain()
                .with("Content-Type", Wire.FORM)
                .post(
                        "/auth/oauth2/token",
                        "grant_type=client_credentials&client_id=demo-client&client_secret=demo-secret");
        assertThat(token.text("token_type")).isEqualTo("Bearer");
        Wire bearer = wire.plain().bearer(token.text("access_token"));
        assertThat(bearer.get("/new/v2.0/projects").status()).isEqualTo(200);
        fake.time().advance(Duration.ofHours(1));
        assertThat(bearer.get("/new/v2.0/projects").status()).isEqualTo(401);
    }

    @Test
    void aWrongKeyIsAProblemWithNumberAndTrace() {
        Wire.Received refused = wire.keyed().with("X-API-Key", "wrong").get("/new/v2.0/projects");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = refused.json();
        assertThat(problem.path("code").intValue()).isEqualTo(401);
        assertThat(problem.path("traceId").asText()).startsWith("api--");
        assertThat(problem.path("detail").asText()).contains("API key");
        assertThat(wire.plain().get("/new/v2.0/projects").status()).isEqualTo(401);

        fake.acceptAnyCredentials();
        assertThat(wire.keyed()
                        .with("X-API-Key", "any")
                        .get("/new/v2.0/projects")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET   | /projects/nothing                          |                          | 400 | 1005 | path.id should be of format 'mongo-id'",
                "GET   | /flows/11111111-1111-1111-1111-111111111111|                          | 400 | 1005 | path.id should be of format 'mongo-id'",
                "GET   | /projects/650000000000000000000000         |                          | 404 | 1002 | There is no project",
                "GET   | /nothing                                   |                          | 404 | 1002 | There is nothing at",
                "PUT   | /projects                                  |                          | 405 | 1013 | takes GET",
                "POST  | /snapshots                                 | {\"name\":\"a\"}         | 400 | 1005 | is missing",
                "PATCH | /endpoints/650000000000000000000000        | {\"colour\":\"red\"}     | 400 | 1005 | body.colour is not known",
                "GET   | /snapshots?limit=101                       |                          | 400 | 1005 | query parameter limit must be an integer from 1 to 100",
                "GET   | /snapshots?skip=1&next=650000000000000000000000 |                     | 400 | 1005 | either skip or next",
                "GET   | /snapshots?sort=-createdAt                 |                          | 400 | 1005 | a field with :asc or :desc"
            })
    void aRefusalIsAProblem(String method, String path, String body, int status, int code, String detail) {
        Wire.Received refused = wire.keyed().send(method, "/new/v2.0" + path, body == null ? "" : body);
        assertThat(refused.status()).as(refused.body()).isEqualTo(status);
        assertThat(refused.json().path("code").intValue()).isEqualTo(code);
        assertThat(refused.text("detail")).contains(detail);
        assertThat(refused.text("instance")).startsWith("/new/v2.0");
    }

    @Test
    void aLargeBodyIsRefused() {
        assertThat(wire.post("/snapshots", "{\"description\":\"" + "x".repeat(61 * 1024) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void aGetWithABodyIsServedUnlessTheGatewayIsStrict() {
        assertThat(wire.keyed().send("GET", "/new/v2.0/projects", "{}").status())
                .isEqualTo(200);
        fake.installation().strictGets();
        Wire.Received refused = wire.keyed().send("GET", "/new/v2.0/projects", "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Content-Type")).contains("text/html");
        assertThat(refused.body()).contains("<html>");
    }

    @Test
    void theGatewaysFaultsArePagesAndARateLimitIsAProblem() {
        fake.fail(
                Fault.parse("GET /new/v2.0/projects 1 html-502"),
                Fault.on("GET", "/new/v2.0/projects").nth(2).status(429).retryAfter("7"),
                Fault.parse("GET /new/v2.0/projects 3 429 Wed, 21 Oct 2026 07:28:00 GMT"));
        Wire.Received page = wire.get("/projects");
        assertThat(page.status()).isEqualTo(502);
        assertThat(page.body()).contains("<html>");
        Wire.Received limited = wire.get("/projects");
        assertThat(limited.json().path("code").intValue()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("7");
        assertThat(wire.get("/projects").headers().firstValue("Retry-After")).contains("Wed, 21 Oct 2026 07:28:00 GMT");
        assertThat(wire.get("/projects").status()).isEqualTo(200);
    }

    @Test
    void aBudgetOfRequestsIsSharedWithTheDocumentedPlatform() {
        fake.rateLimit(2);
        assertThat(wire.get("/projects").status()).isEqualTo(200);
        assertThat(wire.plain()
                        .bearer(ProductWire.KEY)
                        .get("/api/v1/bots/bot_12345")
                        .status())
                .isEqualTo(200);
        Wire.Received limited = wire.get("/projects");
        assertThat(limited.json().path("code").intValue()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("60");
    }

    @Test
    void theDocumentedPlatformIsServedBesideIt() {
        Wire bearer = wire.plain().bearer(ProductWire.KEY);
        assertThat(bearer.get("/api/v1/bots/bot_12345").status()).isEqualTo(200);
        assertThat(bearer.get("/api/v1/nothing").text("code")).isEqualTo("unknown_path");
        fake.only(Document.CANARY);
        assertThat(wire.get("/projects").status()).isEqualTo(404);
    }

    @Test
    void logsHideKeysAndUrlTokens() {
        String token = fake.installation().project("shop-prod").endpoint("Web").urlToken();
        wire.plain()
                .with("Content-Type", Wire.JSON)
                .post("/" + token, "{\"userId\":\"u\",\"sessionId\":\"s\",\"text\":\"hello\"}");
        wire.plain().get("/new/v2.0/projects?api_key=demo-key");
        wire.get("/projects");
        assertThat(fake.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(
                                request + request.logLine() + request.redacted().path())
                        .doesNotContain(token)
                        .doesNotContain("demo-key"));
    }

    @Test
    void theStateOfAnInstallationSurvivesBeingWrittenDown() {
        fake.installation()
                .taskProgress()
                .nextTask(
                        "packageSnapshot",
                        JobScript.states("queued", "active", "error").message("no space"))
                .project("shop-dev")
                .playbookEnds("Smoke", "failed")
                .replies("v1.0.0", "hello", ScriptedReply.rich("{\"buttons\":[]}"))
                .endpoint("Web")
                .converse(3, Traffic.good())
                .changedBy("ada", "{\"active\":false}");
        Wire.Received task =
                wire.post("/snapshots", "{\"projectId\":\"" + dev + "\",\"name\":\"v2\",\"description\":\"d\"}");
        fake.time().advance(Duration.ofSeconds(2));
        wire.get("/tasks/" + task.text("_id"));
        String state = fake.toJson();

        FakeCognigy copy = FakeCognigy.fromJson(state, new FakeTime(fake.time().now()));
        assertThat(copy.toJson()).isEqualTo(state);
        copy.time().advance(Duration.ofSeconds(2));
        assertThat(copy.installation().project("shop-dev").snapshots()).containsExactly("v1.0.0", "v2");
    }

    @Test
    void theDefaultInstallationIsAsOldAsItsPlatformWheneverItIsFirstUsed() {
        FakeCognigy used = FakeCognigy.withDefaultWorld();
        FakeCognigy unused = FakeCognigy.withDefaultWorld();
        used.installation().project("shop-dev");
        unused.time().advance(Duration.ofDays(1));
        assertThat(unused.toJson()).isEqualTo(used.toJson());
    }
}
