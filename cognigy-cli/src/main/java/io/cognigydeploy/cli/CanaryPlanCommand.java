package io.cognigydeploy.cli;

import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Planner;
import io.cognigydeploy.core.judge.Ramp;
import io.cognigydeploy.core.judge.WatchOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forecast of whether a canary can be decided. */
@Command(
        name = "plan",
        description = {"Reports whether a canary of this size can be decided.", "Exit status: 0 it can; 1 it cannot."},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CanaryPlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private JudgeSettings settings;

    @Option(
            names = "--per-minute",
            paramLabel = "N",
            required = true,
            description = "Conversations a minute, both arms together.")
    private double perMinute;

    @Option(names = "--base-rate", paramLabel = "RATE", required = true, description = "The error rate of stable.")
    private double baseRate;

    @Option(
            names = "--ramp",
            split = ",",
            paramLabel = "PERCENT",
            description = "The canary's shares, one after the other. Default: 5,25,50")
    private List<Double> ramp = List.of();

    @Option(names = "--share", paramLabel = "PERCENT", description = "One share instead of a ramp.")
    private Optional<Double> share = Optional.empty();

    @Option(
            names = "--cap",
            paramLabel = "PERCENT",
            defaultValue = "50",
            description = "The maximum share. Default: ${DEFAULT-VALUE}")
    private double cap;

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            description = "The minimum time on each share. Default: 10m, or less to fit the window")
    private Optional<Duration> step = Optional.empty();

    @Option(names = "--window", paramLabel = "DURATION", description = "The time to decide. Default: 60m")
    private Optional<Duration> window = Optional.empty();

    @Override
    public Integer call() {
        Planner.Forecast forecast = Planner.builder()
                .conversationsPerMinute(perMinute)
                .baseErrorRate(baseRate)
                .watch(watch())
                .build()
                .forecast();
        forecast.says().forEach(spec.commandLine().getOut()::println);
        return forecast.canDecide() ? ExitStatus.DONE : ExitStatus.NOT_DONE;
    }

    private WatchOptions watch() {
        WatchOptions usual = WatchOptions.defaults();
        List<Double> shares = share.map(List::of)
                .or(() -> Optional.of(ramp).filter(given -> !given.isEmpty()))
                .orElseGet(() -> usual.ramp().shares().stream()
                        .filter(percent -> percent <= cap)
                        .toList());
        Duration time = window.orElse(usual.window());
        Duration fitting = time.dividedBy(Math.max(1, shares.size()));
        return WatchOptions.builder()
                .judge(Judge.sequential(settings.options()))
                .ramp(new Ramp(shares, cap))
                .window(time)
                .stepTime(step.orElse(usual.stepTime().compareTo(fitting) < 0 ? usual.stepTime() : fitting))
                .build();
    }
}
