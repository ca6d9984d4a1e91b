package io.cognigydeploy.core.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.store.AppendFile;
import io.cognigydeploy.core.store.DurableFiles;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A notifier that writes the ends of runs into files, in the forms of {@link CiWebhook}. It serves programs that read
 * such files already. It records failures as well as successes, and forces each record to disk. A crash between writing
 * and journaling can leave a line twice. The log for auditors, which shows whether it was changed itself, is {@link
 * AuditLog}.
 */
public final class RunRecords implements Notifier {

    /** The destination that a record is written to. */
    @FunctionalInterface
    private interface Destination {
        void write(String endId, byte[] record) throws IOException;
    }

    private final String name;
    private final Destination destination;
    private final Map<String, String> more;

    private RunRecords(String name, Destination destination, Map<String, String> more) {
        this.name = name;
        this.destination = destination;
        this.more = more;
    }

    /** Returns records with a line for each run, appended to this file. */
    public static RunRecords jsonLines(Path file) {
        Argument.given("file", file);
        return new RunRecords("run records " + file, (endId, record) -> append(file, record), Map.of());
    }

    /** Returns records with a file for each run in this folder, named by the run's id. */
    public static RunRecords files(Path folder) {
        Argument.given("folder", folder);
        return new RunRecords(
                "run records " + folder,
                (endId, record) -> {
                    DurableFiles.createDirectories(folder);
                    DurableFiles.replace(folder.resolve(endId + ".json"), record);
                },
                Map.of());
    }

    /** Returns records like these with one more member in each, such as {@code complianceTag}. */
    public RunRecords with(String member, String value) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.put(Argument.text("member", member), Argument.given("value", value));
        return new RunRecords(name, destination, all);
    }

    @Override
    public String name() {
        return name;
    }

    /** @throws UncheckedIOException if the record cannot be written */
    @Override
    public void deliver(Report report, Platform platform) {
        ObjectNode record = report.payload();
        more.forEach(record::put);
        try {
            destination.write(report.endId(), (record + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("not written: " + e.getMessage(), e);
        }
    }

    private static void append(Path file, byte[] line) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            DurableFiles.createDirectories(folder);
        }
        try (AppendFile out = new AppendFile(file)) {
            out.write(line);
            out.force();
        }
    }
}
