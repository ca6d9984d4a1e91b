package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.START;
import static io.cognigydeploy.core.judge.Given.outage;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.CanaryWatch.Advice;
import io.cognigydeploy.core.judge.Observation.Arm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option of a watch, to the minute at which it changes the advice. One window is a minute. */
class EveryWatchOptionTest {

    private static final Judge PATIENT =
            Judge.sequential(JudgeOptions.builder().alpha(1e-6).build());

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    /** Options that were stored before there were rules and a maximum of harm have none, and get none. */
    @Test
    void aBuilderOfOptionsHasTheirValuesAndNoOthers() {
        WatchOptions stored = new WatchOptions.Builder().window(minutes(70)).build();
        JudgeOptions judge = JudgeOptions.builder()
                .ratios(List.of(2.0))
                .weights(List.of(1.0))
                .build();

        assertThat(stored.toBuilder().build()).isEqualTo(stored);
        assertThat(stored.toBuilder().extensions(1).build().rules()).isEmpty();
        assertThat(judge.toBuilder().alpha(0.01).build().ratios()).containsExactly(2.0);
    }

    /** The advice after each minute, until it is final. */
    private static List<Advice> watched(WatchOptions options, int minutes, Function<CanaryWatch, Observation> next) {
        CanaryWatch watch = CanaryWatch.begin(options, START);
        List<Advice> all = new ArrayList<>();
        while (all.size() < minutes
                && (all.isEmpty() || !all.get(all.size() - 1).isFinal())) {
            all.add(watch.observe(next.apply(watch)));
        }
        return all;
    }

    private static List<Advice> watched(WatchOptions.Builder options, int minutes, IntFunction<Observation> next) {
        return watched(
                options.build(),
                minutes,
                watch -> next.apply(watch.observations().size()));
    }

    /** The minutes at which an action is advised, counted from 1. */
    private static List<Integer> when(Action action, List<Advice> all) {
        List<Integer> minutes = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).action() == action) {
                minutes.add(i + 1);
            }
        }
        return minutes;
    }

    /** Of 400 conversations a minute, 3 % fail on both arms. */
    private static Observation healthy(CanaryWatch watch) {
        long canary = Math.round(4 * watch.share());
        return window(
                watch.observations().size(),
                watch.share(),
                Arm.of(canary, (canary + 16) / 33),
                Optional.of(Arm.of(400 - canary, (400 - canary + 16) / 33)));
    }

    /** The e-values against the canary are 1.247, 3.093, 2.060 and 19.17, computed with mpmath. */
    private static Observation bad(int minute) {
        return switch (minute) {
            case 0 -> window(0, 10, 1, 190, 5);
            case 1 -> window(1, 12, 2, 188, 6);
            case 2 -> window(2, 9, 0, 191, 4);
            default -> window(minute, 11, 3, 189, 7);
        };
    }

    @Test
    void each_share_of_the_ramp_lasts_its_time_and_its_conversations() {
        WatchOptions.Builder options = WatchOptions.builder().ramp(Ramp.percent(10, 40));
        List<Advice> usual = watched(options.build(), 60, EveryWatchOptionTest::healthy);
        assertThat(when(Action.ADVANCE, usual)).containsExactly(10);
        assertThat(usual.get(8).share()).isEqualTo(10);
        assertThat(usual.get(9).share()).isEqualTo(40);
        assertThat(when(Action.PROMOTE, usual)).containsExactly(20);

        List<Advice> quick = watched(options.stepTime(minutes(7)).build(), 60, EveryWatchOptionTest::healthy);
        assertThat(when(Action.ADVANCE, quick)).containsExactly(7);
        assertThat(when(Action.PROMOTE, quick)).containsExactly(14);
    }

    /** 20 of 400 conversations a minute at 5 %. */
    @ParameterizedTest
    @CsvSource({"120, 6", "121, 7", "300, 15"})
    void a_share_without_a_harm_is_left_after_its_conversations(long conversations, int minute) {
        WatchOptions.Builder options = WatchOptions.builder()
                .stepTime(minutes(1))
                .stepConversations(conversations)
                .maxHarm(Optional.empty());

        List<Advice> all = watched(options.build(), 20, EveryWatchOptionTest::healthy);
        assertThat(when(Action.ADVANCE, all).get(0)).isEqualTo(minute);
    }

    private static int minuteOfTheFirstAdvance(double maxHarm, int errors, double designEffect) {
        WatchOptions.Builder options = WatchOptions.builder()
                .maxHarm(maxHarm)
                .judge(Judge.sequential(
                        JudgeOptions.builder().designEffect(designEffect).build()));
        List<Advice> all =
                watched(options, 60, i -> window(i, 5, Arm.of(1, i == 0 ? errors : 0), Optional.of(Arm.of(19, i % 2))));
        return when(Action.ADVANCE, all).get(0);
    }

    /**
     * One conversation of the canary a minute, and 19 of stable, of which one fails every other minute. The bounds by the scores of
     * Wilson are the roots of a quadratic equation, solved with NumPy; without a design effect they are those of SciPy's
     * proportion_ci. With an error, the e-value falls to 1 at minute 18.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 39, 50, 50",
        "2, 24, 40, 46",
        "3, 16, 28, 32",
        "4, 12, 22, 24",
        "5, 10, 18, 19",
        "6, 10, 18, 16",
        "8, 10, 18, 11",
        "20, 10, 18, 10"
    })
    void a_share_is_left_when_the_harm_is_below_its_most(double maxHarm, int plain, int withError, int overEffect) {
        assertThat(minuteOfTheFirstAdvance(maxHarm, 0, 1)).isEqualTo(plain);
        assertThat(minuteOfTheFirstAdvance(maxHarm, 1, 1)).isEqualTo(withError);
        assertThat(minuteOfTheFirstAdvance(maxHarm, 0, 2)).isEqualTo(overEffect);
    }

    @Test
    void the_harm_is_that_of_newcombe() {
        Harm one = new Harm();
        one.add(window(0, 5, Arm.of(40, 1), Optional.of(Arm.of(760, 9))));
        assertThat(one.most(25, 1)).isCloseTo(2.322490376519841, within(1e-9));
        assertThat(one.most(50, 1)).isCloseTo(2.322490376519841 * 2, within(1e-9));
        Harm several = new Harm();
        several.add(window(0, 5, Arm.of(20, 1), Optional.of(Arm.of(450, 12))));
        several.add(window(1, 5, Arm.of(30, 2), Optional.of(Arm.of(500, 8))));
        assertThat(several.most(50, 2.5)).isCloseTo(9.4483364873513, within(1e-9));
        Harm none = new Harm();
        none.add(window(0, 5, Arm.of(12, 0), Optional.of(Arm.of(228, 6))));
        assertThat(none.most(25, 1)).isCloseTo(3.952491044168345, within(1e-9));
        none.add(window(1, 5, Arm.of(12, 0), Optional.empty()));
        assertThat(none.most(25, 1)).isInfinite();
    }

    @ParameterizedTest
    @CsvSource({"3.09, HOLD", "3.10, WAIT"})
    void a_share_is_kept_from_the_evidence_of_hold_at_on(double holdAt, Action second) {
        List<Advice> all = watched(
                WatchOptions.builder().judge(PATIENT).holdAt(holdAt).goBackAt(1000), 2, EveryWatchOptionTest::bad);

        assertThat(all).extracting(Advice::action).containsExactly(Action.WAIT, second);
    }

    @ParameterizedTest
    @CsvSource({"19.16, GO_BACK, 5", "19.18, HOLD, 25"})
    void the_share_before_is_given_from_the_evidence_of_go_back_at_on(double goBackAt, Action fourth, double share) {
        List<Advice> all = watched(
                WatchOptions.builder()
                        .judge(PATIENT)
                        .ramp(Ramp.percent(5, 25))
                        .stepTime(Duration.ZERO)
                        .stepConversations(1)
                        .goBackAt(goBackAt),
                4,
                EveryWatchOptionTest::bad);

        assertThat(all).extracting(Advice::action).containsExactly(Action.ADVANCE, Action.HOLD, Action.WAIT, fourth);
        assertThat(all.get(3).share()).isEqualTo(share);
    }

    /** The e-values for the canary are 4.243, 18.00 and 76.38. */
    @Test
    void evidence_promotes_from_any_share_where_that_is_allowed() {
        IntFunction<Observation> good = i -> window(i, 50, 0, 950, 30);

        assertThat(watched(WatchOptions.builder().earlyPromotion(true), 9, good))
                .extracting(Advice::action)
                .containsExactly(Action.WAIT, Action.WAIT, Action.PROMOTE);
        assertThat(watched(WatchOptions.builder(), 9, good))
                .extracting(Advice::action)
                .containsOnly(Action.WAIT);
        assertThat(watched(WatchOptions.builder(), 9, good).get(8).why()).contains("the ramp is not done");
    }

    private static Observation quiet(int minute) {
        return window(minute, 5, Arm.of(1, 0), Optional.of(Arm.of(19, 0)));
    }

    private static WatchOptions.Builder ofTwentyMinutes() {
        return WatchOptions.builder().stepTime(minutes(2)).window(minutes(20)).maxHarm(Optional.empty());
    }

    @Test
    void the_window_ends_with_the_policy_of_the_end() {
        List<Advice> held = watched(ofTwentyMinutes(), 25, EveryWatchOptionTest::quiet);
        assertThat(when(Action.HOLD, held)).containsExactly(20, 21, 22, 23, 24, 25);
        assertThat(held.get(19).byPolicy()).isTrue();
        assertThat(held.get(19).why()).isEqualTo("The time is over and nothing is decided.");
        List<Advice> asked = watched(ofTwentyMinutes().atEnd(Policy.ASK), 21, EveryWatchOptionTest::quiet);
        assertThat(when(Action.ASK, asked)).containsExactly(20, 21);
        assertThat(asked.get(19).share()).isEqualTo(5);
        List<Advice> over = watched(ofTwentyMinutes().atEnd(Policy.ROLL_BACK), 25, EveryWatchOptionTest::quiet);
        assertThat(when(Action.ROLL_BACK, over)).containsExactly(20);
        assertThat(over.get(19).byPolicy()).isTrue();
        assertThat(over.get(19).share()).isZero();
    }

    @Test
    void the_window_is_extended_by_its_extensions() {
        WatchOptions.Builder options = ofTwentyMinutes().atEnd(Policy.EXTEND).extension(minutes(4));

        List<Advice> once = watched(options, 30, EveryWatchOptionTest::quiet);
        assertThat(when(Action.HOLD, once).get(0)).isEqualTo(24);
        assertThat(once.get(19).why()).isEqualTo("The time is extended to " + Given.minute(24) + ".");
        assertThat(once.get(19).byPolicy()).isTrue();
        assertThat(once.get(20).byPolicy()).isFalse();
        List<Advice> thrice = watched(options.extensions(3), 40, EveryWatchOptionTest::quiet);
        assertThat(when(Action.HOLD, thrice).get(0)).isEqualTo(32);
        List<Advice> never = watched(options.extensions(0), 30, EveryWatchOptionTest::quiet);
        assertThat(when(Action.HOLD, never).get(0)).isEqualTo(20);
    }

    private static Observation outageFrom(int first, int minute) {
        return minute >= first ? outage(minute) : quiet(minute);
    }

    @Test
    void an_outage_is_a_matter_of_policy_after_its_budget() {
        IntFunction<Observation> out = i -> outageFrom(3, i);
        WatchOptions.Builder options = ofTwentyMinutes().outageBudget(minutes(4));

        List<Advice> held = watched(options, 10, out);
        assertThat(held.subList(3, 7)).extracting(Advice::byPolicy).containsOnly(false);
        assertThat(held.subList(7, 10)).extracting(Advice::byPolicy).containsOnly(true);
        assertThat(held.get(3).why()).isEqualTo("There are no usable data.");
        assertThat(held.get(7).why()).isEqualTo("There were no usable data since " + Given.minute(3) + ".");
        assertThat(when(Action.ROLL_BACK, watched(options.afterOutage(Policy.ROLL_BACK), 10, out)))
                .containsExactly(8);
        assertThat(when(Action.ASK, watched(options.afterOutage(Policy.ASK), 10, out)))
                .containsExactly(8, 9, 10);
    }

    /** An outage extends the time once, though it is asked for in each of its minutes. */
    @Test
    void an_outage_may_extend_the_window() {
        WatchOptions.Builder options = ofTwentyMinutes()
                .outageBudget(minutes(2))
                .afterOutage(Policy.EXTEND)
                .extension(minutes(5))
                .extensions(3);

        List<Advice> once = watched(options, 40, i -> i >= 4 && i < 12 ? outage(i) : quiet(i));
        assertThat(once.get(23).byPolicy()).isFalse();
        assertThat(once.get(24).byPolicy()).isTrue();
        // A second outage extends it again.
        List<Advice> twice = watched(options, 40, i -> (i >= 4 && i < 8) || (i >= 12 && i < 16) ? outage(i) : quiet(i));
        assertThat(twice.get(28).byPolicy()).isFalse();
        assertThat(twice.get(29).byPolicy()).isTrue();
    }

    @Test
    void an_outage_at_the_end_of_the_time_ends_it() {
        WatchOptions.Builder options =
                ofTwentyMinutes().outageBudget(minutes(2)).atEnd(Policy.ASK);

        List<Advice> all = watched(options, 22, i -> outageFrom(15, i));
        assertThat(when(Action.ASK, all)).containsExactly(20, 21, 22);
        assertThat(all.get(19).why())
                .isEqualTo("There were no usable data since " + Given.minute(15) + ". The time is over.");
        assertThat(all.get(18).verdict().call()).isEqualTo(CanaryVerdict.Call.CONTINUE);
        assertThat(all.get(19).verdict().call()).isEqualTo(CanaryVerdict.Call.UNDECIDED);
    }

    @Test
    void a_promotion_that_comes_after_the_time_is_left_to_a_person() {
        IntFunction<Observation> good = i -> window(i, 50, 0, 950, 30);
        WatchOptions.Builder options = WatchOptions.builder()
                .ramp(Ramp.percent(1, 5))
                .stepTime(minutes(3))
                .window(minutes(6))
                .stepConversations(1_000_000)
                .maxHarm(Optional.empty());

        List<Advice> held = watched(options, 8, good);
        assertThat(when(Action.HOLD, held)).contains(6, 7, 8);
        assertThat(held.get(5).why()).contains("a person must say");
        assertThat(held.get(5).byPolicy()).isTrue();
        assertThat(when(Action.ASK, watched(options.atEnd(Policy.ASK), 8, good)))
                .containsExactly(6, 7, 8);
        assertThat(when(Action.ROLL_BACK, watched(options.atEnd(Policy.ROLL_BACK), 8, good)))
                .isEmpty();
    }

    /** A judge that only raises alarms promotes at the end of the time, and only from the last share. */
    @Test
    void the_end_of_the_time_promotes_for_a_judge_without_evidence() {
        WatchOptions.Builder options = ofTwentyMinutes()
                .judge(Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 0))
                .stepConversations(1_000);
        IntFunction<Observation> many = i -> window(i, 5, Arm.of(10, 0), Optional.of(Arm.of(190, 0)));

        List<Advice> last = watched(options.ramp(Ramp.percent(5)), 25, many);
        assertThat(when(Action.PROMOTE, last)).containsExactly(20);
        assertThat(last.get(19).share()).isEqualTo(100);
        assertThat(last.get(19).byPolicy()).isFalse();
        assertThat(last.get(19).why()).isEqualTo("no limit was breached");
        assertThat(when(Action.PROMOTE, watched(options.ramp(Ramp.percent(5, 25)), 25, many)))
                .isEmpty();
        assertThat(when(Action.PROMOTE, watched(options.ramp(Ramp.percent(5)), 25, EveryWatchOptionTest::quiet)))
                .isEmpty();
    }

    @Test
    void an_outage_over_the_end_has_one_policy_of_both() {
        WatchOptions.Builder options =
                ofTwentyMinutes().outageBudget(minutes(2)).extension(minutes(1));
        IntFunction<Observation> out = i -> outageFrom(15, i);

        List<Advice> asked = watched(options.afterOutage(Policy.ASK).atEnd(Policy.HOLD), 23, out);
        assertThat(when(Action.ASK, asked)).containsExactly(18, 19, 20, 21, 22, 23);
        List<Advice> extended = watched(options.afterOutage(Policy.EXTEND).atEnd(Policy.ASK), 23, out);
        assertThat(when(Action.ASK, extended)).containsExactly(21, 22, 23);
        List<Advice> both = watched(options.atEnd(Policy.EXTEND).extensions(2), 23, out);
        assertThat(both).extracting(Advice::action).doesNotContain(Action.ASK, Action.ROLL_BACK);
        assertThat(both.get(20).why()).doesNotContain("The time is over.");
        assertThat(both.get(21).why()).contains("The time is over.");
        List<Advice> over = watched(options.afterOutage(Policy.ROLL_BACK), 23, out);
        assertThat(over.get(17).action()).isEqualTo(Action.ROLL_BACK);
        assertThat(over.get(17).verdict().call()).isEqualTo(CanaryVerdict.Call.UNDECIDED);
    }

    @Test
    void evidence_after_a_promotion_can_still_turn_the_decision() {
        WatchOptions options = WatchOptions.builder().earlyPromotion(true).build();
        List<Observation> course = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            course.add(window(i, 50, 0, 950, 30));
        }
        assertThat(CanaryWatch.decision(options, START, course).verdict().call())
                .isEqualTo(CanaryVerdict.Call.PROMOTE);
        for (int i = 3; i < 6; i++) {
            course.add(window(i, 500, 200, 500, 15));
        }

        DecisionRecord turned = CanaryWatch.decision(options, START, course);
        assertThat(turned.verdict().call()).isEqualTo(CanaryVerdict.Call.ROLL_BACK);
        assertThat(turned.observations()).hasSizeGreaterThan(3);
        CanaryWatch resumed = CanaryWatch.resume(options, START, course.subList(0, 2));
        assertThat(resumed.observations()).hasSize(2);
        assertThat(resumed.canaryConversations()).isEqualTo(100);
        assertThat(resumed.isOver()).isFalse();
        assertThat(resumed).hasToString("watch since " + START + ", share 5.0 %, 2 windows");
        assertThat(resumed.observe(window(2, 50, 50, 950, 0)).action()).isNotEqualTo(Action.PROMOTE);
    }

    @Test
    void evidence_rolls_back_at_once() {
        Advice back = watched(WatchOptions.builder(), 9, i -> window(i, 50, 30, 950, 20))
                .get(0);

        assertThat(back.action()).isEqualTo(Action.ROLL_BACK);
        assertThat(back.share()).isZero();
        assertThat(back.byPolicy()).isFalse();
        assertThat(back.isFinal()).isTrue();
        assertThat(back.why()).startsWith("Errors: canary 60.0 %");
    }

    @Test
    void shadows_are_judged_beside_the_judge_and_the_rules_are_those_of_the_options() {
        WatchOptions options = WatchOptions.builder()
                .judge(PATIENT)
                .shadows(List.of(Judge.threshold(Map.of(Metric.ERROR_RATE, 0.05), 15, 0)))
                .rules(Rules.V1)
                .build();
        CanaryWatch watch = CanaryWatch.begin(options, START);
        IntStream.range(0, 4).forEach(i -> watch.observe(bad(i)));

        assertThat(watch.record().verdict().grounds().evidence().orElseThrow().rollBack())
                .isCloseTo(3.620060903, within(1e-6));
        assertThat(watch.record().shadowVerdicts())
                .singleElement()
                .satisfies(shadow -> assertThat(shadow.disagrees()).isTrue());
        assertThat(watch.record().judge()).isEqualTo(PATIENT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 100.1, Double.NaN})
    void a_harm_is_a_part_of_all(double harm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WatchOptions.builder().maxHarm(harm).build())
                .withMessageStartingWith("maxHarm must be above 0 and at most 100 percent");
    }

    @Test
    void settings_at_their_bounds_are_taken_and_beyond_them_refused() {
        assertThat(WatchOptions.builder().maxHarm(100.0).build().maxHarm()).contains(100.0);
        assertThat(WatchOptions.builder()
                        .stepTime(Duration.ZERO)
                        .stepConversations(1)
                        .build())
                .isNotNull();
        assertThat(ofTwentyMinutes().window(minutes(6)).build().window()).isEqualTo(minutes(6));
        refused(
                "window must be long enough for 3 shares of PT2M",
                ofTwentyMinutes().window(minutes(5)));
        refused("stepTime must be", WatchOptions.builder().stepTime(minutes(-1)));
        refused("stepConversations must be at least 1", WatchOptions.builder().stepConversations(0));
        refused("holdAt must be", WatchOptions.builder().holdAt(1));
        refused("goBackAt must be", WatchOptions.builder().holdAt(5).goBackAt(5));
        refused("extension must be", WatchOptions.builder().extension(Duration.ZERO));
        refused("outageBudget must be", WatchOptions.builder().outageBudget(Duration.ZERO));
        refused("extensions must be", WatchOptions.builder().extensions(-1));
        refused(
                "window must be positive",
                WatchOptions.builder().stepTime(Duration.ZERO).window(Duration.ZERO));
        assertThat(WatchOptions.forTraffic(20).ramp())
                .isEqualTo(Ramp.percent(25, 50).cap(50));
        assertThat(WatchOptions.forTraffic(20).window()).isEqualTo(Duration.ofHours(3));
        assertThat(WatchOptions.forTraffic(50)).isEqualTo(WatchOptions.defaults());
        assertThat(WatchOptions.forTraffic(49.9).window()).isEqualTo(Duration.ofHours(2));
        assertThatIllegalArgumentException().isThrownBy(() -> WatchOptions.forTraffic(0));
    }

    private static void refused(String message, WatchOptions.Builder options) {
        assertThatIllegalArgumentException().isThrownBy(options::build).withMessageStartingWith(message);
    }
}
