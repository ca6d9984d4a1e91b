package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The risks of the comparison between endpoints, on drawn conversations: eight a minute at each of three endpoints, 15 minutes
 * before the switch and 15 after it. docs/snapshots.md has these figures.
 */
class WaveRiskTest {

    private static final int RUNS = 1000;
    private static final int MINUTES = 15;
    private static final int PER_MINUTE = 8;

    private final SplittableRandom random = new SplittableRandom(20261130);

    private long bad(int conversations, double rate) {
        long bad = 0;
        for (int i = 0; i < conversations; i++) {
            bad += random.nextDouble() < rate ? 1 : 0;
        }
        return bad;
    }

    private static double odds(long bad, int conversations) {
        return (bad + 0.5) / (conversations - bad + 0.5);
    }

    /** Returns whether the comparison rolls back, with a limit that never does. */
    private boolean isRolledBack(double before, double after, double others) {
        int all = MINUTES * PER_MINUTE;
        double own = odds(bad(all, before), all);
        double ratio = Math.max(own / odds(bad(all, others), all), own / odds(bad(all, others), all));
        Judgement trial =
                Waves.limitedTo(0.999).options(3, Optional.of(ratio)).judge().begin();
        Call call = Call.CONTINUE;
        Instant at = Instant.EPOCH;
        for (int i = 0; i < MINUTES; i++) {
            Instant to = at.plus(Duration.ofMinutes(1));
            call = trial.add(new Window(
                    at,
                    to,
                    100,
                    Arm.of(PER_MINUTE, bad(PER_MINUTE, after)),
                    Optional.of(Arm.of(2 * PER_MINUTE, bad(2 * PER_MINUTE, others)))));
            at = to;
        }
        return call == Call.ROLL_BACK;
    }

    @ParameterizedTest
    @CsvSource({
        "0.05, 0.05, 0.05, 0, 2",
        "0.30, 0.30, 0.05, 0, 2",
        "0.30, 0.30, 0.01, 0, 2",
        "0.05, 0.30, 0.05, 40, 90",
        "0.05, 0.50, 0.05, 90, 100",
        "0.30, 0.90, 0.05, 75, 100"
    })
    void healthyEndpointsAreRarelyRolledBackHoweverTheyDiffer(
            double before, double after, double others, double least, double most) {
        int rolledBack = 0;
        for (int i = 0; i < RUNS; i++) {
            rolledBack += isRolledBack(before, after, others) ? 1 : 0;
        }

        assertThat(rolledBack * 100.0 / RUNS).isBetween(least, most);
    }
}
