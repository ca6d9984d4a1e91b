package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The published schema of JSON output, and each command that has {@code --json}. */
class JsonOutputTest {

    private static final Set<String> ELSEWHERE = Set.of("snapshot undo", "undo", "resume", "apply");

    @TempDir
    private Path folder;

    private Program.Ended run(String words) {
        return Program.run(folder, Map.of(), words.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "report, deploy --fake",
        "report, deploy --fake --pass-rate 0.99",
        "plan, deploy --fake --plan",
        "failure, deploy --fake --wrong",
        "failure, deploy",
        "report, canary --fake",
        "plan, canary --fake --plan",
        "report, rollout --fake",
        "plan, rollout --fake --plan",
        "report, rollback --fake",
        "plan, rollback --fake --plan",
        "report, flows --fake",
        "plan, flows --fake --plan",
        "plan, gate --fake",
        "plan, gate --fake --pass-rate 0.99",
        "runs, runs",
        "stages, snapshot stages --fake",
        "report, snapshot release --fake",
        "report, snapshot release --fake --keep 2",
        "plan, snapshot release --fake --plan",
        "plan, snapshot release --fake --keep 2 --plan",
        "report, snapshot retain --fake --stage prod --keep 2",
        "failure, understanding",
        "failure, canary judge"
    })
    void every_document_is_as_the_schema_describes_it(String document, String words) {
        Program.Ended ended = run(words + " --json");

        assertThat(OutputSchema.hold(ended.lastLine())).isEqualTo(document);
    }

    @Test
    void a_list_of_runs_and_a_replayed_decision_are_as_the_schema_describes_them() throws IOException {
        run("deploy --fake");
        run("canary --fake");

        assertThat(OutputSchema.hold(run("runs --json").lastLine())).isEqualTo("runs");
        try (Stream<Path> files = Files.walk(folder)) {
            Path record = files.filter(file -> file.endsWith("decision.json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(OutputSchema.hold(
                            run("canary judge --json --replay " + record).lastLine()))
                    .isEqualTo("decision");
        }
    }

    @Test
    void the_file_of_a_report_has_the_same_schema() throws IOException {
        run("deploy --fake");

        try (Stream<Path> files = Files.walk(folder)) {
            Path report = files.filter(file -> file.endsWith("report.json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(OutputSchema.hold(Files.readString(report).strip())).isEqualTo("report");
        }
    }

    /** Commands that go on with a run or a plan have tests of their own, whose output is held against the schema as well. */
    @Test
    void each_command_that_has_json_is_tried() throws Exception {
        Set<String> tried = Stream.of(JsonOutputTest.class
                        .getDeclaredMethod("every_document_is_as_the_schema_describes_it", String.class, String.class)
                        .getAnnotation(CsvSource.class)
                        .value())
                .map(row -> row.substring(row.indexOf(", ") + 2))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> commands = new ArrayList<>();
        for (Class<?> command :
                CommandLineFace.class.getAnnotation(CommandLine.Command.class).subcommands()) {
            CommandLine line = new CommandLine(command);
            collect(line, line.getCommandName(), commands);
        }

        assertThat(commands)
                .hasSizeGreaterThan(10)
                .allSatisfy(command -> assertThat(tried)
                        .as(command)
                        .anyMatch(words -> ELSEWHERE.contains(command) || (words + " ").startsWith(command + " ")));
    }

    private static void collect(CommandLine command, String name, List<String> into) {
        if (command.getCommandSpec().findOption("--json") != null) {
            into.add(name.strip());
        }
        command.getSubcommands().forEach((word, each) -> collect(each, name + " " + word, into));
    }

    @Test
    void the_schema_describes_every_member_and_names_every_document() throws IOException {
        JsonNode schema = OutputSchema.published();

        assertThat(schema.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        for (JsonNode document : schema.path("oneOf")) {
            JsonNode described = schema.at(document.path("$ref").asText().substring(1));
            assertThat(described.path("description").asText())
                    .as(document.toString())
                    .isNotEmpty();
            assertThat(described.path("required")).isNotEmpty();
        }
        assertThat(new JsonMapper()
                        .readTree(Path.of("..", "docs", "schemas", "output-1.schema.json")
                                .toFile()))
                .isEqualTo(schema);
    }

    @Test
    void a_member_without_a_description_is_found() {
        String failure = "{\"schemaVersion\":1,\"error\":\"no\",\"exitStatus\":1}";

        assertThat(OutputSchema.hold(failure)).isEqualTo("failure");
        assertThatThrownBy(() -> OutputSchema.hold(failure.replace("}", ",\"more\":1}")))
                .hasMessageContaining("more");
        assertThatThrownBy(() -> OutputSchema.hold(failure.replace("1,", "2,"))).hasMessageContaining("schemaVersion");
    }

    @Test
    void a_later_version_may_add_members() {
        assertThat(run("deploy --fake --plan --json").lastLine()).startsWith("{\"schemaVersion\":1,");
        assertThat(OutputSchema.published().findValues("additionalProperties"))
                .as("closed to new members")
                .noneMatch(JsonNode::isBoolean);
    }
}
