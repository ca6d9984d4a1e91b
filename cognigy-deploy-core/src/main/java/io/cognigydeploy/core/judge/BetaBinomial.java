package io.cognigydeploy.core.judge;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * The beta-binomial mixture for the mean of variables in [0, 1], of which only sum and number are needed.
 *
 * <p>Howard, Ramdas, McAuliffe and Sekhon, Time-uniform, nonparametric, nonasymptotic confidence sequences (Annals of
 * Statistics 49(2), 2021), proposition 7: the likelihood ratio of a success probability to {@code p0}, averaged over a
 * beta distribution around {@code p0}; for the one-sided form over the part of it above {@code p0}. It is a test
 * supermartingale for every mean up to {@code p0} (two-sided: for {@code p0} alone) as long as each observation lies in
 * [0, 1], whether or not it is 0 or 1.
 */
final class BetaBinomial {

    private static final int BISECTIONS = 40;

    private final double p0;
    private final boolean oneSided;
    private final double a;
    private final double b;
    private final double norm;
    private final double logP;
    private final double logQ;

    /**
     * @param p0 inside (0, 1)
     * @param expected the number of observations at which the test is to be sharpest
     * @param alpha the error rate that this is tuned for
     */
    BetaBinomial(double p0, double expected, double alpha, boolean oneSided) {
        this.p0 = p0;
        this.oneSided = oneSided;
        double variance = p0 * (1 - p0);
        double r = Math.max(NormalMixture.bestRho(expected * variance, alpha, oneSided) - variance, 0.001 * variance);
        a = r / p0;
        b = r / (1 - p0);
        norm = logBeta(a, b);
        logP = StrictMath.log(p0);
        logQ = StrictMath.log1p(-p0);
    }

    /**
     * Returns the logarithm of the mixture.
     *
     * @param sum of the observations, from 0 to {@code number}
     */
    double logE(double sum, double number) {
        double rest = Math.max(0, number - sum);
        return logBeta(a + rest, b + sum) - norm - sum * logP - rest * logQ;
    }

    private double logBeta(double x, double y) {
        double whole = LogBeta.value(x, y);
        if (!oneSided) {
            return whole;
        }
        return whole + StrictMath.log(RegularizedBeta.value(1 - p0, x, y));
    }

    /**
     * Returns the interval of means that the two-sided mixture does not refute. It is valid at every look if the mean
     * is constant.
     *
     * @param sum of the observations, from 0 to {@code number}
     */
    static Interval interval(double sum, double number, double alpha, double expected) {
        if (number <= 0) {
            return new Interval(0.5, 0, 1, 1 - alpha);
        }
        double mean = Math.min(1, Math.max(0, sum / number));
        return new Interval(
                mean,
                edge(sum, number, alpha, expected, mean, 0),
                edge(sum, number, alpha, expected, mean, 1),
                1 - alpha);
    }

    private static double edge(
            double sum, double number, double alpha, double expected, double inside, double outside) {
        double in = inside;
        double out = outside;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (in + out) / 2;
            if (middle <= 0 || middle >= 1) {
                break;
            }
            if (new BetaBinomial(middle, expected, alpha, false).logE(sum, number) < -StrictMath.log(alpha)) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return Math.abs(in - outside) < 1e-9 ? outside : in;
    }
}
