package io.cognigydeploy.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An {@link AnswerServer} in a JVM of its own, which ends with this one however this one ends. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final String url;

    private ServerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts a server and waits until it listens. */
    public static ServerProcess start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AnswerServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
        String port = out.readLine();
        if (port == null) {
            throw new IOException("The server did not start.");
        }
        return new ServerProcess(process, "http://127.0.0.1:" + port);
    }

    /** Returns the URL of the server, without a path. */
    public String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
