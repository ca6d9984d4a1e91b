package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The page about the command line: its commands are run in their order, and it has every command. */
class CommandLinePageTest {

    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("(?m)^cognigy-deploy (.*)$");
    private static final List<String> QUICK = List.of("--poll-interval", "20ms", "--settle", "50ms");

    @TempDir
    private Path folder;

    @Test
    void every_command_works() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        Map<String, Program.Ended> ends = new LinkedHashMap<>();
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Map<String, String> variables = Map.of("COGNIGY_BASE_URL", server.url(), "COGNIGY_API_KEY", "any-key");
            for (MatchResult block :
                    SHELL.matcher(Files.readString(PAGE)).results().toList()) {
                for (MatchResult command :
                        COMMAND.matcher(block.group(1)).results().toList()) {
                    String line = command.group(1);
                    // Its run has a platform of its own, and may have begun in the same second as the next.
                    Program.Ended ended = line.contains("--fake")
                            ? Program.run(
                                    Files.createDirectories(folder.resolve("fake")), Map.of(), line.split(" ", -1))
                            : Program.run(folder, variables, words(line, variables));
                    assertThat(ended.status()).as(line + ended.err()).isEqualTo(ExitStatus.DONE);
                    ends.put(line, ended);
                }
            }
        }

        assertThat(ends).containsKeys("deploy --fake", "apply plan.json", "runs", "show RUN", "undo RUN");
        assertThat(fake.requests("POST", "/api/v1/deployments")).hasSize(1);
    }

    /** Returns the words of a line, with the run that succeeded first and files in the folder of the test. */
    private String[] words(String line, Map<String, String> variables) throws IOException {
        String run = "";
        if (line.contains("RUN")) {
            Program.Ended listed = Program.run(folder, variables, "runs", "--json", "--kind", "bot-version");
            run = new JsonMapper()
                    .readTree(listed.lastLine())
                    .at("/runs/0/runId")
                    .asText();
        }
        List<String> words = new ArrayList<>(List.of(line.replace("RUN", run)
                .replace("plan.json", folder.resolve("plan.json").toString())
                .split(" ", -1)));
        if (line.contains("--plan")) {
            words.addAll(QUICK);
        }
        return words.toArray(String[]::new);
    }

    @Test
    void it_has_every_command_and_every_variable() throws Exception {
        String page = Files.readString(PAGE);
        CommandLine root =
                new CommandLine(new CommandLineFace(new Variables(Map.of()), Terminal.PLAIN, Terminal.PLAIN));

        assertThat(Stream.concat(root.getSubcommands().keySet().stream(), Stream.of("NO_COLOR"))
                        .filter(name -> !name.equals("help")))
                .allSatisfy(name -> assertThat(page).contains("`" + name));
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            Pattern variable = Pattern.compile("\"(COGNIGY_[A-Z_]+[A-Z]|CI_CD_WEBHOOK_URL)\"");
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                variable.matcher(Files.readString(source))
                        .results()
                        .forEach(found -> assertThat(page).contains("`" + found.group(1)));
            }
        }
    }
}
