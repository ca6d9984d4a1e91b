package io.cognigydeploy.core.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * The interval of odds ratios that the windows do not refute. It is bounded from below by the mixture that rolls back,
 * at alpha, and from above by the alternative 1 that promotes, at beta. So 1 (or the ratio that is tolerated) lies
 * below the interval when the evidence rolls back, and the margin above it when it promotes. The likelihood is
 * log-concave in the logarithm of the ratio, so the rest is an interval.
 */
final class OddsRatioInterval {

    private static final double FAR = StrictMath.log(1000);
    private static final int STEPS = 30;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** The maximum of a window's polynomial at the largest ratio, so that the product of two is still a number. */
    private static final double ROOM = 0x1p500;

    /** For each window whose numbers are small, the coefficients of its polynomial in the ratio, from the highest down. */
    private final List<double[]> polynomials = new ArrayList<>();

    private final List<long[]> large = new ArrayList<>();
    private final double[] ratio = new double[1];
    private final double[] scratch = new double[3];
    private long exponent;

    private OddsRatioInterval(List<long[]> windows) {
        for (long[] w : windows) {
            long errors = w[1] + w[3];
            long least = Math.max(0, errors - w[2]);
            long most = Math.min(w[0], errors);
            if (least == most) {
                continue;
            }
            double[] polynomial = polynomial(w[0], w[2], errors, least, most);
            if (polynomial.length > 0) {
                polynomials.add(polynomial);
                exponent += w[1] - least;
            } else {
                large.add(w);
            }
        }
    }

    /** Returns the coefficients; empty if one would leave the range of a double. */
    private static double[] polynomial(long canary, long stable, long errors, long least, long most) {
        if (most - least > 40) {
            return new double[0];
        }
        double[] coefficients = new double[(int) (most - least) + 1];
        double coefficient = 1;
        double reach = 1;
        double top = 1;
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[coefficients.length - 1 - i] = coefficient;
            reach += coefficient * top;
            long j = least + i;
            coefficient *= ((double) (canary - j) * (errors - j)) / ((double) (j + 1) * (stable - errors + j + 1));
            top *= 1000;
        }
        return reach < ROOM ? coefficients : new double[0];
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
        double below = all.logMixture(options) + options.designEffect() * StrictMath.log(options.alpha());
        double above = all.logLikelihood(0) + options.designEffect() * StrictMath.log(options.beta());
        return new Interval(
                StrictMath.exp(best),
                all.edge(best, -FAR, below, 0),
                all.edge(best, FAR, above, Double.POSITIVE_INFINITY),
                1 - options.alpha() - options.beta());
    }

    private double edge(double inside, double outside, double refuted, double beyond) {
        if (logLikelihood(outside) >= refuted) {
            return beyond;
        }
        if (logLikelihood(inside) < refuted) {
            return StrictMath.exp(inside);
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

    private double logMixture(JudgeOptions options) {
        double[] logs = new double[options.ratios().size()];
        double highest = Double.NEGATIVE_INFINITY;
        double weights = 0;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = logLikelihood(StrictMath.log(options.ratios().get(i)));
            highest = Math.max(highest, logs[i]);
            weights += options.weights().get(i);
        }
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            sum += StrictMath.exp(logs[i] - highest) * options.weights().get(i) / weights;
        }
        return highest + StrictMath.log(sum);
    }

    private double logLikelihood(double logRatio) {
        double psi = StrictMath.exp(logRatio);
        double total = exponent * logRatio;
        double product = 1;
        for (double[] polynomial : polynomials) {
            double value = 0;
            for (double coefficient : polynomial) {
                value = value * psi + coefficient;
            }
            product *= value;
            if (product > ROOM) {
                total -= StrictMath.log(product);
                product = 1;
            }
        }
        total -= StrictMath.log(product);
        ratio[0] = psi;
        for (long[] w : large) {
            long errors = w[1] + w[3];
            OddsRatioEProcess.logSums(w[0], w[2], errors, ratio, scratch);
            total += (w[1] - Math.max(0, errors - w[2])) * logRatio - scratch[0];
        }
        return total;
    }
}
