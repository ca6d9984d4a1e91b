package io.cognigydeploy.cli;

import io.cognigydeploy.core.flow.DependencyResolver;
import io.cognigydeploy.core.flow.DependencyResolver.Dependent;
import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.Resolution;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Benchmarks, each beside a baseline of the same run. */
@Command(
        name = "bench",
        description = "Measures the figures in the documents.",
        subcommands = BenchCanaryCommand.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class BenchCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "resolver",
            description = {
                "Measures how fast references of flows are resolved.",
                "Bundles with increasing numbers of references; prints the processor time for each. The baseline looks up each reference in a hash set, as any resolver must."
            },
            mixinStandardHelpOptions = true)
    int resolver(
            @Option(names = "--edges", description = "The largest number of references.", defaultValue = "1000000")
                    int most,
            @Option(
                            names = "--rounds",
                            description =
                                    "The minimum number of rounds; the best one counts. Default: ${DEFAULT-VALUE}",
                            defaultValue = "7")
                    int rounds) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%-8s %10s %10s %14s %14s %8s%n",
                "bundle",
                "references",
                "flows",
                "resolver ns/r",
                "baseline ns/r",
                "ratio");
        // Warms up.
        measure(bundle(20_000, false), 3 * rounds);
        measure(bundle(20_000, true), 3 * rounds);
        for (boolean circles : new boolean[] {false, true}) {
            double first = 0;
            double firstRatio = 0;
            double last = 0;
            double lastRatio = 0;
            for (int edges = 1_000; edges <= most; edges *= 10) {
                List<Dependent> flows = bundle(edges, circles);
                double[] nanos = measure(flows, rounds * Math.max(1, Math.min(50, 100_000 / edges)));
                last = nanos[0] / edges;
                lastRatio = nanos[0] / nanos[1];
                first = first == 0 ? last : first;
                firstRatio = firstRatio == 0 ? lastRatio : firstRatio;
                out.printf(
                        Locale.ROOT,
                        "%-8s %10d %10d %14.1f %14.1f %8.2f%n",
                        circles ? "circles" : "layered",
                        edges,
                        flows.size(),
                        last,
                        nanos[1] / edges,
                        lastRatio);
            }
            out.printf(
                    Locale.ROOT,
                    "largest to smallest: time per reference %.2f, ratio to the baseline %.2f%n",
                    last / first,
                    lastRatio / firstRatio);
        }
        return ExitStatus.DONE;
    }

    /** Returns flows with five references each; without circles, only to earlier flows. */
    private static List<Dependent> bundle(int edges, boolean circles) {
        Random random = new Random(edges);
        int count = edges / 5;
        List<Dependent> flows = new ArrayList<>(count);
        for (int flow = 0; flow < count; flow++) {
            List<Reference> references = new ArrayList<>(5);
            for (int i = 0; i < 5; i++) {
                int other = random.nextInt(circles ? count : flow + 1);
                references.add(
                        flow == other
                                ? new Reference(ReferenceType.INTENT, "intent_" + i, "env_dev")
                                : new Reference(ReferenceType.FLOW, "flow_" + other, "env_dev"));
            }
            flows.add(new Dependent("flow_" + flow, Optional.of("env_dev"), "1.0.0", references));
        }
        return flows;
    }

    /** Returns the best times of the resolver and of the baseline in nanoseconds, measured in turns. */
    private static double[] measure(List<Dependent> flows, int rounds) {
        DependencyResolver resolver = DependencyResolver.into("env_prod")
                .existing(ReferenceType.INTENT, List.of("intent_0", "intent_1", "intent_2", "intent_3", "intent_4"));
        double[] best = new double[2];
        Arrays.fill(best, Double.MAX_VALUE);
        for (int round = 0; round < rounds; round++) {
            best[0] = Math.min(best[0], nanos(() -> {
                Resolution resolution = resolver.resolve(flows);
                return resolution.levels().size() + resolution.missing().size();
            }));
            best[1] = Math.min(best[1], nanos(() -> {
                Set<String> ids = new HashSet<>();
                flows.forEach(flow -> ids.add(flow.id()));
                int known = 0;
                for (Dependent flow : flows) {
                    for (Reference reference : flow.references()) {
                        known += ids.contains(reference.id()) ? 1 : 0;
                    }
                }
                return known;
            }));
        }
        return best;
    }

    private static double nanos(IntSupplier work) {
        // Time of this thread alone, because the machine may be busy.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        int result = work.getAsInt();
        long took = threads.getCurrentThreadCpuTime() - begin;
        if (result < 0) {
            throw new IllegalStateException("Nothing was done.");
        }
        return took;
    }
}
