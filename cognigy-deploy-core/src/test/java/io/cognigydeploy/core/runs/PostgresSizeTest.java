package io.cognigydeploy.core.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The cost of calls in a table of a million events, beside that in one of ten thousand.
 *
 * <pre>mvn -B -pl cognigy-deploy-core -am test -Dtest=PostgresSizeTest -Dgroups=long -DexcludedGroups=none
 * -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class PostgresSizeTest {

    private static final int EVENTS_OF_A_RUN = 100;
    private static final int OPEN_RUNS = 10;
    private static final int WARM_UP = 200;
    private static final int CALLS = 400;
    private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
    private static final String RUN = "20260115-120000-0a1b2c3d";

    /** A store with many runs, and one more that is under way. */
    private record Filled(PostgresRunStore store, RunLog log) {

        static Filled with(HikariDataSource pool, int runs) throws SQLException {
            PostgresRunStore store = PostgresRunStore.of(pool);
            store.createTables();
            ObjectNode plan = Json.MAPPER
                    .createObjectNode()
                    .put("runId", RUN)
                    .put("kind", "bot")
                    .put("target", "env-1")
                    .put("fingerprint", "plan");
            RunLog log = store.begin(store.lease("env-1", RUN, Time.SYSTEM), plan);
            log.append(Json.tree(new Event.RunStarted(
                    NOW, RUN, "anna", "bot", "env-1", "a release", "plan", List.of(), Optional.empty(), List.of())));
            log.append(Json.tree(new Event.RunResumed(NOW, "anna")));
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                // Each other run is a copy of this one. All but a few have ended.
                statement.execute(String.format(Locale.ROOT, """
                        INSERT INTO cognigy_deploy_run
                        SELECT format('20250101-%%s-0a1b2c3d', 100000 + n), 'bot', 'env-' || n %% 50,
                            begun_at - n * interval '1 minute', CASE WHEN n <= %1$d THEN 'UNDER_WAY' ELSE 'ENDED' END,
                            n > %1$d, n > %1$d, replace(summary, id, format('20250101-%%s-0a1b2c3d', 100000 + n)),
                            %2$d, head
                        FROM cognigy_deploy_run, generate_series(1, %3$d) AS n;
                        INSERT INTO cognigy_deploy_event
                        SELECT run.id, seq, event.line FROM cognigy_deploy_run AS run, generate_series(1, %2$d) AS seq,
                            (SELECT line FROM cognigy_deploy_event WHERE seq = 3) AS event
                        WHERE run.id LIKE '2025%%';
                        INSERT INTO cognigy_deploy_approval (run_id, fingerprint, asked_at, expires_at, request, decision)
                        SELECT id, 'plan', begun_at,
                            CASE status WHEN 'UNDER_WAY' THEN timestamptz '2026-02-01Z' ELSE timestamptz '2026-01-01Z' END,
                            format('{"runId":"%%s","target":"env-1","deployment":"a release","changes":["deploy"],'
                                '"fingerprint":"plan","asked":"2025-12-01T00:00:00Z","expires":"2026-02-01T00:00:00Z"}',
                                id),
                            CASE WHEN status = 'ENDED' AND hashtext(id) %% 3 <> 0 THEN '{}' END
                        FROM cognigy_deploy_run WHERE id LIKE '2025%%';
                        """, OPEN_RUNS, EVENTS_OF_A_RUN, runs));
                statement.execute("VACUUM ANALYZE");
            }
            return new Filled(store, log);
        }
    }

    /** A call to measure. */
    private enum TimedCall {
        RUNS {
            @Override
            void of(Filled filled) {
                assertThat(filled.store.runs(RunQuery.newest())).hasSize(100);
            }
        },
        UNFINISHED {
            @Override
            void of(Filled filled) {
                assertThat(filled.store.unfinished()).hasSize(OPEN_RUNS + 1);
            }
        },
        PENDING {
            @Override
            void of(Filled filled) {
                assertThat(filled.store.pending(NOW)).hasSize(OPEN_RUNS);
            }
        },
        APPEND {
            @Override
            void of(Filled filled) {
                filled.log.append(Json.tree(new Event.Waiting(NOW, "for the platform")));
            }
        };

        abstract void of(Filled filled);
    }

    @Test
    @Tag("long")
    void aMillionEventsCostNoMoreThanTenThousand() throws SQLException {
        try (HikariDataSource few = RealPostgres.pool(RealPostgres.url());
                HikariDataSource many = RealPostgres.pool(RealPostgres.url())) {
            Filled small = Filled.with(few, 100);
            Filled large = Filled.with(many, 10_000);
            for (TimedCall call : TimedCall.values()) {
                double[] smallNanos = new double[CALLS];
                double[] largeNanos = new double[CALLS];
                for (int i = -WARM_UP; i < CALLS; i++) {
                    double first = nanos(call, small);
                    double second = nanos(call, large);
                    if (i >= 0) {
                        smallNanos[i] = first;
                        largeNanos[i] = second;
                    }
                }
                double before = median(smallNanos);
                double after = median(largeNanos);
                System.out.printf(
                        Locale.ROOT,
                        "%s: %.3f ms with 10,000 events, %.3f ms with 1,000,000, x %.2f%n",
                        call,
                        before / 1e6,
                        after / 1e6,
                        after / before);
                assertThat(after / before).as(call.name()).isLessThanOrEqualTo(2);
            }
        }
    }

    private static double nanos(TimedCall call, Filled filled) {
        long begin = System.nanoTime();
        call.of(filled);
        return System.nanoTime() - begin;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
