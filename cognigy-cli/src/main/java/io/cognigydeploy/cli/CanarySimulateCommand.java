package io.cognigydeploy.cli;

import io.cognigydeploy.core.judge.CanaryChart;
import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.DecisionRecord;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Scenario;
import io.cognigydeploy.core.judge.Simulation;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** Simulation of judges and their settings. */
@Command(
        name = "simulate",
        description = "Shows how judges decide simulated canaries.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CanarySimulateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private JudgeSettings settings;

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
            description = "The length of each canary. Default: ${DEFAULT-VALUE}")
    private int minutes;

    @Option(
            names = "--shares",
            paramLabel = "PERCENT",
            split = ",",
            defaultValue = "5",
            description = "The canary's share, or several for equal times. Default: ${DEFAULT-VALUE}")
    private List<Double> shares;

    @Option(
            names = "--stable-rate",
            paramLabel = "RATE",
            defaultValue = "0.03",
            description = "The error rate of stable. Default: ${DEFAULT-VALUE}")
    private double stableRate;

    @Option(
            names = "--canary-rate",
            paramLabel = "RATE",
            defaultValue = "0.1",
            description = "The error rate of the canary. Default: ${DEFAULT-VALUE}")
    private double canaryRate;

    @Option(
            names = "--weather",
            paramLabel = "fair|incident|drift",
            defaultValue = "fair",
            description = "The common changes of both arms. Default: ${DEFAULT-VALUE}")
    private Scenario.Weather weather;

    @Option(
            names = "--outage",
            paramLabel = "FROM,MINUTES",
            split = ",",
            arity = "1",
            description = "The minutes without metrics. Default: none")
    private List<Integer> outage = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1000",
            description = "The number of canaries. Default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--record", paramLabel = "F", description = "Write the decision record of one canary, JSON.")
    private Optional<Path> record = Optional.empty();

    @Option(names = "--chart", paramLabel = "F", description = "Draw one canary to this SVG file.")
    private Optional<Path> chart = Optional.empty();

    @Override
    public Integer call() {
        if (!outage.isEmpty() && outage.size() != 2) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--outage must be FROM,MINUTES, such as 20,12, but was " + outage.size() + " numbers.");
        }
        Scenario scenario = new Scenario(
                "simulate",
                perMinute,
                minutes,
                shares,
                weather,
                stableRate,
                canaryRate,
                outage.isEmpty() ? Optional.empty() : Optional.of(new Scenario.Outage(outage.get(0), outage.get(1))),
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
        List<Simulation.Result> results = Simulation.run(scenario, all, runs, seed);
        for (int i = 0; i < all.size(); i++) {
            Simulation.Result result = results.get(i);
            out.printf(
                    Locale.ROOT,
                    "  %-14s rolled back %5.1f %% %-18s promoted %5.1f %% %-18s exposed %.0f conversations%n",
                    all.get(i).name(),
                    100 * result.rollBackRate(),
                    after(result.minutesToRollBack()),
                    100 * result.promotionRate(),
                    after(result.minutesToPromote()),
                    result.exposed());
        }
        DecisionRecord one = decided(judge, others, Simulation.sample(scenario, seed));
        out.println("One of them:");
        DecisionText.print(one, out);
        record.ifPresent(file -> DecisionText.write(file, one.toJson() + "\n"));
        chart.ifPresent(file -> DecisionText.write(file, CanaryChart.svg(one)));
        return ExitStatus.DONE;
    }

    /** Judges like a pipeline, which reads nothing after the first decision. */
    private static DecisionRecord decided(Judge judge, List<Judge> others, List<Observation> observations) {
        Judgement judgement = judge.begin();
        for (int i = 0; i < observations.size(); i++) {
            if (judgement.add(observations.get(i)) != CanaryVerdict.Call.CONTINUE) {
                return DecisionRecord.of(judge, others, observations.subList(0, i + 1), false);
            }
        }
        return DecisionRecord.of(judge, others, observations, true);
    }

    private static String after(double minutes) {
        return Double.isNaN(minutes) ? "" : String.format(Locale.ROOT, "after %.1f min", minutes);
    }
}
