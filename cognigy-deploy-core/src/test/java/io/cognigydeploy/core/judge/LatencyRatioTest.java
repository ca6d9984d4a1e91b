package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatencyRatioTest {

    private static final long[] STABLE = {190, 200, 180, 210, 195, 205, 185, 200};
    private static final double[] STABLE_MEANS = {1450, 1180, 1920, 1250, 1330, 1710, 1210, 1405};
    private static final long[] CANARY = {21, 24, 20, 22, 26, 20, 23, 25};
    private static final double[] CANARY_MEANS = {1120, 1260, 1075, 1410, 1190, 1015, 1300, 1160};
    private static final JudgeOptions LATENCY =
            JudgeOptions.builder().metrics(List.of(Metric.LATENCY)).build();

    /** @param spread the part of the differences between the means of stable that is left */
    private static LatencyRatio ratio(double spread) {
        LatencyRatio ratio = new LatencyRatio(LATENCY);
        for (int i = 0; i < STABLE.length; i++) {
            double mean = stable(i, spread);
            ratio.addStable((double) STABLE[i], mean);
            ratio.add((double) CANARY[i], CANARY_MEANS[i], (double) STABLE[i], mean);
        }
        return ratio;
    }

    private static double stable(int i, double spread) {
        return 1430 + spread * (STABLE_MEANS[i] - 1430);
    }

    /** Computed with NumPy 1.26 and the root finder of SciPy 1.11. */
    @Test
    void values_of_scipy() {
        LatencyRatio even = ratio(0.25);
        assertThat(even.variance()).isCloseTo(0.6359470908499628, within(1e-12));
        assertThat(even.mean()).isCloseTo(0.8417765863743271, within(1e-12));
        assertThat(even.logPromote()).isCloseTo(3.6650854682783383, within(1e-9));
        assertThat(even.high()).isCloseTo(1.1568893428822355, within(1e-9));
        assertThat(even.needed()).isCloseTo(251.87862043953248, within(0.3));

        LatencyRatio longTail = ratio(1);
        assertThat(longTail.variance()).isCloseTo(10.199759727039115, within(1e-9));
        assertThat(longTail.logPromote()).isCloseTo(-0.36786542085461527, within(1e-9));
        assertThat(longTail.high()).isInfinite();
        assertThat(longTail.needed()).isCloseTo(3181.4187419588247, within(3.2));
    }

    private static List<Window> windows(double spread) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < STABLE.length; i++) {
            windows.add(window(i, 10, arm(CANARY[i], CANARY_MEANS[i]), Optional.of(arm(STABLE[i], stable(i, spread)))));
        }
        return windows;
    }

    private static Arm arm(long conversations, double latency) {
        return new Arm(
                conversations, Optional.of(new Observation.Errors(0, 0)), Optional.empty(), Optional.of(latency));
    }

    @Test
    void a_canary_without_the_tail_of_stable_is_not_promoted_and_the_reason_has_the_numbers() {
        Judge judge = Judge.sequential(LATENCY);

        Judgement held = judge.resume(windows(1));
        assertThat(held.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(held.verdictAtEnd().reason())
                .isEqualTo(
                        "Latency: 0.87 times that of stable, too few for an interval; single latencies vary by 3.2 times"
                                + " their mean, so a canary as fast as stable needs some 3,200 conversations at this share and had"
                                + " 181.");
        assertThat(String.join(" ", held.verdictAtEnd().grounds().cannotExclude()))
                .contains(
                        "even none of them in 181 conversations leaves a share of 1.7 % open. A promotion needs more: single");

        assertThat(judge.resume(windows(0.25)).verdict().call()).isEqualTo(Call.PROMOTE);
    }

    /** Of logarithms, and with how much the canary alone varies. Computed with NumPy, too. */
    @Test
    void records_of_earlier_rules_keep_their_evidence() {
        Judgement earlier = Judge.sequential(LATENCY).resume(Rules.V1, windows(1));
        assertThat(earlier.weight().orElseThrow().promote()).isCloseTo(2.8670675295083523, within(1e-9));
    }
}
