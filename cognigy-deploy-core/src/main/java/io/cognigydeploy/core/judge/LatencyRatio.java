package io.cognigydeploy.core.judge;

/**
 * The evidence that the ratio of mean latencies, canary to stable, is below the margin. A pair of means counts by its ratio and
 * not by the logarithm: of positive values the mean ratio is at least the ratio of the means, so it errs on the safe side.
 *
 * <p>A canary without a very long answer so far looks both fast and even. So the variance of one conversation comes from the
 * windows of stable, which has more of them and shows its tail sooner, and is scaled up to the mean under test. The canary's own
 * pairs only raise it. With a variance that is given, a sum of values that are skewed to the right falls short of its mean less
 * often than a normal one (Maurer, A Bound on the Deviation Probability for Sums of Non-Negative Random Variables, JIPAM 4(1),
 * 2003). Windows of stable are compared with their neighbours, so that a wave of load counts little.
 *
 * <p>Not safe for use by many threads.
 */
final class LatencyRatio {

    /** More conversations than any canary has. */
    private static final double TOO_MANY = 1e12;

    private final JudgeOptions options;
    private final WeightedT t;
    private double canary;
    private double all;

    private double before;
    private double beforeMean;
    private double squares;
    private int compared;
    private double stable;
    private double stableMean;

    LatencyRatio(JudgeOptions options) {
        this.options = options;
        t = new WeightedT(options.latencyShift());
    }

    /** Takes a window of stable, for the variance. */
    void addStable(double conversations, double mean) {
        stable += conversations;
        stableMean += (mean - stableMean) * conversations / stable;
        if (before > 0) {
            double difference = mean - beforeMean;
            squares += difference * difference / (1 / before + 1 / conversations);
            compared++;
        }
        before = conversations;
        beforeMean = mean;
    }

    /** Takes the means of both arms over the same windows. */
    void add(double canaries, double canaryMean, double stables, double mean) {
        t.add(canaryMean / mean, 1 / (1 / canaries + 1 / stables));
        canary += canaries;
        all += canaries + stables;
    }

    /** Returns the variance of one conversation of stable over its squared mean; 0 before two windows. */
    double variance() {
        return compared == 0 ? 0 : squares / compared / (stableMean * stableMean);
    }

    double logPromote() {
        double margin = options.latencyMargin();
        double logE = t.logE(margin, margin * margin * variance());
        return t.mean() < margin && t.pairs() >= options.minPairs() ? logE : Math.min(0, logE);
    }

    /** Returns the mean ratio; 0 before the first pair. */
    double mean() {
        return t.mean();
    }

    /** Returns the ratio from which on each one is refuted; infinite if there is none. */
    double high() {
        return t.high(-StrictMath.log(options.beta()) * options.designEffect(), variance());
    }

    /** Returns the standard deviation of one conversation over its mean, as the evidence for the canary takes it. */
    double variation() {
        return Math.max(Math.sqrt(t.spread()) / options.latencyMargin(), Math.sqrt(variance()));
    }

    /** Returns the conversations at which a canary as fast as stable is promoted, at the share so far. */
    double needed() {
        double margin = options.latencyMargin();
        double spread = Math.max(t.spread(), margin * margin * variance());
        double low = 1;
        double high = TOO_MANY;
        while (high - low > 0.001 * high) {
            double middle = Math.sqrt(low * high);
            double pairs = middle * t.pairs() / canary;
            double weight = middle * (1 - canary / all);
            double logE = pairs < 2
                    ? 0
                    : t.mixture((margin - 1) * (margin - 1) * weight / spread, pairs - 1, weight)
                            / options.designEffect();
            if (logE >= -StrictMath.log(options.beta())) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Math.max(high, options.minPairs() * canary / t.pairs());
    }

    boolean isEmpty() {
        return t.pairs() < 2 || !(t.spread() > 0);
    }

    double conversations() {
        return canary;
    }
}
