package io.cognigydeploy.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.request;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.cognigydeploy.client.SampleRequests.BOT;
import static io.cognigydeploy.client.SampleRequests.ENVIRONMENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ScenarioMappingBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The documented requests and answers as they are written down, each to the byte; anything else is a failure. */
final class StubbedClientTest extends ClientContract {

    private static final String NO_BODY = "";
    private static final String SNAPSHOT = """
        {"botVersion":"2.4.1","nlpEngine":"v3.2","dialogFlow":"production_v7",\
        "integrations":["salesforce_crm","zendesk_tickets"]}\
        """;
    private static final String EXPORTED = """
        {"id":"flow_abc123","name":"CustomerSupport","version":"1.2.0","environmentId":"env_dev","nodes":[],\
        "edges":[],"externalReferences":[]}\
        """;
    private static final String VERSIONS = """
        {"success":true,"message":"","data":[
        {"id":"v2.4.0-stable","status":"PUBLISHED","environment":"env_prod_us_east_1"},
        {"id":"v2.4.1-stable","status":"PUBLISHED","createdAt":"2026-01-14T12:00:00Z"}]}\
        """;

    private final WireMockServer server =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());

    @SuppressWarnings("NullAway.Init")
    private CognigyClient client;

    @Override
    CognigyClient client() {
        return client;
    }

    @Override
    void openSessions(int count) {
        String path = "/api/v1/sessions?status=active&botId=bot_12345";
        answer("GET", path, NO_BODY, 200, sessions(0, 50));
        for (int page = 1; (page - 1) * 50 <= count; page++) {
            int from = (page - 1) * 50;
            answer(
                    "GET",
                    path + "&page=" + page + "&size=50",
                    NO_BODY,
                    200,
                    sessions(from, Math.min(count, from + 50)));
        }
    }

    private static String sessions(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"id\":\"ses_" + i + "\",\"botId\":\"bot_12345\"}")
                .collect(Collectors.joining(",", "{\"success\":true,\"data\":[", "]}"));
    }

    private MappingBuilder documented(String method, String path, String body) {
        MappingBuilder mapping = request(method, urlEqualTo(path))
                .withHeader("Authorization", equalTo("Bearer the-key"))
                .withHeader("Accept", equalTo("application/json"))
                .withHeader("Content-Type", equalTo("application/json"));
        return body.isEmpty()
                ? mapping.withRequestBody(absent())
                : mapping.withRequestBody(equalToJson(body, false, false));
    }

    private void answer(String method, String path, String body, int status, String answer) {
        server.stubFor(documented(method, path, body)
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("Content-Type", "application/json")
                        .withBody(answer)));
    }

    /** One answer after the other, the last one for ever. */
    private void answers(String method, String path, String body, int status, String... answers) {
        for (int i = 0; i < answers.length; i++) {
            String[] answer = answers[i].split(" ", 2);
            boolean isStatus = answer[0].matches("[1-5]\\d\\d");
            ScenarioMappingBuilder mapping = documented(method, path, body)
                    .inScenario(method + path + body)
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "answer " + i)
                    .willReturn(aResponse()
                            .withStatus(isStatus ? Integer.parseInt(answer[0]) : status)
                            .withHeader("Content-Type", "application/json")
                            .withBody(isStatus ? answer[1] : answers[i]));
            server.stubFor(i + 1 < answers.length ? mapping.willSetStateTo("answer " + (i + 1)) : mapping);
        }
    }

    private void notFound(String method, String path, String body) {
        answer(method, path, body, 404, "{\"code\":\"not_found\",\"detail\":\"There is none\"}");
    }

    @BeforeEach
    void start() {
        server.start();
        client = CognigyClient.builder()
                .baseUrl(server.baseUrl())
                .credentials(Credentials.apiKey("the-key"))
                .time(new FakeTime())
                .build();
        bots();
        deployments();
        canaries();
        configurations();
        rollbacks();
        flows();
        others();
    }

    private void bots() {
        answer("GET", "/api/v1/bots/" + BOT, NO_BODY, 200, "{\"minimumRuntimeVersion\":\"2.3.0\"}");
        answer("GET", "/api/v1/bots/" + BOT + "/versions?page=1&size=50", NO_BODY, 200, VERSIONS);
        answer(
                "GET",
                "/api/v1/bots/" + BOT + "/versions?page=2&size=2",
                NO_BODY,
                200,
                "{\"success\":true,\"data\":[]}");
        answer("POST", "/api/v1/bots/bot_12345/test", "{\"message\":\"I need help with my order\"}", 200, """
            {"success":true,"data":{"intent":{"name":"order_support","confidence":0.93},
            "entities":[{"name":"subject","value":"order"}]}}\
            """);
        answer("GET", "/api/v1/environments/" + ENVIRONMENT, NO_BODY, 200, """
            {"runtimeVersion":"2.10.0",
            "availableDependencies":["sentiment-analysis-v2","entity-recognition-core"]}\
            """);
        notFound("GET", "/api/v1/bots/none", NO_BODY);
        notFound("GET", "/api/v1/bots/none/versions?page=1&size=50", NO_BODY);
        notFound("POST", "/api/v1/bots/none/test", "{\"message\":\"hello\"}");
        notFound("GET", "/api/v1/environments/none", NO_BODY);
        notFound("GET", "/api/v2/environments/none/health", NO_BODY);
    }

    private static String deployment(String version) {
        return """
            {"bot_id":"bot_9f8e7d6c5b4a3210","environment_id":"env_prod_us_east_1","version":"%s",\
            "config_overrides":{"maxConcurrentSessions":500,"nlpEngine":"cognigy-nlp-v2",\
            "fallbackStrategy":"human_handoff"},"dependencies":["sentiment-analysis-v2",\
            "entity-recognition-core"]}\
            """.formatted(version);
    }

    private static String job(String id, String status) {
        return "{\"id\":\"" + id + "\",\"status\":\"" + status + "\",\"version\":\"v2.4.1-stable\"}";
    }

    private void deployments() {
        String path = "/api/v1/deployments";
        String list = path + "?botId=" + BOT + "&environmentId=" + ENVIRONMENT;
        answers(
                "POST",
                path,
                deployment("v2.4.1-stable"),
                200,
                job("dep_1", "queued"),
                "409 {\"code\":\"deployment_in_progress\"}");
        answer("GET", list + "&status=running", NO_BODY, 200, "{\"data\":[" + job("dep_1", "queued") + "]}");
        answer("GET", list, NO_BODY, 200, "{\"data\":[" + job("dep_1", "completed") + "]}");
        answers(
                "GET",
                path + "/dep_1",
                NO_BODY,
                200,
                job("dep_1", "running"),
                "429 {}",
                job("dep_1", "completed"),
                job("dep_1", "rolling_back"),
                job("dep_1", "rolled_back"));
        answer("POST", path + "/dep_1/rollback", NO_BODY, 202, "");
        answer("POST", path, deployment("v_stable"), 200, "{\"id\":\"dep_2\",\"status\":\"queued\"}");
        answer("POST", path + "/dep_2/cancel", NO_BODY, 202, "");
        answers("GET", path + "/dep_2", NO_BODY, 200, job("dep_2", "running"), job("dep_2", "cancelled"));
        notFound("GET", path + "/none", NO_BODY);
        notFound("GET", path + "/none/status", NO_BODY);
    }

    private static String canary(String version) {
        return """
            {"bot_id":"bot_abc123","environment_id":"env_prod_456","version":"%s",\
            "traffic_matrix":{"stable":95.0,"canary":5.0},\
            "rollback_thresholds":{"error_rate":0.05,"satisfaction_score":3.5,"max_latency_ms":1500.0},\
            "max_traffic_percentage":10.0,"enable_metric_aggregation":true}\
            """.formatted(version);
    }

    private MappingBuilder canaryRequest(String version) {
        return documented("POST", "/api/v1/bots/bot_abc123/deploy", canary(version))
                .withHeader("X-Deployment-Type", equalTo("canary"))
                .withHeader("X-Format-Verification", equalTo("strict"));
    }

    private void canaries() {
        server.stubFor(canaryRequest("2.1.0-canary")
                .willReturn(aResponse().withStatus(201).withBody("{\"deploymentId\":\"dep_c\"}")));
        server.stubFor(canaryRequest("9.9.9")
                .willReturn(aResponse().withStatus(422).withBody("{\"detail\":\"no such version\"}")));
        answers("GET", "/api/v1/deployments/dep_c", NO_BODY, 200, job("dep_c", "running"), job("dep_c", "rolled_back"));
        answer("POST", "/api/v1/deployments/dep_c/rollback", NO_BODY, 200, "");
        answer(
                "GET",
                "/api/v1/metrics/conversations?botId=bot_abc123&window=15m&metricType=canary",
                NO_BODY,
                200,
                "{\"error_rate\":0.01,\"satisfaction_score\":4.5,\"avg_latency_ms\":250.0,\"conversation_count\":60}");
    }

    private void configurations() {
        String rest = ",\"isolationRules\":{\"tenantBoundary\":\"strict\","
                + "\"networkSegment\":\"production-us-east-1\",\"resourceQuotaCheck\":true}}";
        String validation = "{\"environmentId\":\"env_prod_us_01\",\"configurationSnapshot\":" + SNAPSHOT
                + ",\"capacityConstraints\":{\"max_concurrent_sessions\":";
        String validate = "/api/v2/environments/env_prod_us_01/validate";
        answer(
                "POST",
                validate,
                validation + "500,\"memory_limit_mb\":4096}" + rest,
                200,
                "{\"valid\": true, \"warnings\": [], \"capacityUtilization\": 0.42}");
        answer(
                "POST",
                validate,
                validation + "5000,\"memory_limit_mb\":4096}" + rest,
                200,
                "{\"valid\":false,\"validationErrors\":[{\"field\":\"max_concurrent_sessions\"}]}");
        answer(
                "POST",
                "/api/v2/validations/synthetic-trace",
                "{\"environmentId\":\"env_prod_us_01\",\"configurationSnapshot\":" + SNAPSHOT
                        + ",\"traceOptions\":{\"simulationDepth\":5,\"includeDependencyGraph\":true,"
                        + "\"detectVersionConflicts\":true}}",
                200,
                "{\"traceId\":\"tr_99x2\",\"status\":\"passed\",\"dependencyConflicts\":[],\"executionPath\":[{}]}");
        answer("POST", "/api/v2/deployments", """
            {"environment_id":"env_prod_us_01","configuration_snapshot":%s,"dependency_locks":[
            {"package_name":"cognigy-nlp-core","version":"3.2.0","pinned":true},
            {"package_name":"dialog-runtime","version":"2.1.4","pinned":true}],
            "rollback_policy":{"auto_trigger":true,"health_threshold":3,"timeout_seconds":300,
            "revert_snapshot_id":"snap_prev_stable"},
            "capacity_constraints":{"max_concurrent_sessions":500,"memory_limit_mb":4096},
            "webhookCallbackUrl":null}\
            """.formatted(SNAPSHOT), 200, "{\"jobId\":\"job_8f3a2c\"}");
        answers(
                "GET",
                "/api/v2/jobs/job_8f3a2c",
                NO_BODY,
                200,
                "{\"status\":\"running\"}",
                "{\"status\":\"completed\"}",
                "{\"status\":\"rolled_back\"}");
        answer("POST", "/api/v2/deployments/job_8f3a2c/rollback", "{\"reason\":\"health_check_failure\"}", 200, "{}");
        answer(
                "GET",
                "/api/v2/environments/env_prod_us_01/health",
                NO_BODY,
                200,
                "{\"status\": \"healthy\", \"errorRate\": 0.01}");
        notFound("GET", "/api/v2/jobs/none", NO_BODY);
    }

    private static String rollback(String version) {
        return """
            {"botId":"bot_12345","targetVersionId":"%s","environment":"PRODUCTION","action":"ROLLBACK",\
            "validateDependencies":true,"force":false}\
            """.formatted(version);
    }

    private void rollbacks() {
        String path = "/api/v1/deployments";
        answer("POST", path, rollback("v_67890"), 200, "{\"success\":true,\"data\":{\"jobId\":\"job_1\"}}");
        answer("POST", path, rollback("v_67891"), 409, "{\"success\":false,\"message\":\"120 active sessions\"}");
        notFound("POST", path, rollback("v_none"));
        answers(
                "GET",
                path + "/job_1/status",
                NO_BODY,
                200,
                "{\"success\":true,\"data\":{\"state\":\"QUEUED\"}}",
                "{\"success\":true,\"data\":{\"state\":\"RUNNING\"}}",
                "{\"success\":true,\"data\":{\"state\":\"COMPLETED\"}}");
    }

    private void flows() {
        answer(
                "GET",
                "/api/v2/flows?limit=100&offset=0",
                NO_BODY,
                200,
                "{\"items\":[" + EXPORTED + "],\"total\":1,\"limit\":100,\"offset\":0}");
        String path = "/api/v2/flows/import";
        answer("POST", path, "{\"flow\":" + EXPORTED + ",\"environmentId\":\"env_prod\"}", 201, "");
        answers(
                "GET",
                "/api/v2/flows/flow_abc123/status?environmentId=env_prod",
                NO_BODY,
                200,
                "404 {}",
                "{\"status\":\"deploying\"}",
                "{\"status\":\"deployed\"}");
        answer("POST", "/api/v2/flows/flow_abc123/rollback", "{\"targetVersion\":\"1.1.0\"}", 200, "{}");
        String made = """
            {"flow":{"id":"%s","name":"Billing","version":"1.0.0","environmentId":"env_dev",
            "nodes":[{"id":"n1","type":"start","configuration":{"weight":0.25}}],"edges":[],
            "externalReferences":[{"type":"intent","id":"%s","environmentId":"env_dev"}]},
            "environmentId":"env_prod"}\
            """;
        answer("POST", path, made.formatted("flow_new1", "intent_none"), 400, "{\"code\":\"missing_reference\"}");
        answer("POST", path, made.formatted("flow_new2", "intent_order_support"), 200, "{}");
        answer(
                "GET",
                "/api/v2/flows/flow_new2/status?environmentId=env_prod",
                NO_BODY,
                200,
                "{\"status\":\"deployed\"}");
        answer("GET", "/api/v2/intents", NO_BODY, 200, "{\"items\":[{\"id\":\"intent_order_support\"}]}");
        answer("GET", "/api/v2/entities", NO_BODY, 200, "{\"items\":[{\"id\":\"entity_order_number\"}],\"total\":1}");
        notFound("GET", "/api/v2/flows/flow_none/status?environmentId=env_prod", NO_BODY);
    }

    private void others() {
        String run = "{\"data\":[{\"totalTests\":200,\"passedTests\":196,\"approvalStatus\":\"approved\"}]}";
        String results = "/api/v1/tests/" + SUITE + "/results?limit=";
        answer("GET", results + "1&sort=createdAt%3Adesc", NO_BODY, 200, run);
        answer("GET", results + "100&sort=createdAt%3Adesc", NO_BODY, 200, run);
        notFound("GET", "/api/v1/tests/none/results?limit=1&sort=createdAt%3Adesc", NO_BODY);
        answer("POST", "/api/v1/webhooks", """
                {"name":"canary_completion_bot_abc123","url":"https://ci-cd.example.com/hooks/cognigy-canary",
                "events":["deployment.canary.completed","deployment.canary.rolled_back"],
                "secret":"whsec_dGhlLXNlY3JldA==","active":true}\
                """, 201, "{\"id\":\"hook_1\"}");
        answer(
                "GET",
                "/api/v1/webhooks",
                NO_BODY,
                200,
                "{\"data\":[{\"id\":\"hook_1\",\"name\":\"canary_completion_bot_abc123\"}]}");
        answers("DELETE", "/api/v1/webhooks/hook_1", NO_BODY, 204, "", "404 {}");
        answer("POST", "/api/v1/audit/logs", """
                {"timestamp":"2026-01-15T12:00:00+00:00","bot_id":"bot_abc123","action":"canary_initiated",
                "status":"success","metrics":{"deploy_id":"dep_0001"},"source":"a-test"}\
                """, 201, "");
        answer("POST", "/api/v2/audit/logs", """
                {"timestamp":"2026-01-15T12:00:00+00:00","jobId":"job_8f3a2c","deploymentSuccess":true,
                "durationSeconds":31.5,"auditCategory":"environment_deployment",
                "complianceFlags":{"governanceApproved":true,"dataResidencyCheck":false}}\
                """, 200, "{}");
    }

    @AfterEach
    void stop() {
        assertThat(server.findAllUnmatchedRequests()).isEmpty();
        client.close();
        server.stop();
    }
}
