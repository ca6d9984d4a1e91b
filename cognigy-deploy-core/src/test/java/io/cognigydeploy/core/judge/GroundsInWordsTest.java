package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.arm;
import static io.cognigydeploy.core.judge.Given.outage;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grounds of verdicts as a person reads them, and the numbers in them. */
class GroundsInWordsTest {

    private static List<Window> windows(int number, IntFunction<Window> window) {
        return IntStream.range(0, number).mapToObj(window).toList();
    }

    private static CanaryVerdict verdict(Judge judge, List<? extends Observation> course) {
        return judge.resume(course).verdict();
    }

    private static Judge sequential(JudgeOptions.Builder options) {
        return Judge.sequential(options.build());
    }

    /**
     * SciPy's binom.pmf: one user who fails in 95 % of windows, beside the rate, against each ratio of odds. The logarithm of the ratio
     * of likelihoods passes that of 10, 2.3026, at the windows named: from 2.230 to 2.974, 1.769 to 2.359, 1.604 to 2.408,
     * 1.944 to 2.534, 2.230 to 2.453 and 2.067 to 2.411.
     */
    @ParameterizedTest
    @CsvSource({"6, 0.03, 1, 4", "12, 0.03, 1, 4", "6, 0.03, 2, 5", "12, 0.03, 2, 5", "3, 0.25, 1, 11", "3, 0.2, 1, 7"})
    void a_user_is_ten_times_as_likely_as_any_rate(long conversations, double rate, long third, int windows) {
        OneUser user = new OneUser(JudgeOptions.defaults().ratios());
        for (int i = 0; i < windows; i++) {
            assertThat(user.isLikely()).isFalse();
            user.add(conversations, i % 4 == 2 ? third : 1, rate);
            user.add(0, 0, rate);
        }
        assertThat(user.isLikely()).isTrue();
    }

    private static LatencyRatio latencies(JudgeOptions.Builder options) {
        long[] stable = {190, 200, 180, 210, 195, 205, 185, 200};
        double[] stableMeans = {1450, 1180, 1920, 1250, 1330, 1710, 1210, 1405};
        long[] canary = {21, 24, 20, 22, 26, 20, 23, 25};
        double[] canaryMeans = {1120, 1260, 1075, 1410, 1190, 1015, 1300, 1160};
        LatencyRatio ratio =
                new LatencyRatio(options.metrics(List.of(Metric.LATENCY)).build());
        for (int i = 0; i < 8; i++) {
            double mean = 1430 + 0.25 * (stableMeans[i] - 1430);
            ratio.addStable((double) stable[i], mean);
            ratio.add((double) canary[i], canaryMeans[i], (double) stable[i], mean);
        }
        return ratio;
    }

    private static void assertLatencies(JudgeOptions.Builder options, double high, double needed) {
        LatencyRatio ratio = latencies(options);
        assertThat(ratio.high()).isCloseTo(high, within(1e-8));
        assertThat(ratio.needed()).isCloseTo(needed, within(0.001 * needed));
        assertThat(ratio.variation()).isCloseTo(0.7974629087612557, within(1e-9));
        assertThat(ratio.conversations()).isEqualTo(181);
        assertThat(ratio.isEmpty()).isFalse();
    }

    /** Roots of the density of the non-central t distribution over that of the central one, found with SciPy. */
    @Test
    void what_a_latency_needs_follows_from_its_options() {
        assertLatencies(JudgeOptions.builder(), 1.1568893428817366, 251.87862043953254);
        assertLatencies(JudgeOptions.builder().designEffect(2), 3.3782650115264805, 432.05820034591994);
        assertLatencies(JudgeOptions.builder().beta(0.2), 1.0324941357017599, 163.22869333021396);
        assertLatencies(JudgeOptions.builder().latencyMargin(1.5), 1.1568893428817366, 155.06505182196187);
        assertLatencies(
                JudgeOptions.builder().latencyMargin(1.5).designEffect(2), 3.3782650115264805, 256.18731120521045);
        assertLatencies(JudgeOptions.builder().latencyShift(0.4), 1.1395696062353637, 260.0486731749979);
        // 40 pairs of 181/8 conversations each.
        assertLatencies(JudgeOptions.builder().minPairs(40), 1.1568893428817366, 905);
    }

    @Test
    void before_two_pairs_nothing_is_known_of_latencies() {
        LatencyRatio ratio = new LatencyRatio(
                JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).build());
        assertThat(ratio.variance()).isZero();
        assertThat(ratio.isEmpty()).isTrue();
        assertThat(ratio.logPromote()).isZero();
        ratio.addStable(100, 1000);
        ratio.add(20, 900, 100, 1000);
        assertThat(ratio.variance()).isZero();
        assertThat(ratio.isEmpty()).isTrue();
        assertThat(ratio.high()).isInfinite();
        assertThat(ratio.mean()).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void a_design_effect_is_named_with_its_source() {
        IntFunction<Window> some = i -> window(i, 20, 1, 400, 12);
        Dispersion before = new Dispersion(2.04, 1.21, 3.96, 2.55, 24);

        assertThat(caveats(JudgeOptions.builder().designEffect(1.5), windows(1, some)))
                .containsExactly(
                        "Evidence about errors is divided by 1.5, because they may come in clusters or at a rate that"
                                + " changes by itself (as it was set). A decision needs as many times the conversations.");
        assertThat(caveats(JudgeOptions.builder().designEffect(1.49), windows(1, some)))
                .isEmpty();
        assertThat(caveats(JudgeOptions.builder().history(before), windows(1, some)))
                .singleElement()
                .asString()
                .contains("divided by 2.6,", "(by the history of stable: 2.0, from 1.2 to 4.0)");
        assertThat(caveats(JudgeOptions.builder().assumedDesignEffect(3), windows(1, some)))
                .singleElement()
                .asString()
                .contains("divided by 3.0,", "(assumed at the start, then by the windows of the watch)");
        // From window to window, 40 of 400 and none: the variance is 20 times that of chance, and more.
        assertThat(caveats(JudgeOptions.builder(), windows(8, i -> window(i, 20, 1, 400, i % 2 == 0 ? 0 : 40))))
                .singleElement()
                .asString()
                .contains("(by the windows of the watch)");
    }

    private static List<String> caveats(JudgeOptions.Builder options, List<Window> course) {
        return verdict(sequential(options), course).grounds().cannotExclude();
    }

    @Test
    void each_test_has_its_assumptions() {
        List<Window> latencies =
                windows(9, i -> window(i, 5, arm(20, 0, 4, 900 + i), Optional.of(arm(380, 0, 4, 1000 + i))));
        JudgeOptions.Builder ratings =
                JudgeOptions.builder().metrics(List.of(Metric.SATISFACTION)).ratingsPerConversation(0.5);

        assertThat(caveats(ratings, latencies))
                .containsExactly(
                        "The test of satisfaction takes means of windows for normally distributed; its error rate is"
                                + " approximate.");
        assertThat(caveats(ratings.satisfactionGuaranteed(true), latencies)).isEmpty();
        assertThat(caveats(JudgeOptions.builder().metrics(List.of(Metric.LATENCY)), latencies))
                .singleElement()
                .asString()
                .isEqualTo(
                        "The test of latency takes how much single latencies vary from the windows of stable; its error rate"
                                + " is approximate. It errs on the unsafe side where the canary has very long answers that stable does"
                                + " not have: even none of them in 180 conversations leaves a share of 1.7 % open.");
        assertThat(Judge.sequential(JudgeOptions.builder()
                                .metrics(List.of(Metric.LATENCY))
                                .build())
                        .resume(Rules.V1, latencies)
                        .verdict()
                        .grounds()
                        .cannotExclude())
                .singleElement()
                .asString()
                .startsWith("The test of latency takes means of windows");
        assertThat(caveats(
                        JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).against(Against.LIMITS), latencies))
                .singleElement()
                .asString()
                .startsWith("Without a stable arm");
    }

    @Test
    void the_tests_of_findings_have_names_and_units() {
        List<Window> course =
                windows(6, i -> window(i, 5, arm(20, 0, 4, 900 + i), Optional.of(arm(380, 0, 4, 1000 + i))));
        JudgeOptions.Builder all =
                JudgeOptions.builder().metrics(List.of(Metric.values())).ratingsPerConversation(0.5);

        assertThat(verdict(sequential(all), course).grounds().findings())
                .extracting(MetricResult::test)
                .containsExactly(
                        "conditional hypergeometric e-process", "anytime-valid t-test", "anytime-valid t-test");
        assertThat(verdict(sequential(all), course).grounds().findings())
                .extracting(MetricResult::differenceOf)
                .containsExactly("odds ratio", "points of satisfaction lost", "ratio of latencies");
        assertThat(verdict(sequential(all.against(Against.LIMITS)), course)
                        .grounds()
                        .findings())
                .extracting(MetricResult::test)
                .containsExactly(
                        "beta-binomial mixture against a limit of 0.05",
                        "beta-binomial mixture against a limit of 3.5",
                        "anytime-valid t-test against a limit of 1500.0");
    }

    @Test
    void a_reason_has_the_chance_from_what_it_refutes() {
        List<Window> sick = List.of(window(0, 50, 20, 950, 20));
        assertThat(verdict(Judge.sequential(), sick).reason()).contains("of this from an equally good canary is");
        assertThat(verdict(sequential(JudgeOptions.builder().toleratedRatio(1.25)), sick)
                        .reason())
                .contains("of this from a canary with 1.25 times the odds of errors is");
        assertThat(verdict(sequential(JudgeOptions.builder().against(Against.LIMITS)), sick)
                        .reason())
                .contains(", limit 5 %", "of this from a canary within the limit is");
        assertThat(verdict(
                                sequential(JudgeOptions.builder().toleratedRate(0.025)),
                                windows(8, i -> window(i, 50, 0, 950, 0)))
                        .reason())
                .contains("of this from an arm with 2.5 % errors or more is");
        Judgement none = Judge.sequential().begin();
        assertThat(none.verdict().reason()).isEqualTo("There are no usable data.");
        assertThat(none.verdict().grounds().driver()).isEmpty();
        assertThat(none.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(verdict(Judge.sequential(), List.of(window(0, 60, 2, 950, 30)))
                        .reason())
                .endsWith("; whether the canary is worse is not shown yet.");
        assertThat(Judge.sequential()
                        .resume(List.of(window(0, 60, 2, 950, 30)))
                        .verdictAtEnd()
                        .reason())
                .endsWith("; whether the canary is worse was not shown in the time.");
        assertThat(Judge.sequential()
                        .resume(List.of(window(0, 49, 2, 950, 30)))
                        .verdictAtEnd()
                        .reason())
                .isEqualTo("Too little traffic: 49 conversations of the canary, 50 are the minimum.");
    }

    @Test
    void the_grounds_count_what_was_taken_and_what_was_not() {
        CanaryVerdict.Grounds grounds = verdict(
                        Judge.sequential(),
                        List.of(
                                window(2, 60, 2, 950, 30),
                                outage(3),
                                window(3, 40, 1, 930, 29),
                                window(3, 40, 1, 930, 29),
                                new Refused(Given.minute(9), Defect.STALE, "late")))
                .grounds();

        assertThat(grounds.windows()).isEqualTo(2);
        assertThat(grounds.canaryConversations()).isEqualTo(100);
        assertThat(grounds.stableConversations()).isEqualTo(1880);
        assertThat(grounds.from()).contains(Given.minute(2));
        assertThat(grounds.to()).contains(Given.minute(4));
        assertThat(grounds.judge()).isEqualTo("sequential");
        assertThat(grounds.refused()).isEqualTo(Map.of(Defect.UNREACHABLE, 1, Defect.OVERLAPPING, 1, Defect.STALE, 1));
    }

    @Test
    void a_threshold_states_the_metric_and_its_mean_over_the_rolling_windows() {
        Map<Metric, Double> limits = Map.of(Metric.ERROR_RATE, 0.05, Metric.SATISFACTION, 3.5, Metric.LATENCY, 1500.0);
        Judge judge = Judge.threshold(limits, 2, 10);

        // (20 * 1400 + 60 * 1600) / 80 is 1550.
        CanaryVerdict slow = verdict(
                judge,
                List.of(
                        window(0, 5, arm(9, 0, 4, 9000), Optional.empty()),
                        window(1, 5, arm(0, 0, 4, 9000), Optional.empty()),
                        window(2, 5, arm(20, 1, 4, 1400), Optional.empty()),
                        window(3, 5, arm(60, 3, 4, 1600), Optional.empty())));
        assertThat(slow.reason()).isEqualTo("LATENCY was 1550 over the last 2 windows");
        assertThat(slow.grounds().driver()).contains(Metric.LATENCY);
        CanaryVerdict disliked = verdict(judge, List.of(window(0, 5, arm(20, 1, 3.4, 1500), Optional.empty())));
        assertThat(disliked.reason()).isEqualTo("SATISFACTION was 3.400 over the last 1 windows");
        Judgement good = judge.resume(List.of(
                window(0, 5, arm(49, 2, 3.5, 1500), Optional.empty()),
                window(1, 5, arm(1, 0, 3.5, 1500), Optional.empty())));
        assertThat(good.verdict().call()).isEqualTo(Call.CONTINUE);
        assertThat(good.verdict().reason()).isEqualTo("no limit is breached");
        assertThat(good.verdictAtEnd().call()).isEqualTo(Call.PROMOTE);
        assertThat(good.verdictAtEnd().reason()).isEqualTo("no limit was breached");
        Judgement few = judge.resume(List.of(window(0, 5, Arm.of(49, 0), Optional.empty())));
        assertThat(few.verdictAtEnd().reason())
                .isEqualTo(
                        "only 49 conversations; never measured, so not held against its limit: SATISFACTION, LATENCY");
        assertThat(Judge.threshold(limits, 2, 80)
                        .resume(List.of(window(0, 5, arm(79, 0, 4, 900), Optional.empty())))
                        .verdictAtEnd()
                        .call())
                .isEqualTo(Call.UNDECIDED);
    }

    @Test
    void means_without_counts_have_the_same_weight() {
        Arm slow = new Arm(0, Optional.empty(), Optional.empty(), Optional.of(2000.0));
        Arm quick = new Arm(0, Optional.empty(), Optional.empty(), Optional.of(900.0));
        Judge judge = Judge.threshold(Map.of(Metric.LATENCY, 1500.0), 3, 50);

        assertThat(verdict(judge, List.of(window(0, 5, slow, Optional.empty()))).reason())
                .isEqualTo("LATENCY was 2000 over the last 1 windows");
        Judgement good =
                judge.resume(List.of(window(0, 5, quick, Optional.empty()), window(1, 5, slow, Optional.empty())));
        assertThat(good.verdict().call()).isEqualTo(Call.CONTINUE);
        assertThat(good.verdictAtEnd().call()).isEqualTo(Call.PROMOTE);
        assertThat(good.verdictAtEnd().grounds().cannotExclude())
                .singleElement()
                .asString()
                .contains("does not count conversations");
        assertThat(judge.begin().verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(judge.needsCounts()).isFalse();
        assertThat(Judge.sequential().needsCounts()).isTrue();
    }

    @Test
    void failures_are_measured_every_few_windows_over_all_of_them() {
        Judge judge = Judge.failureLimit(0.05, 3, 1, true);

        // 3 of 60 is the limit and no breach; 4 of 60 is one; nothing at all is one too.
        Judgement trial = judge.begin();
        for (int i = 0; i < 3; i++) {
            trial.add(window(i, 20, 1, 380, 0));
        }
        assertThat(trial.verdict().reason()).isEqualTo("0 measurements breached the limit, 1 are tolerated");
        for (int i = 3; i < 6; i++) {
            trial.add(window(i, 20, i == 4 ? 2 : 1, 380, 0));
        }
        assertThat(trial.verdict().reason()).isEqualTo("1 measurements breached the limit, 1 are tolerated");
        assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.PROMOTE);
        trial.add(outage(6));
        trial.add(outage(7));
        assertThat(trial.add(outage(8))).isEqualTo(Call.ROLL_BACK);
        assertThat(trial.verdict().reason()).isEqualTo("2 measurements breached the limit, 1 are tolerated");
        Judgement few = judge.resume(List.of(window(0, 49, 0, 380, 0)));
        assertThat(few.verdictAtEnd().reason()).isEqualTo("only 49 conversations");
        assertThat(judge.resume(List.of(window(0, 50, 0, 380, 0)))
                        .verdictAtEnd()
                        .call())
                .isEqualTo(Call.PROMOTE);
        assertThat(judge.name()).isEqualTo("failure limit");
        assertThat(Judge.consecutiveLimit(0.05, 3, 1, true).name()).isEqualTo("consecutive limit");
    }

    /** The rates 0, 0.1, 0.2 less 0.05, 0.05, 0.05: the middle difference is 0.05. */
    @Test
    void ranks_state_the_shift_and_need_their_windows() {
        Judge judge = Judge.ranks(0.5, 3, 3);
        List<Window> course = windows(3, i -> window(i, 20, 2L * i, 100, 5));

        assertThat(judge.resume(course).verdict().reason())
                .isEqualTo("error rates of windows are shifted by 0.0500 [-0.0500, 0.1500], 3 against 3 windows");
        assertThat(judge.resume(course).verdictAtEnd().call()).isEqualTo(Call.PROMOTE);
        assertThat(judge.resume(course.subList(0, 2)).verdict().reason()).isEqualTo("nothing to compare yet");
        assertThat(judge.resume(course.subList(0, 2)).verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(Judge.ranks(0.5, 3, 4).resume(course).verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(judge.name()).isEqualTo("ranks");
    }

    @Test
    void arms_that_are_not_randomised_are_compared_for_a_rollback_alone() {
        Judge limits = Judge.threshold(Map.of(Metric.ERROR_RATE, 0.2), 15, 50);
        Judge judge = Judge.notRandomised(limits, Judge.sequential());

        CanaryVerdict worse = verdict(judge, List.of(window(0, 50, 9, 950, 20)));
        assertThat(worse.call()).isEqualTo(Call.ROLL_BACK);
        assertThat(worse.reason()).startsWith("Errors: canary 18.0 %");
        assertThat(worse.grounds().driver()).contains(Metric.ERROR_RATE);
        assertThat(worse.grounds().findings()).hasSize(1);
        assertThat(worse.grounds().cannotExclude()).first().asString().startsWith("The arms were not randomised");
        CanaryVerdict over = verdict(judge, List.of(window(0, 50, 11, 950, 300)));
        assertThat(over.call()).isEqualTo(Call.ROLL_BACK);
        assertThat(over.reason()).isEqualTo("ERROR_RATE was 0.2200 over the last 1 windows");
        CanaryVerdict fine = judge.resume(List.of(window(0, 50, 2, 950, 50))).verdictAtEnd();
        assertThat(fine.call()).isEqualTo(Call.PROMOTE);
        assertThat(fine.reason())
                .startsWith("no limit was breached; nothing shows that it is worse than stable, e-value 0.605")
                .endsWith(" (rolls back at 20.0)");
        CanaryVerdict alone = judge.resume(List.of(window(0, 5, Arm.of(50, 2), Optional.empty())))
                .verdictAtEnd();
        assertThat(alone.reason()).isEqualTo("no limit was breached; there was nothing to compare it with");
        assertThat(judge.withoutStable()).isEqualTo(limits);
        assertThat(judge.name()).isEqualTo("not randomised");
    }

    @Test
    void a_history_is_used_where_the_judge_has_none() {
        Dispersion before = new Dispersion(2, 1, 4, 2.5, 24);
        Judge own = sequential(JudgeOptions.builder().assumedDesignEffect(3));

        assertThat(Judge.sequential().withHistory(Optional.of(before)))
                .isEqualTo(sequential(JudgeOptions.builder().history(before)));
        assertThat(Judge.sequential().withHistory(Optional.empty()))
                .isEqualTo(sequential(JudgeOptions.builder().assumedDesignEffect(2)));
        assertThat(own.withHistory(Optional.of(before))).isEqualTo(own);
        Judge given = sequential(JudgeOptions.builder().history(before));
        assertThat(given.withHistory(Optional.empty())).isEqualTo(given);
        assertThat(Judge.ranks(0.9, 1, 1).withHistory(Optional.of(before))).isEqualTo(Judge.ranks(0.9, 1, 1));
        assertThat(Judge.ranks(0.9, 1, 1).withoutStable()).isEqualTo(Judge.ranks(0.9, 1, 1));
        assertThat(Judge.sequential().withoutStable())
                .isEqualTo(sequential(JudgeOptions.builder().against(Against.LIMITS)));
    }

    @Test
    void e_values_of_results_are_powers_with_a_bound() {
        MetricResult result = new MetricResult(
                Metric.ERROR_RATE, "test", 3, 1000, Optional.empty(), Optional.empty(), Optional.empty(), "unit");

        assertThat(result.rollBackEValue()).isCloseTo(20.085536923187668, within(1e-12));
        assertThat(result.promoteEValue()).isEqualTo(Double.MAX_VALUE);
        Interval open = new Interval(1, Double.NEGATIVE_INFINITY, 2, 0.9);
        assertThat(open.finite()).contains(new Interval(1, Optional.empty(), Optional.of(2.0), 0.9));
        assertThat(new Interval(Double.NaN, 1, 2, 0.9).finite()).isEmpty();
        assertThat(new Interval(1, 1, 2, Double.NaN).finite()).isEmpty();
    }

    @Test
    void a_window_that_a_judge_cannot_use_is_refused() {
        Arm uncounted = new Arm(0, Optional.empty(), Optional.of(4.0), Optional.empty());
        Arm rounded = new Arm(50, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(0.0511));
        Optional<Arm> stable = Optional.of(Arm.of(950, 19));
        Judgement trial = Judge.sequential()
                .resume(List.of(
                        window(0, 5, uncounted, stable),
                        window(1, 5, rounded, stable),
                        window(2, 5, Arm.of(50, 1), Optional.of(rounded)),
                        window(3, 5, Arm.of(50, 1), Optional.empty())));

        assertThat(trial.observations())
                .extracting(each -> ((Refused) each).why())
                .containsExactly(
                        "no count of conversations and errors",
                        "no count of conversations and errors",
                        "no count of conversations and errors",
                        "no metrics of stable");
        assertThat(trial.verdict().grounds().refused()).isEqualTo(Map.of(Defect.ABSENT, 4));
        assertThat(trial.sampleRatio()).isEmpty();
        assertThat(trial.add(window(4, 50, 40, 950, 20))).isEqualTo(Call.ROLL_BACK);
        assertThat(trial.add(window(5, 50, 0, 950, 20))).isEqualTo(Call.ROLL_BACK);
        assertThat(trial.sampleRatio())
                .hasValueSatisfying(ratio -> assertThat(ratio.all()).isEqualTo(1000));
        assertThat(verdict(Judge.ranks(0.9, 1, 1), List.of()).grounds().driver())
                .contains(Metric.ERROR_RATE);
    }

    /** While nothing is decided the metric with the most against the canary; at a promotion the one with the least for it. */
    @Test
    void the_driver_of_a_promotion_is_the_weakest_metric() {
        double[] mine = {4.1, 3.9, 4.0, 4.05, 3.95, 4.0, 4.1, 3.9};
        List<Window> course =
                windows(8, i -> window(i, 5, arm(50, 0, mine[i], 900), Optional.of(arm(950, 30, 4, 900))));
        JudgeOptions.Builder options = JudgeOptions.builder()
                .metrics(List.of(Metric.ERROR_RATE, Metric.SATISFACTION))
                .ratingsPerConversation(0.5);

        CanaryVerdict promoted = verdict(sequential(options), course);
        assertThat(promoted.call()).isEqualTo(Call.PROMOTE);
        assertThat(promoted.grounds().driver()).contains(Metric.SATISFACTION);
        assertThat(promoted.reason())
                .startsWith("Satisfaction: ")
                .contains("; the chance of this from one that is worse by the margin is under 1 in ");
        CanaryVerdict waiting = verdict(sequential(options.beta(1e-9)), course);
        assertThat(waiting.call()).isEqualTo(Call.CONTINUE);
        assertThat(waiting.grounds().driver()).contains(Metric.ERROR_RATE);
        assertThat(waiting.grounds().findings().get(0).logRollBack())
                .isGreaterThan(waiting.grounds().findings().get(1).logRollBack());
    }

    @Test
    void fifty_conversations_are_not_too_few() {
        assertThat(Judge.sequential()
                        .resume(List.of(window(0, 50, 2, 950, 30)))
                        .verdictAtEnd()
                        .reason())
                .endsWith("was not shown in the time.");
    }

    @Test
    void a_threshold_of_earlier_rules_takes_the_sum_over_the_number() {
        Judge judge = Judge.threshold(Map.of(Metric.LATENCY, 1500.0), 2, 10);

        assertThat(judge.resume(
                                Rules.V1,
                                List.of(
                                        window(0, 5, arm(20, 1, 4, 1400), Optional.empty()),
                                        window(1, 5, arm(60, 3, 4, 1600), Optional.empty())))
                        .verdict()
                        .reason())
                .isEqualTo("LATENCY was 1550 over the last 2 windows");
    }

    @Test
    void ranges_of_errors_are_not_counted_twice() {
        Arm vague = new Arm(20, Optional.of(new Errors(1, 3)), Optional.empty(), Optional.empty());
        Judgement failing =
                Judge.failureLimit(0.06, 1, 0, false).resume(List.of(window(0, 5, vague, Optional.empty())));

        assertThat(failing.verdict().call()).isEqualTo(Call.CONTINUE);
    }
}
