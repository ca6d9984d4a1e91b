package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.arm;
import static io.cognigydeploy.core.judge.Given.outage;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequentialJudgeTest {

    private static Judgement trial(JudgeOptions options) {
        return Judge.sequential(options).begin();
    }

    private static Call feed(Judgement trial, int minutes, IntFunction<Window> window) {
        Call call = Call.CONTINUE;
        for (int i = 0; i < minutes && call == Call.CONTINUE; i++) {
            call = trial.add(window.apply(i));
        }
        return call;
    }

    @Test
    void the_published_windows_are_rolled_back_at_the_fourth() {
        Judgement trial = Judge.sequential().begin(Rules.V1);
        assertThat(trial.add(window(0, 10, 1, 190, 5))).isEqualTo(Call.CONTINUE);
        assertThat(trial.add(window(1, 12, 2, 188, 6))).isEqualTo(Call.CONTINUE);
        assertThat(trial.add(window(2, 9, 0, 191, 4))).isEqualTo(Call.CONTINUE);
        assertThat(trial.verdict().call()).isEqualTo(Call.CONTINUE);
        assertThat(trial.add(window(3, 11, 3, 189, 7))).isEqualTo(Call.ROLL_BACK);

        CanaryVerdict verdict = trial.verdict();
        assertThat(verdict.call()).isEqualTo(Call.ROLL_BACK);
        assertThat(verdict.reason())
                .isEqualTo("Errors: canary 14.3 % (2.1–44.3), stable 2.9 % (1.3–5.7): 4.9 times as many; the chance of"
                        + " this from an equally good canary is under 1 in 37.");
        assertThat(verdict.grounds().evidence().orElseThrow().describe())
                .startsWith("e-value against the canary 37.3, which is rolled back at 20.0;");
        assertThat(verdict.grounds().driver()).contains(Metric.ERROR_RATE);
        assertThat(verdict.grounds().windows()).isEqualTo(4);
        assertThat(verdict.grounds().canaryConversations()).isEqualTo(42);
        assertThat(verdict.grounds().evidence().orElseThrow().anytimeP()).isCloseTo(0.026781, within(1e-6));
        MetricResult finding = verdict.grounds().findings().get(0);
        assertThat(finding.rollBackEValue()).isCloseTo(37.339838, within(1e-5));
        Interval ratio = finding.difference().orElseThrow();
        assertThat(ratio.low().orElseThrow()).isGreaterThan(1).isLessThan(2);
        assertThat(ratio.estimate()).isBetween(3.0, 8.0);
        assertThat(ratio.high().orElse(Double.POSITIVE_INFINITY)).isGreaterThan(10);
        assertThat(finding.canary().orElseThrow().estimate()).isCloseTo(6 / 42.0, within(1e-12));
    }

    /** The interval and the decisions are two views of the same evidence, for small windows and for large ones. */
    @Test
    void the_interval_agrees_with_the_decision() {
        for (long scale : new long[] {1, 40}) {
            Judgement worse = Judge.sequential().begin();
            feed(worse, 60, i -> window(i, 10 * scale, 2 * scale, 190 * scale, 9 * scale));
            Judgement fine = trial(JudgeOptions.builder().alpha(1e-9).build());
            feed(fine, 200, i -> window(i, 10 * scale, scale, 190 * scale, 19 * scale));
            assertThat(worse.verdict().call()).isEqualTo(Call.ROLL_BACK);
            assertThat(fine.verdict().call()).isEqualTo(Call.PROMOTE);
            for (Judgement each : List.of(worse, fine)) {
                MetricResult finding = each.verdict().grounds().findings().get(0);
                Interval ratio = finding.difference().orElseThrow();
                assertThat(ratio.low().orElseThrow() > 1).isEqualTo(finding.logRollBack() >= Math.log(20));
                assertThat(ratio.high().orElse(Double.POSITIVE_INFINITY) < 2)
                        .isEqualTo(finding.logPromote() >= Math.log(20));
                assertThat(ratio.estimate())
                        .isBetween(ratio.low().orElseThrow(), ratio.high().orElse(Double.POSITIVE_INFINITY));
            }
        }
    }

    @Test
    void the_reason_has_the_values_of_the_metric_that_decides() {
        Judgement limits = trial(JudgeOptions.builder()
                .against(Against.LIMITS)
                .metrics(List.of(Metric.SATISFACTION))
                .ratingsPerConversation(1)
                .build());
        feed(limits, 30, i -> window(i, 5, arm(100, 1, 1.5, 900), Optional.empty()));
        Judgement slow =
                trial(JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).build());
        feed(slow, 30, i -> window(i, 5, arm(100, 1, 4, 900 + i), Optional.of(arm(900, 9, 4, 600))));
        Judgement unclear = Judge.sequential().begin();
        feed(unclear, 3, i -> window(i, 20, 0, 380, 0));
        Judgement good = Judge.sequential().begin();
        feed(good, 30, i -> window(i, 100, 1, 900, 27));

        assertThat(limits.verdict().reason())
                .startsWith("Satisfaction: canary 1.50 (")
                .contains("), limit 3.5; the chance of this from a canary within the limit is under 1 in ");
        assertThat(slow.verdict().reason())
                .startsWith("Latency: 1.5")
                .contains(" times that of stable (")
                .contains("; the chance of this from an equally good canary is under 1 in ");
        assertThat(unclear.verdict().reason())
                .isEqualTo("Errors: canary 0.00 % (0.00–14.80), stable 0.00 % (0.00–0.61): neither has any; too few"
                        + " to compare; the canary is promoted once both arms are shown to have less than 1 %.");
        assertThat(good.verdict().reason())
                .startsWith("Errors: canary 1.0 % (")
                .contains(
                        ": 0.33 times as many; the chance of this from one that is worse by the margin is under 1 in 49.");
    }

    /**
     * The ends of the interval are where the likelihood, computed here from the binomial coefficients, has fallen by as much as
     * the evidence needs; and before and after the estimate it is lower.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 40})
    void the_interval_ends_where_the_likelihood_is_refuted(long scale) {
        Judgement trial = trial(JudgeOptions.builder().alpha(1e-6).build());
        SplittableRandom random = new SplittableRandom(scale);
        List<long[]> windows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long canary = random.nextLong(5 * scale, 20 * scale);
            long stable = random.nextLong(50 * scale, 200 * scale);
            long[] counts = {canary, canary / 20 + random.nextLong(0, 2), stable, stable / 20 + random.nextLong(0, 4)};
            windows.add(counts);
            trial.add(window(i, counts[0], counts[1], counts[2], counts[3]));
        }
        CanaryVerdict verdict = trial.verdict();
        Interval ratio = verdict.grounds().findings().get(0).difference().orElseThrow();

        assertThat(verdict.grounds().windows()).isEqualTo(30);
        double mixture = 0;
        for (double each : new double[] {1.5, 2, 3, 5, 10}) {
            mixture += Math.exp(likelihood(windows, each) - likelihood(windows, 2)) / 5;
        }
        double below = likelihood(windows, 2) + Math.log(mixture) + Math.log(1e-6);
        assertThat(likelihood(windows, ratio.low().orElseThrow())).isCloseTo(below, within(1e-5));
        assertThat(likelihood(windows, ratio.high().orElseThrow()))
                .isCloseTo(likelihood(windows, 1) + Math.log(0.05), within(1e-5));
        double best = likelihood(windows, ratio.estimate());
        assertThat(likelihood(windows, ratio.estimate() * 1.001)).isLessThan(best);
        assertThat(likelihood(windows, ratio.estimate() / 1.001)).isLessThan(best);
    }

    private static double likelihood(List<long[]> windows, double ratio) {
        double total = 0;
        for (long[] w : windows) {
            long errors = w[1] + w[3];
            double[] terms = LongStream.rangeClosed(Math.max(0, errors - w[2]), Math.min(w[0], errors))
                    .mapToDouble(j -> logChoose(w[0], j) + logChoose(w[2], errors - j) + j * Math.log(ratio))
                    .toArray();
            double highest = DoubleStream.of(terms).max().orElseThrow();
            double sum =
                    DoubleStream.of(terms).map(term -> Math.exp(term - highest)).sum();
            total += logChoose(w[0], w[1]) + logChoose(w[2], w[3]) + w[1] * Math.log(ratio) - highest - Math.log(sum);
        }
        return total;
    }

    private static double logChoose(long of, long some) {
        return LongStream.rangeClosed(1, some)
                .mapToDouble(i -> Math.log((double) (of - some + i)) - Math.log((double) i))
                .sum();
    }

    /** A verdict at each look costs no more late than early, because what it needs is a state: that of the windows so far. */
    @Test
    void a_judgement_asked_at_each_look_has_the_verdict_of_one_asked_once() {
        Judgement often = trial(JudgeOptions.builder().alpha(1e-9).build());
        Judgement once = trial(JudgeOptions.builder().alpha(1e-9).build());
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 300; i++) {
            Window next = window(i, 20, random.nextLong(0, 4), 380, random.nextLong(0, 40));
            often.add(next);
            once.add(next);
            often.verdict();
        }

        assertThat(often.verdict()).isEqualTo(once.verdict());
    }

    @Test
    void a_roll_back_is_final() {
        Judgement trial = Judge.sequential().begin();
        trial.add(window(0, 50, 40, 950, 20));
        CanaryVerdict verdict = trial.verdict();
        assertThat(feed(trial, 60, i -> window(i + 1, 500, 0, 500, 100))).isEqualTo(Call.ROLL_BACK);
        assertThat(trial.verdict()).isEqualTo(verdict);
        assertThat(trial.observations()).hasSize(1);
    }

    @Test
    void one_bad_conversation_rolls_nothing_back() {
        Judgement trial = Judge.sequential().begin();
        assertThat(trial.add(window(0, 1, 1, 1_000_000, 0))).isEqualTo(Call.CONTINUE);
    }

    @Test
    void a_good_canary_is_promoted_on_evidence_and_not_before_50_conversations() {
        Judgement trial = Judge.sequential().begin();
        assertThat(trial.add(window(0, 49, 0, 950, 400))).isEqualTo(Call.CONTINUE);
        assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(trial.verdictAtEnd().reason()).contains("49").contains("50");
        assertThat(trial.add(window(1, 1, 0, 950, 400))).isEqualTo(Call.PROMOTE);
        assertThat(trial.verdict().call()).isEqualTo(Call.PROMOTE);
    }

    @Test
    void a_canary_without_any_errors_is_promoted_where_stable_has_none_either() {
        Judgement trial = Judge.sequential().begin();
        assertThat(feed(trial, 17, i -> window(i, 20, 0, 380, 0))).isEqualTo(Call.CONTINUE);
        assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(trial.verdictAtEnd().reason()).contains("too few to compare");
        assertThat(trial.add(window(17, 20, 0, 380, 0))).isEqualTo(Call.PROMOTE);
        assertThat(trial.verdict().reason()).contains("an arm with 1 % errors or more is under 1 in 2");
        Judgement strict = trial(JudgeOptions.builder().toleratedRate(0.001).build());
        assertThat(feed(strict, 100, i -> window(i, 20, 0, 380, 0))).isEqualTo(Call.CONTINUE);
        // With errors to compare, no low rate promotes.
        Judgement compared = Judge.sequential().begin();
        compared.add(window(0, 20, 0, 380, 3));
        assertThat(feed(compared, 100, i -> window(i + 1, 20, 0, 380, 0))).isEqualTo(Call.CONTINUE);
    }

    @Test
    void no_data_is_no_verdict() {
        Judgement trial = Judge.sequential().begin();
        for (int i = 0; i < 1000; i++) {
            assertThat(trial.add(outage(i))).isEqualTo(Call.CONTINUE);
        }
        assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(trial.verdictAtEnd().grounds().refused()).isEqualTo(Map.of(Defect.UNREACHABLE, 1000));
    }

    @Test
    void windows_that_overlap_or_lack_an_arm_are_not_used() {
        Judgement trial = Judge.sequential().begin();
        trial.add(window(0, 50, 2, 950, 30));
        trial.add(window(0, 50, 40, 950, 30));
        trial.add(window(1, 5, Arm.of(50, 40), Optional.empty()));
        assertThat(trial.verdict().grounds().refused()).isEqualTo(Map.of(Defect.OVERLAPPING, 1, Defect.ABSENT, 1));
        assertThat(trial.verdict().call()).isEqualTo(Call.CONTINUE);
    }

    @Test
    void what_rounding_leaves_open_counts_against_each_decision() {
        Arm vague = new Arm(400, Optional.of(new Errors(0, 200)), Optional.empty(), Optional.empty());
        Judgement trial = Judge.sequential().begin();
        for (int i = 0; i < 60; i++) {
            assertThat(trial.add(window(i, 50, vague, Optional.of(Arm.of(400, 100)))))
                    .isEqualTo(Call.CONTINUE);
        }
    }

    @Test
    void against_a_limit_it_says_what_it_cannot_exclude() {
        JudgeOptions options = JudgeOptions.builder().against(Against.LIMITS).build();
        Judgement bad = trial(options);
        assertThat(feed(bad, 60, i -> window(i, 5, Arm.of(20, 3), Optional.empty())))
                .isEqualTo(Call.ROLL_BACK);
        assertThat(bad.verdict().grounds().cannotExclude())
                .singleElement()
                .asString()
                .contains("incident");
        Judgement good = trial(options);
        assertThat(feed(good, 60, i -> window(i, 5, Arm.of(20, i % 5 == 0 ? 1 : 0), Optional.empty())))
                .isEqualTo(Call.PROMOTE);
        assertThat(good.verdict().grounds().cannotExclude()).isNotEmpty();
    }

    @Test
    void satisfaction_against_a_limit_uses_ratings_and_not_conversations() {
        JudgeOptions.Builder options =
                JudgeOptions.builder().against(Against.LIMITS).metrics(List.of(Metric.SATISFACTION));
        assertThatIllegalArgumentException().isThrownBy(options::build).withMessageContaining("ratingsPerConversation");
        Judgement often = trial(options.ratingsPerConversation(1.0).build());
        Judgement seldom = trial(options.ratingsPerConversation(0.1).build());
        IntFunction<Window> windows = i -> window(i, 5, arm(20, 0, 2.5, 900), Optional.empty());
        assertThat(feed(often, 200, windows)).isEqualTo(Call.ROLL_BACK);
        assertThat(feed(seldom, 200, windows)).isEqualTo(Call.ROLL_BACK);
        assertThat(seldom.verdict().grounds().windows())
                .isGreaterThan(5 * often.verdict().grounds().windows());
    }

    @Test
    void latency_and_satisfaction_against_stable() {
        JudgeOptions options = JudgeOptions.builder()
                .metrics(List.of(Metric.SATISFACTION, Metric.LATENCY))
                .ratingsPerConversation(0.25)
                .build();
        SplittableRandom random = new SplittableRandom(5);
        IntFunction<Window> slow = i -> window(
                i,
                5,
                arm(20, 0, 4 + 0.2 * Simulation.normal(random), 1600 * (1 + 0.1 * Simulation.normal(random))),
                Optional.of(arm(380, 0, 4, 1000)));
        Judgement trial = trial(options);
        assertThat(feed(trial, 60, slow)).isEqualTo(Call.ROLL_BACK);
        assertThat(trial.verdict().grounds().driver()).contains(Metric.LATENCY);
        Interval ratio =
                trial.verdict().grounds().findings().get(1).difference().orElseThrow();
        assertThat(ratio.low().orElseThrow()).isGreaterThan(1.2);
        assertThat(ratio.high().orElseThrow()).isLessThan(2.2);

        IntFunction<Window> same = i -> window(
                i,
                5,
                arm(20, 0, 4 + 0.2 * Simulation.normal(random), 1000 * (1 + 0.1 * Simulation.normal(random))),
                Optional.of(arm(380, 0, 4, 1000)));
        assertThat(feed(trial(options), 200, same)).isEqualTo(Call.PROMOTE);
    }

    @Test
    void guaranteed_satisfaction_needs_more_but_gets_there() {
        JudgeOptions.Builder options = JudgeOptions.builder()
                .metrics(List.of(Metric.SATISFACTION))
                .ratingsPerConversation(1.0)
                .satisfactionGuaranteed(true);
        IntFunction<Window> worse = i -> window(i, 5, arm(20, 0, 2.5, 900), Optional.of(arm(380, 0, 4, 900)));
        IntFunction<Window> same = i -> window(i, 5, arm(20, 0, 4, 900), Optional.of(arm(380, 0, 4, 900)));
        assertThat(feed(trial(options.build()), 200, worse)).isEqualTo(Call.ROLL_BACK);
        assertThat(feed(trial(options.build()), 500, same)).isEqualTo(Call.PROMOTE);
    }

    @Test
    void several_metrics_roll_back_on_the_average_and_promote_only_together() {
        JudgeOptions options = JudgeOptions.builder()
                .metrics(List.of(Metric.ERROR_RATE, Metric.LATENCY))
                .build();
        Judgement trial = Judge.sequential(options).begin(Rules.V1);
        trial.add(window(0, 10, 1, 190, 5));
        trial.add(window(1, 12, 2, 188, 6));
        assertThat(trial.weight().orElseThrow().rollBack()).isCloseTo(Math.log((5.186922 + 1) / 2), within(1e-6));
        // There was never a latency: no promotion, however few the errors.
        assertThat(feed(trial(options), 60, i -> window(i, 50, 0, 950, 100))).isEqualTo(Call.CONTINUE);
    }

    @Test
    void a_constant_is_no_evidence() {
        JudgeOptions options =
                JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).build();
        assertThat(feed(trial(options), 60, i -> window(i, 5, arm(20, 0, 4, 9000), Optional.of(arm(380, 0, 4, 900)))))
                .isEqualTo(Call.CONTINUE);
    }

    @Test
    void a_design_effect_asks_for_more() {
        Judgement plain = Judge.sequential().begin(Rules.V1);
        Judgement careful =
                Judge.sequential(JudgeOptions.builder().designEffect(2).build()).begin(Rules.V1);
        for (Judgement each : List.of(plain, careful)) {
            each.add(window(0, 20, 4, 180, 5));
        }
        assertThat(careful.weight().orElseThrow().rollBack())
                .isCloseTo(plain.weight().orElseThrow().rollBack() / 2, within(1e-12));
    }

    @Test
    void begun_again_it_is_the_same_to_the_last_bit() {
        Scenario scenario = new Scenario(
                "all",
                400,
                60,
                List.of(5.0, 25.0, 50.0),
                Scenario.Weather.DRIFT,
                0.03,
                0.04,
                Optional.of(new Scenario.Outage(20, 5)),
                Optional.of(new Scenario.Means(3.8, 3.7, 0.25, 1150, 1.1)));
        JudgeOptions options = JudgeOptions.builder()
                .metrics(List.of(Metric.ERROR_RATE, Metric.SATISFACTION, Metric.LATENCY))
                .ratingsPerConversation(0.25)
                .alpha(1e-6)
                .build();
        Judge judge = Judge.sequential(options);
        for (long seed = 0; seed < 20; seed++) {
            List<Observation> all = Simulation.sample(scenario, seed);
            Judgement whole = judge.resume(all);
            for (int cut : new int[] {0, 1, 17, 33, 59}) {
                String saved = DecisionRecord.of(judge, List.of(), all.subList(0, cut), false)
                        .toJson();
                DecisionRecord read = DecisionRecord.parse(saved);
                Judgement resumed = read.judge().resume(read.observations());
                all.subList(cut, all.size()).forEach(resumed::add);
                assertThat(bits(resumed)).isEqualTo(bits(whole));
                assertThat(resumed.verdict()).isEqualTo(whole.verdict());
            }
        }
    }

    private static List<Long> bits(Judgement trial) {
        CanaryVerdict.Weight weight = trial.weight().orElseThrow();
        return List.of(Double.doubleToRawLongBits(weight.rollBack()), Double.doubleToRawLongBits(weight.promote()));
    }

    @Test
    void settings_that_make_no_sense_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JudgeOptions.builder().alpha(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JudgeOptions.builder().alpha(Double.NaN).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JudgeOptions.builder().ratios(List.of(0.5)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JudgeOptions.builder().margin(1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JudgeOptions.builder().weights(List.of(1.0)).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JudgeOptions.builder()
                        .against(Against.LIMITS)
                        .limits(Map.of())
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JudgeOptions.builder().metrics(List.of()).build());
    }
}
