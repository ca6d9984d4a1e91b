package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The group-sequential test against values of SciPy, and against the enumeration of everything that can happen.
 *
 * <p>The values: {@code scipy.stats.nchypergeom_fisher.pmf} of each window, {@code numpy.convolve} of the windows, and at each look
 * the least count beyond which the courses that have not crossed have no more than {@code error * fraction ** 0.7} together with
 * those that have.
 */
class ErrorSpendingTest {

    private static final double[] FRACTIONS = {0.1, 0.3, 0.5, 0.9, 1};
    private static final long[][] SMALL = {
        {10, 1, 190, 5}, {12, 2, 188, 6}, {9, 0, 191, 4}, {11, 3, 189, 7}, {20, 4, 180, 5}
    };
    private static final long[][] HALVES = {
        {200, 2, 200, 3}, {210, 1, 190, 6}, {190, 3, 210, 9}, {200, 2, 200, 7}, {205, 3, 195, 8}
    };

    /** Returns the error rate at which the test would just have crossed, after each window. */
    private static List<Double> levels(ErrorSpending test, long[][] windows, double[] fractions) {
        List<Double> levels = new ArrayList<>();
        for (int i = 0; i < windows.length; i++) {
            test.add(fractions[i], windows[i][0], windows[i][1], windows[i][2], windows[i][3], 1);
            levels.add(Math.exp(-test.logEvidence()));
        }
        return levels;
    }

    private static void areNear(List<Double> levels, double... expected) {
        assertThat(levels).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(levels.get(i)).isCloseTo(expected[i], within(1e-9));
        }
    }

    @Test
    void levels_against_an_equal_canary_are_those_of_convolved_distributions() {
        areNear(
                levels(ErrorSpending.above(1, 0.05), SMALL, FRACTIONS),
                1.3424782024,
                0.0854480896,
                0.1056546479,
                0.0147087675,
                0.0205104496);
    }

    @Test
    void levels_against_a_tolerated_ratio_are_those_of_non_central_distributions() {
        areNear(
                levels(ErrorSpending.above(1.5, 0.05), SMALL, FRACTIONS),
                1.8450836018,
                0.2126269859,
                0.2482473880,
                0.0330509153,
                0.0308262111);
    }

    @Test
    void levels_for_a_canary_are_those_at_the_margin_from_below() {
        areNear(
                levels(ErrorSpending.below(2, 0.2), SMALL, FRACTIONS),
                4.5287908605,
                2.2235303644,
                1.4794376971,
                1.0613829342,
                0.9981590447);
        areNear(
                levels(ErrorSpending.below(2, 0.05), HALVES, FRACTIONS),
                1.0574082558,
                0.0145400678,
                0.0277726204,
                0.0269296230,
                0.0416524330);
    }

    @Test
    void large_counts_lose_no_digits() {
        areNear(
                levels(
                        ErrorSpending.above(1, 0.05),
                        new long[][] {{2000, 90, 2000, 60}, {500, 30, 3500, 90}, {1000, 40, 1000, 41}},
                        new double[] {0.3, 0.6, 1}),
                0.0180457376348,
                0.0265527992079,
                0.0347503603334);
    }

    /** Adds up the chances of all courses that cross, by counting the ways to choose the canary's errors. */
    private static double crossing(
            Supplier<ErrorSpending> fresh, double errorRate, double truth, long[][] margins, double[] fractions) {
        return crossing(fresh, errorRate, truth, margins, fractions, new ArrayList<>());
    }

    private static double crossing(
            Supplier<ErrorSpending> fresh,
            double errorRate,
            double truth,
            long[][] margins,
            double[] fractions,
            List<long[]> course) {
        if (!course.isEmpty()) {
            ErrorSpending test = fresh.get();
            for (int i = 0; i < course.size(); i++) {
                test.add(fractions[i], course.get(i)[0], course.get(i)[1], course.get(i)[2], course.get(i)[3], 1);
            }
            if (test.logEvidence() >= -Math.log(errorRate)) {
                return 1;
            }
        }
        if (course.size() == margins.length) {
            return 0;
        }
        long[] margin = margins[course.size()];
        double sum = 0;
        double all = 0;
        for (long k = Math.max(0, margin[2] - margin[1]); k <= Math.min(margin[0], margin[2]); k++) {
            double ways = ways(margin[0], k) * ways(margin[1], margin[2] - k) * Math.pow(truth, (double) k);
            List<long[]> next = new ArrayList<>(course);
            next.add(new long[] {margin[0], k, margin[1], margin[2] - k});
            sum += ways * crossing(fresh, errorRate, truth, margins, fractions, next);
            all += ways;
        }
        return sum / all;
    }

    private static double ways(long of, long taken) {
        double ways = 1;
        for (long i = 0; i < taken; i++) {
            ways = ways * (of - i) / (i + 1);
        }
        return ways;
    }

    @ParameterizedTest
    @CsvSource({"0.05, 1", "0.2, 1", "0.2, 2.5", "0.01, 0.5", "0.45, 1"})
    void no_course_of_traffic_crosses_more_often_than_its_error_rate(double errorRate, double ratio) {
        SplittableRandom random = new SplittableRandom(7);
        double highest = 0;
        for (int i = 0; i < 12; i++) {
            long[][] margins = new long[4][];
            double[] fractions = {0.2, 0.5, 0.7, 1};
            for (int look = 0; look < margins.length; look++) {
                long canary = random.nextInt(8);
                long stable = random.nextInt(12);
                margins[look] = new long[] {canary, stable, Math.min(canary + stable, random.nextInt(6))};
            }
            double above = crossing(() -> ErrorSpending.above(ratio, errorRate), errorRate, ratio, margins, fractions);
            double below = crossing(() -> ErrorSpending.below(ratio, errorRate), errorRate, ratio, margins, fractions);
            assertThat(above).isLessThanOrEqualTo(errorRate * (1 + 1e-9));
            assertThat(below).isLessThanOrEqualTo(errorRate * (1 + 1e-9));
            assertThat(crossing(
                            () -> ErrorSpending.above(ratio, errorRate), errorRate, 0.8 * ratio, margins, fractions))
                    .isLessThanOrEqualTo(above);
            assertThat(crossing(
                            () -> ErrorSpending.below(ratio, errorRate), errorRate, 1.25 * ratio, margins, fractions))
                    .isLessThanOrEqualTo(below);
            highest = Math.max(highest, Math.max(above, below));
        }
        // What is not spent at one look is spent at the next, so little is left over.
        assertThat(highest).isGreaterThan(errorRate * 0.75);
    }

    @Test
    void less_than_the_whole_may_be_spent_before_the_end() {
        long[][] margins = {{6, 9, 5}, {6, 9, 5}, {6, 9, 5}};
        double[] fractions = {0.1, 0.2, 0.3};

        double crossed = crossing(() -> ErrorSpending.above(1, 0.2), 0.2, 1, margins, fractions);

        assertThat(crossed).isPositive().isLessThanOrEqualTo(0.2 * Math.pow(0.3, 0.7));
    }

    @Test
    void errors_that_come_in_pairs_are_worth_the_number_of_pairs() {
        ErrorSpending single = ErrorSpending.above(1, 0.05);
        ErrorSpending pairs = ErrorSpending.above(1, 0.05);
        ErrorSpending singleBelow = ErrorSpending.below(2, 0.05);
        ErrorSpending pairsBelow = ErrorSpending.below(2, 0.05);
        for (int i = 0; i < HALVES.length; i++) {
            long[] each = HALVES[i];
            single.add(FRACTIONS[i], each[0], each[1], each[2], each[3], 1);
            pairs.add(FRACTIONS[i], each[0], 2 * each[1], each[2], 2 * each[3], 2);
            singleBelow.add(FRACTIONS[i], each[0], each[1], each[2], each[3], 1);
            pairsBelow.add(FRACTIONS[i], each[0], 2 * each[1], each[2], 2 * each[3], 2);
            assertThat(pairs.logEvidence()).isEqualTo(single.logEvidence());
            assertThat(pairsBelow.logEvidence()).isEqualTo(singleBelow.logEvidence());
        }
    }

    @Test
    void a_design_effect_that_is_known_late_counts_for_all_windows() {
        ErrorSpending early = ErrorSpending.above(1, 0.05);
        ErrorSpending late = ErrorSpending.above(1, 0.05);
        for (int i = 0; i < SMALL.length; i++) {
            long[] each = SMALL[i];
            early.add(FRACTIONS[i], each[0], each[1], each[2], each[3], 3);
            late.add(FRACTIONS[i], each[0], each[1], each[2], each[3], i < 4 ? 1 + i * 0.05 : 3);
        }
        assertThat(late.logEvidence()).isEqualTo(early.logEvidence());
    }

    @Test
    void a_window_with_one_possible_outcome_is_no_evidence() {
        ErrorSpending test = ErrorSpending.above(1, 0.05);
        ErrorSpending without = ErrorSpending.above(1, 0.05);
        for (int i = 0; i < 3; i++) {
            long[] each = SMALL[i];
            test.add(FRACTIONS[i], each[0], each[1], each[2], each[3], 1);
            test.add(FRACTIONS[i], 0, 0, 200, 3, 1);
            test.add(FRACTIONS[i], 20, 0, 180, 0, 1);
            without.add(FRACTIONS[i], each[0], each[1], each[2], each[3], 1);
            assertThat(test.logEvidence()).isCloseTo(without.logEvidence(), within(1e-9));
        }
    }
}
