package io.cognigydeploy.core.judge;

import java.util.Arrays;
import java.util.List;

/**
 * The shares of traffic that a canary receives, one after the other, before it receives all.
 *
 * @param shares the shares in percent, rising, none above the cap
 * @param cap the maximum share of a canary, in percent
 */
public record Ramp(List<Double> shares, double cap) {

    public Ramp {
        shares = List.copyOf(shares);
        Checks.that(cap > 0 && cap <= 100, "cap", "above 0 and at most 100 percent", cap);
        Checks.that(!shares.isEmpty(), "shares", "at least one", shares);
        double before = 0;
        for (double share : shares) {
            Checks.that(share > before && share <= 100, "shares", "rising, above 0 and at most 100 percent", shares);
            if (share > cap) {
                throw new IllegalArgumentException("A share of " + share + " percent is above the cap of " + cap + ".");
            }
            before = share;
        }
    }

    /** Returns a ramp of shares in percent, such as 5, 25, 50; the cap is 100. */
    public static Ramp percent(double... shares) {
        return new Ramp(Arrays.stream(shares).boxed().toList(), 100);
    }

    /**
     * Returns a ramp like this one under a cap.
     *
     * @throws IllegalArgumentException if a share is above it
     */
    public Ramp cap(double most) {
        return new Ramp(shares, most);
    }
}
