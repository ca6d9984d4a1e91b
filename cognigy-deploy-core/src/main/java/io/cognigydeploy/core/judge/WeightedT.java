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

    /**
     * Returns the logarithm of the two-sided e-value for a mean of {@code null}; 0 before there are two pairs that
     * differ.
     */
    double logE(double nullMean) {
        if (pairs < 2) {
            return 0;
        }
        double degrees = pairs - 1;
        double spread = squares / degrees;
        double b = mean - nullMean;
        if (!(spread > 0)) {
            return 0; // Pairs without any spread are not data but a constant.
        }
        return logE(b * b * weights / spread, degrees, phi / (phi + weights));
    }

    static double logE(double t2, double degrees, double r) {
        return 0.5 * StrictMath.log(r)
                + (degrees + 1) / 2 * (StrictMath.log1p(t2 / degrees) - StrictMath.log1p(r * t2 / degrees));
    }

    /** Returns the interval of means that are not refuted. */
    Interval interval(double alpha) {
        double degrees = pairs - 1;
        double spread = pairs < 2 ? 0 : squares / degrees;
        if (!(spread > 0)) {
            return new Interval(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1 - alpha);
        }
        double r = phi / (phi + weights);
        // Solves logE = log(1/alpha) for t^2.
        double c = StrictMath.exp(2 / (degrees + 1) * (-StrictMath.log(alpha) - 0.5 * StrictMath.log(r)));
        double room = 1 - r * c;
        if (!(room > 0)) {
            return new Interval(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1 - alpha);
        }
        double width = Math.sqrt((c - 1) * degrees / room * spread / weights);
        return new Interval(mean, mean - width, mean + width, 1 - alpha);
    }
}
