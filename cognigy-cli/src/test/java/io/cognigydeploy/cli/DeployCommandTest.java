package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;
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

/** The command line from a user's view: processes, environment variables, exit statuses, files. */
class DeployCommandTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SLOW_JOB = "{\"states\":[\"queued\"" + ",\"running\"".repeat(45) + ",\"completed\"]}";

    @TempDir
    private Path folder;

    private record Server(Runnable end, String url, Path log) implements AutoCloseable {

        Map<String, String> environment() {
            return Map.of(
                    "COGNIGY_BASE_URL",
                    url,
                    "COGNIGY_CLIENT_ID",
                    "some-client",
                    "COGNIGY_CLIENT_SECRET",
                    "some-secret");
        }

        List<String> requests() throws IOException {
            List<String> all = new ArrayList<>();
            for (String line : Files.readAllLines(log)) {
                JsonNode request = JSON.readTree(line);
                all.add(request.path("method").asText() + " "
                        + request.path("path").asText());
            }
            return all;
        }

        List<DeploymentJob> deployments() {
            try (CognigyClient client = CognigyClient.builder()
                    .baseUrl(url)
                    .credentials(Credentials.clientCredentials("some-client", "some-secret"))
                    .build()) {
                return client.deployments()
                        .list("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1")
                        .items();
            }
        }

        @Override
        public void close() {
            end.run();
        }
    }

    private String[] serverArgs(String... more) {
        return Stream.concat(
                        Stream.of(
                                "fake-server",
                                "--port",
                                "0",
                                "--port-file",
                                port().toString(),
                                "--log",
                                log().toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private Path port() {
        return folder.resolve("port");
    }

    private Path log() {
        return folder.resolve("requests.jsonl");
    }

    /** Serves from a process of its own. */
    private Server process(String... more) throws Exception {
        return served(Program.start(folder, Map.of(), serverArgs(more))::close);
    }

    /** Serves from a thread of this process. */
    private Server server(String... more) throws Exception {
        Thread thread = new Thread(() -> Program.run(folder, Map.of(), serverArgs(more)));
        thread.start();
        return served(() -> end(thread));
    }

    private static void end(Thread thread) {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Server served(Runnable end) throws Exception {
        Program.until(port(), "");
        return new Server(end, "http://127.0.0.1:" + Files.readString(port()), log());
    }

    private Program.Ended deploy(Server server, String... more) throws Exception {
        return Program.run(folder, server.environment(), deployArgs(more));
    }

    private static String[] deployArgs(String... more) {
        return Literals.of(
                "deploy",
                Stream.concat(Stream.of("--json", "--poll-interval", "20ms", "--settle", "50ms"), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Test
    void a_folder_that_cannot_be_made_is_named_with_the_cause() throws Exception {
        Path taken = Files.writeString(folder.resolve("taken"), "a file");

        Program.Ended ended = Program.run(folder, Map.of(), "deploy", "--fake", "--journal", taken + "/records");

        assertThat(ended.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(ended.err()).contains("taken").containsPattern("Cause: java.nio.file.\\w+Exception: .*taken");
    }

    @Test
    void runs_a_whole_deployment_with_nothing_configured() throws Exception {
        Program.Ended ended = Program.process(folder, Map.of(), "deploy", "--fake");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.err()).contains("v2.4.1-stable is live");
        assertThat(ended.out()).contains("Succeeded", "report.html", "audit.jsonl");
        assertThat(ended.out() + ended.err()).doesNotContain("WARN");
        Path records = folder.resolve(".cognigy-deploy");
        assertThat(records.resolve("audit.jsonl")).exists();
        try (Stream<Path> files = Files.walk(records)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains(
                            "manifest.json", "report.md", "report.html", "report.xml", "report.json", "journal.jsonl");
        }
    }

    @Test
    void prints_the_whole_report_as_json_on_the_last_line_of_standard_output() throws Exception {
        try (Server server = server()) {
            Program.Ended ended = deploy(server);

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            JsonNode report = JSON.readTree(ended.lastLine());
            assertThat(report.path("success").asBoolean()).isTrue();
            assertThat(report.path("mutations").get(0).path("end").asText()).isEqualTo("completed");
            assertThat(server.requests())
                    .filteredOn("POST /oauth/token"::equals)
                    .hasSize(1);
            assertThat(Files.readString(server.log()))
                    .contains("client_secret=***", "\"Bearer ***\"")
                    .doesNotContain("some-secret", "fake-token");
        }
    }

    @Test
    void a_plan_changes_nothing() throws Exception {
        try (Server server = server()) {
            Program.Ended ended = deploy(server, "--plan");

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(JSON.readTree(ended.lastLine()).path("changes").get(0).asText())
                    .contains("v2.4.1-stable");
            assertThat(server.requests())
                    .filteredOn(request -> request.startsWith("POST"))
                    .containsExactly("POST /oauth/token");
        }
    }

    @ParameterizedTest
    @CsvSource({"drop", "applied-drop", "503", "applied-500", "applied-unreadable", "html"})
    void a_lost_answer_leaves_exactly_one_deployment(String fault) throws Exception {
        try (Server server = server("--fault", "POST /api/v1/deployments 1 " + fault)) {
            Program.Ended ended = deploy(server);

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(server.deployments()).hasSize(1);
        }
    }

    @Test
    void a_signal_undoes_what_was_changed_and_tells_it() throws Exception {
        Path state = Files.writeString(folder.resolve("state.json"), slowWorld());
        try (Server server = process("--state", state.toString())) {
            try (Program program = Program.start(
                    folder,
                    server.environment(),
                    Literals.of("deploy", "--json", "--poll-interval", "100ms", "--settle", "50ms"))) {
                Program.until(server.log(), "\"path\":\"/api/v1/deployments/");
                program.terminate();
                Program.Ended ended = program.await();

                assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
                assertThat(ended.err()).contains("changes are rolled back", "Cancelled");
                assertThat(JSON.readTree(ended.lastLine())
                                .path("outcome")
                                .path("outcome")
                                .asText())
                        .isEqualTo("cancelled");
            }
            assertThat(server.requests()).anyMatch(request -> request.endsWith("/cancel"));
        }
    }

    @Test
    void a_deadline_ends_a_run_before_it_changes_anything() throws Exception {
        try (Server server = server()) {
            Program.Ended ended = deploy(server, "--deadline", "1ms", "--wait-for-target", "1s");

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
            assertThat(ended.err()).contains("the deadline of 1 ms passed before the first change");
            assertThat(server.deployments()).isEmpty();
        }
    }

    @Test
    void a_webhook_on_this_machine_has_to_be_allowed() throws Exception {
        try (Server server = server()) {
            String hook = server.url().replace("127.0.0.1", "localhost") + "/hooks/ci";

            Program.Ended refused = deploy(server, "--webhook", hook);
            assertThat(refused.status()).as(refused.err()).isEqualTo(ExitStatus.DONE);
            assertThat(refused.lastLine()).contains("not a public address");
            assertThat(server.requests()).doesNotContain("POST /hooks/ci");

            deploy(server, "--webhook", hook, "--private-webhook");
            assertThat(server.requests()).contains("POST /hooks/ci");
        }
    }

    @Test
    void a_killed_run_is_resumed_without_a_second_deployment() throws Exception {
        Path state = Files.writeString(folder.resolve("state.json"), slowWorld());
        try (Server server = process("--state", state.toString())) {
            // Slowly, so that the job outlives the run; all polls of the second run fit into a minute's rate budget.
            try (Program program = Program.start(
                    folder,
                    server.environment(),
                    Literals.of("deploy", "--json", "--poll-interval", "100ms", "--settle", "50ms"))) {
                Program.until(server.log(), "\"path\":\"/api/v1/deployments/");
                program.kill();
            }
            String runId;
            try (Stream<Path> runs = Files.list(folder.resolve(".cognigy-deploy"))) {
                runId = runs.map(run -> run.getFileName().toString())
                        .filter(name -> name.matches("\\d{8}-.*"))
                        .findFirst()
                        .orElseThrow();
            }

            Program.Ended ended = deploy(server, "--resume", runId);

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(JSON.readTree(ended.lastLine()).path("runId").asText()).isEqualTo(runId);
            assertThat(server.requests())
                    .filteredOn("POST /api/v1/deployments"::equals)
                    .hasSize(1);
            assertThat(server.deployments()).hasSize(1);
        }
    }

    private static String slowWorld() throws IOException {
        JsonNode world = JSON.readTree(
                FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials().toJson());
        ((ObjectNode) world).set("jobs", JSON.readTree(SLOW_JOB));
        return world.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | deploy --fake --bot ../x | well formed",
                "2 | deploy --fake --bot a/b | well formed",
                "2 | deploy --fake --environment a%0D%0Ab | well formed",
                "2 | deploy --fake --bot '' | must not be empty",
                "2 | deploy --fake --pass-rate 1.5 | 0.95",
                "2 | deploy --fake --pass-rate NaN | 0.95",
                "2 | deploy --fake --poll-interval soon | 50ms",
                "2 | deploy --fake --timeout -5s | 50ms",
                "2 | deploy --wrong-option | --help",
                "2 | deploy --fake --webhook ://x | webhook",
                "2 | fake-server --port 0 --state nowhere.json | nowhere.json",
                "2 | fake-server --port 0 --fault nonsense | METHOD",
                "2 | fake-server --port 0 --only 005+prose | 000 to 004",
                "2 | fake-server --port 99999 | 65535",
                "3 | deploy --fake --resume 20200101-000000-00000000 | no run",
                "1 | deploy --fake --bot bot_absent | no bot bot_absent",
                "1 | deploy --fake --environment nowhere | no environment nowhere"
            })
    void bad_input_is_told_in_a_line(int status, String args, String said) throws Exception {
        String[] words = Stream.of(args.split(" "))
                .map(word -> word.equals("''") ? "" : word.replace("%0D%0A", "\r\n"))
                .toArray(String[]::new);

        Program.Ended ended = Program.run(folder, Map.of(), words);

        assertThat(ended.status()).as(ended.err()).isEqualTo(status);
        assertThat(ended.err()).contains(said).doesNotContain("Exception", "\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://x | COGNIGY_BASE_URL",
                "http://api.example | https",
                "not a url | COGNIGY_BASE_URL",
                "https://user:pw@api.example | COGNIGY_BASE_URL"
            })
    void a_bad_base_url_is_told_in_a_line(String url, String said) throws Exception {
        Program.Ended ended = Program.run(
                folder,
                Map.of("COGNIGY_BASE_URL", url, "COGNIGY_CLIENT_ID", "x", "COGNIGY_CLIENT_SECRET", "y"),
                Literals.of("deploy"));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err().lines().findFirst().orElse("")).contains(said).doesNotContain("pw@");
    }

    @Test
    void an_audit_log_is_verified_and_a_change_in_it_is_found() throws Exception {
        Program.run(folder, Map.of(), "deploy", "--fake");
        Path log = folder.resolve(".cognigy-deploy/audit.jsonl");

        assertThat(Program.run(folder, Map.of(), "audit", "verify", log.toString())
                        .status())
                .isEqualTo(ExitStatus.DONE);
        Files.writeString(log, Files.readString(log).replace("196 of 200", "200 of 200"));
        Program.Ended changed = Program.run(folder, Map.of(), "audit", "verify", log.toString());

        assertThat(changed.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(changed.out()).contains("Line ");
        assertThat(Program.run(folder, Map.of(), "audit", "verify", "nowhere").status())
                .isEqualTo(ExitStatus.NOT_DONE);
    }

    @Test
    void missing_credentials_are_told_in_a_line() throws Exception {
        Program.Ended ended = Program.run(folder, Map.of("COGNIGY_BASE_URL", "https://api.example"), "deploy");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("COGNIGY_CLIENT_ID", "COGNIGY_API_KEY");
    }
}
