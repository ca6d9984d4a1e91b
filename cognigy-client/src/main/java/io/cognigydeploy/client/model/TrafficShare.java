package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A part of a bot's conversations, from none to all. A share is created from a percentage or from a fraction, and never
 * from a bare number, because 0.05 can be both. In JSON a share is a percentage.
 */
public final class TrafficShare implements Comparable<TrafficShare> {

    /** No conversations: 0 percent. */
    public static final TrafficShare NONE = new TrafficShare(BigDecimal.ZERO);

    /** All conversations: 100 percent. */
    public static final TrafficShare ALL = new TrafficShare(BigDecimal.valueOf(100));

    // Decimal, so that shares that sum to 100 on paper do so here.
    private final BigDecimal percent;

    private TrafficShare(BigDecimal percent) {
        this.percent = percent.stripTrailingZeros();
    }

    /**
     * Returns a share of so many percent.
     *
     * @param percent from 0 to 100
     * @throws IllegalArgumentException if the percentage is outside that range
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TrafficShare ofPercent(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a share must be from 0 to 100 percent, but was " + percent);
        }
        return new TrafficShare(BigDecimal.valueOf(percent));
    }

    /**
     * Returns a share of this fraction.
     *
     * @param fraction from 0 to 1
     * @throws IllegalArgumentException if the fraction is outside that range
     */
    public static TrafficShare ofFraction(double fraction) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a share must be a fraction from 0 to 1, but was " + fraction);
        }
        return new TrafficShare(BigDecimal.valueOf(fraction).movePointRight(2));
    }

    /** Returns the percentage, from 0 to 100. */
    @JsonValue
    public double percent() {
        return percent.doubleValue();
    }

    /** Returns the fraction, from 0 to 1. */
    public double fraction() {
        return percent.movePointLeft(2).doubleValue();
    }

    /** Returns the remaining share. */
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
