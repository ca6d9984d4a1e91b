package io.cognigydeploy.bench;

import io.cognigydeploy.core.judge.CanaryVerdict;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Scenario;
import io.cognigydeploy.core.judge.Simulation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmarks of judging an hour of one-minute windows, beside the simplest judge. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class JudgeBenchmark {

    private static final Scenario HOUR = Scenario.steady("hour", 100, 60, 5, 0.03, 0.03);

    /** The judge to measure. */
    public enum By {
        SEQUENTIAL,
        THRESHOLD
    }

    @Param
    private By by = By.SEQUENTIAL;

    private Judge judge = Judge.sequential();
    private List<Observation> windows = List.of();

    @Setup(Level.Trial)
    public void begin() {
        // A limit that is never breached, so that all windows are judged.
        judge = by == By.SEQUENTIAL ? Judge.sequential() : Judge.threshold(Map.of(Metric.ERROR_RATE, 0.99), 15, 0);
        windows = Simulation.sample(HOUR, 3);
        if (judgement().grounds().windows() != 60) {
            throw new IllegalStateException("The judge decided before the end.");
        }
    }

    /** Computes the evidence of 60 windows. */
    @Benchmark
    public Judgement evidence() {
        return judge.resume(windows);
    }

    /** Computes the verdict on 60 windows, with all its intervals. */
    @Benchmark
    public CanaryVerdict judgement() {
        return judge.resume(windows).verdictAtEnd();
    }

    /** Takes one more window after 100,000 others, and computes the verdict with all its intervals. */
    @Benchmark
    public CanaryVerdict lookAfter100000(LongWatch watch) {
        return watch.look();
    }

    /** A watch of 100,000 windows, so that its sequential judge is far from every decision. */
    @State(Scope.Thread)
    public static class LongWatch {

        private static final int BEFORE = 100_000;

        private Judgement judgement = Judge.sequential().begin();
        private int windows;

        /** Takes the windows before. */
        @Setup(Level.Iteration)
        public void begin() {
            JudgeOptions options =
                    JudgeOptions.builder().alpha(1e-9).beta(1e-9).margin(1.001).build();
            judgement = Judge.sequential(options).begin();
            for (windows = 0; windows < BEFORE; ) {
                take();
            }
            judgement.verdict();
        }

        private void take() {
            Instant from = Instant.EPOCH.plusSeconds(60L * windows++);
            judgement.add(new Observation.Window(
                    from, from.plusSeconds(60), 5, Arm.of(20, windows % 2), Optional.of(Arm.of(380, 9 + windows % 2))));
        }

        CanaryVerdict look() {
            take();
            return judgement.verdict();
        }
    }

    /** Simulates and judges 100,000 canaries of 60 windows, on all processors. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @Warmup(iterations = 1)
    @Measurement(iterations = 3)
    @Fork(1)
    public Simulation.Result simulation100000() {
        return Simulation.run(HOUR, judge, 100_000, 5);
    }
}
