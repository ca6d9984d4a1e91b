package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Errors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Values computed by NumPy and SciPy from the formulas, not by this library. */
class DesignEffectTest {

    private static final List<Arm> VARYING = List.of(
            Arm.of(380, 11),
            Arm.of(390, 14),
            Arm.of(370, 4),
            Arm.of(400, 20),
            Arm.of(385, 9),
            Arm.of(395, 13),
            Arm.of(377, 2),
            Arm.of(401, 15));

    @Test
    void a_history_gives_an_estimate_with_its_interval() {
        Dispersion before = Dispersion.of(VARYING).orElseThrow();

        assertThat(before.estimate()).isCloseTo(5.26837606000516, within(1e-12));
        assertThat(before.low()).isCloseTo(2.0023086807822676, within(0.02));
        assertThat(before.cautious()).isCloseTo(10.158128255642284, within(0.1));
        assertThat(before.high()).isCloseTo(34.714210635864774, within(3.0));
        assertThat(before.windows()).isEqualTo(8);
    }

    @Test
    void a_short_or_an_empty_history_gives_none() {
        assertThat(Dispersion.of(VARYING.subList(0, 5))).isEmpty();
        assertThat(Dispersion.of(Collections.nCopies(24, Arm.of(0, 0)))).isEmpty();
        assertThat(Dispersion.of(Collections.nCopies(24, Arm.of(400, 0)))).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dispersion(1, 2, 1, 1, 8))
                .withMessageContaining("low must be");
    }

    private static double effect(JudgeOptions options, List<Arm> stable) {
        DesignEffect effect = new DesignEffect(options, Rules.CURRENT);
        stable.forEach(arm -> effect.add(arm.conversations(), arm.errors().orElseThrow()));
        return effect.value();
    }

    @Test
    void the_watch_itself_gives_an_estimate_too() {
        assertThat(effect(JudgeOptions.defaults(), VARYING)).isCloseTo(1.681455637367053, within(1e-12));
        JudgeOptions assumed = JudgeOptions.builder().assumedDesignEffect(2).build();
        assertThat(effect(assumed, List.of())).isEqualTo(2);
        assertThat(effect(assumed, VARYING)).isCloseTo(2.5141680069646686, within(1e-12));
        assertThat(effect(JudgeOptions.builder().designEffect(4).build(), VARYING))
                .isEqualTo(4);
        JudgeOptions history =
                JudgeOptions.builder().history(Dispersion.of(VARYING)).build();
        assertThat(effect(history, List.of())).isCloseTo(10.158, within(0.1));
        // Less than chance gives is no reason for more evidence.
        assertThat(effect(JudgeOptions.defaults(), Collections.nCopies(60, Arm.of(400, 12))))
                .isEqualTo(1);
    }

    @Test
    void a_rounded_rate_counts_in_the_middle_of_its_errors() {
        DesignEffect rounded = new DesignEffect(JudgeOptions.defaults(), Rules.CURRENT);
        for (Arm arm : VARYING) {
            long errors = arm.errors().orElseThrow().least();
            rounded.add(arm.conversations(), new Errors(errors - 1, errors + 1));
        }
        assertThat(rounded.value()).isCloseTo(1.681455637367053, within(1e-12));
    }

    @Test
    void evidence_is_divided_by_it_and_the_verdict_names_it() {
        JudgeOptions clustered =
                JudgeOptions.builder().history(Dispersion.of(VARYING)).build();
        Judgement plain = Judge.sequential().begin();
        Judgement careful = Judge.sequential(clustered).begin();
        for (int i = 0; i < 5; i++) {
            plain.add(window(i, 20, 4, 380, 11));
            careful.add(window(i, 20, 4, 380, 11));
        }

        assertThat(plain.verdict().call()).isEqualTo(Call.ROLL_BACK);
        assertThat(careful.verdict().call()).isEqualTo(Call.CONTINUE);
        assertThat(careful.verdict().grounds().cannotExclude())
                .singleElement()
                .asString()
                .contains("clusters", "the history of stable: 5.3", "divided by 10");
        assertThat(plain.verdict().grounds().cannotExclude()).isEmpty();
    }

    @Test
    void a_canary_that_turns_bad_late_is_weighed_from_a_later_start() {
        OddsRatioEProcess process = new OddsRatioEProcess(
                1, JudgeOptions.defaults().ratios(), JudgeOptions.defaults().weights());
        for (int i = 0; i < 25; i++) {
            process.add(i < 20 ? 10 : 20, i < 20 ? 1 : 4, i < 20 ? 190 : 180, 5);
        }

        assertThat(process.logEOfStarts(1)).isCloseTo(26.496230826322183, within(1e-9));
        assertThat(process.logEOfStarts(2)).isCloseTo(12.266287515069624, within(1e-9));
    }

    @Test
    void a_rate_under_a_limit_is_shown_by_a_likelihood_ratio() {
        HarmlessRate none = new HarmlessRate(0.005);
        none.add(1000, 0);
        HarmlessRate two = new HarmlessRate(0.005);
        two.add(400, 2);
        two.add(600, 0);

        assertThat(none.logE()).isCloseTo(4.286240682277136, within(1e-12));
        assertThat(two.logE()).isCloseTo(0.5360194327395366, within(1e-12));
    }

    @Test
    void a_user_who_fails_once_a_minute_is_no_reason_to_roll_back() {
        SplittableRandom random = new SplittableRandom(7);
        Judgement user = Judge.sequential().begin();
        Judgement sick = Judge.sequential().begin();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long stable = Math.min(6, Simulation.poisson(random, 2.85));
            calls.add(user.add(window(i, 6, 1, 95, stable)));
            sick.add(window(i, 5, Math.min(5, Simulation.poisson(random, 1)), 95, stable));
        }

        assertThat(calls).doesNotContain(Call.ROLL_BACK);
        assertThat(user.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(user.verdict().reason()).contains("may be one user");
        assertThat(sick.verdict().call()).isEqualTo(Call.ROLL_BACK);
    }

    @Test
    void a_canary_of_which_everything_fails_is_not_taken_for_one_user() {
        Judgement trial = Judge.sequential().begin();
        Call call = Call.CONTINUE;
        for (int i = 0; i < 20 && call == Call.CONTINUE; i++) {
            call = trial.add(window(i, 1, i % 10 == 4 ? 0 : 1, 19, 6));
        }

        assertThat(call).isEqualTo(Call.ROLL_BACK);
    }
}
