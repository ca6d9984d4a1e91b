package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rollout} and {@code rollback} from a user's view. */
class RolloutAndRollbackTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    private Program.Ended run(FakeServer server, String... args) throws Exception {
        return Program.run(folder, environment(server), args);
    }

    private static Map<String, String> environment(FakeServer server) {
        return Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key");
    }

    private static String[] fast(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--json", "--poll-interval", "20ms", "--settle", "50ms"));
        if (args[0].equals("rollout")) {
            all.addAll(List.of("--soak", "100ms", "--soak-interval", "20ms"));
        }
        return Literals.of(args[0], all.subList(1, all.size()).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"rollout, health soak", "rollback, conversation probe"})
    void runs_whole_with_nothing_configured(String command, String shown) throws Exception {
        Program.Ended ended = Program.process(folder, Map.of(), command, "--fake");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.err()).contains(shown);
        assertThat(ended.out()).contains("Succeeded", "report.html", "audit.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollout", "rollback"})
    void a_plan_changes_nothing(String command) throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast(command, "--plan"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(JSON.readTree(ended.lastLine()).path("changes")).hasSize(1);
            assertThat(fake.requests("POST", "/api/v[12]/deployments")).isEmpty();
        }
    }

    @Test
    void a_rollout_sends_the_documented_literals() throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollout"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(JSON.readTree(ended.lastLine()).path("success").asBoolean())
                    .isTrue();
            assertThat(JSON.readTree(
                            fake.requests("POST", "/api/v2/deployments").get(0).body()))
                    .isEqualTo(JSON.readTree("""
                        {"environment_id": "env_prod_us_01",
                         "configuration_snapshot": {"botVersion": "2.4.1", "nlpEngine": "v3.2",
                           "dialogFlow": "production_v8", "integrations": ["salesforce_crm", "sap_erp"]},
                         "dependency_locks": [
                           {"package_name": "cognigy-nlp-core", "version": "3.2.0", "pinned": true},
                           {"package_name": "dialog-runtime", "version": "2.1.4", "pinned": true}],
                         "rollback_policy": {"auto_trigger": true, "health_threshold": 3,
                           "timeout_seconds": 300, "revert_snapshot_id": "snap_prev_stable"},
                         "capacity_constraints": {"max_concurrent_sessions": 500, "memory_limit_mb": 4096},
                         "webhookCallbackUrl": null}
                        """));
            assertThat(fake.audits()).hasSize(1);
            assertThat(fake.violations()).isEmpty();
        }
    }

    @Test
    void an_unhealthy_environment_after_a_rollout_ends_with_a_status_of_its_own() throws Exception {
        for (int i = 0; i < 3; i++) {
            fake.nextHealth("env_prod_us_01", "unhealthy", 0.5);
        }
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollout"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
            assertThat(ended.err()).contains("RolledBack");
            assertThat(fake.configuration("env_prod_us_01")).get().asString().contains("production_v7");
        }
    }

    @Test
    void a_lost_answer_to_a_rollout_needs_a_person() throws Exception {
        fake.fail(Fault.on("POST", "/api/v2/deployments").dropAfterEffect());
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollout"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
            assertThat(fake.requests("POST", "/api/v2/deployments")).hasSize(1);
        }
    }

    @Test
    void a_rollback_sends_the_documented_literals() throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollback"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            JsonNode body = JSON.readTree(
                    fake.requests("POST", "/api/v1/deployments").get(0).body());
            assertThat(body).isEqualTo(JSON.readTree("""
                {"botId": "bot_12345", "targetVersionId": "v_67890", "environment": "PRODUCTION",
                 "action": "ROLLBACK", "validateDependencies": true, "force": false}
                """));
            assertThat(fake.liveVersion("bot_12345", "env_prod_us_east_1")).contains("v_67890");
            assertThat(fake.violations()).isEmpty();
        }
    }

    @Test
    void a_rollback_that_fails_falls_back_and_does_not_end_with_success() throws Exception {
        fake.nextJob(JobScript.fails("image lost"));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollback"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
            assertThat(ended.err()).contains("image lost", "RolledBack");
            assertThat(fake.liveVersion("bot_12345", "env_prod_us_east_1")).contains("v_stable_fallback");
        }
    }

    @ParameterizedTest
    @CsvSource({"undo, 1, v_stable_fallback", "report, 3, v_67890", "keep, 0, v_67890"})
    void what_a_bot_that_misunderstands_leads_to_is_an_option(String then, int status, String live) throws Exception {
        fake.understands("bot_12345", "I need help with my order", "small_talk", 0.9);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollback", "--if-misunderstood", then));

            assertThat(ended.status()).as(ended.err()).isEqualTo(status);
            assertThat(ended.err()).contains("small_talk");
            assertThat(fake.liveVersion("bot_12345", "env_prod_us_east_1")).contains(live);
        }
    }

    @ParameterizedTest
    @CsvSource({"block, 1", "drain, 0", "go_on, 0"})
    void what_open_sessions_lead_to_is_an_option(String policy, int status) throws Exception {
        fake.openSessions("bot_12345", "env_prod_us_east_1", 2).sessionsEndPerPoll(2);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollback", "--sessions", policy));

            assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        }
    }

    @Test
    void the_documented_rollback_runs_on_a_platform_that_has_nothing_else() throws Exception {
        fake.only(Document.VERSION_ROLLBACK);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = Program.run(
                    folder,
                    environment(server),
                    "rollback",
                    "--bot",
                    "bot_12345",
                    "--version",
                    "v_67890",
                    "--environment",
                    "PRODUCTION",
                    "--fallback",
                    "v_stable_fallback",
                    "--say",
                    "I need help with my order",
                    "--intent",
                    "order_support",
                    "--poll-interval",
                    "20ms",
                    "--settle",
                    "50ms",
                    "--json");

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(JSON.readTree(ended.lastLine()).path("outcome").path("unconfirmed"))
                    .singleElement()
                    .satisfies(open -> assertThat(open.asText()).contains("which version is live", "no id was given"));
            assertThat(fake.liveVersion("bot_12345", "env_prod_us_east_1")).contains("v_67890");
        }
    }

    @Test
    void a_broken_version_is_replaced_although_its_sessions_cannot_be_read() throws Exception {
        fake.fail(Fault.on("GET", "/api/v1/sessions").always().status(500));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollback", "--broken"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(fake.requests("GET", "/api/v1/sessions")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 0"})
    void so_many_sessions_may_be_open_as_is_said(int allowed, int status) throws Exception {
        fake.openSessions("bot_12345", "env_prod_us_east_1", 2);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = run(server, fast("rollback", "--max-sessions", Integer.toString(allowed)));

            assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({"rollout, GET /api/v2/jobs", "rollback, GET /api/v1/deployments/"})
    void a_killed_run_is_resumed_without_a_second_request(String command, String until) throws Exception {
        fake.nextJob(
                JobScript.states(Stream.concat(Stream.generate(() -> "running").limit(150), Stream.of("completed"))
                        .toArray(String[]::new)));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Path seen = folder.resolve("seen.txt");
            server.onRequest(request -> {
                if ((request.method() + " " + request.path()).startsWith(until)) {
                    write(seen);
                }
            });
            try (Program program = Program.start(folder, environment(server), fast(command))) {
                Program.until(seen, "seen");
                program.kill();
            }
            String runId;
            try (Stream<Path> runs = Files.list(folder.resolve(".cognigy-deploy"))) {
                runId = runs.map(path -> path.getFileName().toString())
                        .filter(name -> name.matches("\\d{8}-.*"))
                        .findFirst()
                        .orElseThrow();
            }

            Program.Ended ended = run(server, fast(command, "--resume", runId));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(fake.requests("POST", "/api/v[12]/deployments")).hasSize(1);
        }
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "seen");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | rollout --fake --lock nonsense | NAME@VERSION",
                "2 | rollout --fake --environment ../x | well formed",
                "2 | rollout --fake --health-threshold 0 | at least 1",
                "2 | rollout --fake --soak 0s | 50ms",
                "2 | rollout --fake --callback nowhere | URL",
                "2 | rollback --fake --bot ../x | well formed",
                "2 | rollback --fake --min-confidence 2 | at most 1",
                "2 | rollback --fake --sessions maybe | sessions",
                "2 | rollback --fake --sessions go_on --max-sessions 1 | --max-sessions",
                "2 | rollback --fake --max-sessions -1 | zero or more",
                "1 | rollout --fake --environment nowhere | no environment nowhere",
                "1 | rollout --fake --sessions 5000 | more than the environment has",
                "1 | rollback --fake --version v_none | no version v_none",
                "1 | rollback --fake --environment STAGING --environment-id env_dev | called DEVELOPMENT"
            })
    void bad_input_is_told_in_a_line(int status, String args, String said) throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(), args.split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.err()).contains(said).doesNotContain("Exception", "\tat ");
    }
}
