package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.testing.FakeTime;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A data source over a real database that counts the executions of its process, which are statements and commits, and lets
 * one mishap strike at one of them. A dead process reaches nothing. Not safe for use by many threads.
 */
final class UnreliableDatabase implements AutoCloseable {

    /** The ways in which an execution can go wrong. */
    enum Mishap {
        DIES_BEFORE,

        /** Of a statement in a transaction: after the statement, before the commit. */
        DIES_AFTER,

        CUT_BEFORE,

        /** The execution is carried out and committed, if it is one that commits, and its answer is lost. */
        CUT_BEFORE_ANSWER,

        /** The execution is carried out, and undone because the connection is lost before the commit. */
        CUT_BEFORE_COMMIT,

        FULL_FOR_A_WHILE,

        FULL_FOR_LONG
    }

    private static final Duration A_WHILE = Duration.ofMinutes(3);
    private static final Duration LONG = Duration.ofMinutes(11);
    private static final String RECORD = "INSERT INTO cognigy_deploy_event";

    private final String url;
    private final PowerCut process;
    private final FakeTime time;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int executions;
    private int records;
    private int strikesAt;
    private int fullAt;
    private Mishap mishap = Mishap.DIES_BEFORE;
    private Instant fullUntil = Instant.MIN;
    private boolean wasStruck;
    private boolean wasFullForLong;

    UnreliableDatabase(String url, PowerCut process, FakeTime time) {
        this.url = url;
        this.process = process;
        this.time = time;
    }

    /** From now on, this execution of those to come goes wrong. */
    void at(int execution, Mishap how) {
        executions = 0;
        strikesAt = execution;
        mishap = how;
    }

    /** From now on, the disk is full from this record of those to come on, for longer than a run has patience. */
    void fullAt(int record) {
        records = 0;
        fullAt = record;
    }

    /** Ends all mishaps. */
    void mend() {
        at(0, Mishap.DIES_BEFORE);
        fullAt(0);
        fullUntil = Instant.MIN;
    }

    /** Returns the number of executions since the last mishap was set or ended. */
    int executions() {
        return executions;
    }

    /** Returns whether anything has gone wrong by now. */
    boolean wasStruck() {
        return wasStruck;
    }

    /** Returns whether the disk was full for longer than a run has patience. */
    boolean wasFullForLong() {
        return wasFullForLong;
    }

    javax.sql.DataSource source() {
        return proxy(javax.sql.DataSource.class, (self, method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                return connection();
            }
            throw new UnsupportedOperationException(method.toString());
        });
    }

    private Connection connection() throws SQLException {
        if (process.isDead()) {
            throw process.death();
        }
        Connection free = idle.poll();
        Connection real = free == null ? DriverManager.getConnection(url) : free;
        return proxy(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "prepareStatement", "createStatement" ->
                statement(real, Statement.class.cast(call(real, method, arguments)), arguments);
            case "commit" -> execute(real, "COMMIT", () -> call(real, method, arguments));
            case "rollback", "setAutoCommit" -> process.isDead() ? null : call(real, method, arguments);
            case "close" -> {
                giveBack(real);
                yield null;
            }
            default -> call(real, method, arguments);
        });
    }

    private void giveBack(Connection real) throws SQLException {
        if (process.isDead() || !real.getAutoCommit()) {
            real.close();
        } else if (!real.isClosed()) {
            idle.push(real);
        }
    }

    private PreparedStatement statement(Connection connection, @Nullable Statement real, Object @Nullable [] prepared) {
        return proxy(PreparedStatement.class, (self, method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return call(real, method, arguments);
            }
            Object @Nullable [] sql = prepared == null ? arguments : prepared;
            return execute(connection, sql == null ? "" : String.valueOf(sql[0]), () -> call(real, method, arguments));
        });
    }

    private interface Execution {
        @Nullable
        Object carryOut() throws Throwable;
    }

    private @Nullable Object execute(Connection connection, String sql, Execution execution) throws Throwable {
        executions++;
        if (sql.contains(RECORD) && ++records == fullAt) {
            fill(LONG);
        }
        boolean strikes = executions == strikesAt;
        wasStruck |= strikes;
        if (strikes) {
            switch (mishap) {
                case DIES_BEFORE -> {
                    connection.close();
                    throw process.death();
                }
                case DIES_AFTER -> {
                    execution.carryOut();
                    connection.close();
                    throw process.death();
                }
                case CUT_BEFORE -> throw cut(connection);
                case CUT_BEFORE_ANSWER -> {
                    execution.carryOut();
                    throw cut(connection);
                }
                case CUT_BEFORE_COMMIT -> {
                    if (!sql.equals("COMMIT")) {
                        connection.setAutoCommit(false);
                        execution.carryOut();
                    }
                    throw cut(connection);
                }
                case FULL_FOR_A_WHILE -> fill(A_WHILE);
                case FULL_FOR_LONG -> fill(LONG);
            }
        }
        if (time.now().isBefore(fullUntil) && !sql.startsWith("SELECT") && !sql.equals("COMMIT")) {
            throw new SQLException("could not extend file: No space left on device", "53100");
        }
        return execution.carryOut();
    }

    private void fill(Duration duration) {
        fullUntil = time.now().plus(duration);
        wasStruck = true;
        wasFullForLong |= duration.equals(LONG);
    }

    /** Whatever was not committed is lost with the connection. */
    private static SQLException cut(Connection connection) throws SQLException {
        connection.close();
        return new SQLException("An I/O error occurred while sending to the backend.", "08006");
    }

    private static @Nullable Object call(@Nullable Object real, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public void close() throws SQLException {
        for (Connection each : idle) {
            each.close();
        }
    }
}
