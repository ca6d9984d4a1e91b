package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Optional;

/**
 * An estimate with its confidence interval, valid at every look and not only at the last.
 *
 * @param low the lower end; absent where the interval has none
 * @param high the upper end; absent where the interval has none
 * @param confidence the chance that it covers the truth at all looks together, such as 0.95
 */
public record Interval(double estimate, Optional<Double> low, Optional<Double> high, double confidence) {

    @JsonCreator
    public Interval {}

    /** Creates an interval that has both ends. */
    public Interval(double estimate, double low, double high, double confidence) {
        this(estimate, Optional.of(low), Optional.of(high), confidence);
    }

    /** Returns the interval without ends that are no numbers; empty if the estimate is none. */
    Optional<Interval> finite() {
        return Double.isFinite(estimate) && Double.isFinite(confidence)
                ? Optional.of(
                        new Interval(estimate, low.filter(Double::isFinite), high.filter(Double::isFinite), confidence))
                : Optional.empty();
    }
}
