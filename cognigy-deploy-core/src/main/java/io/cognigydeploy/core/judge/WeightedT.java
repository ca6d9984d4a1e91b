package io.cognigydeploy.core.judge;

/**
 * The anytime-valid t-test on weighted differences, one a window (or a few windows pooled). See Lindon, Ham, Tingley
 * and Bojinov, Anytime-Valid Linear Models and Regression Adjusted Causal Inference in Randomized Experiments
 * (arXiv:2210.08589, 2022).
 *
 * <p>Exact where the differences are normal with a variance in proportion to 1/weight; otherwise approximate.
 *
 * <p>Not safe for use by many threads.
 */
final class WeightedT {

    private final double phi;
    private int pairs;
    private double weights;
    private double mean;
    private double squares;

    /**
     * @param shift the smallest difference that matters, in standard deviations of one conversation
     */
    WeightedT(double shift) {
        phi = 1 / (shift * shift);
    }

    /** Applies West's update of a weighted mean and sum of squares (Communications of the ACM 22(9), 1979). */
    void add(double difference, double weight) {
        pairs++;
        weights += weight;
        double delta = difference - mean;
        mean += delta * weight / weights;
        squares += weight * delta * (difference - mean);
    }

    int pairs() {
        return pairs;
    }

    double mean() {
        return mean;
    }

    /** Returns the estimated variance of one unit of weight; 0 before there are two pairs. */
    double spread() {
        return pairs < 2 ? 0 : squares / (pairs - 1);
    }

    /**
     * Returns the logarithm of the two-sided e-value for a mean of {@code null}; 0 before there are two pairs that
     * differ.
     */
    double logE(double nullMean) {
        return logE(nullMean, 0);
    }

    /** Returns like {@link #logE(double)} the evidence where the variance of one unit of weight is not below a floor. */
    double logE(double nullMean, double leastSpread) {
        double spread = spread();
        if (!(spread > 0)) {
            return 0; // Pairs without any spread are not data but a constant.
        }
        double b = mean - nullMean;
        return mixture(b * b * weights / Math.max(spread, leastSpread), pairs - 1, weights);
    }

    /** Returns the logarithm of the e-value of a statistic on a sum of weights. */
    double mixture(double t2, double degrees, double weight) {
        return logE(t2, degrees, phi / (phi + weight));
    }

    static double logE(double t2, double degrees, double r) {
        return 0.5 * StrictMath.log(r)
                + (degrees + 1) / 2 * (StrictMath.log1p(t2 / degrees) - StrictMath.log1p(r * t2 / degrees));
    }

    /** Returns the interval of means that are not refuted by the evidence over a design effect. */
    Interval interval(double alpha, double designEffect) {
        double t2 = refutedFrom(-StrictMath.log(alpha) * designEffect);
        if (t2 == Double.POSITIVE_INFINITY) {
            return new Interval(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1 - alpha);
        }
        double width = Math.sqrt(t2 * spread() / weights);
        return new Interval(mean, mean - width, mean + width, 1 - alpha);
    }

    /**
     * Returns the mean from which on each one is refuted; infinite if there is none.
     *
     * @param logE the evidence that refutes
     * @param variance the variance of one unit of weight, over the squared mean under test, that is assumed at least
     */
    double high(double logE, double variance) {
        double t2 = refutedFrom(logE);
        double part = Math.sqrt(t2 * variance / weights);
        return part < 1
                ? Math.max(mean + Math.sqrt(t2 * spread() / weights), mean / (1 - part))
                : Double.POSITIVE_INFINITY;
    }

    /** Returns the squared statistic at which the evidence is this much; infinite if there is none. */
    private double refutedFrom(double logE) {
        double degrees = pairs - 1;
        if (!(spread() > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double r = phi / (phi + weights);
        double c = StrictMath.exp(2 / (degrees + 1) * (logE - 0.5 * StrictMath.log(r)));
        double room = 1 - r * c;
        return room > 0 ? (c - 1) * degrees / room : Double.POSITIVE_INFINITY;
    }
}
