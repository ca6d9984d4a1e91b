package io.cognigydeploy.core.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.runs.BreakableWire.CutAt;
import io.cognigydeploy.core.testing.RunStoreContract;
import io.cognigydeploy.testing.FakeTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresRunStoreTest {

    private static final String RUN = "20260101-100000-0a1b2c3d";
    private static final String OTHER = "20260101-200000-0a1b2c3d";
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final String CANNOT_BE_USED = "The PostgreSQL run store cannot be used: ";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final FakeTime time = new FakeTime();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private HikariDataSource pool(String url) {
        HikariDataSource pool = RealPostgres.pool(url);
        open.add(pool);
        return pool;
    }

    private static DataSource direct(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    /** Returns a new database with the tables. */
    private static String database() {
        String url = RealPostgres.url();
        PostgresRunStore.of(direct(url)).createTables();
        return url;
    }

    private static PostgresRunStore store(String url, String owner) {
        return PostgresRunStore.builder(direct(url)).owner(owner).build();
    }

    private BreakableWire wire(String url) throws IOException {
        BreakableWire wire = new BreakableWire(url);
        open.add(wire);
        return wire;
    }

    private static void sql(String url, String... statements) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isTrue(String url, String condition) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + condition)) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode plan(String runId) {
        return Json.MAPPER
                .createObjectNode()
                .put("runId", runId)
                .put("kind", "bot")
                .put("target", "env-1")
                .put("fingerprint", "plan");
    }

    private static ObjectNode note(String text) {
        return Json.MAPPER.createObjectNode().put("event", "note").put("text", text);
    }

    private static List<String> texts(RunStore store) {
        return store.records(RUN).stream()
                .skip(1)
                .map(record -> record.path("text").asText())
                .toList();
    }

    /** Ends all leases by the database's clock. */
    private static void expire(String url) {
        expire(url, "1 second");
    }

    private static void expire(String url, String before) {
        sql(url, "UPDATE cognigy_deploy_lease SET free_at = clock_timestamp() - interval '" + before + "'");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContract() {
        return RunStoreContract.of(() -> {
                    HikariDataSource pool = pool(database());
                    return () -> PostgresRunStore.of(pool);
                })
                .clauses()
                .stream()
                .map(clause -> DynamicTest.dynamicTest(
                        clause.sentence(), () -> assertThat(clause.problem()).isEmpty()));
    }

    @Test
    void tablesThatAreMissingAreNamedWithTheRemedy() {
        PostgresRunStore store = store(RealPostgres.url(), "pod-1");
        List<Runnable> calls = List.of(
                store::requireUsable,
                () -> store.runs(RunQuery.newest()),
                () -> store.lease("env-1", RUN, time).close());

        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call::run)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessage(CANNOT_BE_USED + "its tables are missing: call createTables() once"));
    }

    @Test
    void tablesOfAnotherVersionAreRefused() {
        String url = database();
        sql(url, "INSERT INTO cognigy_deploy_schema (version) VALUES (2)");
        PostgresRunStore store = store(url, "pod-1");
        store.createTables();

        assertThatThrownBy(store::requireUsable)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(CANNOT_BE_USED
                        + "its tables have version 2, and this library works with version 1. Take a later one.");
        sql(url, "DELETE FROM cognigy_deploy_schema");
        assertThatThrownBy(() -> store.runs(RunQuery.newest()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(CANNOT_BE_USED + "its tables have version 0, and this library works with version 1."
                        + " Call createTables() once.");
    }

    @Test
    void severalCallersCreateTheTablesAtOnce() throws Exception {
        String url = RealPostgres.url();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> creating = () -> {
                store(url, "pod").createTables();
                return true;
            };
            for (Future<Boolean> each : threads.invokeAll(List.of(creating, creating, creating, creating))) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        store(url, "pod").requireUsable();
        assertThat(isTrue(url, "count(*) = 1 FROM cognigy_deploy_schema")).isTrue();
    }

    @Test
    @Timeout(30)
    void aProcessThatStandsStillInATransactionKeepsNoOtherFromItsLease() throws Exception {
        String url = database();
        PostgresRunStore first = store(url, "pod-1");
        Lease stopped = first.lease("env-1", RUN, time);
        RunLog log = first.begin(stopped, plan(RUN));
        CountDownLatch inTheMiddle = new CountDownLatch(1);
        CountDownLatch continued = new CountDownLatch(1);
        try (var pool = RealPostgres.pool(url)) {
            Database database = new Database(pool, "a database", Duration.ofMillis(300));
            CompletableFuture<Integer> held = CompletableFuture.supplyAsync(() -> database.transact(session -> {
                int changed = session.change("UPDATE cognigy_deploy_lease SET owner = owner WHERE target = 'env-1'");
                inTheMiddle.countDown();
                try {
                    continued.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return changed;
            }));
            inTheMiddle.await();

            log.append(note("beside it"));

            continued.countDown();
            assertThat(held).failsWithin(Duration.ofSeconds(10));
        }
        assertThat(texts(first)).containsExactly("beside it");
    }

    @Test
    void anOwnerWhoseLeaseHasExpiredIsReplacedAndCanDoNothingMore() {
        String url = database();
        PostgresRunStore first = store(url, "pod-1");
        Lease dead = first.lease("env-1", RUN, time);
        RunLog log = first.begin(dead, plan(RUN));
        PostgresRunStore heir = store(url, "pod-2");
        assertThatThrownBy(() -> heir.lease("env-1", RUN, time))
                .isInstanceOf(TargetBusyException.class)
                .hasMessageContaining("run " + RUN + " (pod-1");

        expire(url);
        try (Lease taken = heir.lease("env-1", RUN, time);
                RunLog continued = heir.open(taken)) {
            assertThat(taken.takenFrom()).contains("pod-1");
            assertThat(taken.epoch()).isGreaterThan(dead.epoch());
            continued.append(note("by the heir"));
            assertThatThrownBy(() -> log.append(note("too late")))
                    .isInstanceOf(LeaseLostException.class)
                    .hasMessage("another run has taken over env-1: run " + RUN + " (pod-2)");
            assertThatThrownBy(() -> log.append(note("again"))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> log.write(Map.of("report.json", out -> out.write('{'))))
                    .isInstanceOf(LeaseLostException.class);
            assertThat(dead.covers(Duration.ZERO)).isFalse();
            dead.close();
            assertThat(taken.covers(MOMENT)).isTrue();
            continued.append(note("and on"));
        }
        assertThat(texts(heir)).containsExactly("by the heir", "and on");
        assertThat(heir.documents(RUN)).isEmpty();
    }

    @Test
    void anUnfinishedRunHasThePrecedenceForOneMoreLease() {
        String url = database();
        Lease dead = store(url, "pod-1").lease("env-1", RUN, time);
        RunLog log = store(url, "pod-1").begin(dead, plan(RUN));
        PostgresRunStore heir = store(url, "pod-2");

        expire(url);
        assertThatThrownBy(() -> heir.lease("env-1", OTHER, time))
                .isInstanceOf(TargetBusyException.class)
                .hasMessageContaining("run " + RUN + " (pod-1");
        heir.lease("env-1", RUN, time).close();
        try (Lease taken = heir.lease("env-1", OTHER, time)) {
            assertThat(taken.covers(MOMENT)).isTrue();
        }
        assertThatThrownBy(() -> log.append(note("too late"))).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void anotherRunGetsTheTargetWhenNoneHasResumedTheUnfinishedOne() {
        String url = database();
        PostgresRunStore first = store(url, "pod-1");
        first.begin(first.lease("env-1", RUN, time), plan(RUN));
        PostgresRunStore other = store(url, "pod-2");

        expire(url, "1 minute 55 seconds");
        assertThatThrownBy(() -> other.lease("env-1", OTHER, time)).isInstanceOf(TargetBusyException.class);
        expire(url, "2 minutes 1 second");
        other.lease("env-1", OTHER, time).close();
    }

    @Test
    void aRunWhoseLeaseIsLostCannotBeBegun() {
        String url = database();
        Lease dead = store(url, "pod-1").lease("env-1", RUN, time);
        expire(url);

        try (Lease other = store(url, "pod-2").lease("env-1", OTHER, time)) {
            assertThat(other.takenFrom()).isEmpty();
            assertThatThrownBy(() -> store(url, "pod-1").begin(dead, plan(RUN))).isInstanceOf(LeaseLostException.class);
        }
        assertThat(store(url, "pod-1").runs(RunQuery.all())).isEmpty();
    }

    @Test
    void aRecordRenewsTheLease() {
        String url = database();
        PostgresRunStore store = store(url, "pod-1");
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            expire(url);
            log.append(note("alive"));

            assertThat(isTrue(url, "free_at > clock_timestamp() + interval '2 minutes' FROM cognigy_deploy_lease"))
                    .isTrue();
        }
    }

    /** Returns a store that renews its leases often, yet not too often for a busy machine. */
    private static PostgresRunStore restless(String url, Duration lease) {
        return PostgresRunStore.builder(direct(url))
                .owner("pod-1")
                .heartbeat(Duration.ofMillis(700))
                .attemptLimit(Duration.ofMillis(300))
                .lease(lease)
                .build();
    }

    @Test
    void aLeaseIsRenewedUntilAnotherHasIt() {
        String url = database();
        try (Lease lease = restless(url, Duration.ofMinutes(2)).lease("env-1", RUN, time)) {
            assertThat(lease.covers(Duration.ofMillis(301))).isFalse();
            expire(url);
            await(() -> isTrue(url, "free_at > clock_timestamp() FROM cognigy_deploy_lease"));
            assertThat(lease.covers(MOMENT)).isTrue();

            sql(url, "UPDATE cognigy_deploy_lease SET epoch = epoch + 1");
            await(() -> !lease.covers(Duration.ZERO));
        }
    }

    @Test
    void aLeaseEndsByItselfWhileTheDatabaseCannotBeReached() throws IOException {
        String url = database();
        BreakableWire wire = wire(url);
        try (Lease lease = restless(wire.url(), Duration.ofSeconds(2)).lease("env-1", RUN, time)) {
            wire.down();
            await(() -> isTrue(url, "free_at <= clock_timestamp() FROM cognigy_deploy_lease"));

            assertThat(lease.covers(Duration.ZERO)).isFalse();
            try (Lease taken = store(url, "pod-2").lease("env-1", RUN, time)) {
                assertThat(taken.takenFrom()).contains("pod-1");
                wire.up();
                assertThat(lease.covers(Duration.ZERO)).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CutAt.class,
            names = {"BEFORE", "DURING", "AFTER"})
    void aRecordIsThereOnceWhenItsConnectionIsCut(CutAt moment) throws IOException {
        String url = database();
        BreakableWire wire = wire(url);
        PostgresRunStore store = PostgresRunStore.of(pool(wire.url()));
        try (Lease lease = store.lease("env-1", RUN, time)) {
            wire.cut(moment, RUN);
            try (RunLog log = store.begin(lease, plan(RUN))) {
                assertThat(wire.wasCut()).isTrue();
                for (int number = 1; number <= 3; number++) {
                    wire.cut(moment, "cut-" + number);
                    log.append(note("cut-" + number));
                    assertThat(wire.wasCut()).isTrue();
                    log.append(note("whole-" + number));
                }
            }
        }
        assertThat(texts(store(url, "pod-2")))
                .containsExactly("cut-1", "whole-1", "cut-2", "whole-2", "cut-3", "whole-3");
    }

    @Test
    void aRecordIsStoredAlthoughTheLeaseWasLostAfterIt() throws IOException {
        String url = database();
        BreakableWire wire = wire(url);
        PostgresRunStore store =
                PostgresRunStore.builder(direct(wire.url())).owner("pod-1").build();
        Time takeover = new TimeWithAction(time, () -> {
            wire.up();
            expire(url);
            store(url, "pod-2").lease("env-1", RUN, time);
        });
        try (Lease lease = store.lease("env-1", RUN, takeover);
                RunLog log = store.begin(lease, plan(RUN))) {
            wire.cut(CutAt.AFTER, "last");
            log.append(note("last"));
            assertThat(time.sleeps()).hasSize(1);
            assertThatThrownBy(() -> log.append(note("too late"))).isInstanceOf(LeaseLostException.class);
            assertThat(lease.covers(Duration.ZERO)).isFalse();
        }
        assertThat(texts(store(url, "pod-2"))).containsExactly("last");
    }

    /** A clock that does something at the first sleep. */
    private static final class TimeWithAction implements Time {

        private final FakeTime time;
        private Runnable first;

        TimeWithAction(FakeTime time, Runnable first) {
            this.time = time;
            this.first = first;
        }

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            time.sleep(duration);
            first.run();
            first = () -> {};
        }

        @Override
        public java.util.concurrent.CompletableFuture<Void> alarm(Duration after) {
            return time.alarm(after);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CutAt.class,
            names = {"BEFORE", "AFTER"})
    void aLeaseIsTakenOnceWhenItsConnectionIsCut(CutAt moment) throws IOException {
        String url = database();
        store(url, "pod-1").lease("env-1", RUN, time);
        expire(url);
        BreakableWire wire = wire(url);
        PostgresRunStore heir =
                PostgresRunStore.builder(pool(wire.url())).owner("pod-2").build();
        heir.requireUsable();

        wire.cut(moment, "COMMIT");
        try (Lease lease = heir.lease("env-1", RUN, time)) {
            assertThat(wire.wasCut()).isTrue();
            assertThat(lease.takenFrom()).contains("pod-1");
            assertThat(lease.covers(MOMENT)).isTrue();
            heir.begin(lease, plan(RUN)).close();
        }
        try (Lease free = store(url, "pod-3").lease("env-1", RUN, time)) {
            assertThat(free.takenFrom()).isEmpty();
        }
    }

    @Test
    void aRunWaitsForADatabaseThatIsAway() throws IOException {
        String url = database();
        BreakableWire wire = wire(url);
        PostgresRunStore store = store(wire.url(), "pod-1");
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            wire.down();
            var unused = time.alarm(Duration.ofSeconds(5)).thenRun(wire::up);
            log.append(note("waited"));

            assertThat(time.sleeps()).hasSize(5).containsOnly(Duration.ofSeconds(1));
            assertThat(lease.covers(MOMENT)).isTrue();
        }
        assertThat(texts(store(url, "pod-2"))).containsExactly("waited");
    }

    @Test
    void aRunWaitsNoLongerThanItsPatience() throws IOException {
        String url = database();
        BreakableWire wire = wire(url);
        PostgresRunStore store = PostgresRunStore.builder(direct(wire.url()))
                .patience(Duration.ofMillis(7500))
                .build();
        try (Lease lease = store.lease("env-1", RUN, time)) {
            RunLog log = store.begin(lease, plan(RUN));
            log.append(note("one"));
            wire.down();

            assertThat(catchThrowableOfType(UncheckedIOException.class, () -> log.append(note("two"))))
                    .satisfies(e -> assertThat(e.getMessage())
                            .startsWith(CANNOT_BE_USED)
                            .doesNotContain("\n"));
            assertThat(time.sleeps().stream().reduce(Duration.ZERO, Duration::plus))
                    .isEqualTo(Duration.ofMillis(7500));
            assertThatThrownBy(() -> log.append(note("three")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nothing is added any more");
            assertThatThrownBy(() -> store.runs(RunQuery.newest())).isInstanceOf(UncheckedIOException.class);

            wire.up();
            try (RunLog again = store.open(lease)) {
                assertThat(again.records()).hasSize(2);
                again.append(note("three"));
            }
        }
        assertThat(texts(store(url, "pod-2"))).containsExactly("one", "three");
    }

    @Test
    void anInterruptedRunStillWaitsForItsRecord() throws IOException {
        String url = database();
        BreakableWire wire = wire(url);
        PostgresRunStore store = store(wire.url(), "pod-1");
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            wire.down();
            var unused = time.alarm(Duration.ofSeconds(2)).thenRun(wire::up);
            Thread.currentThread().interrupt();
            log.append(note("cancelled"));

            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(texts(store(url, "pod-2"))).containsExactly("cancelled");
    }

    @Test
    void aConnectionThatHangsIsEnded() throws IOException {
        String url = database();
        BreakableWire wire = wire(url);
        PostgresRunStore store = PostgresRunStore.builder(direct(wire.url()))
                .heartbeat(Duration.ofSeconds(2))
                .build();
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            wire.cut(CutAt.SILENT, "no answer");
            long begin = System.nanoTime();
            log.append(note("no answer"));

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(20));
        }
        assertThat(texts(store(url, "pod-2"))).containsExactly("no answer");
    }

    @Test
    void aPoolWithoutAFreeConnectionIsWaitedFor() throws SQLException {
        String url = database();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(250);
        HikariDataSource pool = new HikariDataSource(config);
        open.add(pool);
        PostgresRunStore store =
                PostgresRunStore.builder(pool).patience(Duration.ofSeconds(30)).build();
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            Connection taken = pool.getConnection();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.records(RUN))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith(CANNOT_BE_USED)
                    .hasMessageContaining("timed out");
            assertThat(Thread.interrupted()).isTrue();
            var unused = time.alarm(Duration.ofSeconds(2)).thenRun(() -> {
                try {
                    taken.close();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            log.append(note("waited"));
        }
        assertThat(texts(store)).containsExactly("waited");
    }

    @Test
    void onePooledConnectionIsEnough() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(2000);
        config.setAutoCommit(false);
        HikariDataSource pool = new HikariDataSource(config);
        open.add(pool);

        assertThat(RunStoreContract.of(() -> () -> PostgresRunStore.of(pool))
                        .clauses()
                        .get(0)
                        .problem())
                .isEmpty();
        PostgresRunStore store = PostgresRunStore.of(pool);
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            log.append(note("one"));
            log.write(Map.of("report.json", out -> out.write('{')));
            store.ask(new ApprovalRequest(
                    RUN,
                    "env-1",
                    "a release",
                    List.of(),
                    "plan",
                    time.now(),
                    time.now().plusSeconds(60)));
            store.decide(RUN, new ApprovalDecision("plan", true, "anna", "", time.now()));
        }
        assertThat(texts(store)).containsExactly("one");
        assertThat(store.documents(RUN)).containsExactly("report.json");
        assertThat(store.decision(RUN)).isPresent();
        assertThat(store.prune(RunQuery.all())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE cognigy_deploy_event SET line = replace(line, 'two', 'six') WHERE seq = 3",
                "UPDATE cognigy_deploy_event SET line = line || ' ' WHERE seq = 3",
                "UPDATE cognigy_deploy_event SET line = 'no record' WHERE seq = 1",
                "DELETE FROM cognigy_deploy_event WHERE seq = 1",
                "DELETE FROM cognigy_deploy_event WHERE seq = 3",
                "DELETE FROM cognigy_deploy_event WHERE seq = 4",
                "DELETE FROM cognigy_deploy_event",
                "INSERT INTO cognigy_deploy_event SELECT run_id, 5, line FROM cognigy_deploy_event WHERE seq = 4",
                "UPDATE cognigy_deploy_event SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3);"
                        + "UPDATE cognigy_deploy_event SET seq = -seq WHERE seq < 0",
                "UPDATE cognigy_deploy_run SET head = repeat('0', 64)",
                "UPDATE cognigy_deploy_run SET records = 5"
            })
    void rowsThatWereChangedAreFound(String change) {
        String url = database();
        PostgresRunStore store = store(url, "pod-1");
        try (Lease lease = store.lease("env-1", RUN, time)) {
            try (RunLog log = store.begin(lease, plan(RUN))) {
                List.of("one", "two", "three").forEach(text -> log.append(note(text)));
            }
            sql(url, change);

            assertThatThrownBy(() -> store.records(RUN))
                    .isInstanceOf(DamagedRecordException.class)
                    .hasMessageStartingWith("run " + RUN + " in PostgreSQL, line ");
            assertThatThrownBy(() -> store.open(lease)).isInstanceOf(DamagedRecordException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"records = 7", "head = 'another'"})
    void aRecordIsNotAddedToOnesThatWereChangedMeanwhile(String change) {
        String url = database();
        PostgresRunStore store = store(url, "pod-1");
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            sql(url, "UPDATE cognigy_deploy_run SET " + change);

            assertThatThrownBy(() -> log.append(note("one")))
                    .isInstanceOf(DamagedRecordException.class)
                    .hasMessageContaining("The records are not as they were left.");
            assertThat(isTrue(url, "count(*) = 1 FROM cognigy_deploy_event")).isTrue();
        }
    }

    @Test
    void aSummaryThatCannotBeReadIsListedAsDamage() {
        String url = database();
        PostgresRunStore store = store(url, "pod-1");
        try (Lease lease = store.lease("env-1", RUN, time)) {
            store.begin(lease, plan(RUN)).close();
            sql(url, "UPDATE cognigy_deploy_run SET summary = 'none'");

            assertThat(store.runs(RunQuery.newest())).singleElement().satisfies(run -> {
                assertThat(run.runId()).isEqualTo(RUN);
                assertThat(run.status()).isEqualTo(RunStatus.DAMAGED);
                assertThat(run.problem()).isPresent();
            });
            assertThatThrownBy(() -> store.open(lease)).isInstanceOf(DamagedRecordException.class);
        }
    }

    @Test
    void recordsAreReadWholeWhileOthersAreAdded() throws Exception {
        String url = database();
        PostgresRunStore store = PostgresRunStore.of(pool(url));
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            Future<Boolean> adding = thread.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    log.append(note("number " + i));
                }
                return true;
            });
            int last = 1;
            while (!adding.isDone()) {
                int found = store.records(RUN).size();
                assertThat(found).isGreaterThanOrEqualTo(last);
                last = found;
            }
            assertThat(adding.get()).isTrue();
        } finally {
            thread.shutdownNow();
        }
        assertThat(store.records(RUN)).hasSize(201);
    }

    @Test
    void aRunThatIsResumedWhileOldOnesAreRemovedStays() throws Exception {
        String url = database();
        PostgresRunStore store = store(url, "pod-1");
        try (Lease lease = store.lease("env-1", RUN, time);
                RunLog log = store.begin(lease, plan(RUN))) {
            log.append(Json.tree(new Event.RunFinished(time.now(), new Outcome.Failed("refused"), Optional.empty())));
            log.write(Map.of("report.json", out -> out.write('{')));
        }
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection resuming = DriverManager.getConnection(url);
                Statement statement = resuming.createStatement()) {
            resuming.setAutoCommit(false);
            statement.execute("UPDATE cognigy_deploy_run SET closed = false");
            Future<List<String>> removed = thread.submit(() -> store.prune(RunQuery.all()));
            await(() -> isTrue(
                    url, "count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE%'"));
            resuming.commit();

            assertThat(removed.get()).isEmpty();
        } finally {
            thread.shutdownNow();
        }
        assertThat(store.records(RUN)).hasSize(2);
    }

    @Test
    void aLeaseMustLastForAnAttemptAndTwoHeartbeats() {
        PostgresRunStore.Builder builder = PostgresRunStore.builder(direct("jdbc:postgresql://127.0.0.1:1/none"))
                .lease(Duration.ofSeconds(60));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lease must be longer than the attempt limit and two heartbeats, but was \"1 min\".");
        builder.lease(Duration.ofSeconds(61)).build();
    }
}
