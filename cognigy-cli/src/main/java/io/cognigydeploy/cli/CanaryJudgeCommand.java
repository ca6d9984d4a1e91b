package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.judge.CanaryChart;
import io.cognigydeploy.core.judge.DecisionRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Check that a recorded verdict follows from its record. */
@Command(
        name = "judge",
        description = {
            "Judges a recorded canary again.",
            "Reports whether the same verdict follows from its record, byte for byte.",
            "Exit status: 0 it does; 1 it does not; 2 the file is not a decision record."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CanaryJudgeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--replay", required = true, paramLabel = "F", description = "The decision record, JSON.")
    private Path replay;

    @Option(names = "--json", description = "Print the new record on standard output.")
    private boolean json;

    @Option(names = "--chart", paramLabel = "F", description = "Draw the canary to this SVG file.")
    private Optional<Path> chart = Optional.empty();

    @Override
    public Integer call() {
        String recorded = read(replay).stripTrailing();
        DecisionRecord again = DecisionRecord.parse(recorded).replay();
        String follows = again.toJson();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(follows);
        } else {
            DecisionText.print(again, out);
        }
        chart.ifPresent(file -> DecisionText.write(file, CanaryChart.svg(again)));
        boolean same = follows.equals(recorded);
        (json ? spec.commandLine().getErr() : out)
                .println(
                        same
                                ? "The record follows from its observations, byte for byte."
                                : "The record does NOT follow from its observations: they give "
                                        + again.verdict().call() + ".");
        return same ? ExitStatus.DONE : ExitStatus.NOT_DONE;
    }

    private static String read(Path file) {
        try {
            return Printable.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
