package io.cognigydeploy.cli;

import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.runs.RunStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options of every command that goes on with a release by its records. Kind, deployment and the options of its pipeline come
 * from there; these options are of the place where it goes on, and take the place of stored ones.
 */
@SuppressWarnings("UnusedVariable") // the command of the kind reads them
final class LaterOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private PipelineOptions options;

    @Option(
            names = "--stages",
            paramLabel = "FILE",
            description = {
                "The file with the stages, for a release or a retention of snapshots.",
                "Default: COGNIGY_STAGES, else cognigy-stages.json in this folder"
            })
    private Optional<Path> stages = Optional.empty();

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description = "The folder for the files of snapshots. Default: as when the run or plan was begun")
    private Optional<Path> archive = Optional.empty();

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = "The webhook that the platform calls about its job. Default: CI_CD_WEBHOOK_URL, or none")
    private Optional<URI> callback = Optional.empty();

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "The maximum time of the run; then it is cancelled and rolled back. Default: no limit, or for"
                    + " a plan the one that it was made with")
    private Optional<Duration> deadline = Optional.empty();

    StoredRun stored(String run) {
        return options.stored(spec, run);
    }

    RunStore store() {
        return options.store(spec);
    }

    /**
     * Performs an errand with the command of its kind and returns the exit status.
     *
     * @throws ResumeRefusedException if the run has no record
     * @throws ParameterException if the kind is none of a command, or an option is missing or not of it
     */
    int perform(Errand errand) throws InterruptedException {
        Recorded recorded = errand.recorded().orElseThrow();
        if (recorded.kind().isEmpty()) {
            throw new ResumeRefusedException(
                    "The run has no record of its plan. Resume it by the command that began it,"
                            + " such as deploy --resume RUN.");
        }
        CommandLine line = releases(spec.root().commandLine())
                .filter(command -> command.<ReleaseCommand>getCommand().kind().equals(recorded.kind()))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "The release is of kind " + recorded.kind()
                                + ", which is none of this program. Go on with it in" + " the program that began it."));
        return ReleaseCommand.perform(line, errand, Words.given(spec));
    }

    private static Stream<CommandLine> releases(CommandLine line) {
        return Stream.concat(
                line.getCommand() instanceof ReleaseCommand ? Stream.of(line) : Stream.empty(),
                line.getSubcommands().values().stream().distinct().flatMap(LaterOptions::releases));
    }
}
