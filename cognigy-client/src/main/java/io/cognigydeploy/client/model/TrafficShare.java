package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A part of a bot's conversations, from none to all. Made from a percentage or from a fraction, and never from a bare
 * number, because 0.05 is both. On the wire it is a percentage.
 */
public final class TrafficShare implements Comparable<TrafficShare> {

    public static final TrafficShare NONE = new TrafficShare(BigDecimal.ZERO);
    public static final TrafficShare ALL = new TrafficShare(BigDecimal.valueOf(100));

    // Decimal, so that shares that sum to 100 on paper do so here.
    private final BigDecimal percent;

    private TrafficShare(BigDecimal percent) {
        this.percent = percent.stripTrailingZeros();
    }

    /**
     * A share of so many percent.
     *
     * @param percent from 0 to 100
     * @throws IllegalArgumentException if it is not within that
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TrafficShare ofPercent(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a share must be from 0 to 100 percent, not " + percent);
        }
        return new TrafficShare(BigDecimal.valueOf(percent));
    }

    /**
     * A share of this fraction.
     *
     * @param fraction from 0 to 1
     * @throws IllegalArgumentException if it is not within that
     */
    public static TrafficShare ofFraction(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a share must be a fraction from 0 to 1, not " + fraction);
        }
        return new TrafficShare(BigDecimal.valueOf(fraction).movePointRight(2));
    }

    /** From 0 to 100. */
    @JsonValue
    public double percent() {
        return percent.doubleValue();
    }

    /** From 0 to 1. */
    public double fraction() {
        return percent.movePointLeft(2).doubleValue();
    }

    /** What is left for others. */
    public TrafficShare rest() {
        return new TrafficShare(ALL.percent.subtract(percent));
    }

    @Override
    public int compareTo(TrafficShare other) {
        return percent.compareTo(other.percent);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrafficShare share && percent.equals(share.percent);
    }

    @Override
    public int hashCode() {
        return percent.hashCode();
    }

    @Override
    public String toString() {
        return percent.toPlainString() + " %";
    }
}
