package io.cognigydeploy.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.CanaryWatch.Advice;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SampleRatioTest {

    private static final Judge LIMIT = Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 50);

    private static Window counted(int minute, double share, long canary, long all) {
        return Given.window(
                minute,
                share,
                Arm.of(canary, (canary + 32) / 33),
                Optional.of(Arm.of(all - canary, (all - canary + 32) / 33)));
    }

    private static SampleRatio ratio(Judge judge, Window... windows) {
        return judge.resume(List.of(windows)).verdict().grounds().sampleRatio().orElseThrow();
    }

    private static Advice watched(WatchOptions options, int minutes, IntFunction<Window> windows) {
        CanaryWatch watch = CanaryWatch.begin(options, Given.START);
        Advice last = watch.observe(windows.apply(0));
        for (int i = 1; i < minutes && !last.isFinal(); i++) {
            last = watch.observe(windows.apply(i));
        }
        return last;
    }

    /** Computed by SciPy, binom.logpmf. */
    @Test
    void the_evidence_is_that_of_the_binomial_distribution() {
        assertThat(ratio(LIMIT, counted(0, 5, 8, 400)).logE()).isCloseTo(3.136186415730426, within(1e-9));
        assertThat(ratio(LIMIT, counted(0, 5, 8, 400), counted(1, 25, 70, 400)).logE())
                .isCloseTo(7.354677913562192, within(1e-9));
        Window[] three = {counted(0, 5, 8, 400), counted(1, 5, 8, 400), counted(2, 5, 8, 400)};
        assertThat(ratio(LIMIT, three).logE()).isCloseTo(12.502234831332967, within(1e-9));
        assertThat(ratio(Judge.sequential(JudgeOptions.builder().designEffect(2).build()), three)
                        .logE())
                .isCloseTo(6.251117415666483, within(1e-9));
    }

    @Test
    void a_canary_that_loses_conversations_is_held_with_both_numbers() {
        Advice held = watched(WatchOptions.defaults(), 5, i -> counted(i, 5, 8, 388));

        assertThat(held.action()).isEqualTo(Action.HOLD);
        assertThat(held.why()).contains("5.00 %", "2.06 %", "40 of 1,940");
        assertThat(held.verdict().grounds().sampleRatio())
                .hasValueSatisfying(counts -> assertThat(counts.failed()).isTrue());
    }

    @Test
    void a_good_canary_whose_counts_do_not_fit_is_never_promoted() {
        IntFunction<Window> swapped = i -> counted(i, 5, 380, 400);

        assertThat(watched(WatchOptions.defaults(), 300, swapped).action()).isEqualTo(Action.HOLD);
        assertThat(watched(WatchOptions.builder().earlyPromotion(true).build(), 300, swapped)
                        .action())
                .isEqualTo(Action.HOLD);
        for (Judge judge : List.of(LIMIT, Judge.sequential(), Judge.ranks(0.98, 1, 5))) {
            Advice end = watched(
                    WatchOptions.builder().judge(judge).atEnd(Policy.ASK).build(), 70, swapped);
            assertThat(end.action()).as(judge.name()).isEqualTo(Action.ASK);
            assertThat(end.why()).as(judge.name()).contains("had 95.0 %");
            assertThat(end.verdict().call()).as(judge.name()).isEqualTo(Call.UNDECIDED);
        }
    }

    @Test
    void counts_that_do_not_fit_are_no_evidence_against_the_canary_and_hide_none() {
        assertThat(Judge.sequential()
                        .resume(List.of(counted(0, 5, 380, 400)))
                        .verdict()
                        .call())
                .isEqualTo(Call.CONTINUE);
        Window sick = Given.window(0, 5, Arm.of(200, 60), Optional.of(Arm.of(200, 6)));
        assertThat(Judge.sequential().resume(List.of(sick)).verdict().call()).isEqualTo(Call.ROLL_BACK);
    }

    @Test
    void each_share_is_held_against_its_own_counts() {
        Advice last = watched(
                WatchOptions.builder().stepTime(Duration.ofMinutes(5)).build(),
                15,
                i -> counted(i, i < 5 ? 5 : i < 10 ? 25 : 50, i < 5 ? 20 : i < 10 ? 100 : 200, 400));

        SampleRatio counts = last.verdict().grounds().sampleRatio().orElseThrow();
        assertThat(counts.failed()).isFalse();
        assertThat(counts.asked()).isCloseTo(counts.counted(), within(1e-9));
        assertThat(counts.canary()).isEqualTo(1600);
    }

    @Test
    void what_is_not_counted_or_not_split_is_not_held_against_a_share() {
        Arm uncounted = new Arm(0, Optional.empty(), Optional.of(4.0), Optional.empty());
        Judgement trial = LIMIT.begin();
        trial.add(Given.window(0, 5, uncounted, Optional.of(uncounted)));
        trial.add(Given.window(1, 5, Arm.of(400, 0), Optional.empty()));
        trial.add(Given.window(2, 100, Arm.of(400, 0), Optional.of(Arm.of(400, 0))));
        trial.add(Given.window(3, 5, Arm.of(400, 0), Optional.of(Arm.of(0, 0))));

        assertThat(trial.verdict().grounds().sampleRatio())
                .hasValueSatisfying(counts -> assertThat(counts.all()).isEqualTo(400));
    }

    @Test
    void arms_that_are_not_randomised_have_no_ratio() {
        Judge judge = Judge.notRandomised(LIMIT, Judge.sequential());

        assertThat(judge.resume(List.of(counted(0, 50, 10, 400))).verdictAtEnd().call())
                .isEqualTo(Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 50)
                        .resume(List.of(Given.window(0, 50, Arm.of(10, 0), Optional.empty())))
                        .verdictAtEnd()
                        .call());
        assertThat(judge.resume(List.of(counted(0, 50, 10, 400)))
                        .verdict()
                        .grounds()
                        .sampleRatio())
                .isEmpty();
    }

    @Test
    void a_run_that_began_before_this_rule_keeps_its_own() {
        String stored = WatchOptions.toJson(WatchOptions.defaults()).replace(",\"rules\":\"2\"", "");
        WatchOptions before = WatchOptions.parse(stored);

        assertThat(stored).doesNotContain("rules");
        assertThat(Rules.of(before)).isEqualTo(Rules.V1);
        assertThat(Rules.of(WatchOptions.parse(WatchOptions.toJson(WatchOptions.defaults()))))
                .isEqualTo(Rules.V2);
        assertThat(watched(before, 3, i -> counted(i, 5, 380, 400)).action()).isEqualTo(Action.WAIT);
    }
}
