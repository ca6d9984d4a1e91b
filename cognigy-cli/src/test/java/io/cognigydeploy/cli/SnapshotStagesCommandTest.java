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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStagesCommandTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> KEYS = Map.of("DEV_KEY", "dev-key-1234", "PROD_KEY", "prod-key-1234");

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    private Path file(String url) throws IOException {
        return Files.writeString(folder.resolve("stages.json"), """
                {"version": 1,
                 "stages": {
                  "dev": {"baseUrl": "URL", "apiKeyEnv": "DEV_KEY", "project": "shop-dev"},
                  "prod": {"baseUrl": "URL", "apiKeyEnv": "PROD_KEY", "project": "shop-prod", "endpoints": ["Web"],
                           "snapshotCap": 20}}}
                """.replace("URL", url));
    }

    private Program.Ended stages(Map<String, String> variables, String... more) throws IOException {
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> all = new HashMap<>(variables);
            all.put("COGNIGY_STAGES", file(server.url()).toString());
            String[] args = new String[2 + more.length];
            args[0] = "snapshot";
            args[1] = "stages";
            System.arraycopy(more, 0, args, 2, more.length);
            return Program.run(folder, all, args);
        }
    }

    private InstalledProject prod() {
        return fake.installation().project("shop-prod");
    }

    private static JsonNode json(Program.Ended ended) throws IOException {
        return JSON.readTree(ended.lastLine()).path("stages");
    }

    @Test
    void show_what_every_stage_runs() throws Exception {
        prod().addEndpoint("Preview", "webchat3", prod().id());

        Program.Ended ended = stages(KEYS);

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")).isEqualTo("""
                dev: shop-dev on FAKE http://HOST, 1 of 10 snapshots
                  ENDPOINT  CHANNEL  RUNS    FLOW  LOCALE
                  Web       rest     v1.0.0  Main  English
                prod: shop-prod on FAKE http://HOST, 1 of 20 snapshots
                  ENDPOINT  CHANNEL   RUNS                FLOW  LOCALE
                  Web       rest      v1.0.0              Main  English
                  Preview   webchat3  the project itself  Main  English
                """);
    }

    @Test
    void have_the_documented_json() throws Exception {
        String preview = prod().addEndpoint("Preview", "webchat3", prod().id()).id();

        Program.Ended ended = stages(KEYS, "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.out().lines()).hasSize(1);
        JsonNode prod = json(ended).get(1);
        String url = prod.path("baseUrl").asText();
        assertThat(url).startsWith("http://127.0.0.1:");
        JsonNode snapshot = prod.path("endpoints").path(0).path("snapshot");
        assertThat(snapshot.path("hash").asText()).isNotEmpty();
        assertThat(prod).isEqualTo(JSON.readTree("""
                {"name": "prod", "baseUrl": "%s", "project": {"id": "%s", "name": "shop-prod"},
                 "snapshots": 1, "snapshotCap": 20,
                 "endpoints": [
                  {"id": "%s", "name": "Web", "channel": "rest",
                   "snapshot": {"id": "%s", "name": "v1.0.0", "hash": "%s"}, "flow": "Main", "locale": "English"},
                  {"id": "%s", "name": "Preview", "channel": "webchat3", "snapshot": null,
                   "flow": "Main", "locale": "English"}]}
                """.formatted(
                        url,
                        prod().id(),
                        prod().endpoint("Web").id(),
                        prod().snapshotId("v1.0.0").orElseThrow(),
                        snapshot.path("hash").asText(),
                        preview)));
    }

    @Test
    void only_read_each_with_its_own_key() throws Exception {
        stages(KEYS);

        assertThat(fake.requests()).extracting(RecordedRequest::method).containsOnly("GET");
        assertThat(fake.requests("GET", "/new/v2.0/projects"))
                .extracting(request -> request.headers().get("X-API-Key"))
                .containsExactly(List.of("dev-key-1234"), List.of("prod-key-1234"));
    }

    @Test
    void a_stage_that_cannot_be_read_is_named_and_the_others_are_shown() throws Exception {
        fake.fail(Fault.parse("GET /new/v2.0/projects 1 401"));

        Program.Ended ended = stages(KEYS);

        assertThat(ended.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(ended.out())
                .contains("dev: FAKE http://127.0.0.1:", " cannot be read. ", "401", "prod: shop-prod on")
                .doesNotContain("dev-key-1234");
    }

    @Test
    void so_does_the_json() throws Exception {
        prod().remove("playbooks", "Smoke");
        Path file = file("http://127.0.0.1:1");
        Files.writeString(file, Files.readString(file).replace("\"shop-dev\"", "\"shop-devel\""));
        Program.Ended ended;
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Files.writeString(file, Files.readString(file).replace("http://127.0.0.1:1", server.url()));
            ended = Program.run(folder, KEYS, "snapshot", "stages", "--json", "--stages", file.toString());
        }

        assertThat(ended.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(json(ended).get(0).path("error").asText()).contains("no project 'shop-devel'", "shop-dev");
        assertThat(json(ended).get(0).has("project")).isFalse();
        assertThat(json(ended).get(1).path("project").path("name").asText()).isEqualTo("shop-prod");
        assertThat(ended.err()).contains("dev: ", "no project 'shop-devel'");
    }

    @Test
    void a_snapshot_that_is_gone_is_not_shown_as_the_project() throws Exception {
        prod().endpoint("Web").changedBy("ada", "{\"entrypoint\": \"6500000000000000000000ff\"}");

        Program.Ended ended = stages(KEYS, "--json");

        assertThat(ended.err()).contains("lost snapshot 6500000000000000000000ff");
        assertThat(json(ended).get(1).path("endpoints").path(0).path("snapshot"))
                .isEqualTo(JSON.readTree("{\"id\": \"6500000000000000000000ff\", \"name\": null, \"hash\": null}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--json"})
    void without_a_variable_nothing_is_sent(String option) throws Exception {
        Program.Ended ended =
                option.isEmpty() ? stages(Map.of("DEV_KEY", "k")) : stages(Map.of("DEV_KEY", "k"), option);

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("stage prod: ", "PROD_KEY");
        assertThat(fake.requests()).isEmpty();
        assertThat(ended.out()).isEqualTo(option.isEmpty() ? "" : ended.lastLine() + System.lineSeparator());
        assertThat(JSON.readTree(ended.lastLine()).path("exitStatus").asInt()).isEqualTo(option.isEmpty() ? 0 : 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"project\": \"shop-dev\" | \"key\": \"k\" | stages.dev.key: ",
                "\"apiKeyEnv\" | \"apiKey\" | stages.dev.apiKey: Secrets must not be in this file.",
                "\"version\": 1 | \"version\": one | line 1, column "
            })
    void a_wrong_file_is_wrong_usage(String part, String other, String said) throws Exception {
        Path file = file("http://127.0.0.1:1");
        Files.writeString(file, Files.readString(file).replace(part, other));

        Program.Ended ended = Program.run(folder, KEYS, "snapshot", "stages", "--stages", file.toString());

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains(file + ", " + said);
    }

    @Test
    void without_a_file_the_ways_to_name_one_are_said() throws Exception {
        Program.Ended ended = Program.run(folder, KEYS, "snapshot", "stages");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("--stages", "COGNIGY_STAGES", "cognigy-stages.json", "--fake");
    }

    @Test
    void the_file_of_the_folder_is_used_and_an_option_goes_before_a_variable() throws Exception {
        Files.writeString(folder.resolve("cognigy-stages.json"), "{\"version\": 7}");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"version\": 8}");

        Program.Ended usual = Program.process(folder, Map.of(), "snapshot", "stages");
        Program.Ended chosen = Program.run(
                folder,
                Map.of("COGNIGY_STAGES", folder.resolve("none.json").toString()),
                "snapshot",
                "stages",
                "--stages",
                other.toString());

        assertThat(usual.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(usual.err()).contains("cognigy-stages.json, version: ");
        assertThat(chosen.err()).contains("other.json, version: ");
    }

    @Test
    void the_embedded_fake_has_two_stages() throws Exception {
        Program.Ended ended = Program.run(folder, Map.of(), "snapshot", "stages", "--fake", "--json");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(ended)).extracting(stage -> stage.path("name").asText()).containsExactly("dev", "prod");
        assertThat(json(ended))
                .extracting(stage -> stage.path("project").path("name").asText())
                .containsExactly("shop-dev", "shop-prod");
    }

    @Test
    void the_fake_is_not_for_those_who_have_stages() throws Exception {
        Program.Ended option = Program.run(folder, Map.of(), "snapshot", "stages", "--fake", "--stages", "s.json");
        Program.Ended variable =
                Program.run(folder, Map.of("COGNIGY_STAGES", "s.json"), "snapshot", "stages", "--fake");

        assertThat(List.of(option.status(), variable.status())).containsOnly(ExitStatus.USAGE);
        assertThat(option.err()).contains("--stages names one");
        assertThat(variable.err()).contains("COGNIGY_STAGES names one");
    }
}
