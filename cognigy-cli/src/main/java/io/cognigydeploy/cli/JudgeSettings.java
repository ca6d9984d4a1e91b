package io.cognigydeploy.cli;

import io.cognigydeploy.core.judge.JudgeOptions;
import picocli.CommandLine.Option;

/** The most used settings of the sequential judge. */
final class JudgeSettings {

    @Option(
            names = "--alpha",
            paramLabel = "CHANCE",
            defaultValue = "0.05",
            description = "The maximum rate of rollbacks of canaries that are no worse. Default: ${DEFAULT-VALUE}")
    private double alpha;

    @Option(
            names = "--beta",
            paramLabel = "CHANCE",
            defaultValue = "0.05",
            description = "The maximum rate of promotions of canaries at the margin. Default: ${DEFAULT-VALUE}")
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
