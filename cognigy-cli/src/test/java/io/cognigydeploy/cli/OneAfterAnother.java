package io.cognigydeploy.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Several command lines in one process, because the start of a process costs more than most commands. */
final class OneAfterAnother {

    /** Between the command lines, and after the output of each. */
    private static final String END = "--end-of-line";

    private OneAfterAnother() {}

    /**
     * Runs the command lines. Each is its words, its variables as {@code NAME=VALUE} before them, and the word for its end.
     */
    public static void main(String... args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        List<String> line = new ArrayList<>();
        for (String word : args) {
            if (!word.equals(END)) {
                line.add(word);
                continue;
            }
            Map<String, String> variables = new HashMap<>(System.getenv());
            while (line.get(0).matches("[A-Z_]+=.*")) {
                String[] set = line.remove(0).split("=", 2);
                variables.put(set[0], set[1]);
            }
            int status = CommandLineFace.run(line.toArray(String[]::new), new Variables(variables), out, err);
            out.println("\n" + END + " " + status);
            err.println("\n" + END + " " + status);
            line.clear();
        }
        // As the program ends: without regard to threads.
        System.exit(0);
    }

    /** Returns the arguments that run the command lines. */
    static String[] arguments(List<List<String>> lines) {
        return lines.stream()
                .flatMap(line -> Stream.concat(line.stream(), Stream.of(END)))
                .toArray(String[]::new);
    }

    /** Returns the end of each command line, from what the process printed. */
    static List<Program.Ended> ends(Program.Ended all) {
        List<String> outs = parts(all.out());
        List<String> errs = parts(all.err());
        List<Program.Ended> ends = new ArrayList<>();
        for (int i = 0; i < outs.size(); i++) {
            String[] out = outs.get(i).split("\n" + END + " ", -1);
            ends.add(new Program.Ended(
                    Integer.parseInt(out[1]), out[0], errs.get(i).split("\n" + END, -1)[0]));
        }
        return ends;
    }

    private static List<String> parts(String text) {
        return Arrays.stream(text.split("(?<=\n" + END + " \\d{1,3})\n"))
                .filter(part -> part.contains(END))
                .toList();
    }
}
