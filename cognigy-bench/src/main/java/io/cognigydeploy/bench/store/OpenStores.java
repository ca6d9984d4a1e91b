package io.cognigydeploy.bench.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.cognigydeploy.bench.measure.BlockSource;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.runs.Lease;
import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RunLog;
import io.cognigydeploy.core.runs.RunStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A run in a folder, and one in a PostgreSQL: that of the variable {@code COGNIGY_TEST_JDBC_URL}, or one that is started
 * here. Both force each record to the disk.
 */
public final class OpenStores implements AutoCloseable {

    private static final String TARGET = "env_prod_us_east_1";
    private static final String SCHEMA = "cognigy_bench";

    private final Deque<Closing> open = new ArrayDeque<>();
    private final Map<String, BlockSource> variants = new LinkedHashMap<>();

    private OpenStores() {}

    private interface Closing {

        void close() throws IOException, SQLException;
    }

    /** Opens both, and begins a run in each. */
    public static OpenStores open(Path folder) throws IOException, SQLException {
        OpenStores stores = new OpenStores();
        try {
            stores.add("file, forced", RunStore.files(folder));
            PostgresRunStore postgres = PostgresRunStore.of(stores.pool());
            postgres.createTables();
            stores.add("PostgreSQL, committed", postgres);
            return stores;
        } catch (IOException | SQLException | RuntimeException | Error e) {
            stores.close();
            throw e;
        }
    }

    private HikariDataSource pool() throws IOException, SQLException {
        Optional<String> given = Optional.ofNullable(System.getenv("COGNIGY_TEST_JDBC_URL"));
        String url = given.isPresent() ? given.get() : started();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setSchema(SCHEMA);
        config.setConnectionInitSql("CREATE SCHEMA IF NOT EXISTS " + SCHEMA);
        config.setMaximumPoolSize(4);
        HikariDataSource pool = new HikariDataSource(config);
        open.push(pool::close);
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            open.push(() -> drop(pool));
            for (String setting : new String[] {"fsync", "synchronous_commit"}) {
                try (var row = statement.executeQuery("SHOW " + setting)) {
                    if (!row.next() || row.getString(1).equals("off")) {
                        throw new IOException("The PostgreSQL must have " + setting + ", but it is off.");
                    }
                }
            }
        }
        return pool;
    }

    private String started() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        open.push(server::close);
        return server.getJdbcUrl("postgres", "postgres");
    }

    private static void drop(HikariDataSource pool) throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA " + SCHEMA + " CASCADE");
        }
    }

    private void add(String name, RunStore store) {
        String runId = "20260115-120000-0a1b2c3d";
        Lease lease = store.lease(TARGET, runId, Time.SYSTEM);
        open.push(lease::close);
        RunLog log = store.begin(
                lease,
                object().put("runId", runId)
                        .put("kind", "bot")
                        .put("target", TARGET)
                        .put("fingerprint", "0".repeat(64)));
        open.push(log::close);
        ObjectNode event = object().put("event", "mutation_intended")
                .put("at", "2026-01-15T12:00:00Z")
                .put("mutation", "bot-version/apply")
                .put("description", "deploy v2.4.1-stable of bot_9f8e7d6c5b4a3210 to " + TARGET)
                .put("idempotencyKey", "9b2c1f0e-6f0b-4c43-9f43-2f6d1d1c8a55");
        variants.put(name, BlockSource.serial(() -> log.appendForced(event)));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns an append to each, the file first. */
    public Map<String, BlockSource> appends() {
        return variants;
    }

    @Override
    public void close() throws IOException, SQLException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
