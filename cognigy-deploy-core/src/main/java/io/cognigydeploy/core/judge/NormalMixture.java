package io.cognigydeploy.core.judge;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * The normal mixture for sums with sub-Gaussian increments. See Robbins (Annals of Mathematical Statistics 41, 1970) in
 * the form of Howard, Ramdas, McAuliffe and Sekhon (Annals of Statistics 49(2), 2021), propositions 5 and 6.
 */
final class NormalMixture {

    private NormalMixture() {}

    /** Returns the mixture's parameter that makes it sharpest at a given variance. */
    static double bestRho(double variance, double alpha, boolean oneSided) {
        double log = 2 * StrictMath.log(1 / (oneSided ? 2 * alpha : alpha));
        return variance / (log + StrictMath.log1p(log));
    }

    /** Returns the logarithm of the mixture against "the sum has no drift upwards". */
    static double logOneSided(double sum, double variance, double rho) {
        double scale = variance + rho;
        double root = sum / Math.sqrt(scale);
        return 0.5 * StrictMath.log(4 * rho / scale) + sum * sum / (2 * scale) + logPhi(root);
    }

    private static double logPhi(double x) {
        double phi = 0.5 * Erfc.value(-x / Math.sqrt(2));
        // Far out in the tail only the leading term of Mills' ratio is left.
        return phi > 0 ? StrictMath.log(phi) : -x * x / 2 - StrictMath.log(-x * Math.sqrt(2 * Math.PI));
    }
}
