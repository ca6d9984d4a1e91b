package io.cognigydeploy.core.judge;

import java.util.List;
import java.util.Optional;

/**
 * A simulated canary: traffic, incidents, true quality. One window a minute.
 *
 * @param perMinute the conversations a minute on both arms together, Poisson
 * @param shares the canary's share in percent, each for an equal part of the time
 * @param weather the incidents that both arms share
 * @param stableRate the error rate of stable in fair weather
 * @param canaryRate the error rate of the canary in fair weather; in foul, the ratio of odds stays
 * @param outage the first minute without metrics, and the number of such minutes
 * @param means satisfaction and latency, if they are part of the scenario
 */
public record Scenario(
        String name,
        double perMinute,
        int minutes,
        List<Double> shares,
        Weather weather,
        double stableRate,
        double canaryRate,
        Optional<Outage> outage,
        Optional<Means> means) {

    /** The incidents that both arms share. */
    public enum Weather {
        FAIR,
        /** 8 more errors in 100 conversations, from a third of the time on for a quarter of it. */
        INCIDENT,
        /** Errors rise from 0.5 % to 8 % over the whole time. */
        DRIFT
    }

    /** Minutes without metrics, counted from 0. */
    public record Outage(int from, int minutes) {}

    /**
     * Ratings with a standard deviation of 1.3 points, and log-normal latencies with one of 0.9.
     *
     * @param rated the share of conversations that is rated
     * @param stableLatency mean, in milliseconds
     * @param latencyFactor the factor by which the canary is slower
     */
    public record Means(
            double stableSatisfaction,
            double canarySatisfaction,
            double rated,
            double stableLatency,
            double latencyFactor) {}

    /** The maximum of conversations a minute. */
    public static final double MAX_PER_MINUTE = 500_000;

    public Scenario {
        shares = List.copyOf(shares);
        Checks.above("perMinute", perMinute, 0);
        Checks.that(perMinute <= MAX_PER_MINUTE, "perMinute", "at most 500000", perMinute);
        Checks.that(minutes >= 1 && minutes <= 100_000, "minutes", "1 to 100000", minutes);
        Checks.that(
                !shares.isEmpty() && shares.stream().allMatch(share -> share > 0 && share < 100),
                "shares",
                "between 0 and 100 percent",
                shares);
        Checks.chance("stableRate", stableRate);
        Checks.chance("canaryRate", canaryRate);
    }

    /** Returns a scenario of fair weather and one share. */
    public static Scenario steady(
            String name, double perMinute, int minutes, double share, double stableRate, double canaryRate) {
        return new Scenario(
                name,
                perMinute,
                minutes,
                List.of(share),
                Weather.FAIR,
                stableRate,
                canaryRate,
                Optional.empty(),
                Optional.empty());
    }

    double share(int minute) {
        return shares.get((int) ((long) minute * shares.size() / minutes));
    }

    boolean isOut(int minute) {
        return outage.filter(out -> minute >= out.from() && minute < out.from() + out.minutes())
                .isPresent();
    }

    double stableRate(int minute) {
        return switch (weather) {
            case FAIR -> stableRate;
            case INCIDENT ->
                minute >= minutes / 3 && minute < minutes / 3 + minutes / 4
                        ? Math.min(0.99, stableRate + 0.08)
                        : stableRate;
            case DRIFT -> 0.005 + (0.08 - 0.005) * minute / Math.max(1, minutes - 1);
        };
    }

    double canaryRate(int minute) {
        double ratio = odds(canaryRate) / odds(stableRate);
        double odds = odds(stableRate(minute)) * ratio;
        return odds / (1 + odds);
    }

    private static double odds(double rate) {
        return rate / (1 - rate);
    }
}
