package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.runs.Database.Session;
import io.cognigydeploy.core.store.ChainedLines;
import io.cognigydeploy.core.text.Argument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of one run in a table. */
final class PostgresRunLog implements RunLog {

    private static final Logger log = LoggerFactory.getLogger(PostgresRunLog.class);

    private static final String REPORT = "report.json";
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private static final String HELD = """
            WITH held AS (
                UPDATE cognigy_deploy_lease SET free_at = clock_timestamp() + ? * interval '1 millisecond'
                WHERE target = ? AND epoch = ? AND NOT released RETURNING epoch),
            """;

    private static final String BEGIN = HELD + """
            run AS (
                INSERT INTO cognigy_deploy_run (id, kind, target, begun_at, status, succeeded, closed, summary, records, head)
                SELECT ?, ?, ?, ?, ?, false, false, ?, 1, ? WHERE ? OR EXISTS (SELECT 1 FROM held)
                ON CONFLICT (id) DO NOTHING RETURNING id)
            INSERT INTO cognigy_deploy_event SELECT id, 1, ? FROM run,
            """ + Database.DURABLE;

    private static final String APPEND = HELD + """
            run AS (
                UPDATE cognigy_deploy_run
                SET records = ?, head = ?, status = ?, succeeded = ?, closed = ?, summary = ?
                WHERE id = ? AND records = ? AND head = ? AND (? OR EXISTS (SELECT 1 FROM held)) RETURNING id)
            INSERT INTO cognigy_deploy_event SELECT id, ?, ? FROM run,
            """ + Database.DURABLE;

    private final Database database;
    private final PostgresRunStore.Options options;
    private final LeaseRenewal renewal;
    private final Lease lease;
    private final List<ObjectNode> records;
    private ChainedLines.ChainEnd tip;
    private RunSummary summary;
    private boolean closed;
    private @Nullable RuntimeException failure;

    PostgresRunLog(
            Database database,
            PostgresRunStore.Options options,
            LeaseRenewal renewal,
            Lease lease,
            List<ObjectNode> records,
            ChainedLines.ChainEnd tip,
            RunSummary summary) {
        this.database = database;
        this.options = options;
        this.renewal = renewal;
        this.lease = lease;
        this.records = records;
        this.tip = tip;
        this.summary = summary;
    }

    /** Begins the records of a new run. */
    static PostgresRunLog begin(
            Database database, PostgresRunStore.Options options, LeaseRenewal renewal, Lease lease, ObjectNode plan) {
        ChainedLines.ChainedLine line = ChainedLines.START.next(lease.time().now(), plan);
        RunSummary summary = RunSummary.of(plan, line.at());
        var log = new PostgresRunLog(database, options, renewal, lease, List.of(), ChainedLines.START, summary);
        return Database.again(() -> database.run(session -> log.begun(session, line)));
    }

    @Override
    public List<ObjectNode> records() {
        return records;
    }

    @Override
    public List<String> keptAside() {
        return List.of();
    }

    @Override
    public void append(ObjectNode entry) {
        appendForced(entry);
    }

    @Override
    public synchronized void appendForced(ObjectNode entry) {
        requireUsable();
        ChainedLines.ChainedLine line = tip.next(lease.time().now(), entry);
        RunSummary after = summary.after(entry);
        try {
            patiently(() -> database.attemptEach(session -> added(session, line, after)));
        } catch (LeaseLostException | DamagedRecordException | UncheckedIOException e) {
            failure = e;
            throw e;
        }
        tip = line.tip();
        summary = after;
    }

    private PostgresRunLog begun(Session session, ChainedLines.ChainedLine line) throws SQLException {
        store(
                session,
                line,
                BEGIN,
                options.freeAfterMillis(),
                lease.target(),
                lease.epoch(),
                lease.runId(),
                summary.kind(),
                summary.target(),
                summary.begun(),
                summary.status().name(),
                summary.json(),
                line.hash(),
                isForRecordsOnly(),
                line.text());
        tip = line.tip();
        return this;
    }

    private boolean added(Session session, ChainedLines.ChainedLine line, RunSummary after) throws SQLException {
        store(
                session,
                line,
                APPEND,
                options.freeAfterMillis(),
                lease.target(),
                lease.epoch(),
                line.seq(),
                line.hash(),
                after.status().name(),
                after.outcome().filter(Outcome::isSuccess).isPresent(),
                after.isClosed(),
                after.json(),
                lease.runId(),
                tip.seq(),
                tip.head(),
                isForRecordsOnly(),
                line.seq(),
                line.text());
        return true;
    }

    private boolean isForRecordsOnly() {
        return lease.epoch() == 0;
    }

    private void store(Session session, ChainedLines.ChainedLine line, String sql, Object... values)
            throws SQLException {
        long before = Time.SYSTEM.nanoTime();
        boolean isAdded = session.change(sql, values) > 0;
        if (!isAdded && !isStored(session, line)) {
            throw refused(session);
        }
        if (isAdded) {
            renewal.renewed(lease, before);
        }
    }

    /** Returns whether an earlier try has stored the record: its connection was lost after the commit and before the answer. */
    private boolean isStored(Session session, ChainedLines.ChainedLine line) throws SQLException {
        return session.row(
                        row -> row.getString(1),
                        "SELECT line FROM cognigy_deploy_event WHERE run_id = ? AND seq = ?",
                        lease.runId(),
                        line.seq())
                .filter(line.text()::equals)
                .isPresent();
    }

    private RuntimeException refused(Session session) throws SQLException {
        Optional<String> other = session.row(
                row -> "run " + row.getString("run_id") + " (" + row.getString("owner") + ")",
                "SELECT run_id, owner FROM cognigy_deploy_lease WHERE target = ? AND (epoch <> ? OR released)",
                lease.target(),
                lease.epoch());
        if (other.isPresent() && !isForRecordsOnly()) {
            renewal.lost(lease);
            return new LeaseLostException(lease.target(), other.get());
        }
        if (tip.seq() == 0) {
            return new UncheckedIOException(
                    "The run cannot be begun: there is a run " + lease.runId() + " in PostgreSQL already.",
                    new IOException(lease.runId()));
        }
        return new DamagedRecordException(
                "run " + lease.runId() + " in PostgreSQL",
                tip.seq() + 1,
                "The records are not as they were left.",
                "Nothing is added. Find out what else writes to the tables.");
    }

    /** A try of some work, which the database may fail. */
    @FunctionalInterface
    private interface Attempt {

        void make() throws SQLException;
    }

    /** Attempts work until it succeeds. Waits for a database up to the patience, and not after a failure. */
    private void patiently(Attempt attempt) {
        Duration patience = failure == null ? options.patience() : Duration.ZERO;
        Time time = lease.time();
        long start = time.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    attempt.make();
                    return;
                } catch (SQLException e) {
                    Duration left = patience.minusNanos(time.nanoTime() - start);
                    if (!Database.mayPass(e) || left.isNegative() || left.isZero()) {
                        throw database.failure(e);
                    }
                    log.warn(
                            "Run {} waits for its store: {}",
                            lease.runId(),
                            Printable.shown(String.valueOf(e.getMessage())));
                    interrupted |= pause(time, left);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits; returns whether the thread was interrupted. A run that is cancelled must still learn what it has recorded. */
    private static boolean pause(Time time, Duration left) {
        try {
            time.sleep(left.compareTo(BETWEEN_TRIES) < 0 ? left : BETWEEN_TRIES);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The records of run " + lease.runId() + " are closed.");
        }
    }

    private void requireUsable() {
        requireOpen();
        if (failure != null) {
            throw new IllegalStateException(
                    "A record of run " + lease.runId() + " could not be stored, so nothing is added any more: "
                            + failure.getMessage(),
                    failure);
        }
    }

    @Override
    public synchronized void write(Map<String, Document> documents) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        documents.forEach((name, document) -> contents.put(Argument.id("name", name), content(name, document)));
        patiently(() -> database.attemptWhole(session -> {
            requireOurs(session);
            for (Map.Entry<String, byte[]> each : contents.entrySet()) {
                session.change("""
                        INSERT INTO cognigy_deploy_document VALUES (?, ?, ?)
                        ON CONFLICT (run_id, name) DO UPDATE SET content = excluded.content""", lease.runId(), each.getKey(), each.getValue());
            }
            if (contents.containsKey(REPORT)) {
                RunSummary reported = summary.afterReport();
                session.change(
                        "UPDATE cognigy_deploy_run SET closed = ?, summary = ? WHERE id = ?",
                        reported.isClosed(),
                        reported.json(),
                        lease.runId());
                summary = reported;
            }
            return true;
        }));
    }

    private void requireOurs(Session session) throws SQLException {
        if (lease.epoch() > 0
                && session.row(row -> row.getLong(1), """
                                SELECT epoch FROM cognigy_deploy_lease
                                WHERE target = ? AND epoch = ? AND NOT released FOR SHARE""", lease.target(), lease.epoch())
                        .isEmpty()) {
            throw refused(session);
        }
    }

    private static byte[] content(String name, Document document) {
        var out = new ByteArrayOutputStream();
        try {
            document.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be made", e);
        }
        return out.toByteArray();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
