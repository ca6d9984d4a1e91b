package io.cognigydeploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.judge.CanaryWatch;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.MetricAnswer;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Planner;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.judge.WindowReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The judge of canaries as docs/canary.md shows it. */
class JudgingTest {

    @Test
    void a_window_of_answers_becomes_an_advice() {
        Instant routedAt = Instant.parse("2026-11-20T10:00:00Z");
        Instant usedUntil = routedAt;
        Instant now = routedAt.plusSeconds(60);
        Optional<MetricAnswer> canaryAnswer = answer(20, routedAt, now);
        Optional<MetricAnswer> stableAnswer = answer(380, routedAt, now);

        WindowReader reader = WindowReader.defaults();
        CanaryWatch watch = CanaryWatch.begin(WatchOptions.defaults(), routedAt);
        Observation seen = reader.read(canaryAnswer, stableAnswer, watch.share(), routedAt, usedUntil, now);
        CanaryWatch.Advice advice = watch.observe(seen); // WAIT, HOLD, ADVANCE, GO_BACK, PROMOTE, ROLL_BACK, ASK

        assertThat(advice.action()).isEqualTo(CanaryWatch.Action.WAIT);
    }

    private static Optional<MetricAnswer> answer(double conversations, Instant from, Instant to) {
        return Optional.of(new MetricAnswer(
                from, to, Optional.of(conversations), Optional.of(0.05), Optional.empty(), Optional.empty()));
    }

    @Test
    void a_declared_end_decides_more_canaries_in_the_same_time() {
        Duration time = Duration.ofHours(1);
        JudgeOptions judge = JudgeOptions.builder().horizon(time).build();
        WatchOptions ended = WatchOptions.builder()
                .judge(Judge.sequential(judge))
                .window(time)
                .build();

        assertThat(twice(ended)).isGreaterThan(twice(WatchOptions.defaults()));
    }

    /** Returns how often twice the errors are found. */
    private static double twice(WatchOptions options) {
        return Planner.builder()
                .conversationsPerMinute(30)
                .baseErrorRate(0.03)
                .watch(options)
                .runs(200)
                .build()
                .prospect(2)
                .rolledBack()
                .estimate();
    }
}
