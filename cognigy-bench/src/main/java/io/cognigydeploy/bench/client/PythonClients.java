package io.cognigydeploy.bench.client;

import com.fasterxml.jackson.core.type.TypeReference;
import io.cognigydeploy.bench.measure.Block;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Clients in Python that read the deployment, in a process of their own that ends with this one. */
public final class PythonClients implements AutoCloseable {

    private static final String SCRIPT = "/clients.py";

    private record Costs(List<Long> nanos, long cpuNanos) {}

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private final List<String> names;

    private PythonClients(Process process, BufferedReader out, List<String> names) {
        this.process = process;
        this.out = out;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.names = names;
    }

    /** Starts the clients. Empty if there is no Python with the libraries that they need. */
    public static Optional<PythonClients> start(String url) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder("python3", "-c", script(), url + Wire.DEPLOYMENT, Wire.KEY)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty();
        }
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        @Nullable String names = out.readLine();
        return names == null
                ? Optional.empty()
                : Optional.of(new PythonClients(
                        process, out, Wire.JSON.readValue(names, new TypeReference<List<String>>() {})));
    }

    private static String script() throws IOException {
        try (InputStream script = PythonClients.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IllegalStateException(SCRIPT + " is not in the jar.");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the names of the clients. */
    public List<String> names() {
        return names;
    }

    /** Runs so many calls of a client and returns their costs. */
    public Block block(String name, int calls) throws IOException {
        in.write(Wire.JSON.writeValueAsString(List.of(name, calls)));
        in.newLine();
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException(name + " has failed.");
        }
        Costs costs = Wire.JSON.readValue(line, Costs.class);
        return Block.reported(costs.nanos(), costs.cpuNanos());
    }

    @Override
    public void close() {
        process.destroy();
    }
}
