package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * All kinds of runs and their undoing, several faults at once, faults of audit logs and files, deaths and resumptions at
 * random points, all in virtual time and drawn by a seed, on records in files or in PostgreSQL: {@code mvn -B -pl cognigy-deploy-core -am test
 * -Dtest=SimulatorTest -Dgroups=long -DexcludedGroups=none -Dsurefire.failIfNoSpecifiedTests=false -Dsimulator.minutes=10
 * -Dsimulator.seed=1}, with {@code -Dsimulator.store=postgres} for the latter. The schedule of one seed alone: {@code -Dsimulator.schedules=1 -Dsimulator.seed=S}.
 */
class SimulatorTest {

    private static final StoreKind STORE = StoreKind.of("simulator.store");
    private static final long SEED = Long.getLong("simulator.seed", 1);
    private static final long MINUTES = Long.getLong("simulator.minutes", 10);
    private static final long SCHEDULES = Long.getLong("simulator.schedules", 0);

    @Test
    void whatIsReportedIsTrueWhateverASeedDraws() throws Exception {
        Simulator simulator = Simulator.of(StoreKind.FILES, 1, 150);

        assertThat(simulator.failures()).isEmpty();
        assertThat(simulator.schedules()).isEqualTo(150);
    }

    @Test
    void whatIsReportedIsTrueIfTheRecordsAreInPostgres() throws Exception {
        Simulator simulator = Simulator.of(StoreKind.POSTGRES, 1, 25);

        assertThat(simulator.failures()).isEmpty();
        assertThat(simulator.schedules()).isEqualTo(25);
    }

    @Test
    void aSeedDrawsTheSameAgain() throws Exception {
        for (StoreKind store : StoreKind.values()) {
            for (long seed = 1; seed <= 3; seed++) {
                assertThat(Simulator.of(store, seed, 1).table())
                        .isEqualTo(Simulator.of(store, seed, 1).table());
            }
        }
    }

    @Test
    @Tag("long")
    void whatIsReportedIsTrueForAsLongAsThereIsTime() throws Exception {
        long start = System.nanoTime();
        Simulator simulator = SCHEDULES > 0
                ? Simulator.of(STORE, SEED, SCHEDULES)
                : Simulator.during(STORE, Duration.ofMinutes(MINUTES), SEED);

        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s, seeds from %d, %.0f s, %.1f schedules a second%n%s",
                STORE, SEED, seconds, simulator.schedules() / seconds, simulator.table());
        assertThat(simulator.failures()).isEmpty();
    }
}
