package io.cognigydeploy.cli.bench;

import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Metric;
import java.util.List;

/** The table of latencies with heavy tails. */
final class TailsTables extends Cells {

    /** The canary alone has time-outs, which no test excludes before it has one. */
    private static final double OF_NEW_TAILS = 8;

    TailsTables(Settings settings) {
        super(settings);
    }

    void tails() {
        heading("Latencies with heavy tails, judged by latency alone in 240 minutes: %%, mean minutes");
        header(
                "latencies",
                "R",
                "equal: promotable",
                "equal: rolled back",
                "x 1.25, the margin: promotable",
                "rollouts");
        double share = 0.01;
        LatencyLaw outs = LatencyLaw.timeOuts(share);
        LatencyLaw pareto = LatencyLaw.pareto();
        // The mean grows in proportion to the share of time-outs.
        double more = share
                + 0.25
                        * share
                        * outs.mean()
                        / (outs.mean() - LatencyLaw.timeOuts(0).mean());
        LatencyLaw moreOuts = LatencyLaw.timeOuts(more);
        LatencyLaw none = LatencyLaw.timeOuts(0);
        double first = share * 0.25 * none.mean() / (outs.mean() - none.mean());
        for (double perMinute : new double[] {100, 400}) {
            tails("log-normal", perMinute, none, none.times(1.25), PROMISED);
            tails(
                    text("no time-outs, then %.2f %%", 100 * first),
                    perMinute,
                    none,
                    LatencyLaw.timeOuts(first),
                    OF_NEW_TAILS);
            tails("1 % time-outs, all slower", perMinute, outs, outs.times(1.25), PROMISED);
            tails(text("1 %% time-outs, then %.2f %%", 100 * more), perMinute, outs, moreOuts, PROMISED);
            tails("Pareto 1.5", perMinute, pareto, pareto.times(1.25), PROMISED);
        }
    }

    private void tails(String name, double perMinute, LatencyLaw stable, LatencyLaw margin, double promised) {
        Judge latency = Judge.sequential(JudgeOptions.builder()
                .alpha(alpha)
                .metrics(List.of(Metric.LATENCY))
                .build());
        String title = text("%s, R %.0f", name, perMinute);
        World world = World.of(perMinute, 5, LONG, USUAL, USUAL);
        Courses equal = judged(
                title + ", equal",
                Rollout.of(world.withLatencies(stable, stable)),
                latency,
                Limit.atMost(PROMISED, Course::isRolledBack, "false rollback by latency, " + title + ","));
        Courses slow = judged(
                title + ", margin",
                Rollout.of(world.withLatencies(stable, margin)),
                latency,
                Limit.atMost(promised, Course::isPromotable, "false promotion by latency, " + title + ","));
        row(
                name,
                text("%.0f", perMinute),
                equal.shareAndMinutes(Course::isPromotable, Course::promoted),
                equal.share(Course::isRolledBack),
                slow.share(Course::isPromotable),
                sizes(equal, slow));
    }
}
