package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.understanding.Answers;
import io.cognigydeploy.core.understanding.UnderstandingDiff;
import io.cognigydeploy.core.understanding.UnderstandingResult;
import io.cognigydeploy.core.understanding.UnderstandingTarget;
import io.cognigydeploy.core.understanding.Utterances;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Comparison of two versions of a bot on the same utterances. */
@Command(
        name = "understanding",
        description = {
            "Compares two versions of a bot on the same utterances.",
            "Asks the bot's test endpoint, which answers for the version that is deployed. Changes nothing."
        },
        sortOptions = false,
        footer = {
            "",
            "Record before a change:   understanding --utterances F --bot ID --record before.jsonl",
            "Compare after it:         understanding --utterances F --bot ID --before before.jsonl",
            "Compare two recordings:   understanding --utterances F --before before.jsonl --after after.jsonl",
            "",
            "Environment: COGNIGY_BASE_URL, COGNIGY_CLIENT_ID and COGNIGY_CLIENT_SECRET, or COGNIGY_API_KEY.",
            "None of them with --fake or --after.",
            "",
            "Exit status: 0 recorded, or the limits are shown to be kept; 1 a limit is shown not to be kept;",
            "2 wrong usage; 3 undecided, or the bot did not answer."
        })
final class UnderstandingCommand implements Callable<Integer> {

    private static final String BOT = "bot_9f8e7d6c5b4a3210";
    private static final int SHOWN_EVERY = 50;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Mixin
    private PlatformOptions where;

    @Option(
            names = "--utterances",
            required = true,
            paramLabel = "F",
            description =
                    "The labelled utterances: CSV with a line of names, or JSON Lines if the name ends with .jsonl.")
    private Path utterances;

    @Option(names = "--language", paramLabel = "NAME", description = "Only the utterances of this language.")
    private Optional<String> language = Optional.empty();

    @Option(names = "--bot", paramLabel = "ID", description = "The bot to ask. Default: none; " + BOT + " with --fake")
    private Optional<String> bot = Optional.empty();

    @Option(names = "--record", paramLabel = "F", description = "Keep the bot's answers in this file.")
    private Optional<Path> record = Optional.empty();

    @Option(names = "--before", paramLabel = "F", description = "The recorded answers to compare with.")
    private Optional<Path> before = Optional.empty();

    @Option(names = "--after", paramLabel = "F", description = "Recorded answers in place of the bot's.")
    private Optional<Path> after = Optional.empty();

    @Option(
            names = "--losing",
            paramLabel = "SHARE",
            defaultValue = "0.10",
            description = "How much recall an intent may lose. Default: ${DEFAULT-VALUE}")
    private double losing;

    @Option(
            names = "--worse",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description = "How much worse all utterances together may be. Default: ${DEFAULT-VALUE}")
    private double worse;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            defaultValue = "0.95",
            description = "The confidence of the intervals. Default: ${DEFAULT-VALUE}")
    private double confidence;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many utterances are asked at once. Default: ${DEFAULT-VALUE}")
    private int concurrency;

    @Option(names = "--chart", paramLabel = "F", description = "Draw the differences to this SVG file.")
    private Optional<Path> chart = Optional.empty();

    @Option(names = "--json", description = "Print the whole result as JSON on the last line of standard output.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (record.isPresent() == before.isPresent()) {
            throw new ParameterException(spec.commandLine(), "Give either --record or --before.");
        }
        if (after.isPresent() && record.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--after needs --before. Leave --record out.");
        }
        PrintWriter err = spec.commandLine().getErr();
        Utterances all = utterances();
        UnderstandingDiff diff = UnderstandingDiff.of(all)
                .losingAtMost(losing)
                .worseByAtMost(worse)
                .confidence(confidence)
                .concurrency(concurrency)
                .onProgress((target, count, of) -> {
                    if (count % SHOWN_EVERY == 0 || count == of) {
                        err.println(Printable.shown(count + " of " + of + " utterances were put to " + target));
                    }
                });
        Optional<Answers> first = before.isPresent() ? Optional.of(read(before.get(), all)) : Optional.empty();
        Answers second = after.isPresent() ? read(after.get(), all) : ask(diff);
        if (first.isEmpty()) {
            return keep(second, record.orElseThrow());
        }
        return show(diff.compare(first.get(), second));
    }

    private Utterances utterances() {
        try {
            Utterances all = utterances.toString().endsWith(".jsonl")
                    ? Utterances.jsonLines(utterances)
                    : Utterances.csv(utterances);
            all.duplicates()
                    .forEach(line -> spec.commandLine().getErr().println(utterances + ", " + line + ": left out"));
            return language.map(all::inLanguage).orElse(all);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(utterances + ": " + e.getMessage(), e);
        }
    }

    private static Answers read(Path file, Utterances all) {
        try {
            Answers answers = Answers.read(file);
            if (!answers.utterancesSha256().equals(all.sha256())) {
                throw new IllegalArgumentException("the answers are to other utterances. Record them again.");
            }
            return answers;
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private Answers ask(UnderstandingDiff diff) throws InterruptedException {
        Optional<String> id = where.orExample(bot, BOT);
        where.require(Map.of("--bot", id));
        try (Platform platform = where.open("bot:manage")) {
            spec.commandLine().getErr().println("  on " + platform.client().name());
            return diff.ask(UnderstandingTarget.bot(platform.client(), id.orElseThrow()));
        }
    }

    private int keep(Answers answers, Path file) {
        try {
            answers.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
        answers.all().stream()
                .flatMap(answer -> answer.failure().stream())
                .findFirst()
                .ifPresent(why -> spec.commandLine().getErr().println(Printable.shown("Not answered: " + why)));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answers.toJsonLines().lines().findFirst().orElseThrow());
        } else {
            out.println(Printable.shown(answers + " are in " + file));
        }
        return answers.answered() > 0 ? ExitStatus.DONE : ExitStatus.PERSON_NEEDED;
    }

    private int show(UnderstandingResult result) {
        chart.ifPresent(file -> DecisionText.write(file, result.toSvg()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(result.toJson());
        } else {
            out.print(result.toText());
            out.flush();
        }
        Verdict verdict = result.verdict();
        return verdict.match(ExitStatus.DONE, ExitStatus.NOT_DONE, ExitStatus.PERSON_NEEDED);
    }
}
