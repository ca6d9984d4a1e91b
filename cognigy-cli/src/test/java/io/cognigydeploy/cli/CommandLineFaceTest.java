package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Unknown words and the help of known ones. */
class CommandLineFaceTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return CommandLineFace.run(
                args, new Variables(Map.of()), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prophesy release --help | cognigy-deploy must be one of deploy, gate, | 'prophesy'",
                "prophesy | cognigy-deploy must be one of deploy, gate, | 'prophesy'",
                "--help prophesy | cognigy-deploy must be one of deploy, gate, | 'prophesy'",
                "prophesy --version | cognigy-deploy must be one of deploy, gate, | 'prophesy'",
                "snapshot prophesy --help | snapshot must be one of stages, release, undo | 'prophesy'",
                "canary prophesy --help | canary must be one of judge, simulate, plan | 'prophesy'",
                "audit prophesy -h | audit must be one of verify | 'prophesy'",
                "deploy prophesy --help | deploy takes no 'prophesy' | 'prophesy'",
                "deploy --prophesy --help | Unknown option of cognigy-deploy deploy | '--prophesy'",
                "canary judge --prophesy --help | Unknown option of cognigy-deploy canary judge | '--prophesy'"
            })
    void an_unknown_word_is_wrong_usage_whether_help_is_asked_for_or_not(String args, String said, String word) {
        assertThat(run(args.split(" "))).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains(said, word, "--help'.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void an_error_outside_of_any_command_is_in_the_last_line_of_json() throws Exception {
        PrintWriter broken = new PrintWriter(err, true) {

            private boolean hasFailed;

            @Override
            public void println(String line) {
                if (!hasFailed) {
                    hasFailed = true;
                    throw new StackOverflowError();
                }
                super.println(line);
            }
        };

        int status = CommandLineFace.run(
                new String[] {"snapshot", "stages", "--fake", "--json"},
                new Variables(Map.of()),
                new PrintWriter(out, true),
                broken);

        assertThat(status).isEqualTo(ExitStatus.PERSON_NEEDED);
        JsonNode last = new JsonMapper().readTree(out.toString());
        assertThat(last.path("exitStatus").asInt()).isEqualTo(status);
        assertThat(last.path("error").asText()).isEqualTo("java.lang.StackOverflowError");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rollout --fake --plan --bot-version=",
                "rollout --fake --plan --network-segment=",
                "deploy --fake --plan --journal=",
                "flows --fake --plan --audit=",
                "deploy --fake --resume="
            })
    void an_option_from_an_unset_variable_is_wrong_usage(String args) {
        assertThat(run(args.split(" "))).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("must not be empty", "--help'.");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "deploy",
                "canary",
                "canary judge",
                "audit verify",
                "manifest",
                "snapshot",
                "snapshot stages",
                "bench"
            })
    void help_is_still_help(String command) {
        assertThat(run((command + " --help").strip().split(" "))).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString()).contains("Usage: " + ("cognigy-deploy " + command).strip());
    }

    /** Returns all commands, by their paths. */
    private static Map<String, CommandLine> commands() {
        Map<String, CommandLine> all = new TreeMap<>();
        add(new CommandLine(new CommandLineFace(new Variables(Map.of()), Terminal.PLAIN, Terminal.PLAIN)), "", all);
        return all;
    }

    private static void add(CommandLine command, String path, Map<String, CommandLine> all) {
        all.put(path, command);
        command.getSubcommands().forEach((name, below) -> {
            if (!name.equals("help")) {
                add(below, (path + " " + name).strip(), all);
            }
        });
    }

    @Test
    void each_command_is_described_in_one_short_line_of_every_list() {
        commands().forEach((path, command) -> {
            out.getBuffer().setLength(0);
            run((path + " --help").strip().split(" "));
            List<String> help = out.toString().lines().toList();
            command.getSubcommands().forEach((name, below) -> {
                if (!name.equals("help")) {
                    String line = below.getCommandSpec().usageMessage().description()[0];
                    assertThat(line)
                            .as(path + " " + name)
                            .hasSizeLessThanOrEqualTo(70)
                            .endsWith(".");
                    assertThat(help)
                            .as(path + " --help")
                            .anyMatch(shown -> shown.matches(" +" + Pattern.quote(name) + " +" + Pattern.quote(line)));
                }
            });
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "depoly | Did you mean deploy?",
                "rolback | Did you mean rollback?",
                "snapshots | Did you mean snapshot?",
                "snapshot relase | Did you mean release?",
                "resum 20260101 | Did you mean resume?",
                "deploy --enviroment e | Did you mean --environment?",
                "deploy --overide=a=b | Did you mean --override?",
                "flows --env e --leave-out-invalids | Did you mean --leave-out-invalid?",
                "aply plan.json --help | Did you mean apply?"
            })
    void a_misspelt_word_is_answered_with_the_one_that_is_like_it(String args, String said) {
        assertThat(run(args.split(" "))).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains(said);
    }

    @Test
    void a_word_that_is_like_none_is_answered_with_none() {
        assertThat(run("prophesy")).isEqualTo(ExitStatus.USAGE);
        assertThat(run("deploy", "--prophesy")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).doesNotContain("Did you mean");
    }

    /** The script completes the beginnings of words as bash itself would ask it to. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void the_completion_script_completes_commands_and_options(@TempDir Path folder) throws Exception {
        assertThat(run("completion")).isEqualTo(ExitStatus.DONE);
        Path script = Files.writeString(folder.resolve("completion"), out.toString());

        assertThat(completed(script, "cognigy-deploy", "und")).contains("undo", "understanding");
        assertThat(completed(script, "cognigy-deploy", "snapshot", "re")).contains("release", "retain");
        assertThat(completed(script, "cognigy-deploy", "deploy", "--detailed")).containsExactly("--detailed-exit-code");
    }

    private static List<String> completed(Path script, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"; COMP_POINT=${#COMP_LINE};"
                        + " _complete_cognigy-deploy; printf '%s\\n' \"${COMPREPLY[@]}\"",
                script.toString()));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void the_manual_page_has_every_command_and_option() {
        assertThat(run("man")).isEqualTo(ExitStatus.DONE);

        String page = out.toString();
        assertThat(page)
                .startsWith(".TH COGNIGY-DEPLOY 1")
                .contains(".SH \"NAME\"", ".SH \"EXIT STATUS AND ENVIRONMENT\"");
        commands().forEach((path, command) -> {
            if (!path.isEmpty()) {
                assertThat(page).contains(".SS cognigy\\-deploy " + path.replace("-", "\\-") + "\n");
                command.getCommandSpec()
                        .options()
                        .forEach(option -> assertThat(page)
                                .as(path)
                                .contains(option.longestName().replace("-", "\\-")));
            }
        });
        assertThat(page.lines())
                .noneMatch(String::isEmpty)
                .allMatch(line -> !line.startsWith(".") || line.matches("\\.(TH|SH|SS|PP|TP)( .*)?"));
    }
}
