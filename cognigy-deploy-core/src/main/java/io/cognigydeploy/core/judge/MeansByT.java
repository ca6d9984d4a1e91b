package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Locale;
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

    /** None in n conversations leaves a share of 3/n open, with a chance of 5 %. */
    private static final int RULE_OF_THREE = 3;

    private final WeightedT t;
    private final double margin;
    private final Optional<Double> limit;

    /** The evidence for a promotion by latency, by the rules of now. */
    private final Optional<LatencyRatio> ratio;

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
        ratio = rules == Rules.V1 || metric != Metric.LATENCY || limit.isPresent()
                ? Optional.empty()
                : Optional.of(new LatencyRatio(options));
    }

    @Override
    void add(Window window) {
        Optional<Double> mine = mean(window.canary());
        Optional<Double> theirs = window.stable().flatMap(this::mean);
        theirs.ifPresent(mean -> ratio.ifPresent(
                each -> each.addStable((double) window.stable().orElseThrow().conversations(), mean)));
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
        ratio.ifPresent(each -> each.add((double) canary, mine, (double) stable, theirs));
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
        return ratio.map(each -> each.logPromote() / options.designEffect())
                .orElseGet(() -> oneSided(t.logE(margin), t.mean() < margin));
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
        return finding(
                "anytime-valid t-test"
                        + limit.map(each -> " against a limit of " + each).orElse(""),
                difference(),
                metric == Metric.LATENCY ? "ratio of latencies" : "points of satisfaction lost");
    }

    private Interval difference() {
        Interval difference = t.interval(options.alpha(), intervalEffect());
        if (metric == Metric.SATISFACTION) {
            return difference;
        }
        double low = StrictMath.exp(difference.low().orElseThrow());
        return ratio.map(each -> new Interval(each.mean(), low, each.high(), 1 - options.alpha() - options.beta()))
                .orElseGet(() -> new Interval(
                        StrictMath.exp(difference.estimate()),
                        low,
                        StrictMath.exp(difference.high().orElseThrow()),
                        difference.confidence()));
    }

    @Override
    Optional<String> wants() {
        return ratio.filter(each -> !each.isEmpty() && each.conversations() < each.needed())
                .map(each -> String.format(
                        Locale.ROOT,
                        "single latencies vary by %.1f times their mean, so a canary as fast as stable needs some %,.0f"
                                + " conversations at this share and had %,.0f",
                        each.variation(),
                        roundedUp(each.needed()),
                        each.conversations()));
    }

    /** Returns the next number with two figures. */
    private static double roundedUp(double number) {
        double step = StrictMath.pow(10, Math.max(0, Math.floor(StrictMath.log10(number)) - 1));
        return Math.ceil(number / step) * step;
    }

    @Override
    Optional<String> caveat() {
        if (limit.isPresent()) {
            return Optional.of(AgainstLimit.ANY_OTHER_CAUSE);
        }
        return Optional.of(ratio.map(this::caveat)
                .orElseGet(() -> "The test of " + (metric == Metric.LATENCY ? "latency" : "satisfaction")
                        + " takes means of windows for normally distributed; its error rate is approximate."));
    }

    private String caveat(LatencyRatio latency) {
        String approximate =
                "The test of latency takes how much single latencies vary from the windows of stable; its error rate"
                        + " is approximate.";
        String needed =
                wants().map(text -> " A promotion needs more: " + text + ".").orElse("");
        return latency.isEmpty()
                ? approximate
                : approximate
                        + String.format(
                                Locale.ROOT,
                                " It errs on the unsafe side where the canary has very long answers that stable does not have:"
                                        + " even none of them in %,.0f conversations leaves a share of %.2g %% open.",
                                latency.conversations(),
                                100 * Math.min(1, RULE_OF_THREE / latency.conversations()))
                        + needed;
    }
}
