package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import io.cognigydeploy.testing.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Undoing of runs of every kind by their ids. */
class UndoCommandTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.start(fake, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Program.Ended run(String... args) {
        return Program.run(folder, Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "key-of-a-test"), args);
    }

    private static JsonNode json(Program.Ended ended) throws IOException {
        return JSON.readTree(ended.lastLine());
    }

    private String released(String command, String... more) throws IOException {
        List<String> soak =
                command.equals("rollout") ? List.of("--soak", "100ms", "--soak-interval", "50ms") : List.of();
        Program.Ended ended = run(Literals.of(
                command,
                Stream.of(
                                Stream.of("--json", "--poll-interval", "20ms", "--settle", "50ms"),
                                soak.stream(),
                                Stream.of(more))
                        .flatMap(part -> part)
                        .toArray(String[]::new)));
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        return json(ended).path("runId").asText();
    }

    private List<String> live() {
        return List.of(
                fake.liveVersion("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1").orElse("none"),
                fake.configuration("env_prod_us_01").orElse("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "rollout"})
    void a_run_is_undone_by_its_id_alone(String command) throws Exception {
        List<String> before = live();
        String run = released(command);

        Program.Ended undone = run("undo", run, "--json", "--actor", "night shift");

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.DONE);
        assertThat(json(undone).path("runId").asText()).isEqualTo(run);
        assertThat(json(undone).path("outcome").path("outcome").asText()).isEqualTo("rolled_back");
        assertThat(json(undone).path("outcome").path("because").asText()).contains("on request of night shift");
        assertThat(live()).isEqualTo(before);
    }

    @Test
    void flows_that_all_were_new_cannot_be_undone() throws Exception {
        String run = released("flows");
        int sent = fake.requests("POST", ".*").size();

        Program.Ended undone = run("undo", run);

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(undone.err())
                .contains(
                        "Run " + run + " cannot be undone: flow flow_abc123 was not in env_prod before",
                        "Bring back by hand what is wanted there.");
        assertThat(fake.requests("POST", ".*")).hasSize(sent);
    }

    @Test
    void a_run_that_is_undone_stays_so() throws Exception {
        String run = released("deploy");
        run("undo", run);
        int sent = fake.requests("POST", ".*").size();

        assertThat(run("undo", run).status()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.requests("POST", ".*")).hasSize(sent);
    }

    @Test
    void a_version_that_was_replaced_since_is_left_alone() throws Exception {
        String run = released("deploy");
        fake.live("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1", "v_stable");

        Program.Ended undone = run("undo", run, "--json");

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.PERSON_NEEDED);
        assertThat(undone.err()).contains("Run " + run + " is not undone", "v_stable");
        assertThat(json(undone).path("exitStatus").asInt()).isEqualTo(ExitStatus.PERSON_NEEDED);
    }

    @Test
    void a_return_to_a_version_is_undone_by_its_fallback() throws Exception {
        String run = released("rollback");

        Program.Ended undone = run("undo", run);

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.liveVersion("bot_12345", "env_prod_us_east_1")).contains("v_stable_fallback");
    }

    @Test
    void the_fallback_of_the_run_is_the_fallback_of_its_undoing() throws Exception {
        String run = released("deploy", "--fallback", "v_stable");
        fake.fail(Fault.on("POST", "/api/v1/deployments/.*/rollback").always().status(422));

        Program.Ended undone = run("undo", run);

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.DONE);
        assertThat(fake.liveVersion("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1"))
                .contains("v_stable");
    }
}
