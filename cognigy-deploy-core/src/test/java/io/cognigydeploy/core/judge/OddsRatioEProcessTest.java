package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The properties on which the guarantee rests, by enumeration of everything that can happen. */
class OddsRatioEProcessTest {

    private static final List<Double> RATIOS = List.of(1.5, 2.0, 3.0, 5.0, 10.0);

    private static OddsRatioEProcess fresh() {
        return new OddsRatioEProcess(1, RATIOS, List.of(1.0, 1.0, 1.0, 1.0, 1.0));
    }

    private static double meanOfE(
            long canary, long stable, long errors, double truth, Supplier<OddsRatioEProcess> tests) {
        long least = Math.max(0, errors - stable);
        long most = Math.min(canary, errors);
        double mean = 0;
        double total = 0;
        for (long k = least; k <= most; k++) {
            double ways = ways(canary, k) * ways(stable, errors - k) * Math.pow(truth, (double) (k - least));
            OddsRatioEProcess test = tests.get();
            test.add(canary, k, stable, errors - k);
            mean += ways * Math.exp(test.logE());
            total += ways;
        }
        return mean / total;
    }

    /** Binomial coefficients, exact and not by the code under test: a wrong probability would cancel in the mean. */
    private static double ways(long of, long taken) {
        BigInteger ways = BigInteger.ONE;
        for (long i = 0; i < taken; i++) {
            ways = ways.multiply(BigInteger.valueOf(of - i)).divide(BigInteger.valueOf(i + 1));
        }
        return ways.doubleValue();
    }

    /** The probability of the canary's errors given the total, at an odds ratio, by the sums of the process. */
    static double probability(long canary, long canaryErrors, long stable, long stableErrors, double ratio) {
        long errors = canaryErrors + stableErrors;
        long least = Math.max(0, errors - stable);
        double[] out = new double[3];
        OddsRatioEProcess.logSums(canary, stable, errors, new double[] {ratio}, out);
        double log = (canaryErrors - least) * Math.log(ratio) - out[0];
        for (long j = least; j < canaryErrors; j++) {
            log += Math.log(((double) (canary - j) * (errors - j)) / ((double) (j + 1) * (stable - errors + j + 1)));
        }
        return Math.exp(log);
    }

    /** The values below 1 are SciPy's. */
    @ParameterizedTest
    @CsvSource({
        "5, 20, 4, 1, 1",
        "5, 20, 4, 0.8, 0.836788227669",
        "5, 20, 4, 0.5, 0.616287845022",
        "5, 20, 4, 0.2, 0.427930075707",
        "10, 190, 8, 1, 1",
        "10, 190, 8, 0.8, 0.845301101019",
        "10, 190, 8, 0.5, 0.663610835317",
        "10, 190, 8, 0.2, 0.528939306509"
    })
    void published_means(long canary, long stable, long errors, double truth, double mean) {
        assertThat(meanOfE(canary, stable, errors, truth, OddsRatioEProcessTest::fresh))
                .isCloseTo(mean, within(1e-11));
    }

    @Test
    void the_mean_is_one_at_the_null_and_at_most_one_below_it() {
        for (long canary = 1; canary <= 8; canary++) {
            for (long stable = 1; stable <= 12; stable++) {
                for (long errors = 0; errors <= canary + stable; errors++) {
                    assertThat(meanOfE(canary, stable, errors, 1, OddsRatioEProcessTest::fresh))
                            .isCloseTo(1, within(1e-12));
                    for (double truth : new double[] {0.9, 0.5, 0.1}) {
                        assertThat(meanOfE(canary, stable, errors, truth, OddsRatioEProcessTest::fresh))
                                .isLessThanOrEqualTo(1 + 1e-12);
                    }
                }
            }
        }
    }

    @Test
    void probabilities_are_those_of_counting() {
        for (long canary = 1; canary <= 8; canary++) {
            for (long errors = 0; errors <= canary + 12; errors++) {
                double all = ways(canary + 12, errors);
                for (long k = Math.max(0, errors - 12); k <= Math.min(canary, errors); k++) {
                    assertThat(probability(canary, k, 12, errors - k, 1))
                            .isCloseTo(ways(canary, k) * ways(12, errors - k) / all, withinPercentage(1e-10));
                }
            }
        }
    }

    /** Promotion is the same construction, read from the other side: a canary at the margin or beyond. */
    @Test
    void the_mean_is_at_most_one_for_canaries_at_the_margin_and_worse() {
        Supplier<OddsRatioEProcess> promotion = () -> new OddsRatioEProcess(2, List.of(1.0), List.of(1.0));
        for (long errors = 0; errors <= 20; errors++) {
            assertThat(meanOfE(8, 12, errors, 2, promotion)).isCloseTo(1, within(1e-12));
            for (double truth : new double[] {2.2, 4, 20}) {
                assertThat(meanOfE(8, 12, errors, truth, promotion)).isLessThanOrEqualTo(1 + 1e-12);
            }
        }
    }

    @Test
    void a_window_without_errors_or_without_an_arm_says_nothing() {
        OddsRatioEProcess test = fresh();
        test.add(50, 0, 500, 0);
        test.add(0, 0, 500, 10);
        test.add(50, 3, 0, 0);
        test.add(50, 50, 500, 500);
        assertThat(test.logE()).isCloseTo(0, within(1e-15));
    }

    @Test
    void more_errors_of_the_canary_are_more_evidence_and_more_of_stable_are_less() {
        for (long k = 0; k < 12; k++) {
            assertThat(logE(20, k + 1, 100, 11 - k)).isGreaterThan(logE(20, k, 100, 12 - k));
            assertThat(logE(20, k + 1, 100, 5)).isGreaterThan(logE(20, k, 100, 5));
            assertThat(logE(20, 3, 100, k + 1)).isLessThan(logE(20, 3, 100, k));
        }
    }

    @Test
    void swapping_the_arms_inverts_the_odds() {
        for (double ratio : new double[] {0.2, 1, 3}) {
            assertThat(probability(10, 3, 40, 4, ratio)).isCloseTo(probability(40, 4, 10, 3, 1 / ratio), within(1e-14));
        }
        OddsRatioEProcess there = new OddsRatioEProcess(1, List.of(2.0), List.of(1.0));
        OddsRatioEProcess back = new OddsRatioEProcess(1, List.of(0.5), List.of(1.0));
        there.add(10, 3, 40, 4);
        back.add(40, 4, 10, 3);
        assertThat(there.logE()).isCloseTo(back.logE(), within(1e-13));
    }

    @Test
    void the_order_of_windows_does_not_matter() {
        SplittableRandom random = new SplittableRandom(3);
        List<long[]> windows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            windows.add(new long[] {random.nextLong(30), 0, 50 + random.nextLong(100), random.nextLong(8)});
            windows.get(i)[1] = windows.get(i)[0] == 0 ? 0 : random.nextLong(Math.min(4, windows.get(i)[0]));
        }
        OddsRatioEProcess one = fresh();
        windows.forEach(w -> one.add(w[0], w[1], w[2], w[3]));
        Collections.reverse(windows);
        OddsRatioEProcess other = fresh();
        windows.forEach(w -> other.add(w[0], w[1], w[2], w[3]));
        assertThat(other.logE()).isCloseTo(one.logE(), within(1e-10));
    }

    @Test
    void large_counts_stay_finite() {
        for (long[] w : new long[][] {
            {1_000_000, 500_000, 1_000_000, 500_100},
            {1_000_000, 1_000_000, 1_000_000, 0},
            {1_000_000, 0, 1_000_000, 1_000_000},
            {1, 1, 1_000_000, 999_999}
        }) {
            assertThat(logE(w[0], w[1], w[2], w[3])).isFinite();
        }
        assertThat(logE(1_000_000, 1_000_000, 1_000_000, 0)).isGreaterThan(100_000);
    }

    private static double logE(long canary, long canaryErrors, long stable, long stableErrors) {
        OddsRatioEProcess test = fresh();
        test.add(canary, canaryErrors, stable, stableErrors);
        return test.logE();
    }
}
