package io.cognigydeploy.core.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.store.ChainedLog;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log of runs for auditors. It has one JSON object a line, each with the hash of the line before it, so that a
 * change, a removal or a swap shows. Several processes can write to one file. Forced to disk record by record.
 */
public final class AuditLog implements AuditSink, AutoCloseable {

    private static final String RUN_ID = "runId";
    private static final String KIND = "kind";
    private static final String TARGET = "target";
    private static final String SEQUENCE = "sequence";

    private final Path file;
    private @Nullable ChainedLog log;
    private int cutsRecorded;

    private AuditLog(Path file) {
        this.file = file;
    }

    /** Returns an audit log in this file, which is created when the first record is written. */
    public static AuditLog jsonLines(Path file) {
        Argument.given("file", file);
        return new AuditLog(file);
    }

    @Override
    public String name() {
        return "audit log " + file;
    }

    @Override
    public synchronized void append(RunEvent event) throws IOException {
        ObjectNode body = Json.tree(event.event());
        body.put(RUN_ID, event.runId());
        body.put(KIND, event.kind());
        body.put(TARGET, event.target());
        body.put(SEQUENCE, event.sequence());
        try {
            opened().appendForced(body);
            recordCuts();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public synchronized long kept(String runId) throws IOException {
        close();
        try {
            opened();
            long[] kept = {0};
            ChainedLog.read(file, entry -> {
                if (entry.body().path(RUN_ID).asText().equals(runId)) {
                    // Records of earlier versions have no number: it is their position after the plan.
                    long next = Math.max(kept[0], 1) + 1;
                    kept[0] = Math.max(kept[0], entry.body().path(SEQUENCE).asLong(next));
                }
                return true;
            });
            return kept[0];
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private ChainedLog opened() {
        if (log == null) {
            cutsRecorded = 0;
            log = ChainedLog.open(file, Time.SYSTEM);
            recordCuts();
        }
        return log;
    }

    /** Records in the log itself that an end without a newline was cut off. */
    private void recordCuts() {
        ChainedLog open = opened();
        List<Path> torn = open.torn();
        for (; cutsRecorded < torn.size(); cutsRecorded++) {
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.put("event", "audit_log_cut");
            body.put("keptAside", String.valueOf(torn.get(cutsRecorded).getFileName()));
            open.appendForced(body);
        }
    }

    /**
     * Judges whether a log is as it was written, up to its last record. A cut at the end shows only against a number or
     * hash that was kept elsewhere, so the verdict has both. An end that was cut off after a crash is in a file beside
     * the log, which is in the evidence.
     *
     * @return a failure if a record is not as it was written, or the last one has no newline
     * @throws UncheckedIOException if the file is not there or cannot be read
     */
    public static Verdict verify(Path file) {
        ChainedLog.LogVerification found = ChainedLog.verify(Argument.given("file", file));
        Evidence[] all = Stream.concat(
                        Stream.of(Evidence.of("records", found.records()), Evidence.of("head", found.head())),
                        ChainedLog.cutAside(file).stream().map(name -> Evidence.of("cut off after a crash", name)))
                .toArray(Evidence[]::new);
        return found.problem()
                .map(problem -> Verdict.fail(problem, all))
                .orElseGet(() -> Verdict.pass(
                        "as it was written up to its last record: " + found.records() + " records, head hash "
                                + found.head() + " to compare with the one that was kept",
                        all));
    }

    /**
     * Judges a log like {@link #verify(Path)}, also against a hash that was kept elsewhere. The hash must be in the
     * chain, so a log that was cut before it, or written anew, does not pass.
     *
     * @param head the hash of a record, as an earlier verification showed it
     */
    public static Verdict verify(Path file, String head) {
        Argument.text("head", head);
        Verdict whole = verify(file);
        if (!(whole instanceof Verdict.Pass)) {
            return whole;
        }
        boolean[] found = {false};
        ChainedLog.read(file, entry -> {
            found[0] = entry.hash().equals(head);
            return !found[0];
        });
        return found[0] ? whole : Verdict.fail("no record has the hash " + head + ": the log was cut or written anew");
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
