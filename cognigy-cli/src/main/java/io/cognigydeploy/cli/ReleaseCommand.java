package io.cognigydeploy.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Command that makes the pipeline of a kind of release. */
interface ReleaseCommand {

    /** Returns the kind of deployment, as records name it. */
    String kind();

    /** Makes the pipeline of the options, performs an errand with it and returns the exit status. */
    int perform(Errand errand) throws InterruptedException;

    /**
     * Performs an errand with a release that is in records. Its stored options are those of the command, except where others are
     * given now.
     *
     * @param line the command
     * @param given words of options
     * @throws ParameterException if an option is missing or not of the command
     */
    static int perform(CommandLine line, Errand errand, List<String> given) throws InterruptedException {
        List<String> stored = errand.recorded().orElseThrow().options().stream()
                // The time of an earlier run is over: a deadline counts from its beginning.
                .filter(word -> errand.begins() || !word.startsWith("--deadline="))
                .toList();
        // A command below another one can be parsed from the root only.
        CommandLine root = line.getCommandSpec().root().commandLine();
        Stream<String> path =
                Stream.of(line.getCommandSpec().qualifiedName().split(" ")).skip(1);
        root.parseArgs(
                Stream.concat(path, Words.merged(line, stored, given).stream()).toArray(String[]::new));
        return line.<ReleaseCommand>getCommand().perform(errand);
    }
}
