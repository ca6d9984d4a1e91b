package io.cognigydeploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The command line, in a process of its own or in that of the tests. */
final class Program implements AutoCloseable {

    /** Exit status of a process that signal 9 ended. */
    private static final int KILLED = 128 + 9;

    private static final Set<String> WITH_RECORDS = Set.of(
            "deploy",
            "canary",
            "rollout",
            "rollback",
            "flows",
            "snapshot release",
            "snapshot undo",
            "snapshot retain",
            "apply",
            "resume",
            "undo",
            "runs",
            "show",
            "approve",
            "reject");

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** End of a program. */
    record Ended(int status, String out, String err) {

        String lastLine() {
            List<String> lines = out.lines().toList();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }
    }

    static Program start(Path folder, Map<String, String> environment, String... args) throws IOException {
        return start(folder, environment, CommandLineFace.class, args);
    }

    private static Program start(Path folder, Map<String, String> environment, Class<?> main, String... args)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(ClassArchive.options());
        command.add(main.getName());
        command.addAll(Arrays.asList(args));
        Path out = Files.createTempFile(folder, "program", ".out");
        Path err = Files.createTempFile(folder, "program", ".err");
        ProcessBuilder builder =
                inFolder(folder, command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Program(builder.start(), out, err);
    }

    /** Returns the program of the JVM that runs the tests. */
    static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** Returns a process that is not started, without the variables by which a platform or a CI system is set. */
    static ProcessBuilder inFolder(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(COGNIGY|CI_CD|GITHUB)_.*"));
        return builder;
    }

    /** Runs the command line in a process of its own, from its start to its end. */
    static Ended process(Path folder, Map<String, String> environment, String... args) throws Exception {
        try (Program program = start(folder, environment, args)) {
            return program.await();
        }
    }

    /**
     * Runs command lines one after another in a process of their own.
     *
     * @param lines the words of each, and before them its variables as {@code NAME=VALUE}
     */
    static List<Ended> process(Path folder, Map<String, String> environment, List<List<String>> lines)
            throws Exception {
        try (Program program = start(folder, environment, OneAfterAnother.class, OneAfterAnother.arguments(lines))) {
            Ended all = program.await();
            List<Ended> ends = OneAfterAnother.ends(all);
            if (ends.size() != lines.size()) {
                throw new AssertionError("not every command line ended: " + all);
            }
            return ends;
        }
    }

    /**
     * Runs the command line in this process, which is faster. Its JSON is held against the schema.
     *
     * @param folder the folder of a release's records, unless the arguments name another
     */
    static Ended run(Path folder, Map<String, String> environment, String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        int words = WITH_RECORDS.contains(args[0])
                ? 1
                : args.length > 1 && WITH_RECORDS.contains(args[0] + " " + args[1]) ? 2 : 0;
        if (words > 0 && !all.contains("--journal")) {
            all.addAll(
                    words,
                    List.of("--journal", folder.resolve(".cognigy-deploy").toString()));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = CommandLineFace.run(
                all.toArray(String[]::new),
                new Variables(environment),
                new PrintWriter(out, true),
                new PrintWriter(err, true));
        Ended ended = new Ended(status, out.toString(), err.toString());
        if (all.contains("--json")) {
            OutputSchema.hold(ended.lastLine());
        }
        return ended;
    }

    Ended await() throws Exception {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + Files.readString(err));
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Kills the process, like a power cut.
     *
     * @return whether the process was running; false if it had ended by itself
     */
    boolean kill() {
        return process.destroyForcibly().onExit().join().exitValue() == KILLED;
    }

    /** Requests the end of the process, like Ctrl-C and CI systems. */
    void terminate() {
        process.destroy();
    }

    /** Waits until a file contains a text. */
    static void until(Path file, String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(text + " never appeared in " + file);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
