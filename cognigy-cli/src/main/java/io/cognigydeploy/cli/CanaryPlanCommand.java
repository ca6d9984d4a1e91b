package io.cognigydeploy.cli;

import io.cognigydeploy.core.judge.Planner;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forecast of whether a canary can be decided. */
@Command(
        name = "plan",
        description = {
            "Reports whether a canary of this size can be decided at all.",
            "Exit status: 0 it can; 1 it cannot."
        },
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
            names = "--share",
            paramLabel = "PERCENT",
            defaultValue = "5",
            description = "The canary's share. Default: ${DEFAULT-VALUE}")
    private double share;

    @Option(
            names = "--cap",
            paramLabel = "PERCENT",
            defaultValue = "50",
            description = "The maximum share. Default: ${DEFAULT-VALUE}")
    private double cap;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            defaultValue = "60m",
            description = "The time to decide. Default: ${DEFAULT-VALUE}")
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
