package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RealPostgres;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.store.ChainedLines;
import io.cognigydeploy.testing.FakeTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Records in a schema of a real PostgreSQL that no other test uses meanwhile. A process that dies releases no lease. The
 * leases are so long that none is renewed, so the executions of a run are always the same.
 */
final class PostgresMemory implements RunMemory {

    /** The schemas with their tables that no test uses at present. */
    private static final Queue<Schema> FREE = new ConcurrentLinkedQueue<>();

    private final Schema schema;
    private final UnreliableDatabase database;
    private int processes;

    /** @param view a connection of its own, without mishaps */
    private record Schema(String url, Connection view) {

        static Schema free() throws SQLException {
            Schema free = FREE.poll();
            if (free != null) {
                return free;
            }
            String url = RealPostgres.url();
            try (var pool = RealPostgres.pool(url)) {
                PostgresRunStore.of(pool).createTables();
            }
            return new Schema(url, DriverManager.getConnection(url));
        }

        List<String> rows(String sql, Object... values) {
            try (PreparedStatement statement = prepared(sql, values);
                    ResultSet result = statement.executeQuery()) {
                List<String> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(result.getString(1));
                }
                return rows;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        void change(String sql, Object... values) {
            try (PreparedStatement statement = prepared(sql, values)) {
                int unused = statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private PreparedStatement prepared(String sql, Object... values) throws SQLException {
            PreparedStatement statement = view.prepareStatement(sql);
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        }
    }

    private PostgresMemory(Schema schema, UnreliableDatabase database) {
        this.schema = schema;
        this.database = database;
    }

    static PostgresMemory begin(PowerCut process, FakeTime time) {
        try {
            Schema schema = Schema.free();
            schema.change("DELETE FROM cognigy_deploy_run");
            schema.change("DELETE FROM cognigy_deploy_lease");
            return new PostgresMemory(schema, new UnreliableDatabase(schema.url(), process, time));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Optional<UnreliableDatabase> database() {
        return Optional.of(database);
    }

    @Override
    public RunStore open() {
        return PostgresRunStore.builder(database.source())
                .owner("process " + ++processes)
                .lease(Duration.ofDays(1))
                .heartbeat(Duration.ofHours(1))
                .build();
    }

    @Override
    public List<String> runIds() {
        return schema.rows("SELECT id FROM cognigy_deploy_run ORDER BY id");
    }

    @Override
    public List<String> lines(String runId) {
        return schema.rows("SELECT line FROM cognigy_deploy_event WHERE run_id = ? ORDER BY seq", runId);
    }

    @Override
    public Optional<String> problem(String runId) {
        List<String> heads = schema.rows("SELECT head FROM cognigy_deploy_run WHERE id = ?", runId);
        try {
            List<String> lines = lines(runId);
            String head = heads.isEmpty() ? "" : heads.get(0);
            ChainedLines.read("run " + runId, lines, new ChainedLines.ChainEnd(lines.size(), head));
            return Optional.empty();
        } catch (DamagedRecordException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void fullAt(int record) {
        database.fullAt(record);
    }

    @Override
    public void losePower() {
        // Whatever was committed was forced to the disk.
    }

    @Override
    public boolean damage(String runId) {
        List<String> lines = lines(runId);
        if (lines.size() < 2) {
            return false;
        }
        String last = lines.get(lines.size() - 1);
        String damaged = last.replaceFirst("\"at\":\"20", "\"at\":\"21");
        schema.change("UPDATE cognigy_deploy_event SET line = ? WHERE run_id = ? AND seq = ?", damaged, runId, (long)
                lines.size());
        return !damaged.equals(last);
    }

    @Override
    public void tear() {
        // A transaction that was not committed leaves nothing.
    }

    @Override
    public void nextProcess() {
        database.mend();
        schema.change("UPDATE cognigy_deploy_lease SET free_at = clock_timestamp()");
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        FREE.add(schema);
    }
}
