package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/**
 * The anytime-valid t-test of satisfaction or latency, against stable or (latency) against a limit. A larger difference
 * is worse: points of satisfaction lost, or the logarithm of the ratio of latencies.
 *
 * <p>The logarithm of a mean over few conversations is low on average, and more so for the smaller arm; so short
 * windows are pooled first, only over windows of one share. Ratings have no such bias and are pooled over a few
 * conversations.
 */
final class MeansByT extends MetricTest {

    private static final long FEWEST = 5;

    /** The means in milliseconds that are used at the most and at the least; their sums and ratios are finite. */
    private static final double LONGEST = 1e12;

    private static final double SHORTEST = 1e-9;

    private final WeightedT t;
    private final double margin;
    private final Optional<Double> limit;
    private double share = -1;
    private long canary;
    private double canarySum;
    private long stable;
    private double stableSum;

    MeansByT(Metric metric, JudgeOptions options, Rules rules) {
        super(metric, options, rules);
        t = new WeightedT(metric == Metric.LATENCY ? options.latencyShift() : options.satisfactionShift());
        limit = options.against() == JudgeOptions.Against.LIMITS
                ? Optional.of(AgainstLimit.limit(metric, options))
                : Optional.empty();
        margin = limit.isPresent()
                ? 0
                : metric == Metric.LATENCY ? StrictMath.log(options.latencyMargin()) : options.satisfactionMargin();
    }

    @Override
    void add(Window window) {
        Optional<Double> mine = mean(window.canary());
        Optional<Double> theirs = window.stable().flatMap(this::mean);
        if (window.share() != share) {
            if (canary >= FEWEST) {
                emit();
            }
            clear();
            share = window.share();
        }
        if (mine.isEmpty() || (limit.isEmpty() && theirs.isEmpty())) {
            return;
        }
        canary += window.canary().conversations();
        canarySum += mine.get() * window.canary().conversations();
        if (theirs.isPresent()) {
            long conversations = window.stable().orElseThrow().conversations();
            stable += conversations;
            stableSum += theirs.get() * conversations;
        }
        if (canary >= (metric == Metric.LATENCY ? options.pooledConversations() : FEWEST)) {
            emit();
            clear();
        }
    }

    private void emit() {
        double rated = metric == Metric.SATISFACTION ? rated() : 1;
        double mine = canarySum / canary;
        if (limit.isPresent()) {
            t.add(StrictMath.log(mine / limit.get()), (double) canary);
            return;
        }
        double theirs = stableSum / stable;
        double difference = metric == Metric.LATENCY ? StrictMath.log(mine / theirs) : theirs - mine;
        t.add(difference, rated / (1.0 / canary + 1.0 / stable));
    }

    private void clear() {
        canary = 0;
        canarySum = 0;
        stable = 0;
        stableSum = 0;
    }

    private Optional<Double> mean(Arm arm) {
        if (arm.conversations() == 0) {
            return Optional.empty();
        }
        Optional<Double> mean = metric == Metric.LATENCY ? arm.latencyMillis() : arm.satisfaction();
        return rules == Rules.V1 ? mean : mean.map(this::bounded);
    }

    /** Returns the next possible mean. */
    private double bounded(double mean) {
        return metric == Metric.LATENCY
                ? Math.min(LONGEST, Math.max(SHORTEST, mean))
                : Math.min(options.satisfactionTo(), Math.max(options.satisfactionFrom(), mean));
    }

    @Override
    double logRollBack() {
        return oneSided(t.logE(0), t.mean() > 0);
    }

    @Override
    double logPromote() {
        return oneSided(t.logE(margin), t.mean() < margin);
    }

    /**
     * Returns the one-sided e-value. It is never more than the two-sided one, so still valid, and above 1 only on the
     * right side and on enough pairs.
     */
    private double oneSided(double logE, boolean right) {
        return (right && t.pairs() >= options.minPairs() ? logE : Math.min(0, logE)) / options.designEffect();
    }

    @Override
    MetricResult finding() {
        Interval difference = t.interval(options.alpha());
        boolean ratio = metric == Metric.LATENCY;
        return finding(
                "anytime-valid t-test"
                        + limit.map(each -> " against a limit of " + each).orElse(""),
                ratio
                        ? new Interval(
                                StrictMath.exp(difference.estimate()),
                                StrictMath.exp(difference.low().orElseThrow()),
                                StrictMath.exp(difference.high().orElseThrow()),
                                difference.confidence())
                        : difference,
                ratio ? "ratio of latencies" : "points of satisfaction lost");
    }

    @Override
    Optional<String> caveat() {
        return Optional.of(
                limit.isPresent()
                        ? AgainstLimit.ANY_OTHER_CAUSE
                        : "The test of " + (metric == Metric.LATENCY ? "latency" : "satisfaction")
                                + " takes means of windows for normally distributed; its error rate is approximate.");
    }
}
