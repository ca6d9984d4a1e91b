package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.model.AcceptedJob;
import io.cognigydeploy.client.model.Bot;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.CapacityConstraints;
import io.cognigydeploy.client.model.ConfigurationAuditRecord;
import io.cognigydeploy.client.model.ConfigurationRequest;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.Environment;
import io.cognigydeploy.client.model.EnvironmentHealth;
import io.cognigydeploy.client.model.Flow;
import io.cognigydeploy.client.model.FlowRollbackRequest;
import io.cognigydeploy.client.model.FlowStatus;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.JobStatus;
import io.cognigydeploy.client.model.LanguageResource;
import io.cognigydeploy.client.model.MetricWindow;
import io.cognigydeploy.client.model.Page;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.Session;
import io.cognigydeploy.client.model.SyntheticTrace;
import io.cognigydeploy.client.model.SyntheticTraceRequest;
import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.client.model.TrafficShare;
import io.cognigydeploy.client.model.Understanding;
import io.cognigydeploy.client.model.Validation;
import io.cognigydeploy.client.model.Webhook;
import io.cognigydeploy.client.model.WebhookRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {

    private static <T> T read(String json, Class<T> type) throws Exception {
        return type.cast(Json.read(json.getBytes(StandardCharsets.UTF_8), type));
    }

    private static JsonNode tree(String json) throws Exception {
        return Json.readTree(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String write(Object value) throws Exception {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    private static Arguments field(Class<?> model, String rest, String name, String wrong) {
        return Arguments.of(model, rest, name, wrong);
    }

    /** Each optional field of each answer, what must stand beside it, and a value of another type. */
    static Stream<Arguments> optionalFields() {
        String id = "\"id\":\"x\"";
        String job = "\"id\":\"x\",\"status\":\"running\"";
        String status = "\"status\":\"running\"";
        return Stream.of(
                field(Bot.class, "", "id", "1"),
                field(Bot.class, "", "minimumRuntimeVersion", "2.1"),
                field(BotVersion.class, id, "status", "1"),
                field(BotVersion.class, id, "environment", "{}"),
                field(BotVersion.class, id, "createdAt", "true"),
                field(Environment.class, "", "name", "[]"),
                field(Environment.class, "", "runtimeVersion", "2.10"),
                field(Environment.class, "", "availableDependencies", "\"a\""),
                field(TestRun.class, "", "totalTests", "\"200\""),
                field(TestRun.class, "", "passedTests", "1.5"),
                field(TestRun.class, "", "approvalStatus", "true"),
                field(DeploymentJob.class, job, "message", "{}"),
                field(DeploymentJob.class, job, "version", "2"),
                field(JobStatus.class, status, "id", "7"),
                field(JobStatus.class, status, "message", "[]"),
                field(JobStatus.class, status, "createdAt", "\"yesterday\""),
                field(Validation.class, "", "valid", "\"true\""),
                field(Validation.class, "", "validationErrors", "{}"),
                field(Validation.class, "", "warnings", "\"none\""),
                field(Validation.class, "", "capacityUtilization", "\"0.42\""),
                field(EnvironmentHealth.class, "", "status", "0"),
                field(EnvironmentHealth.class, "", "errorRate", "\"0\""),
                field(SyntheticTrace.class, "", "traceId", "1"),
                field(SyntheticTrace.class, "", "status", "false"),
                field(SyntheticTrace.class, "", "dependencyConflicts", "0"),
                field(SyntheticTrace.class, "", "executionPath", "{}"),
                field(FlowStatus.class, status, "version", "1.2"),
                field(FlowStatus.class, status, "contentHash", "1"),
                field(FlowStatus.class, status, "message", "{}"),
                field(Session.class, id, "botId", "1"),
                field(Session.class, id, "environmentId", "[]"),
                field(Session.class, id, "startedAt", "\"\""),
                field(ConversationMetrics.class, "", "error_rate", "\"NaN\""),
                field(ConversationMetrics.class, "", "satisfaction_score", "1e999"),
                field(ConversationMetrics.class, "", "avg_latency_ms", "true"),
                field(ConversationMetrics.class, "", "conversation_count", "50.5"),
                field(Webhook.class, "", "id", "1"),
                field(Webhook.class, "", "events", "\"all\""),
                field(Webhook.class, "", "active", "1"),
                field(Understanding.class, "", "intent", "\"order_support\""),
                field(Understanding.class, "", "entities", "{}"),
                field(Understanding.Intent.class, "", "name", "1"),
                field(Understanding.Intent.class, "", "confidence", "\"0.9\""),
                field(LanguageResource.class, id, "name", "1"),
                field(LanguageResource.class, id, "environmentId", "1"),
                field(Flow.class, id, "version", "1.2"),
                field(Flow.class, id, "environmentId", "1"),
                field(Flow.class, id, "nodes", "{}"),
                field(Flow.class, id, "edges", "[1]"),
                field(Flow.class, id, "externalReferences", "[[]]"));
    }

    @ParameterizedTest
    @MethodSource("optionalFields")
    void absentAndNullAreTheSameAndAnotherTypeIsRefused(Class<?> model, String rest, String name, String wrong)
            throws Exception {
        String comma = rest.isEmpty() ? "" : ",";
        String field = rest + comma + "\"" + name + "\":";
        Object absent = read("{" + rest + "}", model);
        Object isNull = read("{" + field + "null,\"unknown\":{\"a\":[1]}}", model);

        if (model == Flow.class) {
            assertThat(isNull).hasToString(absent.toString());
        } else {
            assertThat(isNull).isEqualTo(absent);
        }
        assertThatThrownBy(() -> read("{" + field + wrong + "}", model))
                .isInstanceOf(Json.UnreadableJsonException.class);
    }

    static Stream<Arguments> neededFields() {
        return Stream.of(
                Arguments.of(BotVersion.class, "id", "{}"),
                Arguments.of(AcceptedJob.class, "jobId", "{}"),
                Arguments.of(JobStatus.class, "status", "{\"id\":\"x\"}"),
                Arguments.of(DeploymentJob.class, "status", "{\"id\":\"x\"}"),
                Arguments.of(FlowStatus.class, "status", "{}"),
                Arguments.of(Session.class, "id", "{}"),
                Arguments.of(LanguageResource.class, "id", "{}"),
                Arguments.of(Flow.class, "id", "{}"));
    }

    @ParameterizedTest
    @MethodSource("neededFields")
    void whatIsNeededIsNeitherAbsentNorNull(Class<?> model, String name, String without) {
        String rest = without.equals("{}") ? "" : "\"id\":\"x\",";
        for (String json : List.of(
                without, "{" + rest + "\"" + name + "\":null}", "{" + rest + "\"" + name + "\":1}", "[]", "\"x\"")) {
            assertThatThrownBy(() -> read(json, model)).isInstanceOf(Json.UnreadableJsonException.class);
        }
    }

    @Test
    void listsComeInAllDialects() throws Exception {
        for (String json : List.of(
                "{\"items\":[{\"id\":\"flow_1\"}],\"total\":1,\"limit\":100,\"offset\":0}",
                "{\"data\":[{\"id\":\"flow_1\"}]}")) {
            Page<?> page = (Page<?>)
                    Json.read(json.getBytes(StandardCharsets.UTF_8), new TypeReference<Page<Flow>>() {}.getType());
            assertThat(page.items()).hasToString("[Flow flow_1]");
        }
        assertThat(Json.convert(tree("[{\"id\":\"s\"}]"), new TypeReference<List<Session>>() {}.getType()))
                .isEqualTo(List.of(Session.builder().id("s").build()));
    }

    @Test
    void idsOfAcceptedWorkComeUnderTwoNames() throws Exception {
        assertThat(read("{\"jobId\":\"j\"}", AcceptedJob.class))
                .isEqualTo(read("{\"deploymentId\":\"j\",\"id\":\"other\"}", AcceptedJob.class));
        JobStatus upper = read("{\"jobId\":\"j\",\"state\":\"FAILED\",\"errorMessage\":\"m\"}", JobStatus.class);
        assertThat(upper)
                .isEqualTo(JobStatus.builder()
                        .id("j")
                        .state(JobState.FAILED)
                        .message("m")
                        .build());
    }

    @ParameterizedTest
    @CsvSource({"deployed, completed", "DEPLOYED, completed", "deploying, running", "failed, failed", "odd, odd"})
    void flowsHaveTheStatesOfJobs(String word, String state) throws Exception {
        FlowStatus status = read("{\"status\":\"" + word + "\"}", FlowStatus.class);

        assertThat(status.state()).isEqualTo(new JobState(state));
        assertThat(status.status()).isEqualTo(word);
        assertThat(write(status)).isEqualTo("{\"status\":\"" + word + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"flow_1\"}",
                "{\"id\":\"flow_1\",\"nodes\":null,\"z\":1,\"a\":2,\"\":[],\"ü\":\"\\u2028😀\"}",
                "{\"id\":\"flow_1\",\"n\":[0.1,1.10,12345678901234567890123,0.12345678901234567890123,1E+2,-1,true,null]}",
                "{\"id\":\"flow_1\",\"nodes\":[{\"id\":\"n\",\"configuration\":{\"deep\":[[{\"a\":{}}]]},\"x\":1}]}"
            })
    void aFlowIsSentAsItWasRead(String json) throws Exception {
        // Jackson has its own way of escaping, which means the same.
        assertThat(write(read(json, Flow.class)))
                .isEqualTo(json.replace("\\u2028", "\u2028").replace("😀", "\\uD83D\\uDE00"));
        assertThat(read(json, Flow.class))
                .isEqualTo(read(json, Flow.class))
                .isNotEqualTo(read(json.replace("flow_1", "flow_2"), Flow.class));
    }

    @Test
    void aFlowShowsItsParts() throws Exception {
        Flow flow = read("""
                {"id":"flow_1","name":"N","version":"1.0.0","environmentId":"env_dev",
                "nodes":[{"id":"n1","type":"start","configuration":{"a":1}},{}],
                "edges":[{"from":"n1","to":"n2","condition":null}],
                "externalReferences":[{"type":"intent","id":"i","environmentId":"e"}],"more":{"kept":true}}""", Flow.class);

        assertThat(flow.nodes().orElseThrow()).hasSize(2);
        assertThat(flow.nodes().orElseThrow().get(0).configuration().orElseThrow())
                .containsKey("a");
        assertThat(flow.nodes().orElseThrow().get(1).type()).isEmpty();
        assertThat(flow.edges())
                .contains(List.of(new Flow.Edge(Optional.of("n1"), Optional.of("n2"), Optional.empty())));
        assertThat(flow.externalReferences())
                .contains(List.of(new Flow.Reference(Optional.of("intent"), Optional.of("i"), Optional.of("e"))));
        assertThat(flow.content()).containsEntry("more", Map.of("kept", true));
        assertThat(flow.externalReferences()).isPresent();
        assertThat(flow).hasToString("Flow flow_1 1.0.0");
        assertThat(Flow.of(flow.content())).isEqualTo(flow);
        assertThatThrownBy(() -> flow.content().clear()).isInstanceOf(UnsupportedOperationException.class);
        for (Map<String, ?> wrong : List.<Map<String, ?>>of(
                Map.of(),
                Map.of("id", 1),
                Map.of("id", "x", "nodes", "y"),
                Map.of("id", "x", "d", Double.NaN),
                Map.of("id", "x", "o", new Object()),
                Map.of("id", "x", "m", Map.of(1, 2)))) {
            assertThatThrownBy(() -> Flow.of(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFlowIsNotRolledBackToLatest() throws Exception {
        assertThat(write(FlowRollbackRequest.toVersion("1.1.0"))).isEqualTo("{\"targetVersion\":\"1.1.0\"}");
        assertThat(write(FlowRollbackRequest.toVersion("1.1.0").in("env_1")))
                .isEqualTo("{\"targetVersion\":\"1.1.0\",\"environmentId\":\"env_1\"}");
        assertThatThrownBy(() -> FlowRollbackRequest.toVersion("Latest")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 100", "5, 0.05, 95", "7, 0.07, 93", "33.3, 0.333, 66.7", "0.1, 0.001, 99.9", "100, 1, 0"})
    void aShareIsTheSameFromPercentAndFraction(double percent, double fraction, double rest) throws Exception {
        TrafficShare share = TrafficShare.ofPercent(percent);

        assertThat(share)
                .isEqualTo(TrafficShare.ofFraction(fraction))
                .hasSameHashCodeAs(TrafficShare.ofFraction(fraction));
        assertThat(share.rest().percent()).isEqualTo(rest);
        assertThat(share.rest().rest()).isEqualTo(share);
        assertThat(share.fraction()).isEqualTo(fraction);
        assertThat(read(write(share), TrafficShare.class)).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 100.001, Double.NaN, Double.POSITIVE_INFINITY})
    void aShareHasBounds(double wrong) {
        assertThatThrownBy(() -> TrafficShare.ofPercent(wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TrafficShare.ofFraction(wrong)).isInstanceOf(IllegalArgumentException.class);
    }

    private static CanaryRequest.Builder canary() {
        return CanaryRequest.builder()
                .botId("b")
                .environmentId("e")
                .version("v")
                .rollbackThresholds(RollbackThresholds.builder().build());
    }

    @Test
    void aCanaryStaysUnderItsCapAndItsSharesMakeAWhole() throws Exception {
        TrafficShare ten = TrafficShare.ofPercent(10);
        CanaryRequest request = canary().canary(ten).cap(ten).build();

        assertThat(read(write(request), CanaryRequest.class)).isEqualTo(request);
        assertThatThrownBy(() ->
                        canary().canary(TrafficShare.ofPercent(10.1)).cap(ten).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.1 %");
        assertThatThrownBy(() -> canary().canary(TrafficShare.NONE)
                        .cap(TrafficShare.ofPercent(0.5))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CanaryRequest.TrafficMatrix(TrafficShare.ofPercent(89.9), ten))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sum to 100");
        for (RollbackThresholds.Builder wrong : List.of(
                RollbackThresholds.builder().maxErrorRate(1.1),
                RollbackThresholds.builder().minSatisfactionScore(Double.NaN),
                RollbackThresholds.builder().maxLatencyMs(-1))) {
            assertThatThrownBy(wrong::build).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aConfigurationIsExactlyTheAgreedFields() throws Exception {
        ConfigurationRequest request = ConfigurationRequest.builder()
                .environmentId("e")
                .configurationSnapshot(ConfigurationSnapshot.builder()
                        .botVersion("1")
                        .putOtherSetting("region", "eu")
                        .build())
                .rollbackPolicy(RollbackPolicy.builder().build())
                .capacityConstraints(new CapacityConstraints(1, 2))
                .build();

        assertThat(tree(write(request))).isEqualTo(tree("""
                {"environment_id":"e","configuration_snapshot":{"botVersion":"1","region":"eu"},"dependency_locks":[],
                "rollback_policy":{"auto_trigger":true,"health_threshold":3,"timeout_seconds":300,
                "revert_snapshot_id":null},
                "capacity_constraints":{"max_concurrent_sessions":1,"memory_limit_mb":2},"webhookCallbackUrl":null}"""));
        assertThat(read(write(request), ConfigurationRequest.class)).isEqualTo(request);
        assertThatThrownBy(() -> new CapacityConstraints(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RollbackPolicy.builder().timeoutSeconds(0).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SyntheticTraceRequest.TraceOptions(0, true, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findingsAreTakenInAnyForm() throws Exception {
        assertThat(read("{\"validationErrors\":[\"too much\",{\"field\":\"x\"},7]}", Validation.class)
                        .validationErrors()
                        .orElseThrow())
                .extracting(Object::toString)
                .containsExactly("too much", "{\"field\":\"x\"}", "7");
    }

    @Test
    void metricsAreFinite() {
        assertThatThrownBy(() ->
                        ConversationMetrics.builder().errorRate(Double.NaN).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConfigurationAuditRecord.builder()
                        .timestamp(ClientContract.MOMENT)
                        .jobId("j")
                        .isSuccess(true)
                        .durationSeconds(Double.POSITIVE_INFINITY)
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWindowIsWholeMinutes() {
        assertThat(MetricWindow.ofMinutes(15)).hasToString("15m");
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(90), Duration.ofMinutes(-1))) {
            assertThatThrownBy(() -> new MetricWindow(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aWebhooksSecretIsSentAndNotShown() throws Exception {
        WebhookRequest request = WebhookRequest.builder()
                .name("n")
                .url(URI.create("https://ci.example.com/"))
                .addEvents(new Webhook.Event("something.new"))
                .secret("s3cret")
                .build();

        assertThat(write(request)).contains("s3cret").contains("something.new");
        assertThat(request.toString()).doesNotContain("s3cret");
    }
}
