package io.cognigydeploy.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.cli.bench.CanaryTables.Effort;
import io.cognigydeploy.core.judge.Judge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class CanaryTablesTest {

    private static List<String> late(int threads, long seed) throws Exception {
        List<String> lines = new ArrayList<>();
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            pool.submit(() -> new CanaryTables(40, seed, Effort.QUICK, 0.05, lines::add, lines::add).measure("late"))
                    .get();
        } finally {
            pool.shutdownNow();
        }
        return lines;
    }

    @Test
    void theSeedAloneDecidesTheFigures() throws Exception {
        List<String> figures = late(1, 1);

        assertThat(figures).anyMatch(line -> line.startsWith("| 2 min | "));
        assertThat(late(3, 1)).isEqualTo(figures);
        assertThat(late(3, 2)).isNotEqualTo(figures);
    }

    @Test
    void thePlannerAgreesWithTheWatchThroughTheReader() {
        List<String> lines = new ArrayList<>();
        List<String> missed = new ArrayList<>();

        new CanaryTables(60, 1, Effort.QUICK, 0.05, lines::add, missed::add).measure("planner");

        assertThat(missed).isEmpty();
        assertThat(lines).filteredOn(line -> line.startsWith("| 5.0 % | ")).hasSize(3);
    }

    @Test
    void healthyCanariesWithMetricsOfOnesOwnAreRarelyRolledBack() {
        List<String> lines = new ArrayList<>();
        List<String> missed = new ArrayList<>();

        new CanaryTables(8, 1, Effort.QUICK, 0.05, lines::add, missed::add).measure("named");

        assertThat(missed).isEmpty();
        assertThat(lines).anyMatch(line -> line.startsWith("| hand-off in chat, to 0.2000 | 100.0 / "));
    }

    @Test
    void stableBeforeTheCanaryKeepsItsLimits() {
        List<String> lines = new ArrayList<>();
        List<String> missed = new ArrayList<>();

        new CanaryTables(40, 1, Effort.QUICK, 0.05, lines::add, missed::add).measure("alone");

        assertThat(missed).isEmpty();
        assertThat(lines)
                .filteredOn(line -> line.startsWith("| six times worse, 0.5 % to 3 % | "))
                .hasSize(3)
                .allMatch(line -> line.endsWith(" | 0 | 40 |"));
    }

    @Test
    void aTableThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> new CanaryTables(1, 1, Effort.QUICK, 0.05, line -> {}, line -> {}).measure("weather"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("name must be one of [ratio, clusters, ")
                .hasMessageEndingWith(", but was weather.");
    }

    @Test
    void aSickCanaryIsRolledBackThroughTheReader() {
        Course course = Rollout.of(World.of(400, 25, 60, 0.03, 0.3)).judged(Judge.sequential(), 1);

        assertThat(course.isFound()).isTrue();
        assertThat(course.refused()).isZero();
        assertThat(course.judged()).isEqualTo(course.had()).isPositive();
    }

    @Test
    void theTailOfABinomialDistributionIsExact() {
        assertThat(Limit.atLeast(0, 10, 0.3)).isEqualTo(1);
        assertThat(Limit.atLeast(3, 3, 0.5)).isCloseTo(0.125, within(1e-12));
        assertThat(Limit.atLeast(1, 100, 0.01)).isCloseTo(1 - Math.pow(0.99, 100), within(1e-12));
        assertThat(Limit.atLeast(1000, 20_000, 0.05)).isCloseTo(0.5, within(0.02));
    }

    @Test
    void aMaximumHoldsWhileTheExactBoundIsNotAboveIt() {
        Limit limit = Limit.atMost(5, Course::isRolledBack, "false rollback");

        // Of 100 runs, 9 have the bound 4.8 % and 10 have 5.5 %.
        assertThat(limit.isKept()).accepts(rolledBack(0), rolledBack(9)).rejects(rolledBack(10), rolledBack(100));
        assertThat(limit.words()).isEqualTo("false rollback at most 5 %");
        assertThat(limit.isNear()).accepts(rolledBack(4), rolledBack(6)).rejects(rolledBack(2), rolledBack(8));
    }

    @Test
    void aMinimumHoldsWhileTheExactBoundIsNotBelowIt() {
        Limit limit = Limit.atLeast(95, Course::isRolledBack, "found");

        assertThat(limit.isKept()).accepts(rolledBack(100), rolledBack(91)).rejects(rolledBack(90), rolledBack(0));
    }

    @Test
    void aMeanOfNoMinutesMissesItsLimit() {
        Limit limit = Limit.meanAtMost(6, Course::rolledBack, "found");

        assertThat(limit.isKept()).accepts(rolledBack(3)).rejects(rolledBack(0));
    }

    /** Returns a hundred courses, of which some are rolled back in minute 5. */
    private static Courses rolledBack(int count) {
        List<Course> all = new ArrayList<>(Collections.nCopies(count, course(OptionalInt.of(5))));
        all.addAll(Collections.nCopies(100 - count, course(OptionalInt.empty())));
        return new Courses(all);
    }

    private static Course course(OptionalInt rolledBack) {
        return new Course(rolledBack, OptionalInt.empty(), OptionalInt.empty(), 0, 0, 0);
    }
}
