package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.START;
import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.Weight;
import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.judge.Simulation.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A sequential judge whose time was declared before the start. */
class DeclaredEndTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static JudgeOptions.Builder options() {
        return JudgeOptions.builder().horizon(HOUR);
    }

    private static Judge judge() {
        return Judge.sequential(options().build());
    }

    private static Judgement judged(Judge judge, List<Window> windows) {
        return judge.resume(windows);
    }

    /** Windows in which the canary has so many errors on average, of 20 conversations. */
    private static List<Window> windows(int count, int errorsInTen) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int errors = (i + 1) * errorsInTen / 10 - i * errorsInTen / 10;
            windows.add(window(i, 20, errors, 380, 10 + i % 5));
        }
        return windows;
    }

    @Test
    void a_bad_canary_is_rolled_back_and_a_good_one_promoted() {
        CanaryVerdict bad = judged(judge(), windows(60, 25)).verdict();
        CanaryVerdict good = judged(judge(), windows(60, 6)).verdictAtEnd();

        assertThat(bad.call()).isEqualTo(Call.ROLL_BACK);
        assertThat(bad.grounds().windows()).isLessThan(60);
        assertThat(bad.reason()).contains("the chance of this from an equally good canary is under 1 in 2");
        assertThat(bad.grounds().findings().get(0).test())
                .isEqualTo("conditional hypergeometric group-sequential test");
        assertThat(good.call()).isEqualTo(Call.PROMOTE);
        assertThat(good.reason()).contains("the chance of this from one that is worse by the margin is under 1 in ");
    }

    @Test
    void twice_the_errors_are_found_more_often_than_by_e_values() {
        Scenario twice = Scenario.steady("twice", 100, 60, 5, 0.03, 0.06);

        List<Result> results = Simulation.run(twice, List.of(judge(), Judge.sequential()), 400, 1);

        assertThat(results.get(0).rollBackRate()).isGreaterThan(results.get(1).rollBackRate() + 0.15);
    }

    @Test
    void an_equal_canary_is_rolled_back_no_more_often_than_alpha() {
        Scenario equal = Scenario.steady("equal", 400, 60, 5, 0.03, 0.03);

        Result result = Simulation.run(equal, judge(), 1000, 2);

        // The bound of 95 % for 5 % of 1000.
        assertThat(result.rolledBack()).isLessThan(65);
    }

    @Test
    void after_the_end_nothing_is_decided() {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            windows.add(window(i, 5, i % 5 == 0 ? 1 : 0, 95, 3));
        }
        for (int i = 60; i < 90; i++) {
            windows.add(window(i, 5, 4, 95, 3));
        }

        CanaryVerdict verdict = judged(judge(), windows).verdictAtEnd();

        assertThat(verdict.call()).isEqualTo(Call.UNDECIDED);
        assertThat(verdict.reason())
                .endsWith("; the time that was declared at the start is over, so nothing is decided any more.");
        assertThat(judged(Judge.sequential(), windows).verdict().call()).isEqualTo(Call.ROLL_BACK);
    }

    @Test
    void the_last_window_spends_all_even_if_windows_are_a_little_late() {
        List<Window> late = new ArrayList<>();
        for (int i = 0; i < 59; i++) {
            Window on = window(i, 20, 1, 380, 12);
            late.add(new Window(
                    START.plusMillis(60_900L * i), START.plusMillis(60_900L * (i + 1)), 5, on.canary(), on.stable()));
        }

        // 59 windows end six seconds before the hour.
        assertThat(spent(late)).isEqualTo(1);
        assertThat(spent(late.subList(0, 58))).isLessThan(1).isGreaterThan(0.98);
        assertThat(spent(windows(15, 10))).isCloseTo(Math.pow(0.25, 0.7), within(1e-12));
        assertThat(spent(List.of())).isZero();
    }

    private static double spent(List<Window> windows) {
        return judged(judge(), windows)
                .verdict()
                .grounds()
                .evidence()
                .flatMap(Weight::spent)
                .orElseThrow();
    }

    @Test
    void its_evidence_is_stated_as_levels() {
        Weight weight =
                judged(judge(), windows(15, 10)).verdict().grounds().evidence().orElseThrow();
        Weight usual = judged(Judge.sequential(), windows(15, 10))
                .verdict()
                .grounds()
                .evidence()
                .orElseThrow();

        assertThat(weight.describe())
                .matches(
                        "level against the canary 0\\.\\d+, which is rolled back at 0\\.050; for it (1|0\\.\\d+), which is"
                                + " promoted at 0\\.050; 38 % of the error rates may be spent by now");
        assertThat(usual.spent()).isEmpty();
        assertThat(usual.describe()).startsWith("e-value against the canary ");
    }

    @Test
    void a_rounded_rate_counts_least_in_favour_of_each_decision() {
        Arm rounded = new Arm(20, Optional.of(new Errors(0, 1)), Optional.empty(), Optional.empty());
        List<Window> rates = new ArrayList<>();
        List<Window> most = new ArrayList<>();
        List<Window> least = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Optional<Arm> stable = Optional.of(Arm.of(380, 12));
            rates.add(window(i, 5, rounded, stable));
            most.add(window(i, 20, 1, 380, 12));
            least.add(window(i, 20, 0, 380, 12));
        }

        MetricResult finding = finding(rates);

        assertThat(finding.logRollBack()).isEqualTo(finding(least).logRollBack());
        assertThat(finding.logPromote()).isEqualTo(finding(most).logPromote());
    }

    private static MetricResult finding(List<Window> windows) {
        return judged(judge(), windows).verdict().grounds().findings().get(0);
    }

    @Test
    void a_wrong_split_is_held_and_one_user_is_not_rolled_back() {
        List<Window> swapped = new ArrayList<>();
        List<Window> oneUser = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            swapped.add(window(i, 5, Arm.of(380, 11), Optional.of(Arm.of(20, 1))));
            oneUser.add(window(i, 5, i % 20 == 7 ? 0 : 1, 95, 3));
        }

        assertThat(judged(judge(), swapped).verdictAtEnd().reason())
                .contains("was to have 5.00 % of the conversations and had 95.0 %");
        assertThat(judged(judge(), swapped).verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(judged(judge(), oneUser).verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(judged(judge(), oneUser).verdict().reason()).contains("may be one user");
    }

    @Test
    void a_canary_without_errors_is_promoted_under_the_tolerated_rate() {
        List<Window> none = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            none.add(window(i, 20, 0, 380, 0));
        }

        assertThat(judged(judge(), none).verdict().call()).isEqualTo(Call.PROMOTE);
    }

    @Test
    void a_design_effect_takes_more_to_decide() {
        Judge clustered = Judge.sequential(options().designEffect(25).build());

        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            windows.add(window(i, 20, i % 3 == 0 ? 4 : 0, 380, 12));
        }

        assertThat(judged(judge(), windows).verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(judged(clustered, windows).verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
    }

    @Test
    void a_record_is_judged_again_to_the_same_bytes() {
        Judge history = judge().withHistory(Optional.of(new Dispersion(1.2, 0.8, 2, 1.4, 24)));
        for (int errors : new int[] {6, 10, 25}) {
            DecisionRecord record = DecisionRecord.of(history, List.of(judge()), windows(61, errors), true);

            DecisionRecord read = DecisionRecord.parse(record.toJson());

            assertThat(read).isEqualTo(record);
            assertThat(read.replay().toJson()).isEqualTo(record.toJson());
        }
    }

    @Test
    void options_without_it_are_stored_as_before() {
        WatchOptions usual = WatchOptions.defaults();
        WatchOptions ended = WatchOptions.builder().judge(judge()).build();

        assertThat(WatchOptions.toJson(usual)).doesNotContain("horizon");
        assertThat(WatchOptions.toJson(ended)).contains("\"horizon\":\"PT1H\"");
        assertThat(WatchOptions.parse(WatchOptions.toJson(ended))).isEqualTo(ended);
        assertThat(DecisionRecord.of(Judge.sequential(), List.of(), windows(2, 6), false)
                        .toJson())
                .doesNotContain("spent", "horizon");
    }

    @Test
    void only_errors_against_stable_can_have_an_end() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().against(Against.LIMITS).build())
                .withMessage("against must be STABLE with a horizon, but was LIMITS.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options()
                        .metrics(List.of(Metric.ERROR_RATE, Metric.LATENCY))
                        .build())
                .withMessage("metrics must be errors alone with a horizon, but was [ERROR_RATE, LATENCY].");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().horizon(Duration.ZERO).build())
                .withMessage("horizon must be at least a millisecond, but was PT0S.");
    }

    @Test
    void a_watch_has_the_time_of_its_judge_and_no_more() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WatchOptions.builder()
                        .judge(judge())
                        .window(Duration.ofMinutes(45))
                        .build())
                .withMessage("window must be PT1H, the horizon of the judge, but was PT45M.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WatchOptions.builder()
                        .judge(judge())
                        .atEnd(Policy.EXTEND)
                        .build())
                .withMessage("atEnd must be another policy where the judge has a horizon, but was EXTEND.");
        assertThat(WatchOptions.builder()
                        .judge(judge().within(Duration.ofMinutes(45)))
                        .window(Duration.ofMinutes(45))
                        .build()
                        .window())
                .isEqualTo(Duration.ofMinutes(45));
        assertThat(Judge.sequential().within(HOUR)).isEqualTo(Judge.sequential());
    }

    @Test
    void without_a_stable_arm_limits_decide_at_any_time() {
        assertThat(judge().withoutStable())
                .isEqualTo(Judge.sequential(
                        JudgeOptions.builder().against(Against.LIMITS).build()));
    }

    @Test
    void a_watch_leads_the_canary_to_its_promotion_and_resumes_alike() {
        WatchOptions options = WatchOptions.builder().judge(judge()).build();
        CanaryWatch watch = CanaryWatch.begin(options, START);
        Action last = Action.WAIT;
        for (int i = 0; i < 60 && last != Action.PROMOTE; i++) {
            long canary = Math.round(4 * watch.share());
            last = watch.steer(window(
                            i,
                            watch.share(),
                            Arm.of(canary, canary * 3 / 100),
                            Optional.of(Arm.of(400 - canary, 3 + (400 - canary) * 3 / 100))))
                    .action();
        }

        assertThat(last).isEqualTo(Action.PROMOTE);
        assertThat(CanaryWatch.resume(options, START, watch.observations()).record())
                .isEqualTo(watch.record());
    }

    @Test
    void the_planner_simulates_it_and_finds_the_time_it_needs() {
        WatchOptions options = WatchOptions.builder().judge(judge()).build();

        Planner.Forecast busy = Planner.builder()
                .conversationsPerMinute(200)
                .baseErrorRate(0.03)
                .watch(options)
                .runs(100)
                .build()
                .forecast();
        Planner.Forecast slow = Planner.builder()
                .conversationsPerMinute(30)
                .baseErrorRate(0.03)
                .watch(options)
                .runs(100)
                .build()
                .forecast();

        assertThat(busy.canDecide()).isTrue();
        assertThat(slow.canDecide()).isFalse();
        assertThat(slow.neededWindow().orElseThrow()).isGreaterThan(HOUR);
        assertThat(slow.alternative().orElseThrow().judge())
                .isEqualTo(judge().within(slow.alternative().orElseThrow().window()));
    }
}
