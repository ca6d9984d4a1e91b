package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.stage.StageFile;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages about snapshots, run in their order on the fake server of the pages. */
class SnapshotPagesTest {

    private static final String ADDRESS = "127.0.0.1:8080";
    private static final Pattern STAGES = Pattern.compile("```json\\n(\\{\\s*\"version\".*?)```", Pattern.DOTALL);
    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("(COGNIGY_\\w+)=(\\S+)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\S*cognigy-deploy ((?:snapshot|undo) .*)$");
    private static final Pattern RUN = Pattern.compile("(?m)^ {2}run +(\\S+)$");

    @TempDir
    private Path folder;

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("..", name));
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        assertThat(found.find()).as(pattern.pattern()).isTrue();
        return found.group(1);
    }

    /** Returns the commands of a page and how they ended. */
    private Map<String, Program.Ended> run(String page) throws IOException {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        fake.installation().taskStep(Duration.ofMillis(10));
        Map<String, Program.Ended> ends = new LinkedHashMap<>();
        try (FakeServer server = FakeServer.start(fake, 0)) {
            String address = "127.0.0.1:" + server.port();
            Path stages = Files.writeString(
                    folder.resolve("cognigy-stages.json"), first(STAGES, page).replace(ADDRESS, address));
            Map<String, String> variables = new HashMap<>(Map.of("COGNIGY_STAGES", stages.toString()));
            String run = "";
            for (MatchResult block : SHELL.matcher(page).results().toList()) {
                VARIABLE.matcher(block.group(1)).results().forEach(set -> variables.put(set.group(1), set.group(2)));
                for (MatchResult command :
                        COMMAND.matcher(block.group(1)).results().toList()) {
                    Program.Ended ended = Program.run(
                            folder,
                            variables,
                            command.group(1).replace("RUN", run).split(" "));
                    assertThat(ended.status())
                            .as(command.group(1) + ended.err())
                            .isEqualTo(ExitStatus.DONE);
                    run = RUN.matcher(ended.out() + ended.err())
                            .results()
                            .map(found -> found.group(1))
                            .findFirst()
                            .orElse(run);
                    ends.put(
                            command.group(1), new Program.Ended(0, ended.out().replace(address, ADDRESS), ended.err()));
                }
            }
        }
        return ends;
    }

    @Test
    void the_tutorial_shows_the_table_and_undoes_the_release() throws IOException {
        String tutorial = page("docs/snapshot-tutorial.md");

        Map<String, Program.Ended> ends = run(tutorial);

        assertThat(ends).containsKeys("snapshot release --plan", "undo RUN");
        assertThat(List.copyOf(ends.values()).get(0).out().lines())
                .containsExactlyElementsOf(first(Pattern.compile("```text\\n(.*?)```", Pattern.DOTALL), tutorial)
                        .lines()
                        .toList());
    }

    @Test
    void the_tutorial_has_every_member_of_a_stage() throws IOException {
        String tutorial = page("docs/snapshot-tutorial.md");

        assertThat(new JsonMapper()
                        .readTree(StageFile.schema())
                        .at("/$defs/stage/properties")
                        .fieldNames())
                .toIterable()
                .isNotEmpty()
                .allSatisfy(member -> assertThat(tutorial).contains("`" + member + "`"));
    }
}
