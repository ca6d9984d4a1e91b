package io.cognigydeploy.core.judge;

import java.util.List;

/**
 * The comparison of two causes of the canary's errors: one user, or a rate. The user fails once in nearly every window, beside
 * errors at the rate of stable; the rate is one of the ratios times that of stable. Errors are Poisson given their window. Not
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

    /** Takes the canary's errors in a window, and those that the rate of stable gives on average. */
    void add(long errors, double expected) {
        if (!(expected > 0)) {
            return;
        }
        // The factorial of the count of errors is in all likelihoods, so it is left out.
        double alone = StrictMath.exp(errors * StrictMath.log(expected));
        double withUser = errors == 0 ? 0 : errors * StrictMath.exp((errors - 1) * StrictMath.log(expected));
        user += StrictMath.log(ABSENT * alone + (1 - ABSENT) * withUser) - expected;
        for (int i = 0; i < ratios.length; i++) {
            rates[i] += errors * StrictMath.log(ratios[i] * expected) - ratios[i] * expected;
        }
    }

    boolean isLikely() {
        double best = Double.NEGATIVE_INFINITY;
        for (double rate : rates) {
            best = Math.max(best, rate);
        }
        return user - best >= LIKELY;
    }
}
