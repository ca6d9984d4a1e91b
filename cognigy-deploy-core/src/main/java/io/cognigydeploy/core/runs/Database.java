package io.cognigydeploy.core.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The connections to a database. Each piece of work has one of its own, with a time limit, and is not disturbed by an
 * interrupt of its thread.
 */
record Database(DataSource source, String name, Duration limit) {

    private static final Executor SAME_THREAD = Runnable::run;
    private static final String MISSING_TABLE = "42P01";

    /** The source of a row that makes the commit of its transaction durable, also where the database's default is not. */
    static final String DURABLE = """
            (SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                ELSE current_setting('synchronous_commit') END, true)) AS durable""";

    /**
     * The source of a row that limits the idle time and the waits of its transaction, in milliseconds. The locks of a process
     * that is stopped in the middle, or cut off, would keep all others from its lease.
     */
    private static final String BOUNDED =
            "(SELECT set_config('idle_in_transaction_session_timeout', ?, true), set_config('lock_timeout', ?, true)) AS bounded";

    /** The statements of one piece of work. */
    @FunctionalInterface
    interface Statements<T> {

        T with(Session session) throws SQLException;
    }

    /** A row of a result. */
    @FunctionalInterface
    interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /** A connection in use. */
    record Session(Connection connection) {

        private PreparedStatement prepared(String sql, Object... values) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            try {
                for (int i = 0; i < values.length; i++) {
                    Object value = values[i];
                    if (value instanceof Instant instant) {
                        statement.setTimestamp(i + 1, Timestamp.from(instant));
                    } else if (value instanceof Object[] many) {
                        String type = many instanceof Long[] ? "bigint" : "text";
                        statement.setArray(i + 1, connection.createArrayOf(type, many));
                    } else {
                        statement.setObject(i + 1, value);
                    }
                }
                return statement;
            } catch (SQLException | RuntimeException e) {
                statement.close();
                throw e;
            }
        }

        /** Changes rows; returns their number. */
        int change(String sql, Object... values) throws SQLException {
            try (PreparedStatement statement = prepared(sql, values)) {
                return statement.executeUpdate();
            }
        }

        /** Returns the rows of a query or of a change that returns rows. */
        <T> List<T> rows(RowReader<T> row, String sql, Object... values) throws SQLException {
            try (PreparedStatement statement = prepared(sql, values);
                    ResultSet result = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (result.next()) {
                    all.add(row.read(result));
                }
                return all;
            }
        }

        /** Returns the first row. */
        <T> Optional<T> row(RowReader<T> row, String sql, Object... values) throws SQLException {
            return rows(row, sql, values).stream().findFirst();
        }

        /** Runs the statements of a script. */
        void script(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Runs work whose statements are each committed by itself.
     *
     * @throws UncheckedIOException if the database cannot be reached or refuses; whether a statement was carried out is
     *     then not known
     */
    <T> T run(Statements<T> work) {
        try {
            return attemptEach(work);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Runs work like {@link #run}, as one transaction. */
    <T> T transact(Statements<T> work) {
        try {
            return attemptWhole(work);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Performs work, and once more if that fails. The connection may have been lost after the commit and before the answer, so
     * the work must find out by itself whether it was done.
     */
    static <T> T again(Supplier<T> work) {
        try {
            return work.get();
        } catch (UncheckedIOException lost) {
            return work.get();
        }
    }

    /** Runs work like {@link #run}, with the failure as the driver states it. */
    <T> T attemptEach(Statements<T> work) throws SQLException {
        return attempt(true, work);
    }

    /** Runs work like {@link #transact}, with the failure as the driver states it. */
    <T> T attemptWhole(Statements<T> work) throws SQLException {
        return attempt(false, work);
    }

    private <T> T attempt(boolean each, Statements<T> work) throws SQLException {
        // Pools and drivers give up, or lose the connection, on an interrupt.
        boolean interrupted = Thread.interrupted();
        try (Connection connection = source.getConnection()) {
            connection.setNetworkTimeout(SAME_THREAD, Math.toIntExact(limit.toMillis()));
            boolean before = connection.getAutoCommit();
            connection.setAutoCommit(each);
            try {
                Session session = new Session(connection);
                if (!each) {
                    String millis = String.valueOf(limit.toMillis());
                    session.row(row -> row.getString(1), "SELECT * FROM " + DURABLE + ", " + BOUNDED, millis, millis);
                }
                T result = work.with(session);
                if (!each) {
                    connection.commit();
                }
                connection.setAutoCommit(before);
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, each, before, e);
                throw e;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void rollBack(Connection connection, boolean each, boolean before, Throwable failure) {
        try {
            if (!each) {
                connection.rollback();
            }
            connection.setAutoCommit(before);
        } catch (SQLException lost) {
            failure.addSuppressed(lost);
        }
    }

    /** Returns the failure of a call in one line. */
    UncheckedIOException failure(SQLException e) {
        String why = MISSING_TABLE.equals(e.getSQLState())
                ? "its tables are missing: call createTables() once"
                : Objects.requireNonNullElse(e.getMessage(), e.toString())
                        .lines()
                        .findFirst()
                        .orElse("");
        return new UncheckedIOException(name + " cannot be used: " + why, new IOException(why, e));
    }

    /** Returns whether the same work may succeed later, because the reason of its failure can pass. */
    static boolean mayPass(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "08000");
        return switch (state.substring(0, 2)) {
            // Wrong data, a broken rule of the tables, wrong SQL or missing rights.
            case "22", "23", "42", "28", "3D", "3F", "0A" -> false;
            default -> true;
        };
    }
}
