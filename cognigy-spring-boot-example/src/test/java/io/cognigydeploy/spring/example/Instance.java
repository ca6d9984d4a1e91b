package io.cognigydeploy.spring.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The application in a process of its own. */
final class Instance implements AutoCloseable {

    /** Exit status of a process that signal 15 ended. */
    static final int TERMINATED = 128 + 15;

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final Page page;

    private Instance(Process process, Page page) {
        this.process = process;
        this.page = page;
    }

    /** Starts the application in this folder and waits for its port. */
    static Instance start(Path folder, String... properties) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // Tests are quiet otherwise.
                "-Dtest.log=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                ReleaseApplication.class.getName(),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--example.poll=100ms"));
        for (String property : properties) {
            command.add("--" + property);
        }
        Path log = Files.createTempFile(folder, "instance", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("COGNIGY_"));
        Process process = builder.start();
        return new Instance(process, new Page(port(process, log)));
    }

    private static int port(Process process, Path log) throws IOException, InterruptedException {
        while (true) {
            Matcher started = PORT.matcher(Files.readString(log));
            if (started.find() && Files.readString(log).contains("Started ReleaseApplication")) {
                return Integer.parseInt(started.group(1));
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("The application ended: " + Files.readString(log));
            }
        }
    }

    Page page() {
        return page;
    }

    /** Requests the end of the process by SIGTERM, and returns its exit status. */
    int terminate() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
