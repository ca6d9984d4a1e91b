package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
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

    @Test
    void every_list_of_commands_has_their_whole_descriptions() {
        whole(new CommandLine(new CommandLineFace(new Variables(Map.of()))), "");
    }

    private void whole(CommandLine command, String path) {
        out.getBuffer().setLength(0);
        run((path + " --help").strip().split(" "));
        String help = out.toString().replaceAll("\\s+", " ");
        command.getSubcommands().forEach((name, sub) -> {
            if (name.equals("help")) {
                return;
            }
            String description =
                    String.join(" ", sub.getCommandSpec().usageMessage().description());
            assertThat(help).as(path + " --help").contains(description.replaceAll("\\s+", " "));
        });
        command.getSubcommands().entrySet().stream()
                .filter(sub -> !sub.getKey().equals("help"))
                .forEach(sub -> whole(sub.getValue(), (path + " " + sub.getKey()).strip()));
    }
}
