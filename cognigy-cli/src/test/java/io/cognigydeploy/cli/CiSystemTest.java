package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a step of GitHub Actions, and with a file of variables for other CI systems. */
class CiSystemTest {

    @TempDir
    private Path folder;

    private Path summary;
    private Path outputs;

    @BeforeEach
    void setUp() {
        summary = folder.resolve("summary.md");
        outputs = folder.resolve("outputs");
    }

    /** Runs the command line as a step. */
    private Program.Ended step(String... args) {
        return Program.run(
                folder,
                Map.of(
                        "GITHUB_ACTIONS",
                        "true",
                        "GITHUB_STEP_SUMMARY",
                        summary.toString(),
                        "GITHUB_OUTPUT",
                        outputs.toString()),
                args);
    }

    private static List<String> commands(Program.Ended ended) {
        assertThat(ended.out().lines()).noneMatch(line -> line.startsWith("::"));
        return ended.err().lines().filter(line -> line.startsWith("::")).toList();
    }

    @Test
    void a_run_that_succeeds_has_a_summary_and_outputs() throws IOException {
        Program.Ended ended = step("deploy", "--fake");

        assertThat(ended.status()).isEqualTo(ExitStatus.DONE);
        assertThat(summary).content().startsWith("# Succeeded\n").contains("v2.4.1-stable", "## What changed");
        List<String> lines = Files.readAllLines(outputs);
        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).matches("run-id=\\d{8}-\\d{6}-\\w+"),
                        line -> assertThat(line).isEqualTo("outcome=succeeded"),
                        line -> assertThat(Path.of(line.replace("report=", ""))).isRegularFile(),
                        line -> assertThat(Path.of(line.replace("junit=", "")))
                                .content()
                                .startsWith("<?xml"));
        assertThat(commands(ended)).isEmpty();
    }

    @Test
    void what_stopped_a_run_is_annotated_in_the_form_of_github() {
        Program.Ended ended = step("deploy", "--fake", "--pass-rate", "0.99");

        assertThat(ended.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(commands(ended))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("::error title="))
                .anySatisfy(line -> assertThat(line).startsWith("::error title=Rejected::"))
                .anySatisfy(line -> assertThat(line).contains(" failed::").contains("196 of 200"));
        assertThat(summary).content().startsWith("# Rejected: nothing was changed\n");
        assertThat(outputs).content().contains("outcome=rejected\n");
    }

    @Test
    void a_secret_is_in_no_summary_output_or_annotation() throws IOException {
        for (List<String> end : List.of(
                List.of("--pass-rate", "0.9"), List.of("--pass-rate", "0.99"), List.of("--plan"), List.of("--wrong"))) {
            List<String> args = new ArrayList<>(List.of("deploy", "--fake", "--override", "apiKey=sk-live-4711"));
            args.addAll(end);

            Program.Ended ended = step(args.toArray(String[]::new));

            assertThat(ended.out() + ended.err()).isNotEmpty().doesNotContain("sk-live-4711");
        }
        assertThat(summary)
                .content()
                .contains("# Succeeded", "# Rejected", "# Plan")
                .doesNotContain("sk-live-4711");
        assertThat(outputs).content().doesNotContain("sk-live-4711");
    }

    @Test
    void a_text_of_others_begins_no_command() {
        Program.Ended ended = step("deploy", "--fake", "--bot", "100%,x:\n::warning::forged");

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(commands(ended))
                .singleElement()
                .asString()
                .startsWith("::error title=cognigy-deploy::")
                .contains("100%25,x:")
                .doesNotContain("\n");
    }

    @Test
    void a_failure_without_a_report_is_annotated() {
        assertThat(commands(step("deploy", "--fake", "--wrong")))
                .containsExactly("::error title=cognigy-deploy::Unknown option of cognigy-deploy deploy: '--wrong'.");
        assertThat(commands(step("deploy", "--fake", "--resume", "20200101-000000-00000000")))
                .singleElement()
                .asString()
                .contains("no run");
    }

    @Test
    void a_plan_is_summarized_for_the_person_who_approves_it() {
        Program.Ended ended = step("deploy", "--fake", "--plan");

        assertThat(ended.status()).isEqualTo(ExitStatus.DONE);
        assertThat(summary)
                .content()
                .startsWith("# Plan\n\n    ")
                .contains("    pass  test suite suite_regression_v24");
        assertThat(outputs).content().matches("changes=1\nfingerprint=[0-9a-f]{64}\n");
    }

    @Test
    void gates_are_summarized_and_annotated() {
        Program.Ended ended = step("gate", "--fake", "--pass-rate", "0.99");

        assertThat(ended.status()).isEqualTo(ExitStatus.NOT_DONE);
        assertThat(summary).content().contains("    FAIL  ");
        assertThat(commands(ended)).singleElement().asString().contains("196 of 200");
    }

    @Test
    void a_summary_that_cannot_be_written_changes_no_status() {
        summary = folder;

        Program.Ended ended = step("deploy", "--fake");

        assertThat(ended.status()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.err()).contains("Nothing was added to " + folder);
    }

    @Test
    void nothing_is_written_outside_of_github_actions() {
        Program.Ended ended = Program.run(
                folder, Map.of("GITHUB_STEP_SUMMARY", summary.toString()), "deploy", "--fake", "--pass-rate", "0.99");

        assertThat(summary).doesNotExist();
        assertThat(commands(ended)).isEmpty();
    }

    @Test
    void a_file_of_variables_is_for_the_jobs_after_this_one() throws IOException {
        Path variables = folder.resolve("deploy.env");

        Program.run(folder, Map.of(), "deploy", "--fake", "--plan", "--dotenv", variables.toString());
        Program.run(folder, Map.of(), "deploy", "--fake", "--dotenv", variables.toString());

        assertThat(Files.readAllLines(variables))
                .allMatch(line -> line.matches("COGNIGY_[A-Z_]+=\\S+"))
                .extracting(line -> line.substring(0, line.indexOf('=')))
                .containsExactly(
                        "COGNIGY_CHANGES",
                        "COGNIGY_FINGERPRINT",
                        "COGNIGY_RUN_ID",
                        "COGNIGY_OUTCOME",
                        "COGNIGY_REPORT",
                        "COGNIGY_JUNIT");
    }
}
