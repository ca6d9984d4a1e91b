package io.cognigydeploy.core.judge;

import java.util.Optional;

/**
 * The result of one metric. E-values are natural logarithms, since strong ones leave the range of a double.
 *
 * @param test the name of the test
 * @param logRollBack the evidence that the canary is worse; log(20), about 3, is the usual limit
 * @param logPromote the evidence that the canary is not worse by the margin or more
 * @param canary the canary's own rate or mean, where an interval can be given
 * @param stable the stable version's, likewise; under limits that before the start, where it is known
 * @param difference the difference between the two, in the unit of {@code differenceOf}
 * @param differenceOf the measure of the difference, such as {@code odds ratio}
 */
public record MetricResult(
        Metric metric,
        String test,
        double logRollBack,
        double logPromote,
        Optional<Interval> canary,
        Optional<Interval> stable,
        Optional<Interval> difference,
        String differenceOf) {

    /** Returns the e-value against the canary, at most {@link Double#MAX_VALUE}. */
    public double rollBackEValue() {
        return Math.min(Double.MAX_VALUE, StrictMath.exp(logRollBack));
    }

    /** Returns the e-value for the canary, at most {@link Double#MAX_VALUE}. */
    public double promoteEValue() {
        return Math.min(Double.MAX_VALUE, StrictMath.exp(logPromote));
    }
}
