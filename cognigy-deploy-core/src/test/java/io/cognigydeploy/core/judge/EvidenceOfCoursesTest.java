package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.arm;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Grounds;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Courses that are unusual: very many conversations, errors known to a range, shares that change, a canary that turns bad late.
 * Their evidence was computed with mpmath 1.3 and SciPy 1.17 from the distributions, as in {@link EveryOptionTest}.
 */
class EvidenceOfCoursesTest {

    private static final List<Double> RATIOS = JudgeOptions.defaults().ratios();
    private static final List<Double> EQUAL = JudgeOptions.defaults().weights();

    private static Grounds judged(JudgeOptions options, List<Window> windows) {
        return judged(Rules.CURRENT, options, windows);
    }

    private static Grounds judged(Rules rules, JudgeOptions options, List<Window> windows) {
        return Judge.sequential(options).resume(rules, windows).verdict().grounds();
    }

    /**
     * The sums over all possible counts are far beyond the range of a double. The values are SciPy's, by logarithms of the gamma
     * function.
     */
    @ParameterizedTest
    @CsvSource({
        "20000, 1000, 20000, 960, -31.582142585, 96.202910151, 1.0438585249, 0.7079736712, 1.1785275315",
        "300000, 9300, 1000000, 30000, -501.206631286, 1644.716332742, 1.0343997234, 0.6949602018, 1.0816320698",
        "1000000, 30000, 1000000, 29800, -1145.838532603, 3352.738376272, 1.0069189624, 0.6754920896, 1.0287646640"
    })
    void very_many_errors_are_weighed_exactly(
            long canary,
            long canaryErrors,
            long stable,
            long stableErrors,
            double against,
            double forIt,
            double estimate,
            double low,
            double high) {
        OddsRatioEProcess process = new OddsRatioEProcess(1, RATIOS, EQUAL);
        process.add(canary, canaryErrors, stable, stableErrors);
        assertThat(process.logE()).isCloseTo(against, within(1e-5));

        Grounds grounds =
                judged(JudgeOptions.defaults(), List.of(window(0, canary, canaryErrors, stable, stableErrors)));
        assertThat(grounds.evidence().orElseThrow().promote()).isCloseTo(forIt, within(1e-5));
        Interval ratio = grounds.findings().get(0).difference().orElseThrow();
        assertThat(ratio.estimate()).isCloseTo(estimate, within(1e-4));
        assertThat(ratio.low().orElseThrow()).isCloseTo(low, within(1e-4));
        assertThat(ratio.high().orElseThrow()).isCloseTo(high, within(1e-4));
    }

    private static Window between(int minute, long canary, Errors mine, long stable, Errors theirs) {
        return window(minute, 20, counted(canary, mine), Optional.of(counted(stable, theirs)));
    }

    private static Arm counted(long conversations, Errors errors) {
        return new Arm(conversations, Optional.of(errors), Optional.empty(), Optional.empty());
    }

    /** Rolled back by the least errors of the canary and the most of stable; promoted by the opposite; shown by the least. */
    @Test
    void errors_in_a_range_count_where_they_are_least_in_favour_of_a_decision() {
        long[] least = {1, 2, 1, 2};
        long[] most = {3, 5, 2, 4};
        Grounds grounds = judged(
                JudgeOptions.defaults(),
                IntStream.range(0, 4)
                        .mapToObj(i -> between(i, 100, new Errors(least[i], most[i]), 400, new Errors(8, 12)))
                        .toList());

        assertThat(grounds.evidence().orElseThrow().rollBack()).isCloseTo(-0.6789610105488988, within(1e-9));
        assertThat(grounds.evidence().orElseThrow().promote()).isCloseTo(-1.3713692866565113, within(1e-9));
        MetricResult finding = grounds.findings().get(0);
        assertThat(finding.canary().orElseThrow().estimate()).isCloseTo(0.015, within(1e-12));
        assertThat(finding.stable().orElseThrow().estimate()).isCloseTo(0.02, within(1e-12));
        assertThat(finding.difference().orElseThrow().estimate()).isCloseTo(0.7465826375724817, within(1e-6));
        assertThat(finding.difference().orElseThrow().low().orElseThrow()).isCloseTo(0.11333463738323644, within(1e-6));
        assertThat(finding.difference().orElseThrow().high().orElseThrow()).isCloseTo(2.0797695440262065, within(1e-6));
    }

    /** Against a limit of 5 %: the least errors roll back and are shown, the most promote. */
    @Test
    void errors_in_a_range_are_held_against_a_limit_alike() {
        long[] least = {1, 2, 1, 2};
        long[] most = {3, 5, 2, 4};
        Grounds grounds = judged(
                JudgeOptions.builder().against(Against.LIMITS).build(),
                IntStream.range(0, 4)
                        .mapToObj(i -> window(i, 20, counted(100, new Errors(least[i], most[i])), Optional.empty()))
                        .toList());

        assertThat(grounds.evidence().orElseThrow().rollBack()).isCloseTo(-2.1954334821611323, within(1e-8));
        assertThat(grounds.evidence().orElseThrow().promote()).isCloseTo(0.5691703327510957, within(1e-8));
        Interval rate = grounds.findings().get(0).canary().orElseThrow();
        assertThat(rate.low().orElseThrow()).isCloseTo(0.00257763131262457, within(1e-8));
        assertThat(rate.high().orElseThrow()).isCloseTo(0.040630273759547766, within(1e-8));
    }

    /** The ends are roots of the two-sided mixture of the beta-binomial distribution; over an effect, of as many fewer. */
    @ParameterizedTest
    @CsvSource({
        "1, 500, 0.05, 0.0176281210570579, 0.1340577018885913, 0.0216137771369154, 0.0400667326360223",
        "2.5, 500, 0.05, 0.0051019509668395, 0.2275954367147260, 0.0169933207498705, 0.0482897961614437",
        "1, 200, 0.05, 0.0177270157720297, 0.1287853868496962, 0.0215890676393157, 0.0399977454275855",
        "1, 500, 0.2, 0.0226004412705821, 0.1183553478517498, 0.0230473795969301, 0.0380116902641890"
    })
    void the_rates_of_both_arms_have_intervals(
            double effect,
            double expected,
            double alpha,
            double low,
            double high,
            double stableLow,
            double stableHigh) {
        JudgeOptions options = JudgeOptions.builder()
                .designEffect(effect)
                .expectedConversations(expected)
                .alpha(alpha)
                .build();

        MetricResult finding = judged(options, EveryOptionTest.Course.ERRORS.windows())
                .findings()
                .get(0);
        Interval canary = finding.canary().orElseThrow();
        Interval stable = finding.stable().orElseThrow();
        assertThat(canary.estimate()).isCloseTo(10 / 169.0, within(1e-12));
        assertThat(stable.estimate()).isCloseTo(0.03, within(1e-12));
        assertThat(canary.low().orElseThrow()).isCloseTo(low, within(1e-8));
        assertThat(canary.high().orElseThrow()).isCloseTo(high, within(1e-8));
        assertThat(stable.low().orElseThrow()).isCloseTo(stableLow, within(1e-8));
        assertThat(stable.high().orElseThrow()).isCloseTo(stableHigh, within(1e-8));
        assertThat(canary.confidence()).isEqualTo(1 - alpha);
    }

    @Test
    void a_harmless_rate_takes_the_most_errors_of_both_arms() {
        List<Window> windows = List.of(
                between(0, 500, new Errors(0, 1), 2000, new Errors(0, 0)),
                between(1, 0, new Errors(0, 0), 0, new Errors(0, 0)));

        // Of 500, one at most: SciPy's binom.pmf at 0.05 % and 0.33 %, over that at 1 %.
        assertThat(judged(JudgeOptions.defaults(), windows)
                        .evidence()
                        .orElseThrow()
                        .promote())
                .isCloseTo(2.038703171152021, within(1e-9));
        // Three errors on both arms together can be compared, and their ratio is not refuted.
        assertThat(judged(JudgeOptions.defaults(), List.of(between(0, 500, new Errors(0, 1), 2000, new Errors(0, 2))))
                        .evidence()
                        .orElseThrow()
                        .promote())
                .isNotPositive();
    }

    private static Window latencies(int minute, double share, long canary, double mine, long stable, double theirs) {
        return window(minute, share, arm(canary, 0, 4, mine), Optional.of(arm(stable, 0, 4, theirs)));
    }

    /**
     * At 5 %, 24 conversations of the canary and then 12 are a mean each. At 25 % there are four, which are too few. At 50 % each
     * window is enough. So there are five pairs of means.
     */
    @Test
    void latencies_are_pooled_over_windows_of_one_share_and_no_others() {
        List<Window> windows = List.of(
                latencies(0, 5, 12, 1100, 200, 1000),
                latencies(1, 5, 12, 1150, 200, 1040),
                latencies(2, 5, 12, 1050, 200, 990),
                latencies(3, 25, 4, 5000, 100, 1005),
                latencies(4, 50, 30, 1080, 30, 1010),
                latencies(5, 50, 28, 1120, 30, 1020),
                latencies(6, 50, 26, 1060, 30, 1000));
        JudgeOptions latency =
                JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).build();

        Grounds grounds = judged(latency, windows);
        assertThat(grounds.evidence().orElseThrow().rollBack()).isCloseTo(2.473026556258044, within(1e-8));
        assertThat(grounds.evidence().orElseThrow().promote()).isCloseTo(1.773428385756733, within(1e-8));
        assertThat(grounds.findings().get(0).difference().orElseThrow().estimate())
                .isCloseTo(1.0815788199086322, within(1e-9));
        // By the earlier rules the logarithms are compared with that of the margin.
        Grounds earlier = judged(Rules.V1, latency, windows);
        assertThat(earlier.evidence().orElseThrow().promote()).isCloseTo(2.709671211329334, within(1e-8));
        assertThat(earlier.findings().get(0).difference().orElseThrow().estimate())
                .isCloseTo(1.081411674745458, within(1e-9));
    }

    /** The last eight windows have three times the errors. After 12 starts, at 240 windows, there are no more. */
    @ParameterizedTest
    @CsvSource({
        "20, 9.06097051759067, 5.5766272271367985",
        "21, 8.535406946940693, 5.224007082854984",
        "41, 14.057078050849439, 8.773470758823462",
        "90, 28.275565372453887, 18.11646440232523",
        "300, 88.95638954228659, 58.53847022695759"
    })
    void evidence_starts_anew_every_20_windows(int windows, double plain, double overEffect) {
        OddsRatioEProcess process = new OddsRatioEProcess(1, RATIOS, EQUAL);
        for (int i = 0; i < windows; i++) {
            if (i < windows - 8) {
                process.add(10, i % 4 == 0 ? 0 : 1, 190, 5);
            } else {
                process.add(20, 2, 180, 5);
            }
        }

        assertThat(process.logEOfStarts(1)).isCloseTo(plain, within(1e-9));
        assertThat(process.logEOfStarts(1.5)).isCloseTo(overEffect, within(1e-9));
    }
}
