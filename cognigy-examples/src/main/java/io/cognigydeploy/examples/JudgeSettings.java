package io.cognigydeploy.examples;

import io.cognigydeploy.core.judge.JudgeOptions;
import picocli.CommandLine.Option;

/** The settings of the sequential judge that are tried most. */
final class JudgeSettings {

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
