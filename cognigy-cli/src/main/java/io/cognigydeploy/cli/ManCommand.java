package io.cognigydeploy.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** Manual page of all commands, in the form of man(7). */
@Command(
        name = "man",
        description = {
            "Prints the manual page.",
            "To read it: cognigy-deploy man | man -l -   To install it: cognigy-deploy man >"
                    + " ~/.local/share/man/man1/cognigy-deploy.1"
        },
        mixinStandardHelpOptions = true)
final class ManCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec root = spec.root();
        PrintWriter out = spec.commandLine().getOut();
        out.println(".TH COGNIGY-DEPLOY 1 \"\" \"" + escaped(root.version()[0]) + "\" \"\"");
        section("NAME", out);
        out.println(text(root.name() + " - " + summary(root)));
        section("SYNOPSIS", out);
        out.println(text(root.name() + " COMMAND [OPTIONS]"));
        section("COMMANDS", out);
        commands(root).skip(1).forEach(command -> describe(command, out));
        section("EXIT STATUS AND ENVIRONMENT", out);
        paragraphs(root.usageMessage().footer(), out);
        return ExitStatus.DONE;
    }

    /** Returns a command and all below it, without the command {@code help} of picocli. */
    private static Stream<CommandSpec> commands(CommandSpec command) {
        return Stream.concat(
                Stream.of(command),
                command.subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .filter(below -> !below.helpCommand())
                        .flatMap(ManCommand::commands));
    }

    private static void describe(CommandSpec command, PrintWriter out) {
        out.println(".SS " + escaped(command.qualifiedName()));
        out.println(text(summary(command)));
        paragraphs(Arrays.stream(command.usageMessage().description()).skip(1).toArray(String[]::new), out);
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            argument(parameter.paramLabel(), parameter, out);
        }
        for (OptionSpec option : command.options()) {
            String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            argument(String.join(", ", option.names()) + value, option, out);
        }
        paragraphs(command.usageMessage().footer(), out);
    }

    private static String summary(CommandSpec command) {
        return command.usageMessage().description()[0];
    }

    private static void section(String title, PrintWriter out) {
        out.println(".SH \"" + title + "\"");
    }

    private static void argument(String name, ArgSpec argument, PrintWriter out) {
        out.println(".TP");
        out.println("\\fB" + escaped(name) + "\\fR");
        out.println(text(String.join(" ", argument.description())));
    }

    /** Writes lines as paragraphs, which empty lines divide. */
    private static void paragraphs(String[] lines, PrintWriter out) {
        String joined = Stream.of(lines).map(String::strip).collect(Collectors.joining("\n"));
        for (String paragraph : List.of(joined.split("\n\n+"))) {
            if (!paragraph.isBlank()) {
                out.println(".PP");
                out.println(text(paragraph.strip().replace('\n', ' ')));
            }
        }
    }

    /** Returns a line of text, which must not begin like a request. */
    private static String text(String line) {
        String shown = escaped(Help.Ansi.OFF.string(line.strip()));
        return shown.startsWith(".") || shown.startsWith("'") ? "\\&" + shown : shown;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}
