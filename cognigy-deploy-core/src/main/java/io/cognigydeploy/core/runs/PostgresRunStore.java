package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.runs.Database.Session;
import io.cognigydeploy.core.store.ChainedLines;
import io.cognigydeploy.core.store.ThisProcess;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The store in a PostgreSQL database that several machines share. Tested with PostgreSQL 16.
 *
 * <p>The right to change a target is a lease with an owner and an epoch, and it ends by the database's clock. Its owner
 * renews it as long as its process lives. Every record is added in one transaction with a test of the epoch. So an owner
 * whose lease another has taken can write no intent, and sends nothing. A request is sent only if the lease lasts longer
 * than the request may take. A lease that was not renewed is taken over only after that time as well, so that no request
 * of the owner before is under way any more. The run that it was for has the precedence: another run gets the target only
 * after the time of one more lease, if none has resumed that one by then.
 *
 * <p>While the database cannot be reached, a run that is under way waits and sends nothing. After the {@linkplain
 * Builder#patience patience} it ends as its records allow.
 *
 * <p>The tables are those of {@link #createTables}; their names begin with {@code cognigy_deploy_}. Each call takes a
 * connection of the data source and gives it back, so give one with a pool. The driver is the application's.
 */
public final class PostgresRunStore implements RunStore {

    /** The version of the tables that this version of the library works with. */
    private static final int VERSION = 1;

    /** No seed of a platform may make the marks of two owners alike. */
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final Options options;
    private final LeaseRenewal renewal;
    private final AtomicBoolean fits = new AtomicBoolean();

    /** The settings of a store. */
    record Options(String owner, Duration lease, Duration heartbeat, Duration attempt, Duration patience) {

        /** Returns the time after a renewal from which another owner may take the lease. */
        long freeAfterMillis() {
            return lease.plus(attempt).toMillis();
        }
    }

    private PostgresRunStore(DataSource source, Options options) {
        this.options = options;
        this.database = new Database(source, "The PostgreSQL run store", options.heartbeat());
        this.renewal = new LeaseRenewal(database, options);
    }

    /** Returns a store with the defaults. */
    public static PostgresRunStore of(DataSource source) {
        return builder(source).build();
    }

    /** Begins a store in the database of this data source. */
    public static Builder builder(DataSource source) {
        return new Builder(Argument.given("source", source));
    }

    /**
     * Creates the tables, or brings those of an earlier version up to date. Several callers at once do no harm. The user of
     * the data source must be allowed to create tables; the script is {@code postgres-1.sql} beside this class.
     */
    public void createTables() {
        database.transact(session -> {
            session.script("SELECT pg_advisory_xact_lock(hashtext('cognigy_deploy'))");
            session.script("CREATE TABLE IF NOT EXISTS cognigy_deploy_schema (version integer NOT NULL)");
            int version = version(session);
            for (int next = version + 1; next <= VERSION; next++) {
                session.script(script(next));
                session.change("INSERT INTO cognigy_deploy_schema (version) VALUES (?)", next);
            }
            return VERSION;
        });
    }

    private static String script(int version) {
        String file = "postgres-" + version + ".sql";
        try (InputStream in = PostgresRunStore.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The script " + file + " is not in the jar.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int version(Session session) throws SQLException {
        return session.row(row -> row.getInt(1), "SELECT coalesce(max(version), 0) FROM cognigy_deploy_schema")
                .orElse(0);
    }

    @Override
    public void requireUsable() {
        int found = database.run(PostgresRunStore::version);
        if (found != VERSION) {
            throw new UncheckedIOException(
                    database.name() + " cannot be used: its tables have version " + found + ", and this library works"
                            + " with version " + VERSION
                            + (found < VERSION ? ". Call createTables() once." : ". Take a later one."),
                    new IOException("version " + found));
        }
        fits.set(true);
    }

    private Database usable() {
        if (!fits.get()) {
            requireUsable();
        }
        return database;
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public String placeOf(String runId) {
        return "run " + runId + " in PostgreSQL";
    }

    /** A lease as it is in its table. */
    private record Held(
            long epoch,
            String runId,
            String owner,
            String token,
            String takenFrom,
            Instant since,
            boolean taken,
            boolean free) {

        static Held read(ResultSet row) throws SQLException {
            return new Held(
                    row.getLong("epoch"),
                    row.getString("run_id"),
                    row.getString("owner"),
                    row.getString("token"),
                    row.getString("taken_from"),
                    row.getTimestamp("since").toInstant(),
                    !row.getBoolean("released"),
                    row.getBoolean("free"));
        }

        /** Returns the owner whose lease of the same run ended without being released; blank if there was none. */
        String leftBy(String run, String newToken) {
            boolean isOurs = token.equals(newToken);
            return isOurs ? takenFrom : taken && runId.equals(run) ? owner : "";
        }
    }

    @Override
    public Lease lease(String target, String runId, Time time) {
        Argument.text("target", target);
        Argument.text("runId", runId);
        String token = token();
        usable();
        return Database.again(() -> take(target, runId, time, token));
    }

    private static String token() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private Lease take(String target, String runId, Time time, String token) {
        long before = Time.SYSTEM.nanoTime();
        Held held = database.transact(session -> {
            session.change("""
                    INSERT INTO cognigy_deploy_lease VALUES (?, 0, '', '', '', '', clock_timestamp(), clock_timestamp(), true)
                    ON CONFLICT (target) DO NOTHING""", target);
            Held found = session.row(
                            Held::read,
                            """
                            SELECT epoch, run_id, owner, token, taken_from, since, released,
                                free_at + CASE WHEN run_id <> ? AND EXISTS (
                                        SELECT 1 FROM cognigy_deploy_run AS run
                                        WHERE run.id = lease.run_id AND run.status = ?)
                                    THEN ? ELSE 0 END * interval '1 millisecond' <= clock_timestamp() AS free
                            FROM cognigy_deploy_lease AS lease WHERE target = ? FOR UPDATE""",
                            runId,
                            RunStatus.UNDER_WAY.name(),
                            options.lease().toMillis(),
                            target)
                    .orElseThrow();
            boolean isOurs = found.taken() && found.token().equals(token);
            if (found.taken() && !found.free() && !isOurs) {
                throw new TargetBusyException(
                        target, "run " + found.runId() + " (" + found.owner() + ", since " + found.since() + ")");
            }
            session.change(
                    """
                    UPDATE cognigy_deploy_lease SET epoch = ?, run_id = ?, owner = ?, token = ?, taken_from = ?,
                        released = false, since = clock_timestamp(), free_at = clock_timestamp() + ? * interval '1 millisecond'
                    WHERE target = ?""",
                    found.epoch() + 1,
                    runId,
                    options.owner(),
                    token,
                    found.leftBy(runId, token),
                    options.freeAfterMillis(),
                    target);
            return found;
        });
        Optional<String> from = Optional.of(held.leftBy(runId, token)).filter(owner -> !owner.isEmpty());
        var lease = new PostgresLease(target, runId, time, held.epoch() + 1, options, from, renewal);
        lease.renewedAt(before);
        renewal.add(lease);
        return lease;
    }

    @Override
    public RunLog begin(Lease lease, ObjectNode plan) {
        Argument.id("runId", lease.runId());
        return PostgresRunLog.begin(usable(), options, renewal, lease, plan);
    }

    @Override
    public RunLog open(Lease lease) {
        ChainedLines lines = lines(lease.runId());
        RunSummary summary = run(lease.runId());
        summary.problem().ifPresent(problem -> {
            throw new DamagedRecordException(
                    placeOf(lease.runId()), 1, problem, "Nothing is added. Restore the row from a backup.");
        });
        return new PostgresRunLog(database, options, renewal, lease, lines.records(), lines.tip(), summary);
    }

    @Override
    public List<ObjectNode> records(String runId) {
        return lines(runId).records();
    }

    /** One line of a run, beside the number and the last hash that the run's row states. */
    private record StoredLine(
            long records, String head, @Nullable String text) {}

    private ChainedLines lines(String runId) {
        // One statement, because another process may add a record between two.
        List<StoredLine> lines = usable().run(session ->
                session.rows(row -> new StoredLine(row.getLong(1), row.getString(2), row.getString(3)), """
                SELECT records, head, line FROM cognigy_deploy_run LEFT JOIN cognigy_deploy_event ON run_id = id
                WHERE id = ? ORDER BY seq""", runId));
        if (lines.isEmpty()) {
            throw noSuchRun(runId);
        }
        return ChainedLines.read(
                placeOf(runId),
                lines.stream().flatMap(line -> Stream.ofNullable(line.text())).toList(),
                new ChainedLines.ChainEnd(lines.get(0).records(), lines.get(0).head()));
    }

    private static ResumeRefusedException noSuchRun(String runId) {
        return new ResumeRefusedException(
                "There is no run " + runId + " in PostgreSQL. Check the id and the database.");
    }

    private static RunSummary summary(ResultSet row) throws SQLException {
        return RunSummary.ofJson(row.getString("id"), row.getString("summary"));
    }

    @Override
    public List<RunSummary> runs(RunQuery query) {
        List<Object> values = new ArrayList<>();
        String where = where(query, values);
        values.add(query.limit());
        return usable().run(session -> session.rows(
                PostgresRunStore::summary,
                "SELECT id, summary FROM cognigy_deploy_run" + where + " ORDER BY id DESC LIMIT ?",
                values.toArray()));
    }

    @Override
    public RunSummary run(String runId) {
        return usable().run(session -> session.row(
                        PostgresRunStore::summary, "SELECT id, summary FROM cognigy_deploy_run WHERE id = ?", runId))
                .orElseThrow(() -> noSuchRun(runId));
    }

    @Override
    public List<RunSummary> abandoned() {
        return usable().run(session -> session.rows(PostgresRunStore::summary, """
                SELECT id, summary FROM cognigy_deploy_run AS run
                WHERE status = ? AND NOT EXISTS (
                    SELECT 1 FROM cognigy_deploy_lease AS lease
                    WHERE lease.target = run.target AND NOT lease.released AND lease.free_at > clock_timestamp())
                ORDER BY id DESC""", RunStatus.UNDER_WAY.name()));
    }

    private static String where(RunQuery query, List<Object> values) {
        List<String> conditions = new ArrayList<>();
        query.kind().ifPresent(kind -> add(conditions, values, "kind = ?", kind));
        query.target().ifPresent(target -> add(conditions, values, "target = ?", target));
        query.status().ifPresent(status -> add(conditions, values, "status = ?", status.name()));
        query.since().ifPresent(since -> add(conditions, values, "begun_at >= ?", since));
        query.before().ifPresent(before -> add(conditions, values, "begun_at < ?", before));
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static void add(List<String> conditions, List<Object> values, String condition, Object value) {
        conditions.add(condition);
        values.add(value);
    }

    @Override
    public Optional<byte[]> document(String runId, String name) {
        Argument.id("name", name);
        return usable().run(session -> session.row(
                row -> row.getBytes(1),
                "SELECT content FROM cognigy_deploy_document WHERE run_id = ? AND name = ?",
                requireRun(session, runId),
                name));
    }

    @Override
    public List<String> documents(String runId) {
        return usable().run(session -> session.rows(
                row -> row.getString(1),
                "SELECT name FROM cognigy_deploy_document WHERE run_id = ? ORDER BY name",
                requireRun(session, runId)));
    }

    private static String requireRun(Session session, String runId) throws SQLException {
        return session.row(row -> row.getString(1), "SELECT id FROM cognigy_deploy_run WHERE id = ?", runId)
                .orElseThrow(() -> noSuchRun(runId));
    }

    @Override
    public ApprovalRequest ask(ApprovalRequest request) {
        return usable().run(session -> {
            session.change(
                    """
                    INSERT INTO cognigy_deploy_approval (run_id, fingerprint, asked_at, expires_at, request)
                    VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (run_id) DO UPDATE SET fingerprint = excluded.fingerprint, asked_at = excluded.asked_at,
                        expires_at = excluded.expires_at, request = excluded.request, decision = NULL
                    WHERE cognigy_deploy_approval.fingerprint <> excluded.fingerprint""",
                    requireRun(session, request.runId()),
                    request.fingerprint(),
                    request.asked(),
                    request.expires(),
                    json(request));
            return request(session, request.runId(), "").orElseThrow();
        });
    }

    private static Optional<ApprovalRequest> request(Session session, String runId, String lock) throws SQLException {
        return session.row(
                row -> read(row.getString(1), ApprovalRequest.class),
                "SELECT request FROM cognigy_deploy_approval WHERE run_id = ?" + lock,
                runId);
    }

    @Override
    public List<ApprovalRequest> pending(Instant now) {
        return usable().run(session -> session.rows(row -> read(row.getString(1), ApprovalRequest.class), """
                SELECT request FROM cognigy_deploy_approval
                WHERE decision IS NULL AND expires_at > ? ORDER BY asked_at, run_id""", now));
    }

    @Override
    public void decide(String runId, ApprovalDecision decision) {
        usable().transact(session -> {
            ApprovalRequest request = request(session, requireRun(session, runId), " FOR UPDATE")
                    .orElseThrow(() -> ApprovalRefusedException.notAsked(runId));
            Optional<ApprovalDecision> earlier = decision(session, runId);
            if (earlier.isPresent()) {
                throw ApprovalRefusedException.decided(runId, earlier.get());
            }
            request.requireDecidableBy(decision);
            return session.change(
                    "UPDATE cognigy_deploy_approval SET decision = ? WHERE run_id = ?", json(decision), runId);
        });
    }

    @Override
    public Optional<ApprovalDecision> decision(String runId) {
        return usable().run(session -> decision(session, runId));
    }

    private static Optional<ApprovalDecision> decision(Session session, String runId) throws SQLException {
        return session.row(
                row -> read(row.getString(1), ApprovalDecision.class),
                "SELECT decision FROM cognigy_deploy_approval WHERE run_id = ? AND decision IS NOT NULL",
                runId);
    }

    @Override
    public List<String> prune(RunQuery old) {
        List<Object> values = new ArrayList<>();
        String where = where(old, values);
        values.add(old.limit());
        return usable().run(session -> session.rows(
                row -> row.getString(1),
                // A run that is resumed meanwhile is not closed any more, and stays.
                "DELETE FROM cognigy_deploy_run WHERE closed AND id IN (SELECT id FROM cognigy_deploy_run AS run"
                        + (where.isEmpty() ? " WHERE " : where + " AND ")
                        + """
                        closed AND NOT (succeeded AND id = (
                            SELECT max(other.id) FROM cognigy_deploy_run AS other
                            WHERE other.target = run.target AND other.kind = run.kind AND other.succeeded))
                        ORDER BY id DESC LIMIT ?) RETURNING id""",
                values.toArray()));
    }

    private static String json(Object value) {
        return new String(CanonicalJson.bytes(Json.tree(value)), StandardCharsets.UTF_8);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new DamagedRecordException(
                    "PostgreSQL",
                    1,
                    "A " + type.getSimpleName() + " cannot be read.",
                    "Restore the row from a backup.");
        }
    }

    @Override
    public String toString() {
        return name();
    }

    /** A builder of a store. Not safe for use by many threads. */
    public static final class Builder {

        private final DataSource source;
        private String owner = ThisProcess.name();
        private Duration lease = Duration.ofMinutes(2);
        private Duration heartbeat = Duration.ofSeconds(15);
        private Duration attempt = Duration.ofSeconds(30);
        private Duration patience = Duration.ofMinutes(10);

        private Builder(DataSource source) {
            this.source = source;
        }

        /** Sets the name of this instance in leases, such as that of a pod. Default: the process and its host. */
        public Builder owner(String name) {
            this.owner = Argument.text("name", name);
            return this;
        }

        /**
         * Sets how long a lease lasts after it was renewed. Default 2 minutes. A run of a process that has died can be taken
         * over after this time and the attempt limit.
         */
        public Builder lease(Duration duration) {
            this.lease = Argument.positive("duration", duration);
            return this;
        }

        /** Sets the time between two renewals, which is also the time limit of a call of the database. Default 15 s. */
        public Builder heartbeat(Duration interval) {
            this.heartbeat = Argument.positive("interval", interval);
            return this;
        }

        /**
         * Sets the longest time that one attempt of a request may take. It is the {@code attemptTimeout} of the clients whose
         * pipelines use the store. Default 30 s, as theirs. A client with a longer one sends nothing.
         */
        public Builder attemptLimit(Duration limit) {
            this.attempt = Argument.positive("limit", limit);
            return this;
        }

        /** Sets how long a run waits for a database that cannot be reached, before it ends. Default 10 minutes. */
        public Builder patience(Duration atMost) {
            this.patience = Argument.notNegative("atMost", atMost);
            return this;
        }

        /**
         * Returns the store. Nothing is asked of the database yet.
         *
         * @throws IllegalArgumentException if the lease does not last for an attempt and two renewals
         */
        public PostgresRunStore build() {
            if (lease.compareTo(attempt.plus(heartbeat.multipliedBy(2))) <= 0) {
                throw Argument.refused(
                        "lease", "longer than the attempt limit and two heartbeats", Time.inWords(lease));
            }
            return new PostgresRunStore(source, new Options(owner, lease, heartbeat, attempt, patience));
        }
    }
}
