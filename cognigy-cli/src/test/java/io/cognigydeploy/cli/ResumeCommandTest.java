package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resumption from the command line of killed runs whose deployment has secrets. */
class ResumeCommandTest {

    /** How often a job is running when it is read, before it is completed. */
    private int polls = 60;

    @TempDir
    Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    @Test
    void a_run_whose_deployment_has_a_secret_is_resumed_with_the_same_options() throws Exception {
        String[] options = Literals.of("deploy", quick("--override", "apiKey=sk-live-4711"));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            String runId = killed(server, "GET /api/v1/deployments/", Map.of(), options);

            Program.Ended refused = Program.run(folder, environment(server, Map.of()), "deploy", "--resume", runId);
            Program.Ended other = Program.run(
                    folder,
                    environment(server, Map.of()),
                    with(Literals.of("deploy", quick("--override", "apiKey=sk-live-4712")), "--resume", runId));
            Program.Ended resumed =
                    Program.run(folder, environment(server, Map.of()), with(options, "--resume", runId));

            assertThat(refused.status()).as(refused.err()).isEqualTo(ExitStatus.USAGE);
            assertThat(refused.err()).contains("Missing: COGNIGY_OVERRIDE_APIKEY (the value of --override apiKey)");
            assertThat(other.status()).as(other.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
            assertThat(other.err()).contains("May still be under way: dep_0001").doesNotContain("sk-live");
            assertThat(resumed.status()).as(resumed.err()).isEqualTo(ExitStatus.DONE);
            assertThat(fake.requests("POST", "/api/v1/deployments")).hasSize(1);
        }
    }

    @Test
    void the_command_resume_needs_the_run_and_the_variables_of_its_secrets() throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            String runId = killed(
                    server,
                    "GET /api/v1/deployments/",
                    Map.of(),
                    Literals.of("deploy", quick("--override", "apiKey=sk-live-4711")));

            Program.Ended resumed = Program.run(
                    folder, environment(server, Map.of("COGNIGY_OVERRIDE_APIKEY", "sk-live-4711")), "resume", runId);

            assertThat(resumed.status()).as(resumed.err()).isEqualTo(ExitStatus.DONE);
            assertThat(fake.requests("POST", "/api/v1/deployments")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resume RUN", "resume --last", "deploy --resume RUN"})
    void a_resumed_run_has_the_gates_that_it_was_begun_with(String command) throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            String runId =
                    killed(server, "GET /api/v1/tests", Map.of(), Literals.of("deploy", quick("--pass-rate", "0.5")));
            fake.addTestRun("suite_regression_v24", 200, 120, "approved");

            Program.Ended resumed = Program.run(
                    folder,
                    environment(server, Map.of()),
                    with(command.replace("RUN", runId).split(" "), "--json"));

            assertThat(resumed.status()).as(resumed.err()).isEqualTo(ExitStatus.DONE);
            assertThat(resumed.err()).contains(runId, "120 of 200 tests passed");
        }
    }

    @Test
    void without_an_unfinished_run_there_is_nothing_to_resume() {
        Program.Ended resumed = Program.run(folder, Map.of(), "resume", "--last");

        assertThat(resumed.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(resumed.err()).startsWith("There is no unfinished run in ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resume | RUN",
                "resume r --last | mutually exclusive",
                "resume r --bot b | Unknown option of cognigy-deploy resume: '--bot'",
                "undo | RUN",
                "undo r --last | Unknown option of cognigy-deploy undo: '--last'"
            })
    void wrong_usage_is_refused(String args, String said) {
        Program.Ended ended = Program.run(folder, Map.of(), args.split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains(said);
    }

    @Test
    void a_run_without_a_record_is_resumed_by_the_command_that_began_it() throws Exception {
        Path run = folder.resolve(".cognigy-deploy/20200101-000000-00000000");
        Files.createDirectories(run);
        Files.createFile(run.resolve("journal.jsonl"));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> variables = environment(server, Map.of());

            Program.Ended unknown = Program.run(folder, variables, "resume", "20200101-000000-00000000");
            Program.Ended known = Program.run(folder, variables, "deploy", "--resume", "20200101-000000-00000000");

            assertThat(unknown.status()).as(unknown.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
            assertThat(unknown.err()).contains("Resume it by the command that began it");
            assertThat(known.status()).as(known.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
            assertThat(known.err()).contains("ended before its plan was recorded, so it changed nothing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resume", "undo"})
    void a_run_that_is_not_there_is_named(String command) {
        Program.Ended ended = Program.run(folder, Map.of(), command, "20200101-000000-00000000");

        assertThat(ended.status()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(ended.err()).contains("no run 20200101-000000-00000000");
    }

    @Test
    void what_is_secret_only_by_its_address_comes_from_the_environment_again() throws Exception {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> before = Map.of("CI_CD_WEBHOOK_URL", server.url() + "/hooks/ci?token=of-yesterday");
            Map<String, String> now = Map.of("CI_CD_WEBHOOK_URL", server.url() + "/hooks/ci?token=of-today");
            String runId = killed(
                    server,
                    "GET /api/v2/jobs",
                    before,
                    Literals.of("rollout", quick("--soak", "1s", "--private-webhook")));

            Program.Ended resumed = Program.run(
                    folder,
                    environment(server, now),
                    with(new String[] {"rollout"}, quick("--soak", "1s", "--private-webhook", "--resume", runId)));

            assertThat(resumed.status()).as(resumed.err()).isEqualTo(ExitStatus.DONE);
            assertThat(fake.requests("POST", "/api/v2/deployments")).hasSize(1);
        }
    }

    @Test
    void a_run_whose_target_another_run_works_on_needs_a_person_and_names_what_is_under_way() throws Exception {
        String[] options = Literals.of("deploy", quick());
        // So many that the other run is still at work when a busy machine gets to the third.
        polls = 100_000;
        try (FakeServer server = FakeServer.start(fake, 0)) {
            String runId = killed(server, "GET /api/v1/deployments/", Map.of(), options);
            Path seen = folder.resolve("seen.txt");
            Files.delete(seen);

            try (Program other = Program.start(folder, environment(server, Map.of()), options)) {
                Program.until(seen, "seen");
                Program.Ended fresh = Program.run(folder, environment(server, Map.of()), with(options, "--json"));
                Program.Ended refused =
                        Program.run(folder, environment(server, Map.of()), "deploy", "--json", "--resume", runId);
                other.kill();

                assertThat(fresh.status()).as(fresh.err()).isEqualTo(ExitStatus.NOT_DONE);
                assertThat(refused.status()).as(refused.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
                assertThat(refused.err()).contains("is taken by", "May still be under way: dep_0001");
                assertThat(new JsonMapper()
                                .readTree(refused.out())
                                .path("exitStatus")
                                .asInt())
                        .isEqualTo(ExitStatus.PERSON_NEEDED);
            }
        }
    }

    /** Kills a run at a request and returns its id. */
    private String killed(FakeServer server, String until, Map<String, String> more, String[] command)
            throws Exception {
        fake.nextJob(
                JobScript.states(Stream.concat(Stream.generate(() -> "running").limit(polls), Stream.of("completed"))
                        .toArray(String[]::new)));
        Path seen = folder.resolve("seen.txt");
        server.onRequest(request -> {
            if ((request.method() + " " + request.path()).startsWith(until)) {
                write(seen);
            }
        });
        try (Program program = Program.start(folder, environment(server, more), command)) {
            Program.until(seen, "seen");
            program.kill();
        }
        try (Stream<Path> runs = Files.list(folder.resolve(".cognigy-deploy"))) {
            return runs.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("\\d{8}-.*"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "seen");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environment(FakeServer server, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("COGNIGY_BASE_URL", server.url());
        all.put("COGNIGY_API_KEY", "key-of-a-test");
        return all;
    }

    private static String[] quick(String... more) {
        return with(new String[] {"--poll-interval", "50ms", "--settle", "50ms"}, more);
    }

    private static String[] with(String[] command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
