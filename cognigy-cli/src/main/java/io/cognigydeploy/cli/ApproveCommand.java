package io.cognigydeploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Approval of the plan of a run that waits for it. */
@Command(
        name = "approve",
        description = {"Approves the plan of a run that waits for it.", "Wherever the run waits."},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit status: 0 approved; 1 refused, since nothing is asked or it was decided; 2 wrong usage."})
final class ApproveCommand implements Callable<Integer> {

    @Mixin
    private DecisionOptions options;

    @Override
    public Integer call() {
        return options.decide(true);
    }
}
