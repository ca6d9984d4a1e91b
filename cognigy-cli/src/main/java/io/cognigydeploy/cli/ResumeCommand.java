package io.cognigydeploy.cli;

import io.cognigydeploy.core.runs.RunSummary;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Resumption of a run of any kind. */
@Command(
        name = "resume",
        description = {
            "Resumes a run whose process died, or that ended as unknown.",
            "An operation under way is found again, and a request whose answer was lost is looked for before anything is"
                    + " sent. Kind, deployment and options come from the records of the run, the platform and its"
                    + " credentials from the environment."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: that of the command that began the run; COGNIGY_OVERRIDE_NAME for each secret setting.",
            "",
            "Exit status: as of the command that began the run; 1 also if --last finds no unfinished run."
        })
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    @Mixin
    private LaterOptions options;

    /** The run to resume. */
    static final class Which {

        @Parameters(paramLabel = "RUN", arity = "1", description = "The id of the run.")
        private @Nullable String run;

        @Option(names = "--last", description = "Resume the newest run that has not ended.")
        @SuppressWarnings("UnusedVariable") // without a run, it is given
        private boolean last;

        Optional<String> run() {
            return Optional.ofNullable(run);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<String> run = which.run()
                .or(() -> options.store().unfinished().stream()
                        .map(RunSummary::runId)
                        .findFirst());
        if (run.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("There is no unfinished run in " + options.store().name() + ".");
            return ExitStatus.NOT_DONE;
        }
        return options.perform(new Errand.Resume(options.stored(run.get())));
    }
}
