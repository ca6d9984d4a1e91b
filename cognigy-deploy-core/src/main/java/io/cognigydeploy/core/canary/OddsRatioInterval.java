package io.cognigydeploy.core.canary;

import java.util.List;

/**
 * The odds ratios that the windows do not refute: those against which the mixture over ratios on both sides of 1 has not
 * reached 1/alpha. The mixture's denominator is log-concave in the logarithm of the ratio, so what is left is an interval.
 */
final class OddsRatioInterval {

    private static final double FAR = StrictMath.log(1000);
    private static final int STEPS = 30;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final List<long[]> windows;
    private final double[] ratio = new double[1];
    private final double[] scratch = new double[3];

    private OddsRatioInterval(List<long[]> windows) {
        this.windows = windows;
    }

    static Interval of(List<long[]> windows, JudgeOptions options) {
        OddsRatioInterval all = new OddsRatioInterval(windows);
        double low = -FAR;
        double high = FAR;
        for (int i = 0; i < STEPS; i++) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (all.logLikelihood(left) < all.logLikelihood(right)) {
                low = left;
            } else {
                high = right;
            }
        }
        double best = (low + high) / 2;
        double mixture = all.logMixture(options.ratios());
        double refuted = mixture - options.designEffect() * -StrictMath.log(options.alpha());
        return new Interval(
                StrictMath.exp(best),
                all.edge(best, -FAR, refuted, 0),
                all.edge(best, FAR, refuted, Double.POSITIVE_INFINITY),
                1 - options.alpha());
    }

    private double edge(double inside, double outside, double refuted, double beyond) {
        if (logLikelihood(outside) >= refuted) {
            return beyond;
        }
        double in = inside;
        double out = outside;
        for (int i = 0; i < STEPS; i++) {
            double middle = (in + out) / 2;
            if (logLikelihood(middle) >= refuted) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return StrictMath.exp(out);
    }

    private double logMixture(List<Double> ratios) {
        double[] logs = new double[2 * ratios.size()];
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logs.length; i++) {
            double log = StrictMath.log(ratios.get(i / 2));
            logs[i] = logLikelihood(i % 2 == 0 ? log : -log);
            highest = Math.max(highest, logs[i]);
        }
        double sum = 0;
        for (double log : logs) {
            sum += StrictMath.exp(log - highest) / logs.length;
        }
        return highest + StrictMath.log(sum);
    }

    private double logLikelihood(double logRatio) {
        ratio[0] = StrictMath.exp(logRatio);
        double total = 0;
        for (long[] w : windows) {
            long errors = w[1] + w[3];
            long least = Math.max(0, errors - w[2]);
            if (least < Math.min(w[0], errors)) {
                OddsRatioTest.logSums(w[0], w[2], errors, ratio, scratch);
                total += (w[1] - least) * logRatio - scratch[0];
            }
        }
        return total;
    }
}
