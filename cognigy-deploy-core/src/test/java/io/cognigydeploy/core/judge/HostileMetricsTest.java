package io.cognigydeploy.core.judge;

import static io.cognigydeploy.core.judge.Given.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Answers that are wrong in every way. Each has at least one defect or no conversation of the canary, so none may count
 * as good.
 */
class HostileMetricsTest {

    private static final double[] STRANGE = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -1,
        -0.0,
        1e308,
        Double.MIN_VALUE,
        12.5,
        Long.MAX_VALUE,
        1_000_001
    };
    private static final Instant[] WHEN = {
        Instant.MIN, Instant.MAX, Instant.EPOCH, minute(-1), minute(0), minute(500_000)
    };

    @Test
    void nothing_is_promoted_and_nothing_is_thrown() {
        judge(10_000);
    }

    @Test
    @Tag("long")
    void nothing_is_promoted_and_nothing_is_thrown_in_100_000_answers() {
        System.out.printf("100,000 hostile answers, %d refused, none promoted, none thrown%n", judge(100_000));
    }

    /** How many were refused; the others had no conversation of the canary. */
    private static int judge(int answers) {
        SplittableRandom random = new SplittableRandom(11);
        WindowReader reader = WindowReader.defaults();
        JudgeOptions options = JudgeOptions.builder()
                .metrics(List.of(Metric.values()))
                .ratingsPerConversation(0.5)
                .build();
        Judgement all = Judge.sequential(options).begin();
        Judgement errors = Judge.sequential().begin();
        CanaryWatch watch = CanaryWatch.begin(WatchOptions.defaults(), minute(0));
        boolean watching = true;
        int refused = 0;
        for (int i = 0; i < answers; i++) {
            Observation observation = reader.read(
                    random.nextInt(20) == 0 ? Optional.empty() : Optional.of(answer(random, i, true)),
                    random.nextInt(20) == 0 ? Optional.empty() : Optional.of(answer(random, i, false)),
                    random.nextInt(20) == 0 ? Double.NaN : 5,
                    minute(0),
                    minute(i),
                    minute(i + 1));
            if (observation instanceof Window window) {
                assertThat(window.canary().conversations()).isZero();
            } else {
                refused++;
            }
            assertThat(all.add(observation)).isEqualTo(Call.CONTINUE);
            assertThat(errors.add(observation)).isEqualTo(Call.CONTINUE);
            if (watching && observation.at().isBefore(minute(1_000_000))) {
                CanaryWatch.Advice advice = watch.observe(observation);
                assertThat(advice.action()).isNotIn(CanaryWatch.Action.PROMOTE, CanaryWatch.Action.ADVANCE);
                watching = !advice.isFinal();
            }
        }
        assertThat(refused).isGreaterThan(answers / 2);
        assertThat(all.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(errors.verdictAtEnd().call()).isEqualTo(Call.UNDECIDED);
        assertThat(watching).isTrue();
        return refused;
    }

    private static MetricAnswer answer(SplittableRandom random, int i, boolean canary) {
        // The canary always has a defect, or no conversations.
        int defect = canary ? random.nextInt(7) : random.nextInt(14);
        double n = random.nextInt(200);
        double rate = n == 0 ? 0 : random.nextInt((int) n + 1) / n;
        double strange = STRANGE[random.nextInt(STRANGE.length)];
        Optional<Double> conversations = Optional.of(n);
        Optional<Double> errorRate = Optional.of(rate);
        Optional<Double> satisfaction = random.nextBoolean() ? Optional.of(random.nextDouble() * 5) : Optional.empty();
        Optional<Double> latency =
                random.nextBoolean() ? Optional.of(1 + random.nextDouble() * 3000) : Optional.empty();
        Instant from = minute(i);
        Instant to = minute(i + 1);
        switch (defect) {
            case 0 -> conversations = Optional.of(strange == -0.0 || strange == 0 ? Double.NaN : strange);
            case 1 -> {
                conversations = Optional.of(10.0);
                errorRate = Optional.of(strange == 12.5 || strange > 1 || strange < 0 ? strange : -0.55);
            }
            case 2 -> satisfaction = Optional.of(-1 - random.nextDouble());
            case 3 -> latency = Optional.of(random.nextBoolean() ? Double.NaN : -5);
            case 4 -> {
                conversations = Optional.of(0.0);
                errorRate = Optional.of(random.nextDouble());
            }
            case 5 -> conversations = Optional.empty();
            case 6 -> {
                from = WHEN[random.nextInt(WHEN.length - 1)];
                to = random.nextBoolean() ? from : minute(i + 100);
            }
            default -> {}
        }
        return new MetricAnswer(from, to, conversations, errorRate, satisfaction, latency);
    }
}
