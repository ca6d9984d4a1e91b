package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform of a command: always the requested one, and named in every record. */
class PlatformChoiceTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Set<String> RECORDS = Set.of(
            "report.json", "report.html", "report.md", "report.xml", "journal.jsonl", "audit.jsonl", "manifest.json");

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "canary", "rollout", "rollback", "flows", "gate"})
    void without_a_platform_nothing_is_released(String command) throws Exception {
        Map<String, String> unset = Map.of("COGNIGY_BASE_URL", "", "COGNIGY_API_KEY", "some-key");

        Program.Ended ended = Program.run(folder, unset, Literals.of(command));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("Missing: COGNIGY_BASE_URL", "--fake").doesNotContain("--bot,", "credentials");
        assertThat(folder.resolve(".cognigy-deploy")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy | --bot, --environment, --version",
                "gate | --bot, --environment, --version",
                "canary | --bot, --environment, --version",
                "rollback | --bot, --environment, --version",
                "flows | --environment, --from",
                "rollout | --bot-version, --environment, --lock, --memory, --network-segment, --sessions"
            })
    void everything_that_is_missing_is_named_at_once(String command, String options) throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(), command);

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("COGNIGY_BASE_URL", "COGNIGY_API_KEY", options, "--fake");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COGNIGY_BASE_URL", "COGNIGY_CLIENT_ID", "COGNIGY_CLIENT_SECRET", "COGNIGY_API_KEY"})
    void the_fake_is_not_for_those_who_have_a_platform(String variable) throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(variable, "http://127.0.0.1:1"), "deploy", "--fake");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("--fake must be given without a platform, but " + variable + " is set");
    }

    @Test
    void a_run_is_resumed_on_a_platform_without_the_options_that_it_was_begun_with() throws Exception {
        Program.Ended ended;
        try (FakeServer server = FakeServer.start(fake, 0)) {
            ended = Program.run(
                    folder,
                    Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "k"),
                    "deploy",
                    "--resume",
                    "20200101-000000-00000000");
        }

        assertThat(ended.err()).contains("no run 20200101-000000-00000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "canary", "rollout", "rollback", "flows"})
    void every_output_and_record_names_the_platform_and_says_that_it_is_a_fake(String command) throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended =
                    release(server, Literals.of(command, "--json", "--webhook", server.url() + "/hooks/ci"));
            String name = "FAKE " + server.url();

            assertThat(ended.err()).contains(name);
            assertThat(JSON.readTree(ended.lastLine()).path("platform").asText())
                    .isEqualTo(name);
            Map<String, String> records = records();
            assertThat(records).containsOnlyKeys(RECORDS);
            assertThat(records.values()).allSatisfy(record -> assertThat(record).contains(name));
        }
        // The documents fix the form of these bodies.
        assertThat(fake.audits()).allSatisfy(audit -> assertThat(audit.body()).doesNotContain("FAKE"));
        assertThat(fake.requests("POST", "/hooks/ci"))
                .allSatisfy(hook -> assertThat(hook.body()).doesNotContain("FAKE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "canary", "rollout", "rollback", "flows"})
    void so_does_a_plan_of_the_embedded_fake(String command) throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(), command, "--fake", "--plan", "--json");

        assertThat(ended.err()).contains("on      FAKE http://127.0.0.1:");
        assertThat(JSON.readTree(ended.lastLine()).path("platform").asText()).startsWith("FAKE http://127.0.0.1:");
    }

    @Test
    void a_bot_version_is_deployed_with_what_was_given_and_nothing_else() throws Exception {
        JsonNode body = sent(
                "/api/v1/deployments",
                "deploy",
                "--bot",
                "bot_9f8e7d6c5b4a3210",
                "--version",
                "v2.4.1-stable",
                "--environment",
                "env_prod_us_east_1");

        assertThat(body.path("config_overrides")).isEmpty();
        assertThat(body.path("dependencies")).isEmpty();
        assertThat(fake.requests("GET", "/api/v1/tests/.*")).isEmpty();
    }

    @Test
    void a_rollback_talks_to_the_bot_and_falls_back_only_as_was_given() throws Exception {
        sent(
                "/api/v1/deployments",
                "rollback",
                "--bot",
                "bot_12345",
                "--version",
                "v_67890",
                "--environment",
                "PRODUCTION");

        assertThat(fake.requests("POST", "/api/v1/bots/.*/test")).isEmpty();
        assertThat(fake.requests("GET", "/api/v1/environments/.*")).isEmpty();
        assertThat(fake.requests()).noneMatch(request -> request.body().contains("v_stable_fallback"));
    }

    @Test
    void a_configuration_is_rolled_out_with_what_was_given_and_nothing_else() throws Exception {
        JsonNode body = sent(
                "/api/v2/deployments",
                "rollout",
                "--environment",
                "env_prod_us_01",
                "--bot-version",
                "2.4.1",
                "--sessions",
                "10",
                "--memory",
                "20",
                "--tenant-boundary",
                "strict",
                "--network-segment",
                "here",
                "--lock",
                "dialog-runtime@2.1.4");

        assertThat(body.path("configuration_snapshot")).isEqualTo(JSON.readTree("{\"botVersion\":\"2.4.1\"}"));
        assertThat(body.path("capacity_constraints"))
                .isEqualTo(JSON.readTree("{\"max_concurrent_sessions\":10,\"memory_limit_mb\":20}"));
        assertThat(body.path("dependency_locks")).hasSize(1);
        assertThat(body.path("rollback_policy").path("revert_snapshot_id").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deploy --bot b --version v --environment e --pass-rate 0.5 | --suite",
                "gate --bot b --version v --environment e --max-age 1h | --suite",
                "rollback --bot b --version v --environment e --say hello | --intent",
                "rollback --bot b --version v --environment e --entity a=b | --say"
            })
    void an_option_that_would_have_no_effect_is_refused(String args, String needed) throws Exception {
        Program.Ended ended = Program.run(
                folder, Map.of("COGNIGY_BASE_URL", "http://127.0.0.1:1", "COGNIGY_API_KEY", "k"), args.split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains(needed);
    }

    private JsonNode sent(String path, String... args) throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = release(server, args);
            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        }
        return JSON.readTree(fake.requests("POST", path).get(0).body());
    }

    private Program.Ended release(FakeServer server, String... args) throws Exception {
        List<String> speed = args[0].equals("canary")
                ? List.of("--interval", "50ms", "--duration", "300ms", "--step", "100ms", "--at-end", "roll_back")
                : args[0].equals("rollout") ? List.of("--soak", "100ms", "--soak-interval", "50ms") : List.of();
        return Program.run(
                folder,
                Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key"),
                Stream.of(
                                Stream.of(args),
                                speed.stream(),
                                Stream.of("--poll-interval", "50ms", "--settle", "50ms", "--private-webhook"))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private Map<String, String> records() throws IOException {
        Map<String, String> all = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(".cognigy-deploy"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (RECORDS.contains(name)) {
                    all.put(name, Files.readString(file));
                }
            }
        }
        return all;
    }
}
