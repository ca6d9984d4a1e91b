package io.cognigydeploy.cli;

import io.cognigydeploy.client.Printable;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Lines of an output, the last of which can be a live one, which the next line replaces. Safe for use by many threads. */
final class Screen {

    private final PrintWriter to;
    private final Terminal terminal;
    private boolean endsLive;

    private Screen(PrintWriter to, Terminal terminal) {
        this.to = to;
        this.terminal = terminal;
    }

    /** Returns the standard output of a command. */
    static Screen out(CommandSpec command) {
        return new Screen(
                command.commandLine().getOut(), CommandLineFace.of(command).out());
    }

    /** Returns the standard error of a command. */
    static Screen err(CommandSpec command) {
        return new Screen(
                command.commandLine().getErr(), CommandLineFace.of(command).err());
    }

    /** Prints lines that stay. */
    synchronized void print(String lines) {
        clear();
        to.println(lines);
    }

    /** Prints a line that the next one replaces on a terminal. Elsewhere it stays. */
    synchronized void printLive(String line) {
        if (!terminal.isLive()) {
            print(line);
            return;
        }
        clear();
        to.print(Printable.cut(line, terminal.columns() - 2));
        to.flush();
        endsLive = true;
    }

    /** Removes the live line, if there is one. */
    synchronized void clear() {
        if (endsLive) {
            to.print("\r\u001B[K");
            endsLive = false;
        }
        to.flush();
    }

    Terminal terminal() {
        return terminal;
    }
}
