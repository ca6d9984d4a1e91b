package io.cognigydeploy.core.judge;

import java.util.List;

/**
 * The comparison of two causes of the canary's errors: one user, or a rate. The user fails once in nearly every window, beside
 * errors at the rate of stable; the rate is one of the ratios times that of stable. The ratios are of odds. Not
 * safe for use by many threads.
 */
final class OneUser {

    /** How often such a user is absent from a window. */
    private static final double ABSENT = 0.05;

    /** The user must be this many times as likely as any rate. */
    private static final double LIKELY = StrictMath.log(10);

    private final double[] ratios;
    private final double[] rates;
    private double user;

    OneUser(List<Double> ratios) {
        this.ratios = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        this.rates = new double[this.ratios.length];
    }

    /**
     * Takes the canary's counts in a window.
     *
     * @param rate the error rate of stable, between 0 and 1
     */
    void add(long conversations, long errors, double rate) {
        if (conversations == 0) {
            return;
        }
        // The number of ways to choose the errors is in all likelihoods, so it is left out.
        long successes = conversations - errors;
        double present = (1 - ABSENT) * errors / (conversations * rate);
        user += log(errors, successes, rate) + StrictMath.log(ABSENT + present);
        for (int i = 0; i < ratios.length; i++) {
            double odds = ratios[i] * rate / (1 - rate);
            rates[i] += log(errors, successes, odds / (1 + odds));
        }
    }

    private static double log(long errors, long successes, double rate) {
        return errors * StrictMath.log(rate) + successes * StrictMath.log1p(-rate);
    }

    boolean isLikely() {
        double best = Double.NEGATIVE_INFINITY;
        for (double rate : rates) {
            best = Math.max(best, rate);
        }
        return user - best >= LIKELY;
    }
}
