package io.cognigydeploy.cli;

import io.cognigydeploy.core.record.Report;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Undo of a release of a snapshot. */
@Command(
        name = "undo",
        description = {
            "Undoes a release of a snapshot: each endpoint gets back exactly what it ran before the run, in reverse order,",
            "unless it was changed since. Snapshots and files stay."
        },
        sortOptions = false,
        footer = {
            "",
            "Environment: COGNIGY_STAGES, and the variables that the file names for the credentials of both stages.",
            "",
            "Exit status: 0 the endpoints are as before the run, and were read back; 1 not begun, because another run works",
            "on the project or the records cannot be written; 2 wrong usage, a wrong file or a missing variable, and",
            "nothing was sent; 3 unknown, or a person is needed."
        })
final class SnapshotUndoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", arity = "1", description = "The id of the run, as its report states it.")
    private String run;

    @Mixin
    private StageOptions where;

    @Mixin
    private PipelineOptions options;

    @Override
    public Integer call() throws InterruptedException {
        try (Stages stages = where.open()) {
            StagePair pair = StagePair.of(stages.file(), options.stored(spec, run));
            return options.run(
                    spec,
                    stages,
                    SnapshotReleaseCommand.pipeline(
                            stages.installation(pair.source()),
                            stages.installation(pair.target()),
                            SnapshotReleaseCommand.makesRoom(options.stored(spec, run))
                                    ? Optional.of(options.archive(Optional.empty()))
                                    : Optional.empty()),
                    (pipeline, progress) -> {
                        Report report = pipeline.undo(run);
                        options.show(spec, report, progress);
                        // Also a run that had changed nothing: its report is returned after a look at the endpoints.
                        int status = ExitStatus.of(report.outcome());
                        boolean isUndone = status == ExitStatus.NOT_DONE;
                        options.print(spec, () -> SnapshotReleaseCommand.json(report, isUndone));
                        return isUndone ? ExitStatus.DONE : ExitStatus.PERSON_NEEDED;
                    });
        }
    }
}
