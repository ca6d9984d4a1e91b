package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.FakeTime;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.ScriptedReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletions of old snapshots, alone and after a release. */
class SnapshotRetainCommandTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> QUICK = List.of("--poll-interval", "20ms", "--settle", "50ms");

    @TempDir
    private Path folder;

    private final FakeCognigy fake =
            FakeCognigy.fromJson(agedWorld(), Time.SYSTEM).acceptAnyCredentials();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    /** Returns a world with snapshots a, b and c in both projects, as this tool made them in another year. */
    private static String agedWorld() {
        FakeTime time = new FakeTime();
        FakeCognigy world = FakeCognigy.withDefaultWorld(time);
        for (String name : List.of("a", "b", "c")) {
            time.advance(Duration.ofHours(1));
            for (String project : List.of("shop-dev", "shop-prod")) {
                world.installation().project(project).addSnapshot(name, "[cognigy-deploy run-" + name + "]");
            }
        }
        return world.toJson();
    }

    @BeforeEach
    void start() throws IOException {
        fake.installation().taskStep(Duration.ofMillis(10));
        server = FakeServer.start(fake, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private InstalledProject dev() {
        return fake.installation().project("shop-dev");
    }

    private InstalledProject prod() {
        return fake.installation().project("shop-prod");
    }

    private Map<String, String> variables() throws IOException {
        Path file = Files.writeString(folder.resolve("stages.json"), """
                {"version": 1,
                 "stages": {
                  "dev": {"baseUrl": "URL", "apiKeyEnv": "DEV_KEY", "project": "shop-dev"},
                  "prod": {"baseUrl": "URL", "endpointUrl": "URL", "apiKeyEnv": "PROD_KEY", "project": "shop-prod",
                           "endpoints": ["Web"]}}}
                """.replace("URL", server.url()));
        return Map.of("COGNIGY_STAGES", file.toString(), "DEV_KEY", "dev-key-of-mine", "PROD_KEY", "prod-key-of-mine");
    }

    private Program.Ended snapshot(String... args) throws IOException {
        return Program.run(folder, variables(), arguments(args));
    }

    private static String[] arguments(String... args) {
        return Stream.of(Stream.of("snapshot"), Stream.of(args), QUICK.stream())
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private static JsonNode json(Program.Ended ended) throws IOException {
        return JSON.readTree(ended.lastLine());
    }

    private Path journal() {
        return folder.resolve(".cognigy-deploy");
    }

    private List<String> runs() throws IOException {
        try (Stream<Path> runs = Files.list(journal())) {
            return runs.map(each -> each.getFileName().toString())
                    .filter(each -> each.matches("\\d{8}-.*"))
                    .sorted()
                    .toList();
        }
    }

    // ---------------------------------------------------------------- alone

    @Test
    void old_snapshots_of_a_stage_are_deleted_and_their_files_kept() throws Exception {
        Program.Ended ended = snapshot("retain", "--stage", "prod", "--keep", "1", "--spare", "b", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(prod().snapshots()).containsExactly("v1.0.0", "b", "c");
        assertThat(dev().snapshots()).hasSize(4);
        JsonNode report = json(ended);
        assertThat(report.path("success").asBoolean()).isTrue();
        JsonNode deleted = report.at("/retention/deleted");
        assertThat(deleted).hasSize(1);
        assertThat(Path.of(deleted.at("/0/file").asText()))
                .hasSize(4096)
                .hasParent(journal().resolve("snapshots"));
        assertThat(report.at("/retention/kept").findValuesAsText("because"))
                .contains("spared", "run by endpoint Web", "one of the 1 newest that this library made");
    }

    @Test
    void a_plan_lists_each_snapshot_and_only_reads() throws Exception {
        Program.Ended ended = snapshot("retain", "--stage", "prod", "--keep", "2", "--plan", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests()).extracting(RecordedRequest::method).containsOnly("GET");
        assertThat(json(ended).path("changes")).hasSize(2);
        assertThat(ended.err())
                .contains("snapshot a is deleted: made by run run-a")
                .contains("snapshot v1.0.0 is kept: run by endpoint Web")
                .contains("Every gate passed. Nothing was changed.");
    }

    @Test
    void with_nothing_to_delete_it_succeeds() throws Exception {
        Program.Ended ended = snapshot("retain", "--stage", "prod", "--keep", "3");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.err()).contains("nothing to delete");
        assertThat(prod().snapshots()).hasSize(4);
    }

    // ---------------------------------------------------------------- after a release

    @Test
    void after_a_release_both_projects_keep_the_newest() throws Exception {
        Program.Ended ended = snapshot("release", "--keep", "2", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        JsonNode report = json(ended);
        String made = report.at("/release/snapshot/source/name").asText();
        assertThat(dev().snapshots()).containsExactly("v1.0.0", "c", made);
        assertThat(prod().snapshots()).containsExactly("v1.0.0", "c", made);
        assertThat(report.path("retention")).hasSize(2).allSatisfy(retention -> {
            assertThat(retention.path("success").asBoolean()).isTrue();
            assertThat(retention.path("runId").asText())
                    .isNotEqualTo(report.path("runId").asText());
            assertThat(retention.at("/retention/deleted")).hasSize(2);
        });
        assertThat(runs()).hasSize(3);
        assertThat(ended.err())
                .contains("Retention of shop-dev, a run of its own")
                .contains("Succeeded: retention of snapshots of shop-prod (keeping 2) is done");
    }

    @Test
    void the_one_just_replaced_stays_without_a_drain_time_and_goes_after_it() throws Exception {
        prod().endpoint("Web").changedBy("ci", "{\"entrypoint\":\"a\"}").beginConversation("s1");

        Program.Ended kept = snapshot("release", "--keep", "1", "--allow", "drift", "--json");

        assertThat(kept.status()).as(kept.err()).isEqualTo(ExitStatus.DONE);
        assertThat(prod().snapshots()).contains("a").doesNotContain("b", "c");
        assertThat(json(kept).at("/retention/1/retention/kept").findValuesAsText("because"))
                .anyMatch(because -> because.contains("no time to drain it is given"));

        prod().endpoint("Web").changedBy("ci", "{\"entrypoint\":\"a\"}").beginConversation("s2");
        Program.Ended drained = snapshot("release", "--keep", "1", "--drain", "3s", "--allow", "drift", "--json");

        assertThat(drained.status()).as(drained.err()).isEqualTo(ExitStatus.DONE);
        assertThat(prod().snapshots()).doesNotContain("a");
        assertThat(drained.err()).contains("verification drain/");
    }

    @Test
    void within_one_project_there_is_one_retention() throws Exception {
        Program.Ended ended = snapshot("release", "--from", "prod", "--keep", "1", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(ended).path("retention")).hasSize(1);
        assertThat(prod().snapshots()).hasSize(2);
        assertThat(dev().snapshots()).hasSize(4);
    }

    @Test
    void a_release_that_did_not_succeed_deletes_nothing() throws Exception {
        prod().replies(ScriptedReply.nothing());

        Program.Ended ended = snapshot("release", "--keep", "1", "--say", "hello", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(ended.err()).contains("No retention: the release did not succeed.");
        assertThat(json(ended).path("retention")).isEmpty();
        assertThat(fake.requests("DELETE", ".*")).isEmpty();
    }

    @Test
    void the_worst_exit_status_counts() throws Exception {
        fake.fail(Fault.on("DELETE", ".*").always().drop());

        Program.Ended ended = snapshot("release", "--keep", "2", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
        JsonNode report = json(ended);
        assertThat(report.path("success").asBoolean()).isTrue();
        assertThat(report.at("/retention/0/outcome/outcome").asText()).isEqualTo("unknown");
        assertThat(report.at("/retention/0/retention/left")).hasSize(2);
    }

    @Test
    void a_planned_deletion_is_carried_out_by_another_command() throws Exception {
        String file = folder.resolve("plan.json").toString();
        Program.Ended planned = snapshot("retain", "--stage", "prod", "--keep", "2", "--plan", "-o", file, "--json");
        assertThat(planned.status()).as(planned.err()).isEqualTo(ExitStatus.DONE);
        List<String> before = prod().snapshots();

        Program.Ended applied = Program.run(folder, variables(), "apply", file, "--json");

        assertThat(applied.status()).as(applied.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(applied).at("/retention/deleted"))
                .hasSize(json(planned).path("changes").size() / 2);
        assertThat(prod().snapshots()).hasSizeLessThan(before.size());
    }

    @Test
    void a_deletion_cannot_be_undone_and_the_refusal_names_the_files() throws Exception {
        String run = json(snapshot("retain", "--stage", "prod", "--keep", "2", "--json"))
                .path("runId")
                .asText();
        int sent = fake.requests().size();

        Program.Ended undone = Program.run(folder, variables(), "undo", run, "--json");

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(undone.err())
                .contains("Run " + run + " cannot be undone: ", "its file is kept as ", "Bring back by hand");
        assertThat(fake.requests().subList(sent, fake.requests().size()))
                .extracting(RecordedRequest::method)
                .containsOnly("GET");
    }

    @Test
    void a_run_that_is_not_there_is_named() throws Exception {
        Program.Ended ended = snapshot("retain", "--resume", "nope");

        assertThat(ended.err()).contains("There is no run nope in ").doesNotContain("--stage");
    }

    @Test
    void a_full_project_gets_room() throws Exception {
        Path stages = Path.of(variables().getOrDefault("COGNIGY_STAGES", ""));
        Files.writeString(stages, Files.readString(stages).replace("\"project\"", "\"snapshotCap\": 4, \"project\""));
        dev().snapshotCap(4);
        prod().snapshotCap(4);
        Map<String, String> variables = Map.of(
                "COGNIGY_STAGES", stages.toString(), "DEV_KEY", "dev-key-of-mine", "PROD_KEY", "prod-key-of-mine");

        Program.Ended plan = Program.run(folder, variables, arguments("release", "--keep", "2", "--plan", "--json"));
        Program.Ended refused = Program.run(folder, variables, arguments("release"));
        Program.Ended ended = Program.run(folder, variables, arguments("release", "--keep", "2", "--json"));

        assertThat(plan.status()).as(plan.err()).isEqualTo(ExitStatus.DONE);
        assertThat(plan.err())
                .contains("delete snapshot a of shop-prod; its file is kept as")
                .contains("After the release: retention of shop-prod, keeping 2.");
        assertThat(json(plan).at("/retention/1/planned").asText()).isEqualTo("after the release");
        assertThat(refused.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(ended).at("/release/evicted")).hasSize(2);
        assertThat(prod().snapshots()).hasSize(3).contains("c");

        String run = json(ended).path("runId").asText();
        Program.Ended undone = Program.run(folder, variables, arguments("undo", run));
        Program.Ended again = Program.run(folder, variables, arguments("undo", run));

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.DONE);
        assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
    }

    // ---------------------------------------------------------------- kill -9

    @Test
    void a_retention_whose_process_died_is_resumed_by_its_own_run() throws Exception {
        fake.installation().taskStep(Duration.ofSeconds(1));
        Path seen = folder.resolve("seen.txt");
        server.onRequest(request -> note(seen, request));
        try (Program program =
                Program.start(folder, variables(), arguments("retain", "--stage", "prod", "--keep", "1"))) {
            Program.until(seen, "DELETE");
            program.kill();
        }
        String run = runs().get(0);

        Program.Ended ended = snapshot("retain", "--resume", run, "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(prod().snapshots()).containsExactly("v1.0.0", "c");
        assertThat(fake.requests("DELETE", ".*")).hasSize(2);
        assertThat(json(ended).at("/retention/deleted")).hasSize(2);
    }

    @Test
    void a_release_that_died_before_its_retention_gets_it_when_it_is_resumed() throws Exception {
        Path seen = folder.resolve("seen.txt");
        server.onRequest(request -> note(seen, request));
        fake.fail(Fault.on("PATCH", ".*").dropAfterEffect());
        List<String> all = new ArrayList<>(List.of(arguments("release", "--keep", "2")));
        try (Program program = Program.start(folder, variables(), all.toArray(String[]::new))) {
            Program.until(seen, "PATCH");
            program.kill();
        }
        String run = runs().get(0);

        Program.Ended ended = snapshot("release", "--resume", run, "--keep", "2", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(ended).path("runId").asText()).isEqualTo(run);
        assertThat(json(ended).path("retention")).hasSize(2);
        assertThat(prod().snapshots()).hasSize(3);
    }

    private static synchronized void note(Path file, RecordedRequest request) {
        try {
            Files.writeString(
                    file,
                    request.method() + " " + request.path() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
