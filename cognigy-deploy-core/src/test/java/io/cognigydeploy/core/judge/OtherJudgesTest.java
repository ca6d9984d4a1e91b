package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.outage;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OtherJudgesTest {

    private static final Map<Metric, Double> LIMITS = Map.of(Metric.ERROR_RATE, 0.05);

    @Test
    void a_threshold_is_breached_by_one_bad_conversation_unless_there_is_a_minimum() {
        assertThat(Judge.threshold(LIMITS, 15, 0).begin().add(window(0, 1, 1, 99, 0)))
                .isEqualTo(Call.ROLL_BACK);
        Judgement patient = Judge.threshold(LIMITS, 15, 50).begin();
        assertThat(patient.add(window(0, 49, 49, 950, 0))).isEqualTo(Call.CONTINUE);
        assertThat(patient.add(window(1, 1, 0, 950, 0))).isEqualTo(Call.ROLL_BACK);
    }

    @Test
    void a_threshold_forgets_what_rolled_out_of_its_window() {
        Judgement trial = Judge.threshold(LIMITS, 2, 100).begin();
        trial.add(window(0, 40, 40, 950, 0));
        trial.add(window(1, 50, 0, 950, 0));
        assertThat(trial.add(window(2, 60, 0, 950, 0))).isEqualTo(Call.CONTINUE);
        assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.PROMOTE);
    }

    @Test
    void a_limit_of_what_was_never_measured_is_named() {
        Judgement trial = Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05, Metric.SATISFACTION, 4.0), 15, 50)
                .begin();
        trial.add(window(0, 100, 0, 900, 0));

        assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.PROMOTE);
        assertThat(trial.verdictAtEnd().reason()).contains("never measured", "SATISFACTION");
    }

    @Test
    void a_canary_of_which_no_limit_was_measured_is_undecided() {
        Judgement trial =
                Judge.threshold(Map.of(Metric.SATISFACTION, 4.0), 15, 50).begin();
        trial.add(window(0, 100, 0, 900, 0));

        assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(trial.verdictAtEnd().reason()).contains("SATISFACTION").doesNotContain("only 100");
    }

    @Test
    void nothing_promotes_without_traffic() {
        for (Judge judge : new Judge[] {
            Judge.threshold(LIMITS, 15, 0), Judge.failureLimit(0.05, 1, 3, false), Judge.ranks(0.98, 1, 50)
        }) {
            Judgement trial = judge.begin();
            for (int i = 0; i < 60; i++) {
                trial.add(i % 2 == 0 ? outage(i) : window(i, 0, 0, 100, 1));
            }
            assertThat(trial.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        }
    }

    /**
     * Argo Rollouts: failed when failures exceed the limit, here 3 of them at limits 2 and 3; at 3 it goes on, and ends
     * well when it is ended. What it counts in a row fails at 5 in a row with limit 4.
     */
    @Test
    void failures_are_counted() {
        for (int tolerated : new int[] {2, 3}) {
            Judgement trial = Judge.failureLimit(0.05, 1, tolerated, false).begin();
            for (int i = 0; i < 3; i++) {
                trial.add(window(2 * i, 10, 5, 90, 0));
                trial.add(window(2 * i + 1, 10, 0, 90, 0));
            }
            assertThat(trial.verdict().call()).isEqualTo(tolerated == 2 ? Call.ROLL_BACK : Call.CONTINUE);
            assertThat(trial.verdictAtEnd().call()).isEqualTo(tolerated == 2 ? Call.ROLL_BACK : Call.PROMOTE);
        }
        Judgement inARow = Judge.consecutiveLimit(0.05, 1, 4, false).begin();
        inARow.add(window(0, 10, 5, 90, 0));
        inARow.add(window(1, 10, 0, 90, 0));
        for (int i = 2; i < 6; i++) {
            assertThat(inARow.add(window(i, 10, 5, 90, 0))).isEqualTo(Call.CONTINUE);
        }
        assertThat(inARow.add(window(6, 10, 5, 90, 0))).isEqualTo(Call.ROLL_BACK);
    }

    @Test
    void no_data_fails_where_asked_for() {
        Judgement blind = Judge.failureLimit(0.05, 1, 9, true).begin();
        for (int i = 0; i < 9; i++) {
            assertThat(blind.add(outage(i))).isEqualTo(Call.CONTINUE);
        }
        assertThat(blind.add(outage(9))).isEqualTo(Call.ROLL_BACK);
    }

    /** The two blind spots of ranks that users reported: most of the canary is bad, and the test sees nothing. */
    @Test
    void ranks_are_blind_to_what_is_plain() {
        double[] control = new double[10];
        Arrays.fill(control, 1);
        double[] canary = {100, 100, 100, 100, 100, 100, 100, 1, 1, 1};
        assertThat(RankJudge.isHigh(canary, control, MannWhitney.shift(canary, control, 0.98)))
                .isFalse();
        double[] none = new double[10];
        double[] half = {0, 5, 0, 5, 0, 5, 0, 5, 0, 5};
        assertThat(RankJudge.isHigh(half, none, MannWhitney.shift(half, none, 0.98)))
                .isFalse();
    }

    @Test
    void the_shift_is_that_of_all_differences_in_order() {
        SplittableRandom random = new SplittableRandom(12);
        for (int i = 0; i < 500; i++) {
            int steps = random.nextInt(1, 40);
            double[] first = random.doubles(random.nextInt(1, 30))
                    .map(value -> Math.rint(value * steps) / 20)
                    .toArray();
            double[] second = random.doubles(random.nextInt(1, 30))
                    .map(value -> Math.rint(value * 10) / 20)
                    .toArray();
            double[] all = Arrays.stream(first)
                    .flatMap(one -> Arrays.stream(second).map(other -> one - other))
                    .sorted()
                    .toArray();

            Interval shift = MannWhitney.shift(first, second, 0.9);

            int middle = all.length / 2;
            assertThat(shift.estimate())
                    .isEqualTo(all.length % 2 == 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2);
            assertThat(IntStream.rangeClosed(0, middle))
                    .anyMatch(cut -> all[cut] == shift.low().orElseThrow()
                            && all[all.length - 1 - cut] == shift.high().orElseThrow());
        }
    }

    @Test
    void ranks_see_a_large_shift() {
        Judgement trial = Judge.ranks(0.98, 10, 50).begin();
        Call call = Call.CONTINUE;
        for (int i = 0; i < 10; i++) {
            call = trial.add(window(i, 100, 30 + i % 3, 900, 27 + i));
        }
        assertThat(call).isEqualTo(Call.ROLL_BACK);
    }
}
