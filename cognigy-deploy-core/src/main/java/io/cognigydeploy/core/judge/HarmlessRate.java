package io.cognigydeploy.core.judge;

/**
 * An e-process for an error rate under a limit. It is the mean of the likelihood ratios of two lower rates to the limit. Each has
 * mean 1 at the limit and less above it, so it ever reaches 1/beta with probability beta at the most (Ville, 1939). Not safe for
 * use by many threads.
 */
final class HarmlessRate {

    /** The lower rates, as parts of the limit. */
    private static final double[] PARTS = {0.05, 1.0 / 3};

    private final double[] errors = new double[PARTS.length];
    private final double[] successes = new double[PARTS.length];
    private final double[] sums = new double[PARTS.length];

    /** @param limit between 0 and 1 */
    HarmlessRate(double limit) {
        for (int i = 0; i < PARTS.length; i++) {
            errors[i] = StrictMath.log(PARTS[i]);
            successes[i] = StrictMath.log1p(-limit * PARTS[i]) - StrictMath.log1p(-limit);
        }
    }

    void add(long conversations, long failed) {
        for (int i = 0; i < PARTS.length; i++) {
            sums[i] += failed * errors[i] + (conversations - failed) * successes[i];
        }
    }

    double logE() {
        double most = Math.max(sums[0], sums[1]);
        return most + StrictMath.log((StrictMath.exp(sums[0] - most) + StrictMath.exp(sums[1] - most)) / 2);
    }
}
