package io.cognigydeploy.core.judge;

import java.util.Arrays;
import java.util.List;

/**
 * The shares of traffic that a canary gets, one after the other, before it gets all.
 *
 * @param shares in percent, rising, none above the cap
 * @param cap the most that a canary may ever have, in percent
 */
public record Ramp(List<Double> shares, double cap) {

    public Ramp {
        shares = List.copyOf(shares);
        Checks.that(cap > 0 && cap <= 100, "the cap is above 0 and at most 100 percent");
        Checks.that(!shares.isEmpty(), "a ramp has at least one share");
        double before = 0;
        for (double share : shares) {
            Checks.that(share > before && share <= 100, "shares rise, above 0 and at most 100 percent");
            if (share > cap) {
                throw new IllegalArgumentException("A share of " + share + " percent is above the cap of " + cap + ".");
            }
            before = share;
        }
    }

    /** Shares in percent, such as 5, 25, 50; the cap is 100. */
    public static Ramp percent(double... shares) {
        return new Ramp(Arrays.stream(shares).boxed().toList(), 100);
    }

    /**
     * The same under a cap.
     *
     * @throws IllegalArgumentException if a share is above it
     */
    public Ramp cap(double most) {
        return new Ramp(shares, most);
    }
}
