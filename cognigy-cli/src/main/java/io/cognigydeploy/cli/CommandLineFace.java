package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** Command line of the library. Its exit statuses are those of {@link ExitStatus}. */
@Command(
        name = "cognigy-deploy",
        description = "Releases Cognigy.AI bots safely, on a platform or, with --fake, on an embedded fake of one.",
        subcommands = {
            DeployCommand.class,
            GateCommand.class,
            RolloutCommand.class,
            RollbackCommand.class,
            CanaryCommand.class,
            FlowsCommand.class,
            UnderstandingCommand.class,
            SnapshotCommand.class,
            ApplyCommand.class,
            ResumeCommand.class,
            UndoCommand.class,
            RunsCommand.class,
            ShowCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            AuditCommand.class,
            ManifestCommand.class,
            FakeServerCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
            ManCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineFace.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 done and confirmed; 1 rejected, failed or rolled back; 2 wrong usage;",
            "3 unknown, or a person is needed.",
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY;",
            "COGNIGY_STAGES, COGNIGY_STORE, CI_CD_WEBHOOK_URL, COGNIGY_WEBHOOK_SECRET, COGNIGY_OVERRIDE_NAME;",
            "NO_COLOR.",
            "",
            "Try:  deploy --fake   (runs a whole deployment on an embedded fake platform)",
            "      deploy --help"
        })
public final class CommandLineFace {

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = CommandLineFace.class.getPackage().getImplementationVersion();
            return new String[] {"cognigy-deploy " + (version == null ? "(not packaged)" : version)};
        }
    }

    private final Variables variables;
    private final Terminal out;
    private final Terminal err;

    CommandLineFace(Variables variables, Terminal out, Terminal err) {
        this.variables = variables;
        this.out = out;
        this.err = err;
    }

    /** Returns the program that a command belongs to. */
    static CommandLineFace of(CommandSpec command) {
        return (CommandLineFace) command.root().userObject();
    }

    Variables variables() {
        return variables;
    }

    /** Returns the form of standard output. */
    Terminal out() {
        return out;
    }

    /** Returns the form of standard error. */
    Terminal err() {
        return err;
    }

    /** Runs the program and ends the process with its exit status. */
    public static void main(String... args) {
        Variables variables = Variables.ofProcess();
        CommandLineFace face = new CommandLineFace(variables, Terminal.of(1, variables), Terminal.of(2, variables));
        System.exit(face.run(
                args,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8)));
    }

    /** Returns the text unless it is blank, such as an option from an empty variable. */
    private static String given(String text) {
        if (text.isBlank()) {
            throw new CommandLine.TypeConversionException(
                    "the value must not be empty. Give a value, or leave the option out.");
        }
        return text;
    }

    /** Runs the program for files, pipes and CI systems. */
    static int run(String[] args, Variables variables, PrintWriter out, PrintWriter err) {
        return new CommandLineFace(variables, Terminal.PLAIN, Terminal.PLAIN).run(args, out, err);
    }

    /** Runs the program and returns its exit status. */
    int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(this);
        line.setOut(out).setErr(err);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                this.out.hasColours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpWidth(100);
        line.registerConverter(Duration.class, Durations::parse);
        line.registerConverter(String.class, CommandLineFace::given);
        line.registerConverter(Path.class, text -> Path.of(given(text)));
        Consumer<Failure> json =
                List.of(args).contains("--json") ? failure -> out.println(failure.toJson()) : failure -> {};
        Consumer<Failure> noted = json.andThen(
                failure -> GitHubActions.of(variables, err).ifPresent(step -> step.failed(failure.error())));
        line.setParameterExceptionHandler((e, wrong) -> refuse(
                e.getCommandLine(),
                e instanceof CommandLine.UnmatchedArgumentException unmatched
                        ? unknown(e.getCommandLine(), unmatched.getUnmatched())
                        : String.valueOf(e.getMessage()),
                noted));
        // With --help, picocli silently ignores unknown words.
        line.setExecutionStrategy(parsed -> {
            for (CommandLine command : parsed.asCommandLineList()) {
                List<String> words = command.getParseResult().unmatched();
                if (!words.isEmpty()) {
                    return refuse(command, unknown(command, words), noted);
                }
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> fail(e, err, noted));
        Optional<String> damage = damage(variables, args);
        if (damage.isPresent()) {
            return refuse(line, damage.get(), noted);
        }
        try {
            return line.execute(args.length == 0 ? new String[] {"--help"} : args);
        } catch (Throwable e) {
            // The caller needs a status after any Throwable: threads of a server may keep the process alive.
            return fail(e, err, noted);
        }
    }

    private static int fail(Throwable failure, PrintWriter err, Consumer<Failure> noted) {
        int status = ExitStatus.explain(failure, err);
        noted.accept(new Failure(ExitStatus.reason(failure), status));
        return status;
    }

    /** Returns a message about text from the shell that the JVM could not decode and replaced by U+FFFD. */
    private static Optional<String> damage(Variables variables, String... args) {
        Optional<String> where =
                Stream.of(args).filter(CommandLineFace::isDamaged).findFirst().map(arg -> "The argument '" + arg + "'");
        if (where.isEmpty() && isDamaged(System.getProperty("user.dir", ""))) {
            where = Optional.of("The name of the current directory");
        }
        if (where.isEmpty()) {
            where = variables.firstWhere(CommandLineFace::isDamaged).map(name -> "The variable " + name);
        }
        return where.map(what -> what + " must be text of the locale's encoding ("
                + System.getProperty("sun.jnu.encoding", "unknown")
                + "), but has characters outside of it. Set LC_ALL=C.UTF-8, or another UTF-8 locale, and try"
                + " again.");
    }

    private static boolean isDamaged(String text) {
        return text.indexOf('\uFFFD') >= 0;
    }

    private static int refuse(CommandLine command, String why, Consumer<Failure> noted) {
        why.lines().map(Printable::shown).forEach(command.getErr()::println);
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        noted.accept(new Failure(why, ExitStatus.USAGE));
        return ExitStatus.USAGE;
    }

    private static String unknown(CommandLine command, List<String> words) {
        String word = words.get(0);
        String name = command.getCommandSpec().qualifiedName();
        if (word.startsWith("-")) {
            String option = word.split("=", 2)[0];
            return "Unknown option of " + name + ": '" + word + "'."
                    + new Misspelling(option)
                            .question(command.getCommandSpec().optionsMap().keySet());
        }
        return command.getSubcommands().isEmpty()
                ? name + " takes no '" + word + "'."
                : "The command of " + name + " must be one of "
                        + String.join(", ", command.getSubcommands().keySet()) + ", but was '" + word + "'."
                        + new Misspelling(word)
                                .question(command.getSubcommands().keySet());
    }
}
