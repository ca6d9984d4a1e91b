package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that a report states, as a person copies them. */
class ReportedCommandsTest {

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

    private Program.Ended run(String... words) {
        return Program.run(folder, Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "key-of-a-test"), words);
    }

    /** Returns the commands in the report of a run. */
    private List<String> commands(Program.Ended ended) throws IOException {
        Path records = Path.of(
                new JsonMapper().readTree(ended.lastLine()).path("records").asText());
        try (Stream<String> lines = Files.lines(folder.resolve(records).resolve("report.md"))) {
            return lines.filter(line -> line.startsWith("    cognigy-deploy "))
                    .map(String::strip)
                    .toList();
        }
    }

    private Program.Ended run(String command) {
        return run(Stream.of(command.split(" ", -1)).skip(1).toArray(String[]::new));
    }

    private String live(String bot, String environment) {
        return fake.liveVersion(bot, environment).orElse("none");
    }

    @Test
    void a_run_that_succeeded_is_undone_by_the_command_of_its_report() throws IOException {
        Program.Ended ended = run(Literals.of("deploy", "--json", "--poll-interval", "20ms", "--settle", "50ms"));
        assertThat(live("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1")).isEqualTo("v2.4.1-stable");

        List<String> commands = commands(ended);
        Program.Ended undone = run(commands.get(0));

        assertThat(commands).singleElement().asString().startsWith("cognigy-deploy undo ");
        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.DONE);
        assertThat(live("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1")).isEqualTo("v2.4.0-stable");
    }

    @Test
    void a_run_that_was_left_to_a_person_is_resumed_or_undone_by_the_commands_of_its_report() throws IOException {
        Program.Ended ended = run(Literals.of(
                "canary",
                "--json",
                "--poll-interval",
                "20ms",
                "--settle",
                "50ms",
                "--interval",
                "50ms",
                "--duration",
                "300ms",
                "--step",
                "100ms",
                "--at-end",
                "ask"));
        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.PERSON_NEEDED);

        List<String> commands = commands(ended);
        assertThat(commands).extracting(line -> line.split(" ", -1)[1]).containsExactly("resume", "undo");
        assertThat(run(commands.get(0)).status()).isEqualTo(ExitStatus.PERSON_NEEDED);
        Program.Ended undone = run(commands.get(1));

        assertThat(undone.status()).as(undone.err()).isEqualTo(ExitStatus.DONE);
        assertThat(undone.err()).contains("RolledBack");
    }
}
