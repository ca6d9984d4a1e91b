package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The account of runs for auditors: one JSON object a line, each with the hash of the line before it, so that a change,
 * a removal or a swap shows. Several processes can write to one file. Forced to disk record by record.
 */
public final class AuditLog implements AuditSink, AutoCloseable {

    private final Path file;
    private @Nullable ChainedLog log;

    private AuditLog(Path file) {
        this.file = file;
    }

    /** An audit log in this file, which is made when the first record is written. */
    public static AuditLog jsonLines(Path file) {
        return new AuditLog(file);
    }

    @Override
    public String name() {
        return "audit log " + file;
    }

    @Override
    public synchronized void append(String runId, Event event) throws IOException {
        ObjectNode body = Json.tree(event);
        body.put("runId", runId);
        try {
            if (log == null) {
                log = ChainedLog.open(file, Time.SYSTEM);
            }
            log.appendForced(body);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Closes the file. A later record opens it again. */
    @Override
    public synchronized void close() {
        if (log != null) {
            log.close();
            log = null;
        }
    }
}
