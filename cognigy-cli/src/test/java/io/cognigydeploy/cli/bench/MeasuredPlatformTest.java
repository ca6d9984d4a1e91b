package io.cognigydeploy.cli.bench;

import static io.cognigydeploy.cli.bench.MeasuredPlatform.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cognigydeploy.cli.bench.MeasuredPlatform.AnswerForm;
import io.cognigydeploy.cli.bench.MeasuredPlatform.Scale;
import io.cognigydeploy.cli.bench.World.Traffic;
import io.cognigydeploy.core.judge.MetricAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredPlatformTest {

    private final Traffic traffic = World.of(400, 25, 10, 0.03, 0.2)
            .withLatencies(LatencyLaw.timeOuts(0), LatencyLaw.timeOuts(0))
            .begin(new SplittableRandom(5));

    MeasuredPlatformTest() {
        for (int minute = 0; minute < 10; minute++) {
            traffic.next(25);
        }
    }

    private static Duration minutes(int count) {
        return Duration.ofMinutes(count);
    }

    private MetricAnswer canary(AnswerForm form, int from, int to, int now) {
        return new MeasuredPlatform(traffic, form)
                .canary(START.plus(minutes(from)), START.plus(minutes(to)), START.plus(minutes(now)))
                .orElseThrow();
    }

    private MetricAnswer stable(AnswerForm form) {
        return new MeasuredPlatform(traffic, form)
                .stable(START, START.plus(minutes(10)), START.plus(minutes(10)))
                .orElseThrow();
    }

    private double exact() {
        return (double) traffic.canary().errors(0, 10) / traffic.canary().conversations(0, 10);
    }

    @ParameterizedTest
    @CsvSource({"FRACTION, 1", "FRACTION, 2", "FRACTION, 4", "PERCENT, 0", "PERCENT, 1", "PERCENT, 2"})
    void aRateIsRoundedOnItsScale(Scale scale, int decimals) {
        double rate = canary(AnswerForm.USUAL.rounded(scale, decimals), 0, 10, 10)
                .errorRate()
                .orElseThrow();

        double unit = Math.pow(10, -decimals);
        assertThat(rate).isCloseTo(exact() * (scale == Scale.PERCENT ? 100 : 1), within(unit / 2 + 1e-12));
        assertThat(rate / unit).isCloseTo(Math.rint(rate / unit), within(1e-9));
    }

    @Test
    void anAnswerIsAboutItsSpan() {
        MetricAnswer answer = canary(AnswerForm.USUAL, 3, 5, 10);

        assertThat(answer.conversations()).contains((double) traffic.canary().conversations(3, 5));
        assertThat(Duration.between(answer.from(), answer.to())).isEqualTo(minutes(2));
        assertThat(answer.latencyMillis().orElseThrow()).isBetween(500.0, 2500.0);
    }

    @Test
    void conversationsAppearLate() {
        AnswerForm late = AnswerForm.USUAL.late(2);

        assertThat(canary(late, 0, 5, 5).conversations())
                .contains((double) traffic.canary().conversations(0, 3));
        assertThat(canary(late, 0, 5, 7).conversations())
                .contains((double) traffic.canary().conversations(0, 5));
        assertThat(canary(late, 4, 5, 5).conversations()).contains(0.0);
        assertThat(canary(late, 4, 5, 5).errorRate()).isEmpty();
    }

    @Test
    void swappedArmsHaveEachOthersNumbers() {
        assertThat(canary(AnswerForm.USUAL.swapped(), 0, 10, 10)).isEqualTo(stable(AnswerForm.USUAL));
        assertThat(stable(AnswerForm.USUAL.swapped())).isEqualTo(canary(AnswerForm.USUAL, 0, 10, 10));
    }

    @Test
    void thereMayBeNoStableArm() {
        assertThat(new MeasuredPlatform(traffic, AnswerForm.USUAL.alone())
                        .stable(START, START.plus(minutes(1)), START.plus(minutes(1))))
                .isEqualTo(Optional.empty());
    }
}
