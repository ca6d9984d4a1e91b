package io.cognigydeploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * The form in which an output of the program is shown.
 *
 * @param isLive whether a line can be written again, because a person looks at it
 * @param hasColours whether colours are shown
 * @param columns the number of characters in a line
 */
record Terminal(boolean isLive, boolean hasColours, int columns) {

    /** The form for files, pipes and logs of CI systems. */
    static final Terminal PLAIN = new Terminal(false, false, 80);

    /** Colours with a meaning. */
    enum Colour {
        GOOD("32"),
        OPEN("33"),
        BAD("31");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    /** Returns the form of standard output (1) or standard error (2) of this process. */
    static Terminal of(int descriptor, Variables variables) {
        boolean isKnown =
                variables.get("TERM").filter(name -> !name.equals("dumb")).isPresent();
        if (!isKnown || !isTerminal(descriptor)) {
            return PLAIN;
        }
        int columns = variables
                .get("COLUMNS")
                .filter(width -> width.matches("[1-9]\\d{1,3}"))
                .map(Integer::parseInt)
                .orElse(PLAIN.columns);
        return new Terminal(true, variables.get("NO_COLOR").isEmpty(), columns);
    }

    private static boolean isTerminal(int descriptor) {
        Path opened = Path.of("/proc/self/fd/" + descriptor);
        try {
            // Java, and so picocli, only finds out whether input and output both are terminals.
            return Files.isSymbolicLink(opened)
                    ? Files.readSymbolicLink(opened).toString().matches("/dev/(pts/|tty|console).*")
                    : CommandLine.Help.Ansi.AUTO.enabled();
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the text in a colour, if colours are shown. */
    String in(Colour colour, String text) {
        return hasColours ? "\u001B[" + colour.code + "m" + text + "\u001B[0m" : text;
    }
}
