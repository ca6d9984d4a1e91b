package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.flows.FlowBundle;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for flows from a user's view. */
class FlowsCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void runs_a_whole_promotion_with_nothing_configured() throws Exception {
        Program.Ended ended = Program.process(folder, Map.of(), "flows", "--fake", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        JsonNode report = JSON.readTree(ended.lastLine());
        assertThat(report.path("success").asBoolean()).isTrue();
        JsonNode mutations = report.path("mutations");
        assertThat(mutations).hasSize(2);
        assertThat(mutations.get(0).path("name").asText()).isEqualTo("flow_abc123/apply");
        assertThat(mutations.get(1).path("name").asText()).isEqualTo("flow_order456/apply");
    }

    @Test
    void a_plan_says_what_would_be_pushed_and_changes_nothing() throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(), "flows", "--fake", "--plan", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(JSON.readTree(ended.lastLine()).path("changes").get(0).asText())
                .startsWith("import flow flow_abc123 1.2.0 into env_prod");
        assertThat(ended.err()).contains("Nothing was changed");
    }

    @Test
    void the_progress_of_many_flows_says_how_many_are_left() throws Exception {
        FakeCognigy fake = FakeCognigy.create()
                .acceptAnyCredentials()
                .addEnvironment("env_dev", "5.0.0")
                .addEnvironment("env_prod", "5.0.0");
        for (int i = 0; i < 12; i++) {
            fake.addFlow("env_dev", """
                    {"id":"flow_%d","name":"Flow","version":"1.0.0",
                     "nodes":[{"id":"s","type":"start","configuration":{}},{"id":"e","type":"end","configuration":{}}],
                     "edges":[{"from":"s","to":"e","condition":null}]}""".formatted(i));
        }
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = Program.run(
                    folder,
                    Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key"),
                    Literals.of("flows", "--poll-interval", "20ms", "--settle", "50ms"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
            assertThat(ended.err())
                    .containsPattern("11 of 12 changes made, about \\d+ (s|ms|min)")
                    .doesNotContain("12 of 12 changes made");
        }
    }

    @Test
    void the_flows_of_the_embedded_world_are_whole() throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(), "flows", "--fake", "--strict");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void an_invalid_flow_stops_the_bundle_and_the_exit_status_tells() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM)
                .acceptAnyCredentials()
                .addFlow(
                        "env_dev",
                        "{\"id\":\"flow_hollow\",\"name\":\"Hollow\",\"version\":\"1.0.0\",\"nodes\":[],\"edges\":[]}");
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Program.Ended ended = Program.run(
                    folder,
                    Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "some-key"),
                    Literals.of("flows", "--strict"));

            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.NOT_DONE);
            assertThat(ended.err()).contains("flow_hollow");
        }
    }

    @Test
    void what_was_promoted_is_verified_by_its_manifest_and_what_was_changed_after_is_found() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        var pipeline = FlowBundle.pipeline(fake.client())
                .journal(folder.resolve("records"))
                .build();
        Report report = pipeline.run(pipeline.plan(FlowBundle.from("env_dev").to("env_prod")));
        String manifest = report.folder().orElseThrow().resolve("manifest.json").toString();
        String state =
                Files.writeString(folder.resolve("state.json"), fake.toJson()).toString();

        Program.Ended good = Program.run(folder, Map.of(), "manifest", "verify", manifest, "--state", state);
        assertThat(good.status()).as(good.err()).isEqualTo(ExitStatus.DONE);
        assertThat(good.out()).contains("2 flows agree with the manifest");

        fake.addFlow(
                "env_prod",
                "{\"id\":\"flow_abc123\",\"name\":\"CustomerSupport\",\"version\":\"1.2.0\",\"nodes\":[],\"edges\":[]}");
        String later =
                Files.writeString(folder.resolve("later.json"), fake.toJson()).toString();
        Program.Ended changed = Program.run(folder, Map.of(), "manifest", "verify", manifest, "--state", later);
        assertThat(changed.status()).as(changed.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(changed.out()).contains("flow_abc123").contains("1 flows agree");

        Path edited = Files.writeString(
                folder.resolve("edited.json"),
                Files.readString(Path.of(manifest)).replace("1.2.0", "1.2.1 "));
        Program.Ended other = Program.run(
                folder,
                Map.of(),
                "manifest",
                "verify",
                edited.toString(),
                "--state",
                state,
                "--sha256",
                JSON.readTree(report.toJson()).path("manifest").path("sha256").asText());
        assertThat(other.status()).as(other.err()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(other.out()).contains("hash differs from --sha256");
    }

    @Test
    void a_plan_that_cannot_be_read_is_recorded_reported_and_told() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.fail(Fault.on("GET", "/api/v2/flows").always().status(403));
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> environment = Map.of(
                    "COGNIGY_BASE_URL",
                    server.url(),
                    "COGNIGY_CLIENT_ID",
                    "demo-client",
                    "COGNIGY_CLIENT_SECRET",
                    "demo-secret",
                    "CI_CD_WEBHOOK_URL",
                    server.url() + "/hooks/ci");

            Program.Ended ended = Program.run(folder, environment, Literals.of("flows", "--json"));

            assertThat(ended.status()).as(ended.err()).isNotEqualTo(ExitStatus.DONE);
            assertThat(ended.out().lines()).hasSize(1);
            JsonNode report = JSON.readTree(ended.lastLine());
            assertThat(report.path("runId").asText()).isNotEmpty();
            assertThat(report.path("outcome").toString()).contains("403");
            assertThat(folder.resolve(report.path("records").asText())).isDirectoryContaining("glob:**report.html");
            assertThat(Files.readString(folder.resolve(".cognigy-deploy/audit.jsonl")))
                    .contains(report.path("runId").asText());
            assertThat(fake.requests("POST", "/hooks/ci")).hasSize(1);
        }
    }

    @Test
    void json_is_printed_however_the_command_ends() throws Exception {
        for (String[] args : List.of(
                new String[] {"flows", "--json", "--no-such-option"},
                new String[] {"flows", "--fake", "--from", "env_prod", "--json"},
                new String[] {"flows", "--fake", "--json", "--resume", "no-such-run"},
                new String[] {"deploy", "--json", "--pass-rate", "much"})) {
            StringWriter out = new StringWriter();
            int status = CommandLineFace.run(
                    args, new Variables(Map.of()), new PrintWriter(out), new PrintWriter(new StringWriter()));

            assertThat(out.toString().lines()).as(String.join(" ", args)).hasSize(1);
            JsonNode failure = JSON.readTree(out.toString());
            assertThat(failure.path("exitStatus").asInt()).isEqualTo(status).isNotZero();
            assertThat(failure.path("error").asText()).isNotEmpty();
        }
    }

    @Test
    void wrong_usage_is_told_as_such() throws Exception {
        Path manifest = Files.writeString(folder.resolve("manifest.json"), "{}");

        assertThat(Program.run(folder, Map.of(), "manifest", "verify", manifest.toString())
                        .status())
                .isEqualTo(ExitStatus.USAGE);
        assertThat(Program.run(folder, Map.of(), "manifest", "verify", "nowhere", "--state", "x")
                        .status())
                .isEqualTo(ExitStatus.USAGE);
        assertThat(Program.run(folder, Map.of(), "flows", "--fake", "--from", "env_prod")
                        .status())
                .isEqualTo(ExitStatus.USAGE);
    }
}
