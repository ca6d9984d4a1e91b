package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.START;
import static io.cognigydeploy.core.judge.Given.outage;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.CanaryWatch.Advice;
import io.cognigydeploy.core.judge.Observation.Arm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CanaryWatchTest {

    private static Observation healthy(CanaryWatch watch, int minute) {
        long canary = Math.round(400 * watch.share() / 100);
        long errors = minute % 2 == 0 ? Math.round(canary * 0.03) : Math.round(canary * 0.02);
        return window(minute, watch.share(), Arm.of(canary, errors), Optional.of(Arm.of(400 - canary, 12)));
    }

    private static Observation sick(CanaryWatch watch, int minute, long errors) {
        long canary = Math.round(400 * watch.share() / 100);
        return window(minute, watch.share(), Arm.of(canary, errors), Optional.of(Arm.of(400 - canary, 12)));
    }

    @Test
    void a_healthy_canary_climbs_and_is_promoted_at_the_top() {
        CanaryWatch watch = CanaryWatch.begin(WatchOptions.defaults(), START);
        List<Action> actions = new ArrayList<>();
        Advice advice = watch.observe(healthy(watch, 0));
        for (int i = 1; !advice.isFinal() && i < 60; i++) {
            if (advice.action() != Action.WAIT) {
                actions.add(advice.action());
            }
            advice = watch.observe(healthy(watch, i));
        }
        assertThat(actions).containsExactly(Action.ADVANCE, Action.ADVANCE);
        assertThat(advice.action()).isEqualTo(Action.PROMOTE);
        assertThat(advice.share()).isEqualTo(100);
        assertThat(advice.byPolicy()).isFalse();
        assertThat(watch.observations()).hasSize(30);
        assertThat(watch.record().verdict().call()).isEqualTo(CanaryVerdict.Call.PROMOTE);
        assertThatIllegalStateException().isThrownBy(() -> watch.observe(outage(31)));
    }

    @Test
    void a_sick_one_is_rolled_back_on_evidence_at_any_step() {
        CanaryWatch watch = CanaryWatch.begin(WatchOptions.defaults(), START);
        Advice advice = watch.observe(sick(watch, 0, 8));
        for (int i = 1; !advice.isFinal(); i++) {
            advice = watch.observe(sick(watch, i, 8));
        }
        assertThat(advice.action()).isEqualTo(Action.ROLL_BACK);
        assertThat(advice.share()).isZero();
        assertThat(advice.byPolicy()).isFalse();
        assertThat(watch.observations().size()).isLessThan(5);
    }

    @Test
    void evidence_holds_the_ramp_and_more_of_it_goes_back() {
        WatchOptions options = WatchOptions.builder()
                .stepTime(Duration.ofMinutes(6))
                .judge(Judge.sequential(JudgeOptions.builder().alpha(0.001).build()))
                .build();
        CanaryWatch watch = CanaryWatch.begin(options, START);
        int i = 0;
        while (watch.share() < 25) {
            watch.observe(healthy(watch, i++));
        }
        List<Action> actions = new ArrayList<>();
        while (watch.share() == 25) {
            actions.add(watch.observe(sick(watch, i++, 8)).action());
        }
        assertThat(actions).contains(Action.HOLD).endsWith(Action.GO_BACK);
        assertThat(watch.share()).isEqualTo(5);
        // What was seen at 25 % is not forgotten at 5 %.
        assertThat(watch.observe(healthy(watch, i)).action()).isEqualTo(Action.HOLD);
    }

    private static int minutesOnTheFirstShare(WatchOptions options, long errorsOfTheFirstMinute) {
        CanaryWatch watch = CanaryWatch.begin(options, START);
        int i = 0;
        while (watch.share() == 5) {
            Arm canary = Arm.of(1, i == 0 ? errorsOfTheFirstMinute : 0);
            watch.observe(window(i, 5, canary, Optional.of(Arm.of(19, i % 2))));
            i++;
        }
        return i;
    }

    @Test
    void few_conversations_leave_a_share_by_time_when_they_can_do_little_harm() {
        WatchOptions options = WatchOptions.defaults();

        assertThat(minutesOnTheFirstShare(options, 0)).isEqualTo(10);
        assertThat(minutesOnTheFirstShare(options, 1)).isBetween(12, 30);
        assertThat(minutesOnTheFirstShare(WatchOptions.builder().maxHarm(2.0).build(), 0))
                .isBetween(20, 49);
    }

    @Test
    void options_of_earlier_rules_or_without_a_harm_wait_for_their_conversations() {
        String without = WatchOptions.toJson(WatchOptions.defaults()).replace(",\"maxHarm\":6.0", "");
        String earlier =
                WatchOptions.toJson(WatchOptions.builder().rules(Rules.V1).build());

        assertThat(WatchOptions.parse(without).maxHarm()).isEmpty();
        assertThat(minutesOnTheFirstShare(WatchOptions.parse(without), 0)).isEqualTo(50);
        assertThat(minutesOnTheFirstShare(WatchOptions.parse(earlier), 0)).isEqualTo(50);
    }

    @Test
    void without_counts_of_both_arms_no_share_is_left_by_time() {
        WatchOptions options = WatchOptions.builder()
                .judge(Judge.threshold(Map.of(Metric.ERROR_RATE, 0.5), 15, 0))
                .build();
        CanaryWatch watch = CanaryWatch.begin(options, START);

        for (int i = 0; i < 49; i++) {
            watch.observe(window(i, 5, Arm.of(1, 0), Optional.empty()));
        }

        assertThat(watch.share()).isEqualTo(5);
    }

    @Test
    void a_step_without_a_verdict_steers_alike() {
        for (double rate : new double[] {0.03, 0.06, 0.2}) {
            CanaryWatch observed = CanaryWatch.begin(WatchOptions.defaults(), START);
            CanaryWatch steered = CanaryWatch.begin(WatchOptions.defaults(), START);
            List<Observation> all = Simulation.sample(Scenario.steady("steady", 60, 60, 5, 0.03, rate), 4);
            for (Observation each : all) {
                Advice advice = observed.observe(each);
                CanaryWatch.Steering step = steered.steer(each);
                assertThat(step.action()).isEqualTo(advice.action());
                assertThat(step.share()).isEqualTo(advice.share());
                assertThat(step.why()).isIn("", advice.why());
                if (advice.isFinal()) {
                    break;
                }
            }
            assertThat(steered.record().toJson()).isEqualTo(observed.record().toJson());
        }
    }

    @Test
    void too_little_traffic_never_promotes() {
        for (Policy policy : Policy.values()) {
            CanaryWatch watch =
                    CanaryWatch.begin(WatchOptions.builder().atEnd(policy).build(), START);
            List<Action> actions = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Advice advice = watch.observe(window(i, 5, Arm.of(i % 20 == 0 ? 1 : 0, 0), Optional.of(Arm.of(2, 0))));
                actions.add(advice.action());
                if (advice.isFinal()) {
                    break;
                }
            }
            assertThat(actions).doesNotContain(Action.PROMOTE, Action.ADVANCE);
            assertThat(actions.subList(0, 59)).containsOnly(Action.WAIT);
            switch (policy) {
                case HOLD -> assertThat(actions.subList(59, 200)).containsOnly(Action.HOLD);
                case ASK -> assertThat(actions.subList(59, 200)).containsOnly(Action.ASK);
                case ROLL_BACK -> assertThat(actions).hasSize(60).endsWith(Action.ROLL_BACK);
                case EXTEND -> {
                    assertThat(actions.subList(59, 89)).containsOnly(Action.WAIT);
                    assertThat(actions.subList(89, 200)).containsOnly(Action.HOLD);
                }
            }
        }
    }

    @Test
    void an_outage_alone_decides_nothing() {
        CanaryWatch watch = CanaryWatch.begin(WatchOptions.defaults(), START);
        watch.observe(healthy(watch, 0));
        for (int i = 1; i < 5000; i++) {
            Advice advice = watch.observe(outage(i));
            assertThat(advice.action()).isEqualTo(Action.HOLD);
            assertThat(advice.share()).isEqualTo(5);
        }
    }

    @Test
    void beyond_its_budget_an_outage_is_a_matter_of_policy() {
        for (Policy policy : Policy.values()) {
            CanaryWatch watch =
                    CanaryWatch.begin(WatchOptions.builder().afterOutage(policy).build(), START);
            watch.observe(healthy(watch, 0));
            for (int i = 1; i <= 10; i++) {
                Advice advice = watch.observe(outage(i));
                assertThat(advice.action()).isEqualTo(Action.HOLD);
                assertThat(advice.byPolicy()).isFalse();
            }
            Advice advice = watch.observe(outage(11));
            assertThat(advice.byPolicy()).isTrue();
            assertThat(advice.action())
                    .isEqualTo(
                            switch (policy) {
                                case HOLD, EXTEND -> Action.HOLD;
                                case ASK -> Action.ASK;
                                case ROLL_BACK -> Action.ROLL_BACK;
                            });
            if (policy == Policy.EXTEND) {
                for (int i = 12; i < 80; i++) {
                    advice = watch.observe(healthy(watch, i));
                    if (advice.isFinal()) {
                        break;
                    }
                }
                assertThat(advice.action()).isEqualTo(Action.PROMOTE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_time_ends_in_an_outage_too(Policy atEnd) {
        CanaryWatch watch =
                CanaryWatch.begin(WatchOptions.builder().atEnd(atEnd).build(), START);
        watch.observe(healthy(watch, 0));
        int end = atEnd == Policy.EXTEND ? 89 : 59;
        for (int i = 1; i < end; i++) {
            assertThat(watch.observe(outage(i)).action()).isEqualTo(Action.HOLD);
        }

        Advice advice = watch.observe(outage(end));

        assertThat(advice.action())
                .isEqualTo(
                        switch (atEnd) {
                            case HOLD, EXTEND -> Action.HOLD;
                            case ASK -> Action.ASK;
                            case ROLL_BACK -> Action.ROLL_BACK;
                        });
        assertThat(advice.verdict().call()).isEqualTo(CanaryVerdict.Call.UNDECIDED);
    }

    @Test
    void going_on_after_a_crash_is_the_same() {
        Scenario scenario = new Scenario(
                "ramp",
                400,
                60,
                List.of(5.0, 25.0, 50.0),
                Scenario.Weather.INCIDENT,
                0.03,
                0.035,
                Optional.of(new Scenario.Outage(13, 4)),
                Optional.empty());
        List<Observation> all = Simulation.sample(scenario, 9);
        WatchOptions options = WatchOptions.builder()
                .shadows(List.of(Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 0)))
                .build();
        var start = ((Observation.Window) all.get(0)).from();
        CanaryWatch whole = CanaryWatch.begin(options, start);
        for (int i = 0; i < all.size(); i++) {
            CanaryWatch resumed = CanaryWatch.resume(options, start, all.subList(0, i));
            Advice advice = whole.observe(all.get(i));
            assertThat(resumed.observe(all.get(i))).isEqualTo(advice);
            assertThat(resumed.record().toJson()).isEqualTo(whole.record().toJson());
            if (advice.isFinal()) {
                break;
            }
        }
    }

    @Test
    void ramps_rise_and_stay_under_their_cap() {
        assertThat(Ramp.percent(5, 25).cap(25).shares()).containsExactly(5.0, 25.0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ramp.percent(5, 25, 50).cap(25))
                .withMessageContaining("50.0")
                .withMessageContaining("25.0");
        assertThatIllegalArgumentException().isThrownBy(() -> Ramp.percent(25, 5));
        assertThatIllegalArgumentException().isThrownBy(Ramp::percent);
        assertThatIllegalArgumentException().isThrownBy(() -> Ramp.percent(Double.NaN));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        WatchOptions.builder().window(Duration.ofMinutes(5)).build());
    }
}
