package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.minute;
import static io.cognigydeploy.core.metric.NamedMetric.CONTAINMENT;
import static io.cognigydeploy.core.metric.NamedMetric.HAND_OFF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedDriver;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedGrounds;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.metric.Figures;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Compared;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.metric.NamedMetric.Worse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Metrics of one's own, and their segments, before the judge by evidence. */
class NamedMetricsTest {

    private static final NamedMetric TURNS = NamedMetric.means("turns", Worse.MORE, 1);

    private static Judge judge(List<NamedMetric> metrics, String... segments) {
        return Judge.sequential(JudgeOptions.builder()
                .named(metrics)
                .segments(List.of(segments))
                .build());
    }

    /** A minute with 100 conversations of the canary and 900 of stable, 3 % errors on both. */
    private static Window healthy(int minute, Map<String, MetricReading> named) {
        return Given.window(minute, 100, 3, 900, 27).with(named);
    }

    private static Compared counts(long canary, long ofCanary, long stable, long ofStable) {
        return new Compared(new Counted(canary, ofCanary), new Counted(stable, ofStable));
    }

    private static Measured measured(int minute, Compared all, Map<String, Compared> segments) {
        return new Measured(minute(minute), minute(minute + 1), all, segments);
    }

    private static Measured measured(int minute, Compared all) {
        return measured(minute, all, Map.of());
    }

    private static Judgement judged(Judge judge, int minutes, IntFunction<Map<String, MetricReading>> named) {
        Judgement trial = judge.begin();
        for (int i = 0; i < minutes; i++) {
            trial.add(healthy(i, named.apply(i)));
        }
        return trial;
    }

    private static NamedGrounds named(Judgement trial) {
        return trial.verdict().grounds().named().orElseThrow();
    }

    @Test
    void a_canary_that_is_bad_in_hand_offs_alone_is_rolled_back_and_the_sentence_names_them() {
        Judgement trial = judged(
                judge(List.of(CONTAINMENT, HAND_OFF)),
                10,
                i -> Map.of(
                        "hand-off", measured(i, counts(12, 100, 36, 900)),
                        "containment", measured(i, counts(80, 100, 720, 900))));

        CanaryVerdict verdict = trial.verdict();
        assertThat(verdict.call()).isEqualTo(Call.ROLL_BACK);
        assertThat(verdict.reason())
                .matches(
                        "Hand-off: canary 12\\.0 % \\(.*\\), stable 4\\.0 % \\(.*\\): 3 times as many; the chance of this"
                                + " from an equally good canary is under 1 in \\d+\\.");
        assertThat(verdict.grounds().driver()).isEmpty();
        assertThat(named(trial).driver()).contains(new NamedDriver("hand-off", Optional.empty()));
    }

    @Test
    void where_less_is_worse_a_canary_that_contains_less_is_rolled_back_and_one_that_contains_more_is_promoted() {
        Judgement worse = judged(
                judge(List.of(CONTAINMENT)), 20, i -> Map.of("containment", measured(i, counts(60, 100, 720, 900))));
        Judgement better = judged(
                judge(List.of(CONTAINMENT)), 20, i -> Map.of("containment", measured(i, counts(88, 100, 720, 900))));

        assertThat(worse.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(worse.verdict().reason())
                .matches("Containment: canary 60\\.0 % \\(.*\\), stable 80\\.0 % \\(.*\\): 20\\.0 points less; .*");
        assertThat(better.verdict().call()).isEqualTo(Call.PROMOTE);
    }

    @Test
    void a_promotion_needs_evidence_of_each_judged_metric_and_of_no_guard_rail() {
        // 40 windows are enough for errors at their margin of 2, and not for hand-offs at a margin of 1.05.
        NamedMetric strict = HAND_OFF.withMargin(1.05);
        IntFunction<Map<String, MetricReading>> same = i -> Map.of("hand-off", measured(i, counts(4, 100, 36, 900)));

        assertThat(judged(judge(List.of(strict)), 40, same).verdict().call()).isEqualTo(Call.CONTINUE);
        assertThat(judged(judge(List.of(strict.asGuardRail())), 40, same)
                        .verdict()
                        .call())
                .isEqualTo(Call.PROMOTE);
        assertThat(judged(judge(List.of(HAND_OFF)), 40, i -> Map.of()).verdict().call())
                .isEqualTo(Call.CONTINUE);
        assertThat(judged(judge(List.of(HAND_OFF.asGuardRail())), 40, i -> Map.of())
                        .verdict()
                        .call())
                .isEqualTo(Call.PROMOTE);
    }

    @Test
    void a_guard_rail_never_promotes_and_rolls_back() {
        // Errors are too few to show anything; hand-offs are far better than those of stable.
        Judgement better = judge(List.of(HAND_OFF.asGuardRail())).begin();
        Judgement worse = judge(List.of(HAND_OFF.asGuardRail())).begin();
        for (int i = 0; i < 12; i++) {
            Window few = Given.window(i, 100, i == 0 ? 2 : 0, 900, i == 0 ? 18 : 0);
            better.add(few.with(Map.of("hand-off", measured(i, counts(0, 100, 90, 900)))));
            worse.add(few.with(Map.of("hand-off", measured(i, counts(30, 100, 90, 900)))));
        }

        assertThat(better.verdict().call()).isEqualTo(Call.CONTINUE);
        assertThat(worse.verdict().call()).isEqualTo(Call.ROLL_BACK);
    }

    @Test
    void a_mean_that_rises_rolls_back_and_one_that_stays_promotes() {
        Judgement worse = judged(judge(List.of(TURNS)), 30, i -> Map.of("turns", turns(i, 1.2)));
        Judgement same = judged(judge(List.of(TURNS)), 60, i -> Map.of("turns", turns(i, 0)));
        Judgement shorter = judged(
                judge(List.of(NamedMetric.means("turns", Worse.LESS, 1))), 30, i -> Map.of("turns", turns(i, -1.2)));

        assertThat(worse.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(worse.verdict().reason()).matches("Turns: 1\\.\\d\\d more than stable \\(.* to .*\\); .*");
        assertThat(same.verdict().call()).isEqualTo(Call.PROMOTE);
        assertThat(shorter.verdict().reason()).matches("Turns: 1\\.\\d\\d less than stable \\(.* to .*\\); .*");
    }

    /** A mean of some 4 turns of 100 conversations, with a standard deviation of 2. */
    private static Measured turns(int minute, double more) {
        SplittableRandom random = new SplittableRandom(minute);
        return measured(
                minute,
                new Compared(
                        new Averaged(4 + more + 0.2 * (random.nextDouble() - 0.5), 100, Optional.of(2.0)),
                        new Averaged(4 + 0.1 * (random.nextDouble() - 0.5), 900, Optional.of(2.0))));
    }

    /** Means that agree better than the spread of their cases allows prove nothing. */
    @Test
    void a_spread_that_is_stated_bounds_the_evidence_of_means() {
        Judgement precise = judged(judge(List.of(TURNS)), 8, i -> Map.of("turns", spread(i, 0.001)));
        Judgement vague = judged(judge(List.of(TURNS)), 8, i -> Map.of("turns", spread(i, 30)));

        assertThat(precise.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(vague.verdict().call()).isNotEqualTo(Call.ROLL_BACK);
        assertThat(named(vague).findings().get(0).logRollBack()).isLessThan(1);
    }

    private static Measured spread(int minute, double deviation) {
        double more = 0.5 + 0.01 * (minute % 3);
        return measured(
                minute,
                new Compared(
                        new Averaged(4 + more, 100, Optional.of(deviation)),
                        new Averaged(4, 900, Optional.of(deviation))));
    }

    @Test
    void one_sick_locale_of_eight_is_found_and_named() {
        List<String> locales =
                IntStream.range(0, 8).mapToObj(i -> "locale-" + i).toList();
        Judgement trial = judged(
                judge(List.of(HAND_OFF), locales.toArray(String[]::new)),
                60,
                i -> Map.of(
                        "hand-off",
                        measured(
                                i,
                                counts(i % 2 == 0 ? 7 : 6, 100, 36, 900),
                                locales.stream()
                                        .collect(Collectors.toMap(
                                                locale -> locale,
                                                locale -> locale.equals("locale-3")
                                                        ? counts(i % 2 == 0 ? 4 : 3, 12, 4, 112)
                                                        : counts(i % 2, 12, 4, 112))))));

        assertThat(trial.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(trial.verdict().reason()).startsWith("Hand-off in locale-3: canary ");
        assertThat(named(trial).driver()).contains(new NamedDriver("hand-off", Optional.of("locale-3")));
        assertThat(named(trial).findings()).hasSize(9);
        assertThat(CanaryChart.svg(DecisionRecord.of(judge(List.of(HAND_OFF)), List.of(), trial.observations(), true)))
                .contains("Hand-off");
    }

    /**
     * The oracle: scipy.stats.nchypergeom_fisher against hypergeom at 1.5, 2, 3, 5 and 10, averaged; half of it at the start
     * and half still 1; half of that on all cases and a quarter on each segment; averaged with an e-value of 1 of no errors.
     */
    @Test
    void the_evidence_is_the_weighted_average_of_e_values() {
        Judgement trial = judge(List.of(HAND_OFF), "a", "b").begin();
        Judgement whole = judge(List.of(HAND_OFF)).begin();
        Judgement turned = judge(List.of(CONTAINMENT)).begin();
        for (int i = 0; i < 2; i++) {
            Window none = Given.window(i, 50, 0, 500, 0);
            Compared all = counts(5, 50, 30, 500);
            trial.add(none.with(Map.of(
                    "hand-off", measured(i, all, Map.of("a", counts(4, 20, 12, 200), "b", counts(1, 30, 18, 300))))));
            whole.add(none.with(Map.of("hand-off", measured(i, all))));
            turned.add(none.with(Map.of("containment", measured(i, counts(45, 50, 470, 500)))));
        }

        assertThat(against(trial)).isCloseTo(0.8128887480468777, within(1e-9));
        assertThat(against(whole)).isCloseTo(0.057314729498827786, within(1e-9));
        assertThat(against(turned)).isCloseTo(0.057314729498827786, within(1e-9));
        assertThat(named(whole).findings().get(0).logPromote()).isCloseTo(-0.9873851497638606, within(1e-9));
    }

    private static double against(Judgement trial) {
        return trial.verdict().grounds().evidence().orElseThrow().rollBack();
    }

    @Test
    void readings_without_usable_figures_are_counted_and_change_no_evidence() {
        Judge judge = judge(List.of(HAND_OFF), "de", "fr");
        Judgement trial = judged(judge, 7, i -> switch (i) {
            case 0 -> Map.of("hand-off", measured(i, counts(4, 100, 36, 900), Map.of("it", counts(4, 100, 36, 900))));
            case 1 -> Map.of("hand-off", new Refused(MetricDefect.NOT_A_NUMBER, "the numerator is NaN"));
            case 2 -> Map.of();
            // A span that was used, other figures, and no stable.
            case 3 -> Map.of("hand-off", measured(0, counts(90, 100, 9, 900)));
            case 4 -> Map.of("hand-off", measured(i, new Compared(new Averaged(9, 100), new Averaged(1, 900))));
            case 5 -> Map.of("hand-off", measured(i, Compared.alone(new Counted(90, 100))));
            default -> Map.of("unasked", measured(i, counts(90, 100, 9, 900)));
        });
        Judgement first = judged(judge, 1, i -> Map.of("hand-off", measured(i, counts(4, 100, 36, 900))));

        assertThat(named(trial).findings()).isEqualTo(named(first).findings());
        assertThat(named(trial).refused())
                .isEqualTo(Map.of(
                        "hand-off",
                        Map.of(
                                MetricDefect.NOT_A_NUMBER, 1,
                                MetricDefect.ABSENT, 3,
                                MetricDefect.INCONSISTENT, 2)));
        assertThat(trial.verdict().grounds().refused()).isEmpty();
        assertThat(String.join(" ", trial.verdict().grounds().cannotExclude()))
                .contains("Of 7 readings of hand-off, 6 had no usable figures")
                .contains("There were no figures of hand-off in de, fr.")
                .contains("Figures of hand-off in it were not used alone");
        assertThat(trial.verdict().reason()).doesNotContain("NaN");
    }

    @Test
    void a_verdict_names_the_metrics_of_the_platform_while_there_are_no_figures_of_ones_own() {
        Judgement trial = judged(judge(List.of(HAND_OFF)), 10, i -> Map.of());

        assertThat(trial.verdict().grounds().driver()).contains(Metric.ERROR_RATE);
        assertThat(named(trial).driver()).isEmpty();
    }

    @Test
    void a_record_follows_from_its_observations_byte_for_byte() {
        Judge judge = judge(List.of(HAND_OFF, TURNS, CONTAINMENT.asGuardRail()), "de", "fr");
        List<Window> windows = IntStream.range(0, 12)
                .mapToObj(i -> healthy(
                        i,
                        Map.of(
                                "hand-off", measured(i, counts(9, 100, 36, 900), Map.of("fr", counts(5, 40, 12, 300))),
                                "turns", turns(i, 0.1),
                                "containment", new Refused(MetricDefect.STALE, "of yesterday"))))
                .toList();

        String json = DecisionRecord.of(judge, List.of(), windows, true).toJson();
        DecisionRecord read = DecisionRecord.parse(json);

        assertThat(read.observations()).isEqualTo(windows);
        assertThat(read.toJson()).isEqualTo(json);
        assertThat(read.replay().toJson()).isEqualTo(json);
    }

    @Test
    void nothing_is_written_where_no_metric_of_ones_own_is_judged() {
        String json = DecisionRecord.of(Judge.sequential(), List.of(), List.of(healthy(0, Map.of())), true)
                .toJson();

        assertThat(json).doesNotContain("named", "segments");
        assertThat(DecisionRecord.parse(json).toJson()).isEqualTo(json);
        assertThat(WatchOptions.toJson(WatchOptions.defaults())).doesNotContain("named", "segments");
    }

    @Test
    void earlier_rules_use_no_metric_of_ones_own() {
        Judgement trial = judge(List.of(HAND_OFF)).begin(Rules.V1);
        for (int i = 0; i < 10; i++) {
            trial.add(healthy(i, Map.of("hand-off", measured(i, counts(50, 100, 9, 900)))));
        }

        assertThat(trial.verdict().call()).isNotEqualTo(Call.ROLL_BACK);
        assertThat(trial.verdict().grounds().named()).isEmpty();
    }

    @Test
    void arms_that_are_not_randomised_are_rolled_back_by_a_metric_of_ones_own_and_not_promoted() {
        Judge both = Judge.notRandomised(Judge.sequential(), judge(List.of(HAND_OFF)));
        Judgement worse = judged(both, 10, i -> Map.of("hand-off", measured(i, counts(30, 100, 36, 900))));

        assertThat(both.named()).containsExactly(HAND_OFF);
        assertThat(worse.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(worse.verdict().reason()).startsWith("Hand-off: ");
    }

    @Test
    void metrics_of_ones_own_are_compared_with_their_own_stable_where_the_platform_has_none() {
        Judgement trial = judge(List.of(HAND_OFF)).withoutStable().begin();
        for (int i = 0; i < 10; i++) {
            trial.add(Given.window(i, 5, Observation.Arm.of(100, 1), Optional.empty())
                    .with(Map.of("hand-off", measured(i, counts(15, 100, 36, 900)))));
        }

        assertThat(trial.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(trial.verdict().reason()).startsWith("Hand-off: canary ").contains("from an equally good canary");
    }

    /** At most alpha, 5 % of 400; the table {@code named} of {@code bench canary} measures it with other worlds. */
    @Test
    void healthy_canaries_with_five_metrics_in_four_segments_are_rarely_rolled_back() {
        String[] segments = {"a", "b", "c", "d"};
        List<NamedMetric> metrics =
                List.of(CONTAINMENT, HAND_OFF, NamedMetric.NO_MATCH, NamedMetric.ABANDONED.asGuardRail(), TURNS);
        int rolledBack = 0;
        for (int canary = 0; canary < 400; canary++) {
            SplittableRandom random = new SplittableRandom(canary);
            Judgement trial = judge(metrics, segments).begin();
            Call call = Call.CONTINUE;
            for (int i = 0; i < 30 && call != Call.ROLL_BACK; i++) {
                Map<String, MetricReading> named = new HashMap<>();
                for (NamedMetric metric : metrics) {
                    named.put(metric.name(), drawn(i, metric, segments, random));
                }
                call = trial.add(healthy(i, named));
            }
            rolledBack += call == Call.ROLL_BACK ? 1 : 0;
        }

        assertThat(rolledBack).isLessThanOrEqualTo(20);
    }

    private static Measured drawn(int minute, NamedMetric metric, String[] segments, SplittableRandom random) {
        Map<String, Compared> parts = new TreeMap<>();
        for (String segment : segments) {
            parts.put(
                    segment,
                    metric.form() == NamedMetric.Form.COUNTS
                            ? new Compared(successes(random, 10), successes(random, 90))
                            : new Compared(mean(random, 10), mean(random, 90)));
        }
        Optional<? extends Figures> canary =
                Figures.pooled(parts.values().stream().map(Compared::canary).toList());
        Optional<? extends Figures> stable = Figures.pooled(
                parts.values().stream().map(part -> part.stable().orElseThrow()).toList());
        return measured(minute, new Compared(canary.orElseThrow(), stable.orElseThrow()), parts);
    }

    private static Counted successes(SplittableRandom random, int cases) {
        return new Counted(random.ints(cases, 0, 100).filter(one -> one < 10).count(), cases);
    }

    private static Averaged mean(SplittableRandom random, int cases) {
        return new Averaged(
                random.doubles(cases).map(one -> -Math.log(1 - one)).average().orElseThrow(), cases);
    }

    @Test
    void options_that_make_no_sense_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> judge(List.of(HAND_OFF, HAND_OFF.asGuardRail())))
                .withMessage("named must be at most 50, each once, but was [hand-off, hand-off].");
        assertThatIllegalArgumentException().isThrownBy(() -> judge(List.of(HAND_OFF), "de", "de"));
        assertThatIllegalArgumentException().isThrownBy(() -> judge(List.of(HAND_OFF), " "));
        assertThatIllegalArgumentException().isThrownBy(() -> judge(List.of(), "de"));
    }
}
