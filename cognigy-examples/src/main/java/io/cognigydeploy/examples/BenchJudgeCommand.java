package io.cognigydeploy.examples;

import com.sun.management.ThreadMXBean;
import io.cognigydeploy.core.canary.Judge;
import io.cognigydeploy.core.canary.Metric;
import io.cognigydeploy.core.canary.Observation;
import io.cognigydeploy.core.canary.Scenario;
import io.cognigydeploy.core.canary.Simulation;
import io.cognigydeploy.core.canary.Trial;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a judgement costs, beside that of a threshold over the same windows. */
@Command(
        name = "judge",
        description = {
            "Measures one judgement over 60 windows, intervals included (processor time), and 100,000 simulated canaries,",
            "beside the threshold judge in the same run.",
            "Exit status: 0 a judgement takes less than 1 ms and the canaries less than a minute; 1 they do not."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchJudgeCommand implements Callable<Integer> {

    private static final int ROUNDS = 15;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--canaries",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many are simulated. Default: ${DEFAULT-VALUE}")
    private int canaries;

    /** Takes every result, so that no work can be left out. */
    @SuppressWarnings("UnusedVariable")
    private int sink;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Scenario scenario = Scenario.steady("speed", 100, 60, 5, 0.03, 0.03);
        List<Observation> observations = Simulation.sample(scenario, 3);
        Judge sequential = Judge.sequential();
        Judge threshold = Judge.threshold(Map.of(Metric.ERROR_RATE, 0.9), 15, 0);

        double whole = median(() -> sequential.resume(observations).verdictAtEnd());
        double counts = median(() -> all(sequential, observations));
        double baseline = median(() -> threshold.resume(observations).verdictAtEnd());
        out.printf(Locale.ROOT, "one judgement over 60 windows, with intervals   %8.1f us%n", whole / 1e3);
        out.printf(Locale.ROOT, "the same, evidence only                         %8.1f us%n", counts / 1e3);
        out.printf(
                Locale.ROOT,
                "threshold over the same windows                 %8.1f us, ratio %.1f and %.1f%n",
                baseline / 1e3,
                whole / baseline,
                counts / baseline);

        out.printf(
                Locale.ROOT,
                "bytes allocated by it, by the evidence, by the threshold: %d, %d, %d%n",
                allocated(() -> sequential.resume(observations).verdictAtEnd()),
                allocated(() -> all(sequential, observations)),
                allocated(() -> threshold.resume(observations).verdictAtEnd()));

        double simulated = seconds(scenario, sequential);
        double simulatedBaseline = seconds(scenario, threshold);
        out.printf(
                Locale.ROOT,
                "%d simulated canaries of 60 windows          %8.2f s on %d cores; threshold %.2f s, ratio %.1f%n",
                canaries,
                simulated,
                Runtime.getRuntime().availableProcessors(),
                simulatedBaseline,
                simulated / simulatedBaseline);
        boolean kept = whole < 1e6 && simulated * 100_000 / canaries < 60;
        out.println(kept ? "Both limits are kept." : "MISSED: 1 ms for a judgement, a minute for 100,000 canaries");
        return kept ? ExitStatus.DONE : ExitStatus.NOT_DONE;
    }

    private static Trial all(Judge judge, List<Observation> observations) {
        Trial trial = judge.begin();
        observations.forEach(trial::add);
        return trial;
    }

    private double seconds(Scenario scenario, Judge judge) {
        long start = System.nanoTime();
        sink += Simulation.run(scenario, judge, canaries, 5).rolledBack();
        return (System.nanoTime() - start) / 1e9;
    }

    private long allocated(Supplier<Object> work) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int times = 100;
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < times; i++) {
            sink += System.identityHashCode(work.get()) & 1;
        }
        return (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / times;
    }

    /** Processor time: median over rounds of about 20 ms each, after four times as many to warm up. */
    private double median(Supplier<Object> work) {
        var threads = ManagementFactory.getThreadMXBean();
        double[] nanos = new double[ROUNDS];
        for (int round = -4 * ROUNDS; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            long spent;
            int times = 0;
            do {
                for (int i = 0; i < 10; i++) {
                    sink += System.identityHashCode(work.get()) & 1;
                }
                times += 10;
                spent = threads.getCurrentThreadCpuTime() - start;
            } while (spent < 20_000_000);
            if (round >= 0) {
                nanos[round] = spent / (double) times;
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }
}
