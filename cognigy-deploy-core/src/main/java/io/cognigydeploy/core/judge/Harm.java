package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;

/**
 * The harm that a canary may do at another share, from its counts at one share. It is bounded by the scores of Wilson
 * (Newcombe, Interval Estimation for the Difference between Independent Proportions, Statistics in Medicine 17, 1998, method
 * 10). It steers and decides nothing, so the bound is that of one look. Not safe for use by many threads.
 */
final class Harm {

    /** The quantile of the standard normal distribution for 95 percent, one-sided. */
    private static final double QUANTILE = 1.6448536269514722;

    private static final double SQUARE = QUANTILE * QUANTILE;

    private long canary;
    private long canaryErrors;
    private long stable;
    private long stableErrors;
    private boolean unknown;

    /** Takes a window. Where rounding leaves a choice, the canary gets the counts that are least in its favour. */
    void add(Window window) {
        Arm mine = window.canary();
        if (mine.errors().isEmpty() || window.stable().flatMap(Arm::errors).isEmpty()) {
            unknown = true;
            return;
        }
        canary += mine.conversations();
        canaryErrors += mine.errors().get().most();
        stable += window.stable().get().conversations();
        stableErrors += window.stable().get().errors().get().least();
    }

    /**
     * Returns the upper bound of the conversations that fail more than with stable, in percent of all. It is infinite if a
     * window had no counts.
     *
     * @param share the canary's share, in percent
     * @param designEffect the ratio of the variance of errors to that of chance alone
     */
    double most(double share, double designEffect) {
        if (unknown) {
            return Double.POSITIVE_INFINITY;
        }
        double mine = canary == 0 ? 0 : (double) canaryErrors / canary;
        double theirs = stable == 0 ? 0 : (double) stableErrors / stable;
        double above = bound(mine, canary / designEffect, 1) - mine;
        double below = theirs - bound(theirs, stable / designEffect, -1);
        return share * (mine - theirs + Math.sqrt(above * above + below * below));
    }

    private static double bound(double rate, double number, int side) {
        double spread = QUANTILE * Math.sqrt(rate * (1 - rate) * number + SQUARE / 4);
        return (rate * number + SQUARE / 2 + side * spread) / (number + SQUARE);
    }
}
