package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract in memory, and what there is only there. */
final class FakeCognigyTest extends PlatformContract {

    @TempDir
    Path directory;

    @Override
    Wire wire() {
        return new Wire(fake, "https://cognigy.test");
    }

    @Test
    void timeIsVirtual() throws Exception {
        fake.fail(Fault.on("GET", ".*").stall(Duration.ofMinutes(5)));
        authorised().exchange("GET", "/api/v1/bots/" + BOT, "", Duration.ofMinutes(6));
        assertThat(fake.time().now()).isEqualTo(Instant.parse("2026-01-15T12:05:00Z"));
        assertThatThrownBy(() -> FakeCognigy.create(Time.SYSTEM).time()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void connectionsAreRefusedOrResetInJavasOwnTerms() {
        fake.fail(Fault.on("GET", ".*").notSent(), Fault.on("GET", ".*").nth(2).drop());
        assertThatThrownBy(() -> authorised().get("/api/v1/bots/" + BOT)).hasCauseInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> authorised().get("/api/v1/bots/" + BOT))
                .rootCause()
                .isNotInstanceOf(ConnectException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void anInterruptedThreadSendsNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> authorised().exchange("GET", "/api/v1/bots/" + BOT, "", Duration.ofSeconds(1)))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void theStateSurvivesBeingWrittenDown() {
        fake.nextJob(JobScript.fails("no memory").halfApplied(), JobScript.neverEnds());
        fake.addClient("reader", "secret", "bot:read").honourIdempotencyKeys().health(ENV, "degraded", 0.5);
        String id = fake.startDeployment(BOT, ENV, "v2.4.1-stable");
        authorised().get(DEPLOYMENTS + "/" + id);
        String state = fake.toJson();

        FakeCognigy copy = FakeCognigy.fromJson(state);
        assertThat(copy.toJson()).isEqualTo(state);
        Wire wire = new Wire(copy, "https://cognigy.test").bearer("demo-key");
        JsonNode job = wire.get(DEPLOYMENTS + "/" + id).json();
        assertThat(job.path("status").textValue()).isEqualTo("failed");
        assertThat(job.path("message").textValue()).isEqualTo("no memory");
        assertThat(copy.liveVersion(BOT, ENV)).contains("v2.4.1-stable");
        wire.post(DEPLOYMENTS + "/" + id + "/rollback", "");
        FakeCognigy later = FakeCognigy.fromJson(copy.toJson());
        Wire laterWire = new Wire(later, "https://cognigy.test").bearer("demo-key");
        laterWire.get(DEPLOYMENTS + "/" + id);
        laterWire.get(DEPLOYMENTS + "/" + id);
        assertThat(later.liveVersion(BOT, ENV)).contains("v2.4.0-stable");
    }

    @Test
    void theWiderStateSurvivesBeingWrittenDown() {
        String bot = "bot_abc123";
        fake.traffic(bot, "canary", Traffic.good().errorRate(0.5))
                .rawMetrics(BOT, "{}", "not JSON")
                .openSessions(bot, "env_dev", 2)
                .sessionsEndPerPoll(1)
                .understandsIn(bot, "2.0.0", "hello", "greeting", 0.9, "name=Ada")
                .nextHealth(ENV, "degraded", 0.5)
                .validationErrors(ENV, "no quota")
                .dependencyConflicts(ENV, "dialog-runtime")
                .capacity(ENV, 5, 6)
                .nextImport(JobScript.states("deploying", "deploying", "deployed"))
                .everyCanary(JobScript.states("running").rollbackFails())
                .everyImport(JobScript.states("deploying", "failed").message("no"))
                .addApiKey("limited", "bot:read")
                .enforceScopes()
                .rateLimit(1000)
                .seed(4)
                .environmentNames();
        Wire wire = authorised();
        wire.with("X-Deployment-Type", "canary")
                .with("X-Format-Verification", "strict")
                .post("/api/v1/bots/" + bot + "/deploy", """
                        {"bot_id":"bot_abc123","environment_id":"env_prod_456","version":"2.1.0-canary",\
                        "traffic_matrix":{"stable":95.5,"canary":4.5},"rollback_thresholds":{},\
                        "max_traffic_percentage":10,"enable_metric_aggregation":true}""");
        wire.post("/api/v1/webhooks", """
                {"name":"n","url":"https://ci.example.com/","events":["deployment.canary.completed"],"secret":"s",\
                "active":true}""");
        wire.post("/api/v2/flows/import", """
                {"environmentId":"env_prod","flow":{"id":"flow_abc123","name":"F","version":"2.0.0","nodes":[],\
                "edges":[]}}""");
        wire.post("/api/v2/deployments", """
                {"environment_id":"env_prod_us_01","configuration_snapshot":{"botVersion":"3"},"dependency_locks":[],\
                "rollback_policy":{"auto_trigger":true,"health_threshold":3,"timeout_seconds":300,\
                "revert_snapshot_id":null},"capacity_constraints":{"max_concurrent_sessions":1,"memory_limit_mb":1},\
                "webhookCallbackUrl":"https://ci.example.com/done"}""");
        wire.get("/api/v2/jobs/job_0001");
        assertThat(fake.requests()).extracting(RecordedRequest::status).containsExactly(201, 201, 201, 202, 200);
        String state = fake.toJson();

        FakeCognigy copy = FakeCognigy.fromJson(state);
        assertThat(copy.toJson()).isEqualTo(state);
        Wire copied = new Wire(copy, "https://cognigy.test").bearer("demo-key");
        assertThat(copied.get("/api/v2/jobs/job_0001").text("status")).isEqualTo("completed");
        assertThat(copy.configuration("env_prod_us_01")).contains("{\"botVersion\":\"3\"}");
        copied.post("/api/v2/deployments/job_0001/rollback", "{\"reason\":\"x\"}");
        copied.get("/api/v2/jobs/job_0001");
        copied.get("/api/v2/jobs/job_0001");
        assertThat(copy.configuration("env_prod_us_01")).isEqualTo(fake.configuration("env_prod_us_01"));
        String status = "/api/v2/flows/flow_abc123/status?environmentId=env_prod";
        assertThat(copied.get(status).text("status")).isEqualTo("deploying");
        assertThat(copied.get(status).text("version")).isEqualTo("2.0.0");
        copied.post("/api/v1/deployments/dep_0001/rollback", "");
        copied.get("/api/v1/deployments/dep_0001");
        assertThat(copied.get("/api/v1/deployments/dep_0001").text("status")).isEqualTo("failed");
    }

    @Test
    void whatTheStateLeavesOutOrGetsWrongIsSoOnTheWire() {
        FakeCognigy odd = FakeCognigy.fromJson("""
                {"bots":[{"id":"b","minimumRuntimeVersion":2.10}],
                 "environments":[{"id":"e","name":"E"}],
                 "suites":[{"id":"s","runs":[{"totalTests":"NaN","passedTests":94.5,"approvalStatus":null},
                                             {"totalTests":-1,"createdAt":"now-PT1H"}]}]}""");
        Wire wire = new Wire(odd, "https://cognigy.test").bearer("demo-key");
        assertThat(wire.get("/api/v1/bots/b").body()).isEqualTo("{\"id\":\"b\",\"minimumRuntimeVersion\":2.10}");
        assertThat(wire.get("/api/v1/environments/e").body()).isEqualTo("{\"id\":\"e\",\"name\":\"E\"}");
        assertThat(wire.get("/api/v1/tests/s/results?limit=2&sort=createdAt%3Adesc")
                        .body())
                .isEqualTo("{\"data\":[{\"totalTests\":-1,\"createdAt\":\"2026-01-15T11:00:00Z\"},"
                        + "{\"totalTests\":\"NaN\",\"passedTests\":94.5,\"approvalStatus\":null}]}");
    }

    @Test
    void theStateNamesCredentialsAndTokens() {
        FakeCognigy named = FakeCognigy.fromJson("""
                {"credentials":{"clients":[{"id":"c","secret":"s","scopes":["bot:read"]}],"apiKeys":["k"],"acceptAny":false},
                 "tokens":{"expiresIn":60},"jobs":{"states":["queued","completed"]},"bots":[{"id":"b"}]}""");
        Wire wire = new Wire(named, "https://cognigy.test");
        Wire.Received token = wire.with("Content-Type", Wire.FORM)
                .post("/oauth/token", "grant_type=client_credentials&client_id=c&client_secret=s");
        assertThat(token.json().path("expires_in").intValue()).isEqualTo(60);
        assertThat(token.text("scope")).isEqualTo("bot:read");
        assertThat(wire.bearer("k").get("/api/v1/bots/b").status()).isEqualTo(200);
        assertThat(wire.bearer("demo-key").get("/api/v1/bots/b").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"bots\":'                                  | line 1, column",
                "[]                                            | state must be an object",
                "{\"bot\":[]}                                  | state.bot is not known",
                "{\"bots\":{}}                                 | state.bots must be an array",
                "{\"bots\":[{}]}                               | state.bots[0] must have id",
                "{\"bots\":[{\"id\":7}]}                       | state.bots[0].id must be a text",
                "{\"bots\":[{\"id\":\"b\"},{\"id\":\"b\"}]}    | state.bots[1] has the id of another",
                "{\"bots\":[{\"id\":\"b\",\"versions\":[3]}]}  | state.bots[0].versions[0] must be an object",
                "{\"environments\":[{\"id\":\"e\",\"live\":{\"b\":\"v\"}}]} | state.environments[0].live.b names a bot",
                "{\"jobs\":{\"states\":[1]}}                   | state.jobs.states[0] must be a text",
                "{\"tokens\":{\"expiresIn\":\"x\"}}            | state.tokens.expiresIn must be an integer",
                "{\"deployments\":[{\"id\":\"d\",\"bot_id\":\"b\",\"environment_id\":\"e\"}]} | state.deployments[0] names a bot",
                "{\"flows\":{\"deployed\":[{\"environmentId\":\"e\",\"id\":\"f\"}]}} | state.flows.deployed[0] names an env",
                "{\"rollouts\":[{\"id\":\"j\",\"environment_id\":\"e\"}]}      | state.rollouts[0] names an environment",
                "{\"conversations\":{\"rawMetrics\":[{\"bot\":\"b\"}]}}    | state.conversations.rawMetrics[0] must have bodies",
                "{\"conversations\":{\"traffic\":[{\"bot\":\"b\",\"arm\":\"canary\",\"errorRate\":2}]}} | traffic[0] is not possible",
                "{\"environments\":[{\"id\":\"e\",\"rules\":{\"cpu\":1}}]}      | state.environments[0].rules.cpu is not known",
                "{\"suites\":[{\"id\":\"s\",\"runs\":[{\"createdAt\":\"now-P1\"}]}]} | runs[0].createdAt is not now-<ISO",
                "{\"suites\":[{\"id\":\"s\",\"runs\":[3]}]}                    | state.suites[0].runs[0] must be an object",
                "{\"bots\":null}                                          | state.bots must not be null",
                "{\"conversations\":{\"seed\":null}}                      | state.conversations.seed must not be null",
                "{\"conversations\":{\"seed\":1.5}}                       | state.conversations.seed must be an integer",
                "{\"conversations\":{\"sessions\":[{\"botId\":\"b\"}]}}     | state.conversations.sessions[0] must have id",
                "{\"installation\":{\"projects\":[{\"name\":\"p\",\"resources\":{\"flow\":[]}}]}} | projects[0].resources.flow is not known",
                "{\"installation\":{\"settings\":{\"fileBytes\":-1}}}           | state.installation.settings.fileBytes must be an integer",
                "{\"acceptAny\":true}                                    | state.acceptAny is not known",
                "{\"time\":1}                                            | state.time is not known",
                "{\"environmentNames\":1}                                | state.environmentNames must be true or false",
                "{\"credentials\":{\"clients\":[{\"id\":\"c\"}]}}           | state.credentials.clients[0] must have secret",
                "{\"credentials\":{\"apiKeys\":[{\"scopes\":[]}]}}          | state.credentials.apiKeys[0] must have key",
                "{\"credentials\":{\"apiKeys\":[7]}}                      | state.credentials.apiKeys[0] must be",
                "{\"bots\":[{\"id\":\"b\"}],\"environments\":[{\"id\":\"e\"}],\"deployments\":[{\"id\":\"d\",\"bot_id\":\"b\",\"environment_id\":\"e\"}]} | state.deployments[0] must have version",
                "{\"bots\":[{\"id\":\"b\"}],\"environments\":[{\"id\":\"e\"}],\"deployments\":[{\"id\":\"d\",\"bot_id\":\"b\",\"environment_id\":\"e\",\"version\":\"v\"}]} | state.deployments[0] must have states",
                "{\"environments\":[{\"id\":\"e\"}],\"rollouts\":[{\"id\":\"j\",\"environment_id\":\"e\"}]} | state.rollouts[0] must have configuration",
                "{\"rollouts\":[{\"id\":\"j\",\"bot_id\":\"b\"}]}             | state.rollouts[0].bot_id is not known",
                "{\"flows\":{\"deployed\":[{\"environmentId\":\"e\"}]}}      | state.flows.deployed[0] must have id",
                "{\"flows\":{\"deployed\":[{\"environmentId\":\"e\",\"id\":\"f\",\"import\":{\"id\":\"f\",\"flow\":{}}}]}} | deployed[0].import.id is not known",
                "{\"conversations\":{\"utterances\":[{\"bot\":\"b\"}]}}       | state.conversations.utterances[0] must have message",
                "{\"conversations\":{\"traffic\":[{\"bot\":\"b\"}]}}          | state.conversations.traffic[0] must have arm",
                "{\"conversations\":{\"traffic\":[{\"bot\":\"b\",\"arm\":\"a\",\"since\":\"x\"}]}} | traffic[0].since is not now-<ISO",
                "{\"conversations\":{\"traffic\":[{\"bot\":\"b\",\"arm\":\"a\",\"errorRate\":\"x\"}]}} | traffic[0].errorRate must be a number"
            })
    void aStateThatCannotBeReadIsExplainedInOneLine(String state, String message) throws Exception {
        Path file = Files.writeString(directory.resolve("state.json"), state);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FakeCognigy.fromFile(file, new FakeTime()))
                .withMessageContainingAll(file.toString(), message)
                .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
    }

    @Test
    void theDocumentedExampleIsAState() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "fake-server.md"));
        int start = page.indexOf("```json") + "```json".length();
        FakeCognigy example = FakeCognigy.fromJson(page.substring(start, page.indexOf("```", start)));
        assertThat(example.liveVersion("bot_1", "env_1")).contains("v1");
        assertThat(FakeCognigy.fromJson(example.toJson()).toJson()).isEqualTo(example.toJson());
    }

    @Test
    void theDocumentationHasEveryNameOfTheDefaultState() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "fake-server.md"));
        String section = page.substring(page.indexOf("### The default state"), page.indexOf("## Faults"));
        Set<String> documented = Pattern.compile("`([\\w.-]+)`")
                .matcher(section.lines().filter(line -> line.startsWith("|")).collect(Collectors.joining("\n")))
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toSet());
        JsonNode state =
                new JsonMapper().readTree(FakeCognigy.withDefaultWorld().toJson());

        Set<String> names = new HashSet<>();
        for (String ids : List.of("bots", "environments", "suites")) {
            state.path(ids).forEach(each -> names.add(each.path("id").asText()));
        }
        state.path("bots")
                .forEach(bot -> bot.path("versions")
                        .forEach(version -> names.add(version.path("id").asText())));
        for (String ids : List.of("deployed", "intents", "entities")) {
            state.at("/flows/" + ids).forEach(each -> names.add(each.path("id").asText()));
        }
        for (JsonNode project : state.at("/installation/projects")) {
            names.add(project.path("name").asText());
            project.path("snapshots")
                    .forEach(each -> names.add(each.path("name").asText()));
            project.path("endpoints")
                    .forEach(each -> names.add(each.path("name").asText()));
            for (String kind : List.of("flows", "playbooks")) {
                project.at("/resources/" + kind)
                        .forEach(each -> names.add(each.path("name").asText()));
            }
        }
        assertThat(documented).isEqualTo(names);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FakeCognigy.fromFile(directory.resolve("none.json"), new FakeTime()))
                .withMessageContaining("none.json: cannot be read");
    }

    @Test
    void aWorldIsBuiltInPlainWordsAndMistakesInItAreNamed() {
        FakeCognigy small = FakeCognigy.create()
                .addBot("b", "1.0")
                .addVersion("b", "v1")
                .addEnvironment("e", "1.10", "nlp")
                .live("b", "e", "v1");
        small.addBot("b", "2.0").addEnvironment("e", null);
        assertThat(small.liveVersion("b", "e")).contains("v1");
        assertThat(small.toString()).contains("bot b {\"minimumRuntimeVersion\":\"2.0\"}", "live b at v1");
        assertThatIllegalArgumentException().isThrownBy(() -> small.live("b", "e", "v2"));
        assertThatIllegalArgumentException().isThrownBy(() -> small.addVersion("c", "v1"));
        assertThatIllegalArgumentException().isThrownBy(() -> small.liveVersion("b", "f"));
    }

    @Test
    void aByteOrderMarkBeforeAWorldIsSkipped(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("state.json");
        String world = FakeCognigy.withDefaultWorld().toJson();
        Files.writeString(file, "\uFEFF" + world);

        assertThat(FakeCognigy.fromFile(file, FakeCognigy.create().time()).toJson())
                .isEqualTo(world);
    }
}
