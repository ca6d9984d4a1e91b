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
import io.cognigydeploy.client.model.Noted;
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
import java.time.Instant;
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
        return new String(Json.write(value).bytes(), StandardCharsets.UTF_8);
    }

    private static Arguments field(Class<?> model, String rest, String name, String wrong) {
        return Arguments.of(model, rest, name, wrong);
    }

    @Test
    void aBuilderOfAValueHasItsValues() throws Exception {
        TestRun run = read("{\"id\":\"run_1\",\"totalTests\":3,\"passedTests\":\"?\"}", TestRun.class);

        assertThat(run.toBuilder().build()).isEqualTo(run);
        assertThat(run.toBuilder().passedTests(3L).build().notes()).isEqualTo(run.notes());
        assertThat(PollOptions.defaults().toBuilder()
                        .timeout(Duration.ofHours(1))
                        .build()
                        .interval())
                .isEqualTo(PollOptions.defaults().interval());
    }

    /** Each optional field of each answer, what must stand beside it, and a value that cannot be read as one. */
    static Stream<Arguments> optionalFields() {
        String id = "\"id\":\"x\"";
        String job = "\"id\":\"x\",\"status\":\"running\"";
        String status = "\"status\":\"running\"";
        return Stream.of(
                field(Bot.class, "", "id", "true"),
                field(Bot.class, "", "minimumRuntimeVersion", "[2,1]"),
                field(BotVersion.class, id, "status", "{}"),
                field(BotVersion.class, id, "environment", "{}"),
                field(BotVersion.class, id, "createdAt", "true"),
                field(Environment.class, "", "name", "[]"),
                field(Environment.class, "", "runtimeVersion", "false"),
                field(Environment.class, "", "availableDependencies", "\"a\""),
                field(TestRun.class, "", "totalTests", "\"many\""),
                field(TestRun.class, "", "passedTests", "1.5"),
                field(TestRun.class, "", "approvalStatus", "true"),
                field(DeploymentJob.class, job, "message", "{}"),
                field(DeploymentJob.class, job, "version", "{}"),
                field(DeploymentJob.class, job, "createdAt", "\"yesterday\""),
                field(DeploymentJob.class, job, "traffic_matrix", "{\"canary\":\"5 %\"}"),
                field(JobStatus.class, status, "id", "{}"),
                field(JobStatus.class, status, "message", "[]"),
                field(JobStatus.class, status, "createdAt", "\"yesterday\""),
                field(Validation.class, "", "valid", "\"perhaps\""),
                field(Validation.class, "", "capacityUtilization", "\"NaN\""),
                field(EnvironmentHealth.class, "", "status", "[]"),
                field(EnvironmentHealth.class, "", "errorRate", "true"),
                field(SyntheticTrace.class, "", "traceId", "{}"),
                field(SyntheticTrace.class, "", "status", "false"),
                field(FlowStatus.class, status, "version", "{}"),
                field(FlowStatus.class, status, "contentHash", "[]"),
                field(FlowStatus.class, status, "message", "{}"),
                field(Session.class, id, "botId", "{}"),
                field(Session.class, id, "environmentId", "[]"),
                field(Session.class, id, "startedAt", "\"\""),
                field(ConversationMetrics.class, "", "error_rate", "\"NaN\""),
                field(ConversationMetrics.class, "", "satisfaction_score", "1e999"),
                field(ConversationMetrics.class, "", "avg_latency_ms", "true"),
                field(ConversationMetrics.class, "", "conversation_count", "50.5"),
                field(Webhook.class, "", "id", "{}"),
                field(Webhook.class, "", "events", "\"all\""),
                field(Webhook.class, "", "active", "2"),
                field(Understanding.class, "", "intent", "[]"),
                field(Understanding.class, "", "entities", "{}"),
                field(Understanding.Intent.class, "", "name", "{}"),
                field(Understanding.Intent.class, "", "confidence", "\"high\""),
                field(LanguageResource.class, id, "name", "{}"),
                field(LanguageResource.class, id, "environmentId", "[]"));
    }

    @ParameterizedTest
    @MethodSource("optionalFields")
    void whatIsNotNeededIsAbsentIfItCannotBeRead(Class<?> model, String rest, String name, String odd)
            throws Exception {
        String comma = rest.isEmpty() ? "" : ",";
        String field = rest + comma + "\"" + name + "\":";
        Object absent = read("{" + rest + "}", model);

        assertThat(read("{" + field + "null,\"unknown\":{\"a\":[1]}}", model)).isEqualTo(absent);
        Object read = read("{" + field + odd + "}", model);
        assertThat(read).usingRecursiveComparison().ignoringFields("notes").isEqualTo(absent);
        if (read instanceof Noted noted && !odd.equals("\"\"")) {
            assertThat(noted.notes())
                    .hasSize(1)
                    .containsValue("could not be read: was " + odd.replace("1e999", "1E+999"));
        }
    }

    static Stream<Arguments> formsThatMeanTheSame() {
        return Stream.of(
                Arguments.of(Bot.class, "{\"id\":\"7\"}", "{\"id\":7}"),
                Arguments.of(Bot.class, "{\"minimumRuntimeVersion\":\"2.10\"}", "{\"minimumRuntimeVersion\":2.10}"),
                Arguments.of(Bot.class, "{\"minimumRuntimeVersion\":\"2.1\"}", "{\"minimum_runtime_version\":\"2.1\"}"),
                Arguments.of(TestRun.class, "{\"totalTests\":200}", "{\"totalTests\":200.0}"),
                Arguments.of(TestRun.class, "{\"totalTests\":200}", "{\"totalTests\":\"200\"}"),
                Arguments.of(TestRun.class, "{\"totalTests\":200}", "{\"total_tests\":2e2}"),
                Arguments.of(
                        TestRun.class, "{\"approvalStatus\":\"approved\"}", "{\"approval_status\":\" APPROVED \"}"),
                Arguments.of(Validation.class, "{\"valid\":true}", "{\"valid\":\"True\"}"),
                Arguments.of(Validation.class, "{\"valid\":true}", "{\"valid\":1}"),
                Arguments.of(Validation.class, "{\"validationErrors\":[]}", "{\"validationErrors\":{}}"),
                Arguments.of(Validation.class, "{\"validationErrors\":[\"a\"]}", "{\"validationErrors\":\"a\"}"),
                Arguments.of(
                        Validation.class,
                        "{\"validationErrors\":[{\"memory\":\"too small\"}]}",
                        "{\"validationErrors\":{\"memory\":\"too small\"}}"),
                Arguments.of(Validation.class, "{\"capacityUtilization\":0.42}", "{\"capacityUtilization\":\"42 %\"}"),
                Arguments.of(ConversationMetrics.class, "{\"error_rate\":0.97}", "{\"errorRate\":\"0.97\"}"),
                Arguments.of(
                        EnvironmentHealth.class,
                        "{\"status\":\"healthy\",\"errorRate\":0}",
                        "{\"status\":\"success\",\"data\":{\"status\":{\"name\":\"HEALTHY\"},\"error_rate\":\"0\"}}"),
                Arguments.of(
                        Understanding.class,
                        "{\"intent\":{\"name\":\"order_support\",\"confidence\":0.97}}",
                        "{\"data\":{\"result\":{\"intent\":{\"name\":\"order_support\",\"confidence\":\"97%\"}}}}"),
                Arguments.of(BotVersion.class, "{\"id\":\"v\"}", "\"v\""),
                Arguments.of(BotVersion.class, "{\"id\":\"v\"}", "[{\"id\":\"v\"}]"),
                Arguments.of(
                        BotVersion.class,
                        "{\"id\":\"v\",\"status\":\"PUBLISHED\"}",
                        "{\"ID\":\"v\",\"Status\":\"published\"}"));
    }

    @ParameterizedTest
    @MethodSource("formsThatMeanTheSame")
    void whatMeansTheSameIsReadAsTheSame(Class<?> model, String usual, String odd) throws Exception {
        assertThat(read(odd, model)).isEqualTo(read(usual, model));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-28T10:00:00Z",
                "2026-11-28t10:00:00.000z",
                "2026-11-28T11:00:00+01:00",
                "2026-11-28T11:00:00+0100",
                "2026-11-28T11:00:00+01",
                "2026-11-28T11:00:00+01:00[Europe/Berlin]",
                "2026-11-28T10:00:00",
                "2026-11-28 10:00:00",
                "2026-11-28 10:00:00.000000 UTC",
                "2026-11-28T10:00",
                "Sat, 28 Nov 2026 10:00:00 GMT",
                "Sat, 28 Nov 2026 11:00:00 +0100",
                "Saturday, 28-Nov-26 10:00:00 GMT",
                "Sat Nov 28 10:00:00 2026",
                "1795860000",
                "1795860000000",
                "1795860000.0"
            })
    void momentsComeInManyForms(String text) throws Exception {
        BotVersion version = read("{\"id\":\"v\",\"createdAt\":\"" + text + "\"}", BotVersion.class);

        assertThat(version.createdAt()).contains(Instant.parse("2026-11-28T10:00:00Z"));
        boolean hasZone = !text.matches("2026-11-28[T ]10:00(:00)?");
        assertThat(version.notes()).hasSize(hasZone ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-02                        | 2026-01-02T00:00:00Z",
                "2026-01-02T03:04-05:06            | 2026-01-02T08:10:00Z",
                "2026-01-02T03:04:05Z              | 2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.6             | 2026-01-02T03:04:05.6Z",
                "2026-01-02T03:04:05,006GMT        | 2026-01-02T03:04:05.006Z",
                "2026-01-02T03:04:05.123456789Z    | 2026-01-02T03:04:05.123456789Z",
                "2026-01-02T03:04:05.123456789999Z | 2026-01-02T03:04:05.123456789Z"
            })
    void everyPartOfAMomentIsRead(String text, Instant moment) throws Exception {
        assertThat(read("{\"id\":\"v\",\"createdAt\":\"" + text + "\"}", BotVersion.class)
                        .createdAt())
                .contains(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2026-13-01T00:00:00Z",
                "2026-02-29T00:00:00Z",
                "28/11/2026 10:00",
                "2026-11-28T24:00:00Z",
                "2026-11-28T25:00:00Z",
                "2026-11-28T10:60:00Z",
                "2026-11-28T10:00:60Z",
                "2026-11-28T10:00:00+25:00",
                "1e40",
                "-"
            })
    void whatIsNoMomentIsNotGuessed(String text) throws Exception {
        BotVersion version = read("{\"id\":\"v\",\"createdAt\":\"" + text + "\"}", BotVersion.class);

        assertThat(version.createdAt()).isEmpty();
        assertThat(version.notes()).containsKey("createdAt");
    }

    static Stream<Arguments> neededFields() {
        return Stream.of(
                Arguments.of(BotVersion.class, "id", "{}"),
                Arguments.of(AcceptedJob.class, "id", "{}"),
                Arguments.of(JobStatus.class, "status", "{\"id\":\"x\"}"),
                Arguments.of(DeploymentJob.class, "status", "{\"id\":\"x\"}"),
                Arguments.of(FlowStatus.class, "status", "{}"),
                Arguments.of(LanguageResource.class, "id", "{}"),
                Arguments.of(Flow.class, "id", "{}"));
    }

    @ParameterizedTest
    @MethodSource("neededFields")
    void whatIsNeededIsNeitherAbsentNorNull(Class<?> model, String name, String without) {
        String rest = without.equals("{}") ? "" : "\"id\":\"x\",";
        for (String json : List.of(
                without, "{" + rest + "\"" + name + "\":null}", "{" + rest + "\"" + name + "\":{}}", "[]", "true")) {
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
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        id           | {"id": "job_1", "jobId": "other", "deploymentId": "another"}
        jobId        | {"id": "other", "deploymentId": "another", "jobId": "job_1"}
        deploymentId | {"deploymentId": "job_1", "jobId": "other", "id": "another"}
        deploymentId | {"id": null, "jobId": "job_1"}
        id           | {"id": {}, "job_id": "job_1"}
        jobId        | {"success": true, "data": {"jobId": "job_1"}}
        jobId        | {"id": "request-1", "data": {"jobId": "job_1"}}
        id           | {"status": "success", "data": {"deployment": {"id": "job_1", "createdAt": 7}}}
        id           | {"id": "job_1", "status": {}, "error": [], "version": false}
        jobId        | "job_1"
        id           | [{"ID": "job_1"}]
        """)
    void anIdIsReadFromTheDocumentsOwnNameThenFromOthers(String own, String json) throws Exception {
        Envelope.Names names = new Envelope.Names(List.of(own), false, "", new Secrets());

        assertThat(Json.convert(tree(json), AcceptedJob.class, names)).isEqualTo(new AcceptedJob("job_1"));
    }

    @Test
    void anIdMayBeANumber() throws Exception {
        assertThat(read("{\"id\":4711}", AcceptedJob.class)).isEqualTo(new AcceptedJob("4711"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ".", "..", "../../admin", "a/b", "a b", "a%2Fb", "a\\\\b", "ä", "-x", "a?b=c", "a#b"})
    void anIdThatCannotBeAskedForIsNoId(String id) {
        assertThatThrownBy(() -> read("{\"id\":\"" + id + "\"}", AcceptedJob.class))
                .isInstanceOf(Json.UnreadableJsonException.class);
        assertThatThrownBy(() -> read("{\"id\":\"" + id + "\",\"status\":\"running\"}", DeploymentJob.class))
                .isInstanceOf(Json.UnreadableJsonException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        status | {"id": "dep_1", "status": "completed", "createdAt": "2026-11-28T10:00:00"}
        status | {"status": "completed", "version": 7, "error": {}}
        status | {"status": "completed", "state": "failed", "deploymentStatus": "failed"}
        state  | {"state": "COMPLETED", "status": "failed"}
        status | {"data": {"id": "dep_1", "status": "completed"}}
        status | {"status": "success", "data": {"id": "dep_1", "status": "completed"}}
        status | {"status": 200, "result": {"job": {"state": "Succeeded"}}}
        status | {"id": "dep_1", "status": "completed", "data": {"id": "x", "status": "running"}}
        state  | {"success": true, "data": {"state": "COMPLETED"}}
        status | {"status": {"name": "completed", "code": 4}}
        status | "completed"
        status | {"Status": "Completed", "success": false}
        """)
    void aStateIsReadFromTheDocumentsOwnNameThenFromOthers(String own, String json) throws Exception {
        Envelope.Names names = new Envelope.Names(List.of("id", own), false, "dep_1", new Secrets());

        DeploymentJob job = (DeploymentJob) Json.convert(tree(json), DeploymentJob.class, names);
        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.id()).isEqualTo("dep_1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\": \"success\", \"data\": {\"progress\": 4}}",
                "{\"status\": \"success\", \"data\": null}",
                "{\"id\": \"dep_1\"}",
                "{}",
                "[]",
                "null"
            })
    void anAnswerWithoutAStateIsNoJob(String json) {
        Envelope.Names names = new Envelope.Names(List.of("id", "status"), false, "dep_1", new Secrets());

        assertThatThrownBy(() -> Json.convert(tree(json), DeploymentJob.class, names))
                .isInstanceOf(Json.UnreadableJsonException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, completed", "success, completed", "Done, completed", "finished, completed", "complete, completed",
        "deployed, completed", "active, completed", "canceled, cancelled", "ABORTED, cancelled", "In Progress, running",
        "IN_PROGRESS, running", "inProgress, running", "in-progress, running", "pending, queued", "ERROR, failed",
        "timed_out, failed", "rolledBack, rolled_back", "ROLLED-BACK, rolled_back", "paused, paused", "' Odd ', odd"
    })
    void wordsThatMeanTheSameAreOneState(String word, String state) {
        assertThat(new JobState(word)).isEqualTo(new JobState(state)).hasToString(state);
    }

    @Test
    void aMessageIsFoundInAnyForm() throws Exception {
        for (String words : List.of(
                "\"message\":\"no room\"",
                "\"error\":{\"code\":7,\"message\":\"no room\"}",
                "\"message\":null,\"errorMessage\":\"no room\"",
                "\"errors\":[{\"msg\":\"no room\"}]")) {
            assertThat(read("{\"id\":\"d\",\"status\":\"failed\"," + words + "}", DeploymentJob.class)
                            .message())
                    .contains("no room");
        }
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
            "externalReferences":[{"type":"intent","id":"i","environmentId":"e"}],"more":{"kept":true}}\
            """, Flow.class);

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
            "capacity_constraints":{"max_concurrent_sessions":1,"memory_limit_mb":2},"webhookCallbackUrl":null}\
            """));
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
                        .timestamp(SampleRequests.MOMENT)
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
