package io.cognigydeploy.core.runs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A real PostgreSQL for tests: the one of the variable {@code COGNIGY_TEST_JDBC_URL}, or one that is started with the first
 * test of a JVM. Each caller gets a schema of its own.
 */
public final class RealPostgres {

    private static final String GIVEN = "COGNIGY_TEST_JDBC_URL";

    private RealPostgres() {}

    /** Started once, and ended with the JVM. */
    private static final class Server {

        static final String URL = url();

        private static String url() {
            String given = System.getenv(GIVEN);
            if (given != null) {
                return given;
            }
            try {
                return EmbeddedPostgres.builder().start().getJdbcUrl("postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The URL of a new, empty schema. */
    public static String url() {
        String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(Server.URL);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Server.URL + (Server.URL.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    /** A pool of connections. */
    public static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(2000);
        return new HikariDataSource(config);
    }
}
