package io.cognigydeploy.cli;

import io.cognigydeploy.core.record.PlanFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Carrying out of a plan from a file. */
@Command(
        name = "apply",
        description = {
            "Carries out a plan that --plan -o wrote, such as in an earlier job.",
            "All gates are judged again. The run is rejected, and changes nothing, if the plan has expired or the target is"
                    + " no longer as it was when the plan was made. Kind, deployment and options come from the file, the"
                    + " platform and its credentials from the environment."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: that of the command that made the plan; COGNIGY_OVERRIDE_NAME for each secret setting.",
            "",
            "Exit status: as of the command that made the plan; 1 if the plan has expired or the target has changed; 2 if the",
            "file is damaged, edited, of another version or for another platform, or a secret is missing, and nothing was",
            "sent."
        })
final class ApplyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "1", description = "The plan.")
    private Path file;

    @Mixin
    private LaterOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.perform(new Errand.Apply(PlanFile.read(file)));
    }
}
