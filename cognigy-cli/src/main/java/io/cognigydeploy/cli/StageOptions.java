package io.cognigydeploy.cli;

import io.cognigydeploy.core.stage.StageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options for the stages of a command. */
final class StageOptions {

    private static final String VARIABLE = "COGNIGY_STAGES";
    private static final Path USUAL = Path.of("cognigy-stages.json");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--stages",
            paramLabel = "FILE",
            description = {
                "The file with the stages, as JSON (see docs/snapshot-tutorial.md).",
                "Default: COGNIGY_STAGES, else cognigy-stages.json in this folder"
            })
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--fake",
            description = {
                "Start an embedded fake installation with the stages dev and prod, and use it.",
                "Not together with --stages or COGNIGY_STAGES."
            })
    private boolean fake;

    /**
     * Opens the stages. Nothing is sent.
     *
     * @throws ParameterException if no file is given, or one beside the embedded fake
     * @throws io.cognigydeploy.core.stage.StageException if the file cannot be used
     */
    Stages open() {
        return open(", or use --fake to work on an embedded fake installation");
    }

    /**
     * Opens the stages of an errand, like {@link #open()}. An embedded fake has no release that is in records.
     */
    Stages open(Errand errand) {
        return errand.recorded().isPresent() ? open("") : open();
    }

    private Stages open(String orFake) {
        Optional<Path> named = file.or(() -> Variables.of(spec).get(VARIABLE).map(Path::of));
        if (fake) {
            named.ifPresent(given -> {
                throw new ParameterException(
                        spec.commandLine(),
                        "--fake must be given without a file of stages, but "
                                + (file.isPresent() ? "--stages" : VARIABLE) + " names one. Leave one of them out.");
            });
            return Stages.embedded();
        }
        return Stages.of(
                StageFile.read(named.or(() -> Optional.of(USUAL).filter(Files::exists))
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "Missing: a file of stages. Name it with --stages or " + VARIABLE + ", or put " + USUAL
                                        + " into this folder" + orFake + "."))),
                Variables.of(spec));
    }
}
