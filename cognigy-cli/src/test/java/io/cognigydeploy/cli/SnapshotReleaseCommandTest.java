package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.InstalledProject;
import io.cognigydeploy.testing.RecordedRequest;
import io.cognigydeploy.testing.ScriptedReply;
import io.cognigydeploy.testing.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Releases between two projects of an installation, and their undoing. */
class SnapshotReleaseCommandTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> QUICK = List.of("--poll-interval", "20ms", "--settle", "50ms");

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

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

    /** The variables of a program that has a file with the stages dev, prod, lost and spare. */
    private Map<String, String> variables() throws IOException {
        Path file = Files.writeString(folder.resolve("stages.json"), """
                {"version": 1,
                 "stages": {
                  "dev": {"baseUrl": "URL", "apiKeyEnv": "DEV_KEY", "project": "shop-dev"},
                  "prod": {"baseUrl": "URL", "endpointUrl": "URL", "apiKeyEnv": "PROD_KEY", "project": "shop-prod",
                           "endpoints": ["Web"], "playbooks": ["Smoke"], "probe": ["hello"]},
                  "lost": {"baseUrl": "URL", "apiKeyEnv": "PROD_KEY", "project": "shop-lost", "endpoints": ["Web"]},
                  "spare": {"baseUrl": "URL", "apiKeyEnv": "PROD_KEY", "project": "shop-dev"}}}
                """.replace("URL", server.url()));
        return Map.of("COGNIGY_STAGES", file.toString(), "DEV_KEY", "dev-key-of-mine", "PROD_KEY", "prod-key-of-mine");
    }

    private Program.Ended snapshot(String... args) throws IOException {
        return Program.run(
                folder,
                variables(),
                Stream.of(Stream.of("snapshot"), Stream.of(args), QUICK.stream())
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private Program.Ended release(String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of("release", "--to", "prod", "--json"));
        all.addAll(List.of(more));
        return snapshot(all.toArray(String[]::new));
    }

    private static JsonNode json(Program.Ended ended) throws IOException {
        return JSON.readTree(ended.lastLine());
    }

    private static List<String> gates(JsonNode document, String phase) {
        return StreamSupport.stream(document.path("gates").spliterator(), false)
                .filter(gate -> gate.path("phase").asText().equals(phase))
                .map(gate -> gate.path("name").asText())
                .toList();
    }

    @Test
    void a_plan_only_reads() throws Exception {
        Program.Ended ended = release("--plan");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests()).extracting(RecordedRequest::method).containsOnly("GET");
        assertThat(json(ended).path("changes")).hasSize(5);
        assertThat(gates(json(ended), "plan")).contains("training", "capacity", "connections", "drift");
        assertThat(json(ended).path("fingerprint").asText()).isNotEmpty();
        assertThat(ended.err()).contains("Every gate passed. Nothing was changed.");
    }

    @Test
    void a_new_snapshot_goes_live_as_the_stages_say() throws Exception {
        String before = prod().endpoint("Web").entrypoint();

        Program.Ended ended = release();

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        JsonNode report = json(ended);
        assertThat(report.path("success").asBoolean()).isTrue();
        assertThat(report.path("outcome").path("outcome").asText()).isEqualTo("succeeded");
        assertThat(gates(report, "plan")).contains("training", "capacity");
        assertThat(gates(report, "run")).containsExactlyInAnyOrder("references", "playbooks");
        String name = "shop-dev " + report.path("runId").asText();
        assertThat(dev().snapshots()).containsExactly("v1.0.0", name);
        assertThat(prod().endpoint("Web").snapshot()).contains(name);
        JsonNode release = report.path("release");
        assertThat(release.path("from").asText()).isEqualTo("dev");
        assertThat(release.path("to").asText()).isEqualTo("prod");
        assertThat(release.path("snapshot").path("source").path("id").asText())
                .isEqualTo(dev().snapshotId(name).orElseThrow());
        assertThat(release.path("snapshot").path("target").path("id").asText())
                .isEqualTo(prod().snapshotId(name).orElseThrow());
        assertThat(release.path("file").path("bytes").asInt()).isEqualTo(4096);
        assertThat(release.path("file").path("sha256").asText()).hasSize(64);
        JsonNode endpoint = release.path("endpoints").path(0);
        assertThat(endpoint.path("name").asText()).isEqualTo("Web");
        assertThat(endpoint.path("before").path("entrypoint").asText()).isEqualTo(before);
        assertThat(endpoint.path("after").path("entrypoint").asText())
                .isEqualTo(prod().endpoint("Web").entrypoint());
        assertThat(endpoint.path("after").path("flowId"))
                .isEqualTo(endpoint.path("before").path("flowId"));
    }

    @Test
    void no_key_is_in_any_output_or_record() throws Exception {
        Program.Ended ended = release();

        StringBuilder all = new StringBuilder(ended.out() + ended.err());
        try (Stream<Path> files = Files.walk(folder.resolve(".cognigy-deploy"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        assertThat(all).doesNotContain("key-of-mine", prod().endpoint("Web").urlToken());
    }

    @Test
    void the_options_go_before_the_stage() throws Exception {
        dev().addSnapshot("v1.1.0");
        prod().addEndpoint("Phone", "v1.0.0");
        prod().playbookEnds("Smoke", "failed").addPlaybook("Deep");

        Program.Ended ended = release(
                "--snapshot",
                "v1.1.0",
                "--endpoint",
                "Phone",
                "--playbook",
                "Deep",
                "--say",
                "one",
                "--say",
                "two",
                "--flow",
                "Orders",
                "--locale",
                "Deutsch",
                "--require-same-hash");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(prod().endpoint("Phone").snapshot()).contains("v1.1.0");
        assertThat(prod().endpoint("Web").snapshot()).contains("v1.0.0");
        assertThat(fake.requests("POST", "/test/.*")).hasSize(2);
        JsonNode endpoint = json(ended).path("release").path("endpoints").path(0);
        assertThat(endpoint.path("after").path("flowId"))
                .isNotEqualTo(endpoint.path("before").path("flowId"));
        assertThat(endpoint.path("after").path("localeId"))
                .isNotEqualTo(endpoint.path("before").path("localeId"));
    }

    @Test
    void a_snapshot_gets_the_given_name_and_description() throws Exception {
        Program.Ended ended = release("--name", "shop 1.2", "--description", "before the sale");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(prod().endpoint("Web").snapshot()).contains("shop 1.2");
        assertThat(fake.requests("POST", "/new/v2.0/snapshots").get(0).body())
                .contains(
                        "before the sale",
                        "cognigy-deploy",
                        json(ended).path("runId").asText());
    }

    @Test
    void within_one_project_nothing_is_transferred() throws Exception {
        Program.Ended ended = release("--from", "prod");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests("POST", ".*/upload")).isEmpty();
        assertThat(json(ended).path("release").path("file").isNull()).isTrue();
        assertThat(prod().endpoint("Web").snapshot().orElseThrow()).startsWith("shop-prod ");
    }

    @Test
    void the_transferred_file_is_kept_in_the_archive() throws Exception {
        Path archive = folder.resolve("kept");

        Program.Ended ended = release("--archive", archive.toString());

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        JsonNode report = json(ended);
        Path file = archive.resolve(report.path("runId").asText() + ".csnap");
        JsonNode recorded = report.path("release").path("file");
        assertThat(recorded.path("archived").asText()).isEqualTo(file.toString());
        assertThat(file).hasSize(4096);
        assertThat(archive.resolve(file.getFileName() + ".sha256"))
                .hasContent(recorded.path("sha256").asText() + "  " + file.getFileName());
        assertThat(archive.toFile().list()).hasSize(2);
    }

    @Test
    void a_plan_has_the_waves() throws Exception {
        Path file = folder.resolve("plan.json");
        Program.Ended ended = release("--plan", "--soak", "30m", "--max-error-rate", "0.15", "-o", file.toString());

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(ended).path("changes").toString()).contains("wave 1 of 1, watched for 30 min");
        assertThat(gates(json(ended), "plan")).contains("waves");
        // Twice the wave and its delay, and an hour before it.
        assertThat(JSON.readTree(file.toFile()).path("options"))
                .extracting(JsonNode::asText)
                .contains("--deadline=PT2H4M");
        assertThat(fake.requests()).extracting(RecordedRequest::method).containsOnly("GET");
    }

    @Test
    void a_release_in_waves_is_decided_by_its_conversations() throws Exception {
        prod().endpoint("Web").users(Traffic.good().errorRate(0.9).latencyMs(1).perMinute(6000));

        Program.Ended ended = release(
                "--soak", "10m", "--max-error-rate", "0.2", "--interval", "200ms", "--delay", "1s", "--deadline", "1m");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(ended).path("outcome").path("outcome").asText()).isEqualTo("rolled_back");
        assertThat(json(ended).path("outcome").path("because").asText())
                .contains("was not good enough: ERROR_RATE was");
    }

    @Test
    void a_shut_gate_stops_the_release_unless_it_is_allowed() throws Exception {
        dev().editFlow("Main");

        Program.Ended refused = release();
        Program.Ended allowed = release("--allow", "training");

        assertThat(refused.status()).as(refused.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(refused).path("outcome").path("outcome").asText()).isEqualTo("rejected");
        assertThat(allowed.status()).as(allowed.err()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void an_endpoint_without_an_answer_goes_back_to_what_it_ran() throws Exception {
        String before = prod().endpoint("Web").entrypoint();
        prod().replies(ScriptedReply.nothing());

        Program.Ended ended = release();

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(ended).path("outcome").path("outcome").asText()).isEqualTo("rolled_back");
        assertThat(prod().endpoint("Web").entrypoint()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "release --to production | There is no stage 'production'. Name one of dev, prod, lost, spare.",
                "release --from nowhere | There is no stage 'nowhere'",
                "release | Missing: the endpoints to switch. Name them with --endpoint, or in the stage spare.",
                "release --to prod --allow capacity | --allow",
                "release --to prod --archive pom.xml/files | archive must be a folder that can be written to",
                "release --to prod --drain 2h | --drain is of what --keep deletes",
                "release --to prod --keep 0 | keep must be positive, but was 0",
                "release --to prod --keep 1 --drain 9999h | drain must be at most 365 days, but was PT9999H",
                "release --to prod --soak PT99999999999999H --max-error-rate 0.1 | must be at most 365 days",
                "release --to prod --keep many | --keep",
                "retain --keep 3 | Missing: --stage.",
                "retain --stage prod | Missing: --keep.",
                "retain --stage production --keep 3 | There is no stage 'production'",
                "retain --stage prod --keep 0 | newest must be at least 1, but was 0",
                "retain --resume r --keep 3 | Leave out --keep and --spare.",
                "release --to prod --snapshot v1.0.0 --name new | Leave them out, or leave --snapshot out.",
                "release --to prod --name a/b | none of",
                "release --resume r --to prod --say hello | Leave out --to, --say.",
                "release --resume r --soak 15m --at-end ask | Leave out --soak, --at-end.",
                "release --to prod --soak 15m | Missing: --max-error-rate.",
                "release --to prod --at-end ask | Missing: --soak.",
                "release --to prod --soak 15m --max-error-rate 5 | maxErrorRate must be between 0 and 1",
                "release --to prod --soak 15m --max-error-rate 0.1 --min-conversations 5 | must be at least 50",
                "undo | RUN",
                "undo run --plan | Unknown option of cognigy-deploy snapshot undo: '--plan'"
            })
    void wrong_usage_sends_nothing(String args, String said) throws Exception {
        Program.Ended ended = snapshot(args.split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains(said);
        assertThat(fake.requests()).isEmpty();
        assertThat(folder.resolve(".cognigy-deploy")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--endpoint Phone | there is no endpoint Phone",
                "--playbook Deep | there is no playbook Deep",
                "--snapshot v9.9.9 | there is no snapshot v9.9.9",
                "--from lost | there is no project shop-lost"
            })
    void a_plan_that_names_what_is_not_there_is_rejected(String args, String said) throws Exception {
        Program.Ended planned = release((args + " --plan").split(" "));
        Program.Ended ended = release(args.split(" "));

        assertThat(planned.status()).as(planned.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(planned.err()).contains(said);
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(ended).path("outcome").path("outcome").asText()).isEqualTo("rejected");
        assertThat(json(ended).path("outcome").path("because").asText()).contains(said);
        assertThat(fake.requests()).extracting(RecordedRequest::method).containsOnly("GET");
    }

    @Test
    void a_plan_that_cannot_be_read_is_open() throws Exception {
        fake.fail(Fault.on("GET", "/new/v2.0/endpoints").always().body("<html>", "text/html"));

        assertThat(release("--plan").status()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(release().status()).isEqualTo(ExitStatus.PERSON_NEEDED);
    }

    @Test
    void a_variable_that_is_missing_sends_nothing() throws Exception {
        Map<String, String> variables = Map.of("COGNIGY_STAGES", variables().getOrDefault("COGNIGY_STAGES", ""));

        Program.Ended ended = Program.run(folder, variables, "snapshot", "release", "--to", "prod");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("DEV_KEY");
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void a_release_is_undone_by_its_run_alone() throws Exception {
        String before = prod().endpoint("Web").toJson();
        String run = json(release()).path("runId").asText();

        Program.Ended without = Program.run(folder, Map.of(), "undo", run);
        Program.Ended elsewhere = Program.run(folder, variables(), "undo", run, "--stages", "none.json");
        Program.Ended ended = Program.run(folder, variables(), "undo", run, "--json");

        assertThat(without.status()).as(without.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(without.err()).contains("Missing: a file of stages.").doesNotContain("--fake");
        assertThat(elsewhere.status()).as(elsewhere.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(elsewhere.err()).contains("none.json: There is no such file");
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(ended).path("success").asBoolean()).isTrue();
        assertThat(json(ended).path("outcome").path("outcome").asText()).isEqualTo("rolled_back");
        for (String member : List.of("entrypoint", "flowId", "localeId")) {
            assertThat(JSON.readTree(prod().endpoint("Web").toJson()).path(member))
                    .isEqualTo(JSON.readTree(before).path(member));
        }
    }

    @Test
    void a_plan_is_carried_out_by_another_command() throws Exception {
        String before = prod().endpoint("Web").entrypoint();
        String file = folder.resolve("plan.json").toString();
        Program.Ended planned = release(
                "--plan", "-o", file, "--archive", folder.resolve("kept").toString());
        assertThat(planned.status()).as(planned.err()).isEqualTo(ExitStatus.DONE);

        Program.Ended applied = Program.run(folder, variables(), "apply", file, "--json");
        Program.Ended again = Program.run(folder, variables(), "apply", file, "--json");

        assertThat(applied.status()).as(applied.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(applied).path("success").asBoolean()).isTrue();
        assertThat(json(applied).path("fingerprint")).isEqualTo(json(planned).path("fingerprint"));
        assertThat(prod().endpoint("Web").entrypoint()).isNotEqualTo(before);
        assertThat(folder.resolve("kept").resolve(json(applied).path("runId").asText() + ".csnap"))
                .exists();
        assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(again).path("outcome").path("because").asText()).contains("the target has changed");
        assertThat(Files.readString(folder.resolve("plan.json"))).doesNotContain("dev-key-of-mine", "prod-key-of-mine");
    }

    @Test
    void a_release_that_is_undone_or_changed_nothing_has_nothing_to_undo() throws Exception {
        String done = json(release()).path("runId").asText();
        snapshot("undo", done);
        dev().editFlow("Main");
        String rejected = json(release()).path("runId").asText();
        int sent = fake.requests("PATCH", ".*").size();

        for (String run : List.of(done, rejected)) {
            Program.Ended ended = snapshot("undo", run, "--json");

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(json(ended).path("success").asBoolean()).isTrue();
        }
        assertThat(fake.requests("PATCH", ".*")).hasSize(sent);
    }

    @Test
    void an_endpoint_that_was_changed_since_is_left_alone() throws Exception {
        String run = json(release()).path("runId").asText();
        prod().addSnapshot("of ada").endpoint("Web").changedBy("ada", "{\"entrypoint\": \"of ada\"}");

        Program.Ended ended = snapshot("undo", run);

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(prod().endpoint("Web").snapshot()).contains("of ada");
    }

    @Test
    void a_run_that_is_not_there_is_not_undone() throws Exception {
        Program.Ended ended = snapshot("undo", "20200101-000000-00000000", "--json");

        assertThat(ended.status()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(ended.err()).contains("no run 20200101-000000-00000000");
        assertThat(json(ended).path("exitStatus").asInt()).isEqualTo(ExitStatus.PERSON_NEEDED);
    }

    @Test
    void a_run_whose_process_died_is_resumed_by_its_records() throws Exception {
        fake.installation().taskStep(Duration.ofSeconds(2));
        Path seen = folder.resolve("seen.txt");
        server.onRequest(request -> note(seen, request));
        try (Program program = Program.start(
                folder,
                variables(),
                Stream.concat(Stream.of("snapshot", "release", "--to", "prod"), QUICK.stream())
                        .toArray(String[]::new))) {
            Program.until(seen, "/package");
            program.kill();
        }
        String run = onlyRun();

        Path archive = folder.resolve("kept");
        Program.Ended ended =
                Program.run(folder, variables(), "resume", "--last", "--archive", archive.toString(), "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(archive.resolve(run + ".csnap")).exists();
        assertThat(dev().snapshots()).containsExactly("v1.0.0", "shop-dev " + run);
        assertThat(prod().endpoint("Web").snapshot()).contains("shop-dev " + run);
    }

    @Test
    void a_run_whose_process_died_during_the_transfer_leaves_no_file() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Map<String, String> variables = new HashMap<>(variables());
        variables.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        fake.fail(Fault.on("POST", "/new/v2.0/snapshots/upload").stall(Duration.ofMinutes(1)));
        Path seen = folder.resolve("seen.txt");
        server.onRequest(request -> note(seen, request));
        try (Program program = Program.start(
                folder,
                variables,
                Stream.concat(Stream.of("snapshot", "release", "--to", "prod"), QUICK.stream())
                        .toArray(String[]::new))) {
            Program.until(seen, "/upload");
            program.kill();
        }
        assertThat(files(temporary)).anyMatch(file -> file.toString().endsWith(".csnap"));
        String run = onlyRun();

        Program.Ended ended = Program.process(
                folder,
                variables,
                Stream.concat(Stream.of("snapshot", "release", "--resume", run), QUICK.stream())
                        .toArray(String[]::new));

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(files(temporary)).isEmpty();
        assertThat(prod().snapshots()).containsExactly("v1.0.0", "shop-dev " + run);
    }

    private String onlyRun() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve(".cognigy-deploy"))) {
            return runs.map(each -> each.getFileName().toString())
                    .filter(each -> each.matches("\\d{8}-.*"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static synchronized void note(Path file, RecordedRequest request) {
        try {
            Files.writeString(file, request.path() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
