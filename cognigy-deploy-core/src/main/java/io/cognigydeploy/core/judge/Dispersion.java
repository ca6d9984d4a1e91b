package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import java.util.List;
import java.util.Optional;

/**
 * An estimate of how much counts of errors vary, as the ratio of their variance to that of chance alone. It is 1 where
 * conversations fail independently of each other, and more where failures come in clusters or the rate changes by itself.
 *
 * <p>Each window is compared with the one before, so a drift or a long incident counts little. The interval takes the estimate
 * for a mean of squares of normal values (Wilson and Hilferty, The Distribution of Chi-Square, 1931).
 *
 * @param low the lower end of its interval of 95 %
 * @param high the upper end of its interval of 95 %
 * @param cautious the ratio that is exceeded with a chance of a quarter
 * @param windows the number of windows
 */
public record Dispersion(double estimate, double low, double high, double cautious, int windows) {

    /** Checks the order of the figures. */
    public Dispersion {
        Checks.that(low >= 0 && low <= high, "low", "from 0 to high, " + high, low);
        Checks.that(Double.isFinite(high) && Double.isFinite(cautious), "high and cautious", "finite", high);
        Checks.above("estimate", estimate, -Double.MIN_VALUE);
        Checks.atLeast("windows", windows, 2);
    }

    /** The quantiles of the standard normal distribution. */
    private static final double QUARTER = 0.6744897501960817;

    private static final double TWO_AND_A_HALF = 1.959963984540054;

    /** Successive differences share windows, so they are worth two thirds of their number. */
    static final double WORTH = 2.0 / 3;

    private static final int FEWEST = 6;

    /**
     * Returns the estimate from windows of one arm that follow each other. Longer windows than those of the watch also cover
     * clusters that last for minutes.
     *
     * @return empty if fewer than six windows have conversations and errors to compare
     */
    public static Optional<Dispersion> of(List<Arm> windows) {
        CountVariance variance = new CountVariance(1);
        for (Arm arm : windows) {
            arm.errors().ifPresent(errors -> variance.add(arm.conversations(), middle(errors.least(), errors.most())));
        }
        if (variance.compared() < FEWEST - 1) {
            return Optional.empty();
        }
        double degrees = variance.compared() * WORTH;
        double estimate = variance.sum() / variance.compared();
        return Optional.of(new Dispersion(
                estimate,
                estimate / quantile(degrees, TWO_AND_A_HALF),
                estimate / quantile(degrees, -TWO_AND_A_HALF),
                estimate / quantile(degrees, -QUARTER),
                variance.compared() + 1));
    }

    static double middle(long least, long most) {
        return (least + most) / 2.0;
    }

    /** Returns a quantile of a mean of squares, by the normal approximation of its cube root. */
    private static double quantile(double degrees, double normal) {
        double spread = 2 / (9 * degrees);
        double root = 1 - spread + normal * Math.sqrt(spread);
        return root * root * root;
    }
}
