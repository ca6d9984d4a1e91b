package io.cognigydeploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Rejection of the plan of a run that waits for an approval. */
@Command(
        name = "reject",
        description = {"Rejects the plan of a run that waits for it.", "The run then changes nothing."},
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Exit status: 0 rejected; 1 refused, since nothing is asked or it was decided; 2 wrong usage."})
final class RejectCommand implements Callable<Integer> {

    @Mixin
    private DecisionOptions options;

    @Override
    public Integer call() {
        return options.decide(false);
    }
}
