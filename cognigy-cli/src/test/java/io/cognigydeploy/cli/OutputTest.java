package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans and reports on standard output, progress on standard error, and the form of both on a terminal. */
class OutputTest {

    private static final String RELEASES = "deploy, canary, rollout, rollback, flows, snapshot release";
    private static final String COLOUR = "\u001B[3";
    private static final String LIVE = "\r\u001B[K";
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @TempDir
    private Path folder;

    private Program.Ended run(String args) {
        return Program.run(folder, Map.of(), args.split(" "));
    }

    static List<String> releases() {
        return List.of(RELEASES.split(", "));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void a_plan_is_the_output(String command) {
        Program.Ended ended = run(command + " --fake --plan");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.out()).startsWith("Plan: ").contains("  Pass ", "Every gate passed. Nothing was changed.");
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void a_report_is_the_output_and_its_events_are_progress(String command) {
        Program.Ended ended = run(command + " --fake");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.out()).startsWith("Plan: ").contains("\nSucceeded: ", "\n  report    ", "\n  audit     ");
        assertThat(ended.err())
                .startsWith("    0.00s  run ")
                .contains("  gate ", "manifest written")
                .doesNotContain("Plan: ", "\n  report    ", "\u001B", "\r");
    }

    @ParameterizedTest
    @MethodSource("releases")
    void with_json_the_output_is_json_alone(String command) throws Exception {
        for (String args : List.of(command + " --fake --plan --json", command + " --fake --json")) {
            Program.Ended ended = run(args);

            assertThat(ended.out().lines()).as(args).hasSize(1);
            assertThat(new JsonMapper().readTree(ended.out()).path("platform").asText())
                    .startsWith("FAKE ");
            assertThat(ended.err()).contains("Plan: ");
        }
    }

    @ParameterizedTest
    @CsvSource({"gate --fake, Pass", "snapshot stages --fake, ENDPOINT", "runs, No runs."})
    void every_other_result_is_output_too(String args, String said) {
        Program.Ended ended = run(args);

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.out()).contains(said);
        assertThat(ended.err()).isEmpty();
    }

    private String shown(Terminal out, Terminal err, String... args) {
        StringWriter both = new StringWriter();
        PrintWriter to = new PrintWriter(both, true);
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--journal", folder.resolve("journal").toString()));
        int status = new CommandLineFace(new Variables(Map.of()), out, err).run(all.toArray(String[]::new), to, to);
        assertThat(status).as(both.toString()).isEqualTo(ExitStatus.DONE);
        return both.toString();
    }

    @Test
    void on_a_terminal_verdicts_have_colours_and_waits_are_one_line() {
        Terminal terminal = new Terminal(true, true, 60);

        String shown = shown(terminal, terminal, "deploy", "--fake");

        assertThat(shown).contains("\u001B[32mSucceeded: ", "s  dep_0001 is running" + LIVE);
        assertThat(shown.split("[\r\n]"))
                .filteredOn(line -> line.contains("waiting"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(60));
    }

    @Test
    void without_colours_the_line_is_live_all_the_same() {
        Terminal terminal = new Terminal(true, false, 80);

        assertThat(shown(terminal, terminal, "deploy", "--fake")).contains(LIVE).doesNotContain(COLOUR);
    }

    @Test
    void a_report_in_a_file_is_plain_while_the_progress_is_on_a_terminal() {
        String shown = shown(Terminal.PLAIN, new Terminal(true, true, 80), "deploy", "--fake");

        assertThat(shown).contains(LIVE, COLOUR, "\nSucceeded: ");
    }

    /** A real terminal, of which the program finds out by itself. */
    @ParameterizedTest
    @CsvSource({
        "TERM=xterm, true, true",
        "TERM=xterm NO_COLOR=1, false, true",
        "TERM=xterm NO_COLOR=, true, true",
        "TERM=dumb, false, false"
    })
    void a_terminal_is_recognised(String variables, boolean hasColours, boolean isLive) throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT));
        List<String> command = new ArrayList<>(List.of(Program.java()));
        command.addAll(ClassArchive.options());
        command.addAll(List.of(CommandLineFace.class.getName(), "deploy", "--fake"));
        ProcessBuilder builder = Program.inFolder(
                folder,
                List.of(
                        SCRIPT.toString(),
                        "-qec",
                        command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")),
                        "/dev/null"));
        builder.environment().remove("NO_COLOR");
        for (String variable : variables.split(" ", -1)) {
            builder.environment().put(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(shown).isEqualTo(ExitStatus.DONE);
        assertThat(shown).contains("Succeeded: ");
        assertThat(shown.contains(COLOUR)).as(shown).isEqualTo(hasColours);
        assertThat(shown.contains(LIVE)).as(shown).isEqualTo(isLive);
    }

    @Test
    void a_file_is_no_terminal() throws Exception {
        Program.Ended ended = Program.process(folder, Map.of("TERM", "xterm"), "deploy", "--fake");

        assertThat(ended.status()).as(ended.err()).isEqualTo(ExitStatus.DONE);
        assertThat(ended.out() + ended.err()).doesNotContain("\u001B", "\r");
    }
}
