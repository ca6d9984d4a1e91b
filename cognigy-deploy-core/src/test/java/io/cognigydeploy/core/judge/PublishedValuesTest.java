package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that others published or computed: confseq's and avlm's, R's, SciPy's. */
class PublishedValuesTest {

    private static final List<Double> RATIOS = List.of(1.5, 2.0, 3.0, 5.0, 10.0);
    private static final List<Double> EQUAL = List.of(1.0, 1.0, 1.0, 1.0, 1.0);

    /** SciPy's nchypergeom_fisher. */
    @Test
    void conditional_counts_of_errors() {
        long[][] windows = {{10, 1, 190, 5}, {12, 2, 188, 6}, {9, 0, 191, 4}, {11, 3, 189, 7}, {20, 4, 180, 5}};
        double[] probability = {0.237450935158, 0.067767395314, 0.830600394682, 0.011226192368, 0.006136794803};
        double[] mixture = {1.494927, 5.186922, 3.119865, 37.339838, 1079.727858};
        double[] anytimeP = {0.668929, 0.192793, 0.320527, 0.026781, 0.000926};
        OddsRatioEProcess test = new OddsRatioEProcess(1, RATIOS, EQUAL);
        for (int i = 0; i < windows.length; i++) {
            long[] w = windows[i];
            assertThat(OddsRatioEProcessTest.probability(w[0], w[1], w[2], w[3], 1))
                    .isCloseTo(probability[i], within(1e-12));
            test.add(w[0], w[1], w[2], w[3]);
            double e = Math.exp(test.logE());
            assertThat(e).isCloseTo(mixture[i], within(5e-7));
            assertThat(1 / e).isCloseTo(anytimeP[i], within(5e-7));
        }
    }

    @Test
    void the_same_counts_against_a_limit() {
        long[][] windows = {{10, 1}, {12, 2}, {9, 0}, {11, 3}, {20, 4}};
        double[] logs = {0.097297, 0.821013, 0.297473, 1.905732, 4.120163};
        BetaBinomial mixture = new BetaBinomial(0.05, 100, 0.05, true);
        long n = 0;
        long k = 0;
        for (int i = 0; i < windows.length; i++) {
            n += windows[i][0];
            k += windows[i][1];
            assertThat(mixture.logE((double) k, (double) n)).isCloseTo(logs[i], within(5e-7));
        }
    }

    @Test
    void pairs_of_means() {
        double[] d = {.12, .30, .05, .22, .18, .27, .09, .31};
        double[] w = {9.5, 11.3, 8.6, 10.4, 18, 9, 12, 10};
        double[] logs = {0.188857, 0.339926, 0.843001, 1.614050, 2.275939, 2.731127, 3.396924};
        WeightedT t = new WeightedT(0.2);
        for (int i = 0; i < d.length; i++) {
            t.add(d[i], w[i]);
            if (i > 0) {
                assertThat(t.logE(0)).isCloseTo(logs[i - 1], within(5e-7));
            }
        }
        Interval interval = t.interval(0.05, 1);
        assertThat(t.logE(interval.low().orElseThrow())).isCloseTo(Math.log(20), within(1e-9));
        assertThat(t.logE(interval.high().orElseThrow())).isCloseTo(Math.log(20), within(1e-9));
    }

    /** Unit tests of confseq (Howard and Waudby-Smith, MIT), to its tolerance. */
    @Test
    void mixtures_of_confseq() {
        assertThat(NormalMixture.bestRho(100, 0.05, false)).isCloseTo(12.60056, within(1e-5));
        double one = NormalMixture.bestRho(100, 0.05, true);
        assertThat(NormalMixture.logOneSided(10, 100, one)).isCloseTo(-0.06502391, within(1e-5));
        assertThat(root(s -> NormalMixture.logOneSided(s, 100, one), 100)).isCloseTo(27.66071, within(1e-5));

        // s = k - n p0 and v = n p0 (1 - p0): n = 625, k = s + 125.
        BetaBinomial oneSided = new BetaBinomial(0.2, 625, 0.05, true);
        BetaBinomial twoSided = new BetaBinomial(0.2, 625, 0.05, false);
        assertThat(oneSided.logE(135, 625)).isCloseTo(-0.07134019, within(1e-5));
        assertThat(twoSided.logE(135, 625)).isCloseTo(-0.6941012, within(1e-5));
        assertThat(root(s -> oneSided.logE(s + 125, 625), 100)).isCloseTo(28.41238, within(1e-5));
        assertThat(root(s -> twoSided.logE(s + 125, 625), 100)).isCloseTo(31.4308, within(1e-4));
        // After two observations (v = 0.32) the bound is 1.6, all that there is: both errors are still no evidence.
        assertThat(oneSided.logE(1.6 + 0.4, 2)).isLessThan(Math.log(20));
    }

    @ParameterizedTest
    @CsvSource({
        "700, 1000, 100, 0.651629, 0.745949",
        "15, 50, 50, 0.129556, 0.511896",
        "5, 50, 50, 0.013021, 0.269264",
        "1, 50, 50, 0, 0.13489",
        "100, 200, 1, 0.328923, 0.671076",
        "1, 2, 50, 0, 1",
        "0, 1, 50, 0, 1",
        "1, 1, 50, 0, 1"
    })
    void intervals_of_confseq(double k, double n, double expected, double low, double high) {
        Interval interval = BetaBinomial.interval(k, n, 0.05, expected);
        assertThat(interval.low().orElseThrow()).isCloseTo(low, within(1e-5));
        assertThat(interval.high().orElseThrow()).isCloseTo(high, within(1e-5));
    }

    /** The read-me of avlm (Lindon). The t values are printed rounded, except where estimate and error are printed too. */
    @ParameterizedTest
    @CsvSource({
        "5.776, 9.77e-06, 2e-3",
        "5.77597, 9.77e-06, 1e-3",
        "8.190, 8.07e-10, 4e-3",
        "10.769, 3.19e-14, 5e-3",
        "9.527, 3.98e-12, 5e-3",
        "-0.706, 1, 0"
    })
    void p_values_of_avlm(double t, double p, double relative) {
        double r = 11.5815 / (11.5815 + 100);
        assertThat(Math.min(1, Math.exp(-WeightedT.logE(t * t, 92, r)))).isCloseTo(p, within(relative * p + 1e-300));
    }

    /** Estimate and standard error are printed rounded, so the last digit is too. */
    @Test
    void interval_of_avlm() {
        double r = 11.5815 / (11.5815 + 100);
        double width = 0.15864 * root(t -> WeightedT.logE(t * t, 92, r), 50);
        assertThat(0.91630 - width).isCloseTo(0.42387, within(3e-5));
        assertThat(0.91630 + width).isCloseTo(1.40872, within(3e-5));
    }

    /** R's wilcox.test. */
    @Test
    void ranks() {
        Interval small = MannWhitney.shift(new double[] {10, 20, 30, 40}, new double[] {1, 2, 3, 4}, 0.95);
        assertThat(small).isEqualTo(new Interval(22.5, 6, 39, 0.95));
        assertThat(MannWhitney.quantile(0.01)).isCloseTo(-2.326348, within(5e-7));
        assertThat(MannWhitney.quantile(0.975)).isCloseTo(1.9599639845400536, within(1e-12));
    }

    /**
     * The response times with which Kayenta is tied to R's wilcox.test, as counts of each value. R looks for a root to
     * 1e-4; what it approaches is a difference of two times.
     */
    @Test
    void ranks_of_many_with_ties() {
        double[] experiment = counted("1.5x9 2x16 2.5x22 3x17 3.5x9 4x5 4.5x1 5x3 5.5x1 6x2 6.5x2 7x1 7.5x1 16.5x1");
        double[] control = counted("1.5x2 2x16 2.5x18 3x16 3.5x10 4x8 4.5x4 5x6 5.5x2 6x5 8x1 15.5x1 54.5x1");
        Interval ninety = MannWhitney.shift(experiment, control, 0.95);
        assertThat(ninety).isEqualTo(new Interval(-0.5, -0.5, 0, 0.95));
        assertThat(ninety.low().orElseThrow()).isCloseTo(-0.500002521696696, within(1e-4));
        assertThat(ninety.high().orElseThrow()).isCloseTo(-3.486287505871302e-5, within(1e-4));
        assertThat(ninety.estimate()).isCloseTo(-0.4999393907180323, within(1e-4));

        Interval large = MannWhitney.shift(
                counted("0.5x20 1x41 1.5x67 2x37 2.5x3 3x2 3.5x3 4x1 5x1 5.5x3 8.5x1 19x1"),
                counted("0x1 0.5x7 1x32 1.5x70 2x33 2.5x22 3x6 3.5x2 4x3 4.5x1 5.5x1 7x1 7.5x1"),
                0.98);
        assertThat(large).isEqualTo(new Interval(0, -0.5, 0, 0.98));
        assertThat(large.low().orElseThrow()).isCloseTo(-0.4999173250549087, within(1e-4));
        assertThat(large.high().orElseThrow()).isCloseTo(-6.912685789769486e-6, within(1e-4));
        assertThat(large.estimate()).isCloseTo(-3.45044082729315e-5, within(1e-4));
    }

    private static double[] counted(String values) {
        return Arrays.stream(values.split(" "))
                .map(each -> each.split("x"))
                .flatMapToDouble(each ->
                        DoubleStream.generate(() -> Double.parseDouble(each[0])).limit(Long.parseLong(each[1])))
                .toArray();
    }

    private static double root(DoubleUnaryOperator logE, double high) {
        double in = 0;
        double out = high;
        for (int i = 0; i < 60; i++) {
            double middle = (in + out) / 2;
            if (logE.applyAsDouble(middle) < Math.log(20)) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return in;
    }
}
