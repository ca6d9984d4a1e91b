package io.cognigydeploy.examples;

import io.cognigydeploy.core.canary.CanaryChart;
import io.cognigydeploy.core.canary.CanaryVerdict;
import io.cognigydeploy.core.canary.DecisionRecord;
import io.cognigydeploy.core.canary.Finding;
import io.cognigydeploy.core.canary.Interval;
import io.cognigydeploy.core.canary.Judge;
import io.cognigydeploy.core.canary.JudgeOptions;
import io.cognigydeploy.core.canary.Metric;
import io.cognigydeploy.core.canary.Observation;
import io.cognigydeploy.core.canary.Planner;
import io.cognigydeploy.core.canary.Scenario;
import io.cognigydeploy.core.canary.Simulation;
import io.cognigydeploy.core.canary.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Canaries judged again, made up and planned. None of it needs a platform. */
@Command(
        name = "canary",
        description = "Judges a recorded canary again, simulates one, or says whether a plan can decide. Offline.",
        subcommands = {CanaryCommand.JudgeAgain.class, CanaryCommand.Simulate.class, CanaryCommand.Plan.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class CanaryCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: judge, simulate or plan.");
    }

    /** The same verdict from the same record. */
    @Command(
            name = "judge",
            description = {
                "Judges a decision record again and says whether the same verdict follows, byte for byte.",
                "Exit status: 0 it does; 1 it does not; 2 the file is no decision record."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class JudgeAgain implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Option(names = "--replay", required = true, paramLabel = "F", description = "The decision record, JSON.")
        private Path replay;

        @Option(names = "--json", description = "Print the record as it follows now, on standard output.")
        private boolean json;

        @Option(names = "--chart", paramLabel = "F", description = "Draw it into this SVG file.")
        private Optional<Path> chart = Optional.empty();

        @Override
        public Integer call() {
            String recorded = read(replay).stripTrailing();
            DecisionRecord again = DecisionRecord.parse(recorded).replay();
            String follows = again.toJson();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(follows);
            } else {
                describe(again, out);
            }
            chart.ifPresent(file -> write(file, CanaryChart.svg(again)));
            boolean same = follows.equals(recorded);
            spec.commandLine()
                    .getErr()
                    .println(
                            same
                                    ? "The record follows from its observations, byte for byte."
                                    : "What is recorded does NOT follow from the observations: they give "
                                            + again.verdict().call() + ".");
            return same ? ExitStatus.DONE : ExitStatus.NOT_DONE;
        }
    }

    /** The settings of the sequential judge that are tried most. */
    static final class Settings {

        @Option(
                names = "--alpha",
                paramLabel = "CHANCE",
                defaultValue = "0.05",
                description = "Rolls a canary that is no worse back at most this often. Default: ${DEFAULT-VALUE}")
        private double alpha;

        @Option(
                names = "--beta",
                paramLabel = "CHANCE",
                defaultValue = "0.05",
                description = "Promotes a canary at the margin at most this often. Default: ${DEFAULT-VALUE}")
        private double beta;

        @Option(
                names = "--margin",
                paramLabel = "RATIO",
                defaultValue = "2",
                description = "The odds ratio of errors to refute before promotion. Default: ${DEFAULT-VALUE}")
        private double margin;

        JudgeOptions options() {
            return JudgeOptions.builder().alpha(alpha).beta(beta).margin(margin).build();
        }
    }

    /** What a setting would do. */
    @Command(
            name = "simulate",
            description = "Shows what judges would do with canaries that are made up.",
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Simulate implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private Settings settings;

        @Option(
                names = "--per-minute",
                paramLabel = "N",
                defaultValue = "100",
                description = "Conversations a minute, both arms together. Default: ${DEFAULT-VALUE}")
        private double perMinute;

        @Option(
                names = "--minutes",
                paramLabel = "N",
                defaultValue = "60",
                description = "How long. Default: ${DEFAULT-VALUE}")
        private int minutes;

        @Option(
                names = "--shares",
                paramLabel = "PERCENT",
                split = ",",
                defaultValue = "5",
                description = "The canary's share, or several of equal length. Default: ${DEFAULT-VALUE}")
        private List<Double> shares;

        @Option(
                names = "--stable-rate",
                paramLabel = "RATE",
                defaultValue = "0.03",
                description = "Errors of stable. Default: ${DEFAULT-VALUE}")
        private double stableRate;

        @Option(
                names = "--canary-rate",
                paramLabel = "RATE",
                defaultValue = "0.1",
                description = "Errors of the canary. Default: ${DEFAULT-VALUE}")
        private double canaryRate;

        @Option(
                names = "--weather",
                paramLabel = "fair|incident|drift",
                defaultValue = "fair",
                description = "What befalls both arms. Default: ${DEFAULT-VALUE}")
        private Scenario.Weather weather;

        @Option(
                names = "--outage",
                paramLabel = "FROM,MINUTES",
                split = ",",
                arity = "1",
                description = "Minutes without metrics. Default: none")
        private List<Integer> outage = new ArrayList<>();

        @Option(
                names = "--runs",
                paramLabel = "N",
                defaultValue = "1000",
                description = "How many canaries. Default: ${DEFAULT-VALUE}")
        private int runs;

        @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
        private long seed;

        @Option(names = "--record", paramLabel = "F", description = "Write the decision about one of them, JSON.")
        private Optional<Path> record = Optional.empty();

        @Option(names = "--chart", paramLabel = "F", description = "Draw one of them into this SVG file.")
        private Optional<Path> chart = Optional.empty();

        @Override
        public Integer call() {
            if (!outage.isEmpty() && outage.size() != 2) {
                throw new ParameterException(spec.commandLine(), "--outage is FROM,MINUTES, such as 20,12.");
            }
            Scenario scenario = new Scenario(
                    "simulate",
                    perMinute,
                    minutes,
                    shares,
                    weather,
                    stableRate,
                    canaryRate,
                    outage.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new Scenario.Outage(outage.get(0), outage.get(1))),
                    Optional.empty());
            Judge judge = Judge.sequential(settings.options());
            List<Judge> others = List.of(
                    Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 0),
                    Judge.failureLimit(0.05, 5, 3, true),
                    Judge.ranks(0.98, 10, 50));
            PrintWriter out = spec.commandLine().getOut();
            out.printf(Locale.ROOT, "%d canaries of %d minutes:%n", runs, minutes);
            List<Judge> all = new ArrayList<>(List.of(judge));
            all.addAll(others);
            for (Judge each : all) {
                Simulation.Result result = Simulation.run(scenario, each, runs, seed);
                out.printf(
                        Locale.ROOT,
                        "  %-14s rolled back %5.1f %% %-18s promoted %5.1f %% %-18s exposed %.0f conversations%n",
                        each.name(),
                        100 * result.rollBackRate(),
                        after(result.minutesToRollBack()),
                        100 * result.promotionRate(),
                        after(result.minutesToPromote()),
                        result.exposed());
            }
            DecisionRecord one = decided(judge, others, Simulation.sample(scenario, seed));
            out.println("One of them:");
            describe(one, out);
            record.ifPresent(file -> write(file, one.toJson() + "\n"));
            chart.ifPresent(file -> write(file, CanaryChart.svg(one)));
            return ExitStatus.DONE;
        }

        /** As a pipeline would have it: nothing is looked at after the first decision. */
        private static DecisionRecord decided(Judge judge, List<Judge> others, List<Observation> observations) {
            Trial trial = judge.begin();
            for (int i = 0; i < observations.size(); i++) {
                if (trial.add(observations.get(i)) != CanaryVerdict.Call.CONTINUE) {
                    return DecisionRecord.of(judge, others, observations.subList(0, i + 1), false);
                }
            }
            return DecisionRecord.of(judge, others, observations, true);
        }

        private static String after(double minutes) {
            return Double.isNaN(minutes) ? "" : String.format(Locale.ROOT, "after %.1f min", minutes);
        }
    }

    /** Whether a plan can decide. */
    @Command(
            name = "plan",
            description = {
                "Says whether a canary of this size can be decided at all.",
                "Exit status: 0 it can; 1 it cannot."
            },
            mixinStandardHelpOptions = true,
            sortOptions = false)
    static final class Plan implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Mixin
        private Settings settings;

        @Option(
                names = "--per-minute",
                paramLabel = "N",
                required = true,
                description = "Conversations a minute, both arms together.")
        private double perMinute;

        @Option(names = "--base-rate", paramLabel = "RATE", required = true, description = "Errors of stable.")
        private double baseRate;

        @Option(
                names = "--share",
                paramLabel = "PERCENT",
                defaultValue = "5",
                description = "The canary's share. Default: ${DEFAULT-VALUE}")
        private double share;

        @Option(
                names = "--cap",
                paramLabel = "PERCENT",
                defaultValue = "50",
                description = "The most it may have. Default: ${DEFAULT-VALUE}")
        private double cap;

        @Option(
                names = "--window",
                paramLabel = "DURATION",
                defaultValue = "60m",
                description = "The time it has. Default: ${DEFAULT-VALUE}")
        private Duration window;

        @Override
        public Integer call() {
            Planner.Forecast forecast = Planner.builder()
                    .conversationsPerMinute(perMinute)
                    .baseErrorRate(baseRate)
                    .share(share)
                    .cap(cap)
                    .window(window)
                    .options(settings.options())
                    .build()
                    .forecast();
            forecast.says().forEach(spec.commandLine().getOut()::println);
            return forecast.canDecide() ? ExitStatus.DONE : ExitStatus.NOT_DONE;
        }
    }

    private static void describe(DecisionRecord decision, PrintWriter out) {
        CanaryVerdict verdict = decision.verdict();
        out.println(verdict.call() + ": " + verdict.reason());
        out.printf(
                Locale.ROOT,
                "  %d windows, %d conversations of the canary, %d of stable, refused %s%n",
                verdict.grounds().windows(),
                verdict.grounds().canaryConversations(),
                verdict.grounds().stableConversations(),
                verdict.grounds().refused());
        for (Finding finding : verdict.grounds().findings()) {
            out.printf(Locale.ROOT, "  %s, %s%n", finding.metric(), finding.test());
            finding.canary().ifPresent(interval -> interval("canary", interval, out));
            finding.stable().ifPresent(interval -> interval("stable", interval, out));
            finding.difference().ifPresent(interval -> interval(finding.differenceOf(), interval, out));
        }
        verdict.grounds().cannotExclude().forEach(caveat -> out.println("  " + caveat));
        decision.shadowVerdicts()
                .forEach(shadow -> out.println("  shadow " + shadow.judge()
                        + (shadow.disagrees() ? " DISAGREES: " : ": ")
                        + shadow.verdict().call() + ", " + shadow.verdict().reason()));
    }

    private static void interval(String name, Interval interval, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "    %-28s %.4g, between %.4g and %.4g (%.0f %%)%n",
                name,
                interval.estimate(),
                interval.low(),
                interval.high(),
                100 * interval.confidence());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
