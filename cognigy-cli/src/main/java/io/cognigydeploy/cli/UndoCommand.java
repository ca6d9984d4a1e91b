package io.cognigydeploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Undoing of a run of any kind. */
@Command(
        name = "undo",
        description = {
            "Undoes a run that has succeeded or was left to a person.",
            "Every change of the run is undone in reverse order and read back, unless another person has changed the target"
                    + " since. A kind that cannot be undone is refused before anything is sent. Kind, deployment and options"
                    + " come from the records of the run, the platform and its credentials from the environment."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: that of the command that began the run; COGNIGY_OVERRIDE_NAME for each secret setting.",
            "",
            "Exit status: 0 the target is as before the run, and was read back; 1 not begun, because another run works on it",
            "or the records cannot be written; 2 wrong usage, a wrong file or a missing variable, and nothing was sent;",
            "3 refused, unknown, or a person is needed."
        })
final class UndoCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", arity = "1", description = "The id of the run, as its report states it.")
    private String run;

    @Mixin
    private LaterOptions options;

    @Override
    public Integer call() throws InterruptedException {
        return options.perform(new Errand.Undo(options.stored(run)));
    }
}
