package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guarantee itself, without chance: every course that three small windows can take is judged, and counts with its
 * probability. The split and the base rate change from window to window.
 */
class EveryCourseTest {

    private static final double NEVER = 1e-9;

    private record Minute(int canary, int stable, double stableRate) {}

    private static final List<Minute> MINUTES =
            List.of(new Minute(4, 4, 0.5), new Minute(5, 2, 0.2), new Minute(3, 5, 0.8));

    /** An estimate of how counts vary makes it smaller. */
    @ParameterizedTest
    @CsvSource({"V1, 1", "V2, 0.98"})
    void evidence_against_a_canary_that_is_not_worse_is_one_on_average(Rules rules, double least) {
        ToDoubleFunction<List<Observation>> evidence = course -> Math.exp(
                judge(NEVER, NEVER).resume(rules, course).weight().orElseThrow().rollBack());
        assertThat(mean(1, evidence)).isBetween(least - 1e-12, 1 + 1e-12);
        for (double better : new double[] {0.9, 0.5, 0.1}) {
            assertThat(mean(better, evidence)).isLessThan(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"V1, 1", "V2, 0.98"})
    void evidence_for_a_canary_at_the_margin_is_one_on_average(Rules rules, double least) {
        ToDoubleFunction<List<Observation>> evidence = course -> Math.exp(
                judge(NEVER, NEVER).resume(rules, course).weight().orElseThrow().promote());
        assertThat(mean(2, evidence)).isBetween(least - 1e-12, 1 + 1e-12);
        for (double worse : new double[] {2.2, 4, 20}) {
            assertThat(mean(worse, evidence)).isLessThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 0.4})
    void at_most_alpha_and_beta_are_ever_decided_wrongly(double atMost) {
        Judge rollsBack = judge(atMost, NEVER);
        for (double notWorse : new double[] {1, 0.7}) {
            assertThat(mean(notWorse, course -> ever(rollsBack, course, Call.ROLL_BACK)))
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(atMost);
        }
        Judge promotes = judge(NEVER, atMost);
        for (double tooBad : new double[] {2, 3}) {
            assertThat(mean(tooBad, course -> ever(promotes, course, Call.PROMOTE)))
                    .isGreaterThan(0)
                    .isLessThanOrEqualTo(atMost);
        }
    }

    private static Judge judge(double alpha, double beta) {
        return Judge.sequential(JudgeOptions.builder()
                .alpha(alpha)
                .beta(beta)
                .minConversations(1)
                .build());
    }

    private static double ever(Judge judge, List<Observation> course, Call call) {
        Judgement trial = judge.begin();
        return course.stream().anyMatch(window -> trial.add(window) == call) ? 1 : 0;
    }

    private static double mean(double oddsRatio, ToDoubleFunction<List<Observation>> value) {
        return mean(oddsRatio, value, new ArrayList<>());
    }

    private static double mean(double oddsRatio, ToDoubleFunction<List<Observation>> value, List<Observation> course) {
        if (course.size() == MINUTES.size()) {
            return value.applyAsDouble(course);
        }
        Minute minute = MINUTES.get(course.size());
        double odds = oddsRatio * minute.stableRate() / (1 - minute.stableRate());
        double mean = 0;
        for (int mine = 0; mine <= minute.canary(); mine++) {
            for (int theirs = 0; theirs <= minute.stable(); theirs++) {
                course.add(window(course.size(), minute.canary(), mine, minute.stable(), theirs));
                mean += binomial(minute.canary(), mine, odds / (1 + odds))
                        * binomial(minute.stable(), theirs, minute.stableRate())
                        * mean(oddsRatio, value, course);
                course.remove(course.size() - 1);
            }
        }
        return mean;
    }

    private static double binomial(int n, int k, double p) {
        double ways = 1;
        for (int i = 0; i < k; i++) {
            ways = ways * (n - i) / (i + 1);
        }
        return ways * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }
}
