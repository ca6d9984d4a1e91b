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
import java.util.ArrayList;
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

    /** NumPy's estimate of how much these counts vary is 1.681455637367053; the evidence is SciPy's, over it. */
    @Test
    void errors_that_vary_are_less_evidence_against_a_limit() {
        long[] conversations = {380, 390, 370, 400, 385, 395, 377, 401};
        long[] errors = {11, 14, 4, 20, 9, 13, 2, 15};
        Grounds grounds = judged(
                JudgeOptions.builder().against(Against.LIMITS).build(),
                IntStream.range(0, 8)
                        .mapToObj(i -> window(i, 20, Arm.of(conversations[i], errors[i]), Optional.empty()))
                        .toList());

        assertThat(grounds.evidence().orElseThrow().rollBack()).isCloseTo(-2.1969073391177396, within(1e-8));
        assertThat(grounds.evidence().orElseThrow().promote()).isCloseTo(9.715662602326821, within(1e-8));
        assertThat(grounds.cannotExclude()).singleElement().asString().startsWith("Without a stable arm");
    }

    /** The mean of the ratings, each window with its conversations, by NumPy. */
    @Test
    void a_mean_rating_is_shown_on_its_scale() {
        Interval rating = EveryOptionTest.MetricCourse.RATING_LIMIT
                .judged(options -> options.satisfactionFrom(1))
                .findings()
                .get(0)
                .canary()
                .orElseThrow();

        assertThat(rating.estimate()).isCloseTo(3.767159763313609, within(1e-9));
        assertThat(rating.confidence()).isCloseTo(0.95, within(1e-12));
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

        MetricResult finding = judged(options, EveryOptionTest.MetricCourse.ERRORS.windows())
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
        // Two errors on both arms together are still too few to compare.
        assertThat(judged(JudgeOptions.defaults(), List.of(between(0, 500, new Errors(1, 1), 2000, new Errors(1, 1))))
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

    /** Values of several windows with sums beyond a double, and of windows in which more fail than stable has conversations. */
    @Test
    void intervals_are_those_of_all_windows_together() {
        Grounds large = judged(
                JudgeOptions.defaults(),
                List.of(window(0, 20000, 1000, 20000, 960), window(1, 20000, 990, 20000, 965)));
        assertInterval(large, 1.0355331430951964, 0.7059669182283699, 1.1302671913517761);
        assertThat(large.evidence().orElseThrow().promote()).isCloseTo(197.33736467137078, within(1e-5));

        Grounds sick = judged(
                JudgeOptions.defaults(),
                List.of(window(0, 60, 30, 20, 12), window(1, 50, 22, 20, 14), window(2, 70, 35, 25, 15)));
        assertInterval(sick, 0.5505323438177819, 0.13177977038665495, 1.3923198401745296);
        assertThat(sick.evidence().orElseThrow().rollBack()).isCloseTo(-0.6888235357226868, within(1e-8));
        assertThat(sick.evidence().orElseThrow().promote()).isCloseTo(7.775819135707472, within(1e-8));
    }

    private static void assertInterval(Grounds grounds, double estimate, double low, double high) {
        Interval ratio = grounds.findings().get(0).difference().orElseThrow();
        assertThat(ratio.estimate()).isCloseTo(estimate, within(1e-4));
        assertThat(ratio.low().orElseThrow()).isCloseTo(low, within(1e-4));
        assertThat(ratio.high().orElseThrow()).isCloseTo(high, within(1e-4));
        assertThat(ratio.confidence()).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void five_conversations_of_a_share_are_a_mean() {
        Grounds grounds = judged(
                JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).build(),
                List.of(
                        latencies(0, 5, 12, 1100, 200, 1000),
                        latencies(1, 5, 12, 1150, 200, 1040),
                        latencies(2, 5, 12, 1050, 200, 990),
                        latencies(3, 25, 5, 1300, 100, 1005),
                        latencies(4, 50, 30, 1080, 30, 1010),
                        latencies(5, 50, 28, 1120, 30, 1020),
                        latencies(6, 50, 26, 1060, 30, 1000)));

        assertThat(grounds.evidence().orElseThrow().rollBack()).isCloseTo(2.0854059926512103, within(1e-8));
        assertThat(grounds.findings().get(0).difference().orElseThrow().confidence())
                .isCloseTo(0.9, within(1e-12));
    }

    private static Window rated(int minute, long canary, Optional<Double> mine, Optional<Double> theirs) {
        Optional<Errors> none = Optional.of(new Errors(0, 0));
        return window(
                minute,
                7,
                new Arm(canary, none, mine, Optional.empty()),
                Optional.of(new Arm(400, none, theirs, Optional.empty())));
    }

    private static Grounds rated(Rules rules, boolean guaranteed, double fourth, double seventh, boolean withGaps) {
        long[] conversations = {40, 44, 36, 50, 42, 38, 48, 40};
        double[] mine = {3.7, 4.0, 3.5, fourth, 3.6, 3.85, 3.85, 3.65};
        double[] theirs = {3.9, 4.0, 3.85, 3.95, 3.9, 4.05, seventh, 3.95};
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            windows.add(rated(windows.size(), conversations[i], Optional.of(mine[i]), Optional.of(theirs[i])));
            if (withGaps) {
                windows.add(rated(windows.size(), 90, Optional.empty(), Optional.of(1.0)));
                windows.add(rated(windows.size(), 90, Optional.of(1.0), Optional.empty()));
            }
        }
        return judged(
                rules,
                JudgeOptions.builder()
                        .metrics(List.of(Metric.SATISFACTION))
                        .ratingsPerConversation(0.3)
                        .satisfactionGuaranteed(guaranteed)
                        .build(),
                windows);
    }

    @Test
    void a_window_without_a_mean_of_both_arms_is_no_pair() {
        assertThat(rated(Rules.CURRENT, false, 3.9, 3.9, true)
                        .evidence()
                        .orElseThrow()
                        .rollBack())
                .isCloseTo(2.340569820973991, within(1e-8));
        assertThat(rated(Rules.CURRENT, true, 3.9, 3.9, true)
                        .evidence()
                        .orElseThrow()
                        .rollBack())
                .isCloseTo(-0.2531988393086779, within(1e-8));
    }

    /** A rating of 9 counts as 5, and one of -3 as 0. Earlier rules took them as they were. */
    @Test
    void ratings_beyond_their_scale_count_as_its_ends() {
        Grounds now = rated(Rules.CURRENT, false, 9, -3, false);
        assertThat(now.evidence().orElseThrow().rollBack()).isCloseTo(-1.0743405722175368, within(1e-8));
        assertThat(now.evidence().orElseThrow().promote()).isCloseTo(0.042877562865437466, within(1e-8));
        Grounds earlier = rated(Rules.V1, false, 9, -3, false);
        assertThat(earlier.evidence().orElseThrow().rollBack()).isCloseTo(-0.5963334887202552, within(1e-8));
        assertThat(earlier.evidence().orElseThrow().promote()).isCloseTo(0.004962932504647774, within(1e-8));
    }

    @Test
    void the_bound_of_hoeffding_holds_for_ratings_on_their_scale() {
        Grounds now = rated(Rules.CURRENT, true, 9, -3, false);
        assertThat(now.evidence().orElseThrow().rollBack()).isCloseTo(-1.8151837594633695, within(1e-8));
        assertThat(now.evidence().orElseThrow().promote()).isCloseTo(6.147439995179686, within(1e-8));
        Grounds earlier = rated(Rules.V1, true, 9, -3, false);
        assertThat(earlier.evidence().orElseThrow().rollBack()).isCloseTo(-2.7088057164022654, within(1e-8));
        assertThat(earlier.evidence().orElseThrow().promote()).isCloseTo(24.105763153823002, within(1e-8));

        // One rating leaves all differences possible.
        Grounds few = judged(
                JudgeOptions.builder()
                        .metrics(List.of(Metric.SATISFACTION))
                        .ratingsPerConversation(0.3)
                        .satisfactionGuaranteed(true)
                        .build(),
                List.of(rated(0, 3, Optional.of(3.0), Optional.of(4.0))));
        Interval lost = few.findings().get(0).difference().orElseThrow();
        assertThat(lost.estimate()).isCloseTo(1, within(1e-12));
        assertThat(lost.low().orElseThrow()).isEqualTo(-5);
        assertThat(lost.high().orElseThrow()).isEqualTo(5);
        assertThat(lost.confidence()).isCloseTo(0.95, within(1e-12));
    }

    @Test
    void pairs_without_spread_have_no_interval_and_others_end_where_they_are_refuted() {
        WeightedT even = new WeightedT(0.5);
        even.add(0.1, 10);
        even.add(0.1, 20);
        Interval open = even.interval(0.05, 1);
        assertThat(open.low().orElseThrow()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(open.high().orElseThrow()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(open.confidence()).isCloseTo(0.95, within(1e-12));
        assertThat(even.high(3, 0.1)).isInfinite();

        WeightedT some = new WeightedT(0.2);
        double[] differences = {0.12, 0.30, 0.05, 0.22, 0.18, 0.27, 0.09, 0.31};
        double[] weights = {9.5, 11.3, 8.6, 10.4, 18, 9, 12, 10};
        for (int i = 0; i < 8; i++) {
            some.add(differences[i], weights[i]);
        }
        Interval interval = some.interval(0.05, 1);
        assertThat(some.logE(interval.high().orElseThrow())).isCloseTo(Math.log(20), within(1e-9));
        assertThat(some.high(Math.log(20), 0)).isCloseTo(interval.high().orElseThrow(), within(1e-12));
        Interval wider = some.interval(0.05, 1.5);
        assertThat(some.logE(wider.low().orElseThrow())).isCloseTo(1.5 * Math.log(20), within(1e-9));
    }

    /** Where the normal distribution leaves the range of a double. The mixture was integrated with mpmath, to 60 digits. */
    @Test
    void a_sum_far_below_nothing_has_evidence_too() {
        assertThat(NormalMixture.logOneSided(-600, 100, 12)).isCloseTo(-5.380578552473239, within(1e-3));
    }
}
