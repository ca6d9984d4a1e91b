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

            for (Program.Ended each : List.of(refused, other)) {
                assertThat(each.status()).as(each.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
                assertThat(each.err())
                        .contains("May still be under way: dep_0001")
                        .doesNotContain("sk-live");
            }
            assertThat(resumed.status()).as(resumed.err()).isEqualTo(ExitStatus.DONE);
            assertThat(fake.requests("POST", "/api/v1/deployments")).hasSize(1);
        }
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
