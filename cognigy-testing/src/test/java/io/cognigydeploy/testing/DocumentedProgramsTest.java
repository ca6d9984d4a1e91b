package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.model.VersionStatus;
import io.cognigydeploy.testing.Wire.Received;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The requests of the five documented programs, in their order and form, over HTTP; and what they are refused. */
final class DocumentedProgramsTest {

    private static final Transport SOCKETS = Wire.sockets();
    private static final String CANARY = """
            {"bot_id":"bot_abc123","environment_id":"env_prod_456","version":"2.1.0-canary",\
            "traffic_matrix":{"stable":95.0,"canary":5.0},\
            "rollback_thresholds":{"error_rate":0.05,"satisfaction_score":3.5,"max_latency_ms":1500.0},\
            "max_traffic_percentage":10.0,"enable_metric_aggregation":true}""";
    private static final String CANARY_PATH = "/api/v1/bots/bot_abc123/deploy";
    private static final String HOOK = """
            {"name":"canary_completion_bot_abc123","url":"https://ci-cd.example.com/hooks/cognigy-canary",\
            "events":["deployment.canary.completed","deployment.canary.rolled_back"],\
            "secret":"cognigy_canary_secret_key_rotation_required","active":true}""";
    private static final String METRICS = "/api/v1/metrics/conversations?botId=bot_abc123&window=15m&metricType=canary";
    private static final String SNAPSHOT = """
            {"botVersion":"2.4.1","nlpEngine":"v3.2","dialogFlow":"production_v8",\
            "integrations":["salesforce_crm","sap_erp"]}""";
    private static final String CAPACITY = "{\"max_concurrent_sessions\":500,\"memory_limit_mb\":4096}";
    private static final String VALIDATE = "{\"environmentId\":\"env_prod_us_01\",\"configurationSnapshot\":" + SNAPSHOT
            + ",\"capacityConstraints\":" + CAPACITY
            + ",\"isolationRules\":{\"tenantBoundary\":\"strict\",\"networkSegment\":\"production-us-east-1\","
            + "\"resourceQuotaCheck\":true}}";
    private static final String VALIDATE_PATH = "/api/v2/environments/env_prod_us_01/validate";
    private static final String TRACE = "{\"environmentId\":\"env_prod_us_01\",\"configurationSnapshot\":" + SNAPSHOT
            + ",\"traceOptions\":{\"simulationDepth\":5,\"includeDependencyGraph\":true,"
            + "\"detectVersionConflicts\":true}}";
    private static final String ROLLOUT =
            "{\"environment_id\":\"env_prod_us_01\",\"configuration_snapshot\":" + SNAPSHOT
                    + ",\"dependency_locks\":[{\"package_name\":\"cognigy-nlp-core\",\"version\":\"3.2.0\",\"pinned\":true},"
                    + "{\"package_name\":\"dialog-runtime\",\"version\":\"2.1.4\",\"pinned\":true}],"
                    + "\"rollback_policy\":{\"auto_trigger\":true,\"health_threshold\":3,\"timeout_seconds\":300,"
                    + "\"revert_snapshot_id\":\"snap_prev_stable\"},\"capacity_constraints\":" + CAPACITY
                    + ",\"webhookCallbackUrl\":null}";
    private static final String TO_VERSION = """
            {"botId":"bot_12345","targetVersionId":"v_67890","environment":"PRODUCTION","action":"ROLLBACK",\
            "validateDependencies":true,"force":false}""";
    private static final String DEPLOYMENTS = "/api/v1/deployments";

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.start(fake, 0);
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(fake.violations()).isEmpty();
    }

    private Wire plain() {
        return new Wire(SOCKETS, server.url());
    }

    /** With a token for these scopes; blank for one that is asked for without any. */
    private Wire authorised(String scopes) {
        Received token = plain().with("Content-Type", Wire.FORM)
                .with("Accept", "*/*")
                .post(
                        "/oauth/token",
                        "grant_type=client_credentials&client_id=demo-client&client_secret=demo-secret"
                                + (scopes.isEmpty()
                                        ? ""
                                        : "&scope=" + scopes.replace(" ", "+").replace(":", "%3A")));
        assertThat(token.json().path("expires_in").isNumber()).isTrue();
        return plain().bearer(token.text("access_token"));
    }

    private Wire canaryWire() {
        return authorised("bot:deploy metrics:read webhook:manage audit:write")
                .with("X-Deployment-Type", "canary")
                .with("X-Format-Verification", "strict");
    }

    private Wire rolloutWire() {
        return authorised("deployments:write environments:read jobs:read validations:execute webhooks:write");
    }

    private void hook(String body) {
        assertThat(plain().with("Content-Type", Wire.JSON)
                        .post("/hooks/ci", body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aGatedDeployment() {
        fake.enforceScopes();
        Wire wire = authorised("");
        String results = "/api/v1/tests/" + PlatformContract.SUITE + "/results?limit=1";
        JsonNode run =
                wire.get(results + "&sort=createdAt%3Adesc").json().path("data").path(0);
        assertThat(run.path("passedTests").doubleValue()
                        / run.path("totalTests").intValue())
                .isGreaterThanOrEqualTo(0.95);
        assertThat(run.path("approvalStatus").textValue()).isEqualTo("approved");
        Received environment = wire.get("/api/v1/environments/" + PlatformContract.ENV);
        Received bot = wire.get("/api/v1/bots/" + PlatformContract.BOT);
        // The documented program compares versions as texts.
        assertThat(environment.text("runtimeVersion")).isGreaterThanOrEqualTo(bot.text("minimumRuntimeVersion"));
        String path = DEPLOYMENTS + "/"
                + wire.post(DEPLOYMENTS, PlatformContract.DEPLOY).text("id");
        assertThat(wire.get(path).text("status")).isEqualTo("running");
        assertThat(wire.get(path).text("status")).isEqualTo("completed");
        assertThat(wire.get(results).status()).isEqualTo(200);
        hook("{\"success\":true}");
        assertThat(fake.liveVersion(PlatformContract.BOT, PlatformContract.ENV)).contains("v2.4.1-stable");
    }

    @Test
    void aFailedDeploymentIsRolledBackWithoutABody() {
        fake.nextJob(JobScript.states("failed").message("out of memory"));
        Wire wire = authorised("");
        String path = DEPLOYMENTS + "/"
                + wire.post(DEPLOYMENTS, PlatformContract.DEPLOY).text("id");
        assertThat(wire.get(path).text("status")).isEqualTo("failed");
        assertThat(wire.post(path + "/rollback", "").status()).isEqualTo(202);
    }

    @Test
    void aCanary() {
        fake.enforceScopes();
        fake.traffic("bot_abc123", "canary", Traffic.good().perMinute(1200));
        Wire wire = canaryWire();
        Received canary = wire.post(CANARY_PATH, CANARY);
        assertThat(canary.status()).as(canary.body()).isEqualTo(201);
        assertThat(canary.text("deploymentId")).isNotBlank();
        Received hook = wire.post("/api/v1/webhooks", HOOK);
        assertThat(hook.status()).isEqualTo(201);
        assertThat(hook.body()).doesNotContain("rotation_required");
        assertThat(wire.post("/api/v1/audit/logs", audit("canary_initiated", "{\"deploy_id\":\"dep_0001\"}"))
                        .status())
                .isEqualTo(201);
        ObjectNode metrics = Json.object();
        for (int i = 0; i < 10; i++) {
            fake.time().advance(Duration.ofSeconds(30));
            metrics = (ObjectNode) wire.get(METRICS).json();
            assertThat(metrics.path("error_rate").doubleValue()).isLessThanOrEqualTo(0.05);
            assertThat(metrics.path("satisfaction_score").doubleValue()).isGreaterThanOrEqualTo(3.5);
            assertThat(metrics.path("avg_latency_ms").doubleValue()).isLessThanOrEqualTo(1500);
            assertThat(metrics.path("conversation_count").intValue()).isEqualTo(30 * (i + 1));
        }
        assertThat(wire.post("/api/v1/audit/logs", audit("canary_completed", Json.write(metrics)))
                        .status())
                .isEqualTo(201);
        assertThat(fake.audits()).hasSize(2);
    }

    private static String audit(String action, String metrics) {
        return "{\"timestamp\":\"2026-01-15T12:00:00.123456+00:00\",\"bot_id\":\"bot_abc123\",\"action\":\"" + action
                + "\",\"status\":\"success\",\"metrics\":" + metrics
                + ",\"source\":\"cognigy_canary_executor_v1\"}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"stable\":95.0,\"canary\":5.0 | \"stable\":0.95,\"canary\":0.05 | invalid_traffic_matrix",
                "\"stable\":95.0,\"canary\":5.0 | \"stable\":80,\"canary\":20     | invalid_traffic_matrix",
                "\"stable\":95.0,\"canary\":5.0 | \"stable\":105,\"canary\":-5    | invalid_traffic_matrix",
                "\"stable\":95.0,\"canary\":5.0 | \"stable\":100                  | invalid_traffic_matrix",
                "\"stable\":95.0                | \"blue\":95.0                   | invalid_traffic_matrix",
                "\"max_traffic_percentage\":10.0 | \"max_traffic_percentage\":101 | invalid_max_traffic",
                "\"error_rate\":0.05            | \"error_rate\":1.5              | invalid_threshold",
                "\"error_rate\":0.05            | \"errors\":0.05                 | invalid_threshold",
                "2.1.0-canary                   | 9.9.9                           | version_not_published",
                "2.1.0-canary                   | v_draft                         | version_not_published"
            })
    void aCanaryThatIsRefused(String part, String other, String code) {
        fake.addVersion("bot_abc123", "v_draft", VersionStatus.DRAFT);
        Received refused = canaryWire().post(CANARY_PATH, CANARY.replace(part, other));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("code")).isEqualTo(code);
        assertThat(fake.deployments()).isEmpty();
    }

    @Test
    void anotherCanaryIsRefusedWhileOneIsRunning() {
        fake.addVersion("bot_abc123", "2.2.0-canary");
        canaryWire().post(CANARY_PATH, CANARY);
        Received refused = canaryWire().post(CANARY_PATH, CANARY.replace("2.1.0-canary", "2.2.0-canary"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("canary_running");
    }

    @Test
    void aConfigurationRollout() {
        fake.enforceScopes();
        Wire wire = rolloutWire();
        Received valid = wire.post(VALIDATE_PATH, VALIDATE);
        assertThat(valid.body())
                .isEqualTo("{\"valid\":true,\"validationErrors\":[],\"warnings\":[],\"capacityUtilization\":0.42}");
        Received trace = wire.post("/api/v2/validations/synthetic-trace", TRACE);
        assertThat(trace.text("status")).isEqualTo("passed");
        assertThat(trace.json().path("dependencyConflicts")).isEmpty();
        assertThat(trace.json().path("executionPath")).hasSize(5);
        Received job = wire.post("/api/v2/deployments", ROLLOUT);
        assertThat(job.status()).isEqualTo(202);
        String path = "/api/v2/jobs/" + job.text("jobId");
        assertThat(wire.get(path).text("status")).isEqualTo("running");
        assertThat(wire.get(path).text("status")).isEqualTo("completed");
        Received health = wire.get("/api/v2/environments/env_prod_us_01/health");
        assertThat(health.body()).isEqualTo("{\"status\":\"healthy\",\"errorRate\":0.01}");
        Received audit = wire.post("/api/v2/audit/logs", """
                {"timestamp":"2026-01-15T12:00:00+00:00","jobId":"job_0001","deploymentSuccess":true,\
                "durationSeconds":30.2,"auditCategory":"environment_deployment",\
                "complianceFlags":{"governanceApproved":true,"dataResidencyCheck":true}}""");
        assertThat(audit.status()).isEqualTo(200);
        assertThat(audit.json().isObject()).isTrue();
        hook("{\"event\":\"deployment_complete\"}");
        assertThat(fake.configuration("env_prod_us_01")).contains(SNAPSHOT);
    }

    @Test
    void anUnhealthyRolloutIsRolledBackWithAReason() {
        String before = fake.configuration("env_prod_us_01").orElseThrow();
        fake.health("env_prod_us_01", "degraded", 0.2).everyJob(JobScript.states("completed"));
        Wire wire = rolloutWire();
        String job = wire.post("/api/v2/deployments", ROLLOUT).text("jobId");
        assertThat(wire.get("/api/v2/environments/env_prod_us_01/health").text("status"))
                .isEqualTo("degraded");
        Received rollback =
                wire.post("/api/v2/deployments/" + job + "/rollback", "{\"reason\":\"health_check_failure\"}");
        assertThat(rollback.status()).isEqualTo(202);
        assertThat(rollback.text("status")).isEqualTo("rolling_back");
        wire.get("/api/v2/jobs/" + job);
        assertThat(wire.get("/api/v2/jobs/" + job).text("status")).isEqualTo("rolled_back");
        assertThat(fake.configuration("env_prod_us_01")).contains(before);
    }

    @Test
    void aConfigurationThatIsNotValid() {
        fake.capacity("env_prod_us_01", 400, 2048).dependencyConflicts("env_prod_us_01", "dialog-runtime 2.0.9");
        Wire wire = rolloutWire();
        Received invalid = wire.post(VALIDATE_PATH, VALIDATE);
        assertThat(invalid.status()).isEqualTo(200);
        assertThat(invalid.json().path("valid").booleanValue()).isFalse();
        assertThat(invalid.json().path("validationErrors")).hasSize(2);
        assertThat(invalid.json().path("capacityUtilization").doubleValue()).isEqualTo(1.25);
        assertThat(wire.post("/api/v2/validations/synthetic-trace", TRACE)
                        .json()
                        .path("dependencyConflicts"))
                .hasSize(1);
        assertThat(wire.post("/api/v2/deployments", ROLLOUT).text("code")).isEqualTo("invalid_configuration");
        fake.capacity("env_prod_us_01", 0, 0);
        Received locked = wire.post("/api/v2/deployments", ROLLOUT.replace("3.2.0", "3.1.0"));
        assertThat(locked.status()).isEqualTo(400);
        assertThat(locked.text("detail")).contains("cognigy-nlp-core@3.1.0");
        assertThat(wire.post("/api/v2/deployments", ROLLOUT).status()).isEqualTo(202);
        assertThat(wire.post("/api/v2/deployments", ROLLOUT).status()).isEqualTo(409);
    }

    @Test
    void aBundleOfFlows() {
        fake.enforceScopes();
        Wire wire = authorised("flows:read flows:write environments:read deployments:manage");
        JsonNode page = wire.get("/api/v2/flows?limit=100&offset=0").json();
        assertThat(page.path("total").intValue()).isEqualTo(page.path("items").size());
        for (JsonNode flow : page.path("items")) {
            Received imported =
                    wire.post("/api/v2/flows/import", "{\"flow\":" + flow + ",\"environmentId\":\"env_prod\"}");
            assertThat(imported.status()).as(imported.body()).isEqualTo(201);
            assertThat(imported.text("status")).isEqualTo("deploying");
            Received status =
                    wire.get("/api/v2/flows/" + flow.path("id").textValue() + "/status?environmentId=env_prod");
            assertThat(status.text("status")).isEqualTo("deployed");
            assertThat(status.text("version")).isEqualTo(flow.path("version").textValue());
        }
        assertThat(fake.flowVersion("flow_abc123", "env_prod")).contains("1.2.0");
        Received latest = wire.post("/api/v2/flows/flow_abc123/rollback", "{\"targetVersion\":\"latest\"}");
        assertThat(latest.status()).isEqualTo(200);
        assertThat(latest.text("version")).isEqualTo("1.2.0");
        assertThat(wire.get("/api/v2/intents?limit=100&offset=0")
                        .json()
                        .path("items")
                        .path(0)
                        .path("id")
                        .textValue())
                .isEqualTo("intent_order_support");
        assertThat(wire.get("/api/v2/entities").json().path("total").intValue()).isEqualTo(2);
    }

    @Test
    void aFlowWithMissingReferencesIsRefused() {
        Received refused = authorised("flows:write").post("/api/v2/flows/import", """
                        {"environmentId":"env_prod","flow":{"id":"flow_1","name":"F","version":"1.0.0","nodes":[],\
                        "edges":[],"externalReferences":[{"type":"intent","id":"none","environmentId":"env_dev"}]}}""");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("code")).isEqualTo("missing_reference");
        assertThat(authorised("flows:read")
                        .get("/api/v2/flows/flow_1/status?environmentId=env_prod")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aRollbackToAVersion() {
        Wire wire = plain().bearer("demo-key").with("Accept", "*/*");
        JsonNode versions =
                wire.get("/api/v1/bots/bot_12345/versions?page=1&size=50").json();
        assertThat(versions.path("success").booleanValue()).isTrue();
        JsonNode target = versions.path("data").findParents("id").stream()
                .filter(version -> version.path("id").textValue().equals("v_67890"))
                .findFirst()
                .orElseThrow();
        assertThat(target.path("status").textValue()).isEqualTo("PUBLISHED");
        assertThat(target.path("environment").textValue()).isEqualTo("PRODUCTION");
        assertThat(wire.get("/api/v1/sessions?status=active&botId=bot_12345")
                        .json()
                        .path("data"))
                .isEmpty();
        Received job = wire.post(DEPLOYMENTS, TO_VERSION);
        assertThat(job.json().path("success").booleanValue()).isTrue();
        String path = DEPLOYMENTS + "/" + job.json().path("data").path("jobId").textValue() + "/status";
        assertThat(state(wire, path)).isEqualTo("RUNNING");
        assertThat(state(wire, path)).isEqualTo("COMPLETED");
        JsonNode intent = wire.post("/api/v1/bots/bot_12345/test", "{\"message\":\"I need help with my order\"}")
                .json()
                .path("data")
                .path("intent");
        assertThat(intent.path("name").textValue()).isEqualTo("order_support");
        assertThat(intent.path("confidence").doubleValue()).isGreaterThanOrEqualTo(0.85);
        hook("{\"eventType\":\"BOT_VERSION_ROLLBACK\"}");
        assertThat(fake.liveVersion("bot_12345", PlatformContract.ENV)).contains("v_67890");
    }

    private static String state(Wire wire, String path) {
        return wire.get(path).json().path("data").path("state").textValue();
    }

    @Test
    void aRollbackThatIsRefused() {
        Wire wire = plain().bearer("demo-key");
        fake.requires("bot_12345", "v_67890", "entity-recognition-core", "order-skill")
                .openSessions("bot_12345", PlatformContract.ENV, 2)
                .addVersion("bot_12345", "v_draft", VersionStatus.DRAFT);
        Received missing = wire.post(DEPLOYMENTS, TO_VERSION);
        assertThat(missing.status()).isEqualTo(409);
        assertThat(missing.json().path("success").booleanValue()).isFalse();
        assertThat(missing.text("message")).contains("order-skill").doesNotContain("entity-recognition-core");
        String unchecked = TO_VERSION.replace("\"validateDependencies\":true", "\"validateDependencies\":false");
        assertThat(wire.post(DEPLOYMENTS, unchecked).text("code")).isEqualTo("active_sessions");
        assertThat(wire.post(DEPLOYMENTS, unchecked.replace("v_67890", "v_draft"))
                        .text("code"))
                .isEqualTo("version_not_published");
        assertThat(wire.post(DEPLOYMENTS, unchecked.replace("v_67890", "none")).status())
                .isEqualTo(404);
        fake.nextJob(JobScript.states("queued", "failed").message("database lock"));
        Received forced = wire.post(DEPLOYMENTS, unchecked.replace("\"force\":false", "\"force\":true"));
        assertThat(forced.status()).isEqualTo(202);
        JsonNode failed = wire.get(DEPLOYMENTS + "/"
                        + forced.json().path("data").path("jobId").textValue() + "/status")
                .json()
                .path("data");
        assertThat(failed.path("state").textValue()).isEqualTo("FAILED");
        assertThat(failed.path("errorMessage").textValue()).isEqualTo("database lock");
    }

    /** The requests on success, in the order of each document, on a platform that has nothing else. */
    @ParameterizedTest
    @EnumSource(Document.class)
    void eachProgramSucceedsTwiceOnTheSamePlatform(Document document) {
        fake.only(document);
        for (int i = 0; i < 2; i++) {
            switch (document) {
                case BOT_DEPLOYMENT -> deployBot();
                case CANARY -> deployCanary();
                case CONFIGURATION -> rollOut();
                case FLOWS -> pushFlows();
                case VERSION_ROLLBACK -> goBack();
            }
        }
    }

    private void deployBot() {
        Wire wire = authorised("");
        String results = "/api/v1/tests/" + PlatformContract.SUITE + "/results?limit=1";
        JsonNode run = wire.get(results + "&sort=createdAt%3Adesc").json().at("/data/0");
        assertThat(run.path("totalTests").intValue()).isEqualTo(200);
        assertThat(run.path("passedTests").intValue()).isEqualTo(196);
        assertThat(run.path("approvalStatus").textValue()).isEqualTo("approved");
        Received environment = wire.get("/api/v1/environments/" + PlatformContract.ENV);
        assertThat(environment.json().path("availableDependencies")).hasSize(2);
        assertThat(environment.text("runtimeVersion"))
                .isGreaterThanOrEqualTo(
                        wire.get("/api/v1/bots/" + PlatformContract.BOT).text("minimumRuntimeVersion"));
        Received started = wire.post(DEPLOYMENTS, PlatformContract.DEPLOY);
        assertThat(started.status()).as(started.body()).isLessThan(400);
        String path = DEPLOYMENTS + "/" + started.text("id");
        assertThat(wire.get(path).text("status")).isEqualTo("running");
        Received ended = wire.get(path);
        assertThat(ended.text("status")).isEqualTo("completed");
        assertThat(ended.text("id")).isEqualTo(started.text("id"));
        // Without the sort, so perhaps of another run.
        assertThat(wire.get(results).json().at("/data/0/totalTests").intValue()).isEqualTo(200);
        hook("{\"success\":true}");
    }

    private void deployCanary() {
        fake.traffic("bot_abc123", "canary", Traffic.good().perMinute(1200));
        Wire wire = canaryWire();
        Received started = wire.post(CANARY_PATH, CANARY);
        assertThat(started.status()).as(started.body()).isBetween(200, 299);
        assertThat(started.text("deploymentId")).isNotBlank();
        assertThat(wire.post("/api/v1/webhooks", HOOK).json().isObject()).isTrue();
        assertThat(wire.post("/api/v1/audit/logs", audit("canary_initiated", "{\"deploy_id\":\"dep_0001\"}"))
                        .status())
                .isEqualTo(201);
        JsonNode metrics = Json.object();
        for (int i = 0; i < 10; i++) {
            fake.time().advance(Duration.ofSeconds(30));
            metrics = wire.get(METRICS).json();
            assertThat(metrics.path("error_rate").doubleValue()).isLessThanOrEqualTo(0.05);
            assertThat(metrics.path("satisfaction_score").doubleValue()).isGreaterThanOrEqualTo(3.5);
            assertThat(metrics.path("avg_latency_ms").doubleValue()).isLessThanOrEqualTo(1500);
        }
        assertThat(wire.post("/api/v1/audit/logs", audit("canary_completed", Json.write(metrics)))
                        .status())
                .isEqualTo(201);
    }

    private void rollOut() {
        Wire wire = rolloutWire();
        assertThat(wire.post(VALIDATE_PATH, VALIDATE).json().path("valid").booleanValue())
                .isTrue();
        assertThat(wire.post("/api/v2/validations/synthetic-trace", TRACE)
                        .json()
                        .path("dependencyConflicts"))
                .isEmpty();
        Received started = wire.post("/api/v2/deployments", ROLLOUT);
        assertThat(started.status()).as(started.body()).isBetween(200, 299);
        String path = "/api/v2/jobs/" + started.text("jobId");
        assertThat(wire.get(path).text("status")).isEqualTo("running");
        assertThat(wire.get(path).text("status")).isEqualTo("completed");
        JsonNode health = wire.get("/api/v2/environments/env_prod_us_01/health").json();
        assertThat(health.path("status").textValue()).isEqualTo("healthy");
        assertThat(health.path("errorRate").doubleValue()).isLessThan(0.05);
        Received audit = wire.post("/api/v2/audit/logs", """
                {"timestamp":"2026-01-15T12:00:00.123456+00:00","jobId":"job_0001","deploymentSuccess":true,\
                "durationSeconds":30.2,"auditCategory":"environment_deployment",\
                "complianceFlags":{"governanceApproved":true,"dataResidencyCheck":true}}""");
        assertThat(audit.status()).isEqualTo(200);
        assertThat(audit.json().isObject()).isTrue();
        hook("{\"event\":\"deployment_complete\"}");
    }

    private void pushFlows() {
        Wire wire = authorised("flows:read flows:write environments:read deployments:manage");
        JsonNode page = wire.get("/api/v2/flows?limit=100&offset=0").json();
        assertThat(page.path("total").intValue()).isEqualTo(page.path("items").size());
        for (JsonNode flow : page.path("items")) {
            Received pushed =
                    wire.post("/api/v2/flows/import", "{\"flow\":" + flow + ",\"environmentId\":\"env_prod\"}");
            assertThat(pushed.status()).as(pushed.body()).isIn(200, 201);
            String id = flow.path("id").textValue();
            assertThat(wire.get("/api/v2/flows/" + id + "/status?environmentId=env_prod")
                            .text("status"))
                    .isEqualTo("deployed");
        }
    }

    private void goBack() {
        Wire wire = plain().with("Authorization", "Bearer demo-key").with("Accept", "*/*");
        assertThat(wire.get("/api/v1/bots/bot_12345/versions?page=1&size=50")
                        .json()
                        .path("data"))
                .anyMatch(version -> version.path("id").asText().equals("v_67890")
                        && version.path("status").asText().equals("PUBLISHED")
                        && version.path("environment").asText().equals("PRODUCTION"));
        assertThat(wire.get("/api/v1/sessions?status=active&botId=bot_12345")
                        .json()
                        .path("data"))
                .isEmpty();
        Wire posting = wire.with("Content-Type", Wire.JSON);
        Received started = posting.post(DEPLOYMENTS, TO_VERSION);
        assertThat(started.json().path("success").booleanValue())
                .as(started.body())
                .isTrue();
        String path = DEPLOYMENTS + "/" + started.json().at("/data/jobId").textValue() + "/status";
        assertThat(state(wire, path)).isEqualTo("RUNNING");
        assertThat(state(wire, path)).isEqualTo("COMPLETED");
        JsonNode intent = posting.post("/api/v1/bots/bot_12345/test", "{\"message\":\"I need help with my order\"}")
                .json()
                .at("/data/intent");
        assertThat(intent.path("name").textValue()).isEqualTo("order_support");
        assertThat(intent.path("confidence").doubleValue()).isGreaterThanOrEqualTo(0.85);
        hook("{\"eventType\":\"BOT_VERSION_ROLLBACK\"}");
    }
}
