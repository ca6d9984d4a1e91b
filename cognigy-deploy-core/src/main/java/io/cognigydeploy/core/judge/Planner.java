package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.JudgeOptions.Against;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.immutables.value.Value;

/**
 * A forecast of whether a canary can be decided at all. It simulates the watch that the canary will have, with its ramp, its
 * judge and its end, for a healthy canary and for one with twice or three times the errors. The seed is fixed.
 *
 * <p>Traffic is simulated as Poisson, conversations as independent, and errors as the only metric. So errors that come in
 * clusters take longer than the forecast, unless the judge's options have their {@link JudgeOptions#designEffect()}.
 */
@Value.Immutable
@OptionStyle
public abstract class Planner {

    /** The ramps that are tried where another cannot decide, the most cautious first. */
    private static final List<List<Double>> RAMPS =
            List.of(List.of(5.0, 25.0, 50.0), List.of(10.0, 50.0), List.of(25.0, 50.0));

    private static final int LONGEST_MINUTES = 7 * 24 * 60;
    private static final int MOST_LOOKS = 240;
    private static final double MAX_ERRORS = 0.99;
    private static final long SEED = 20_260_101;

    Planner() {}

    /** Returns the conversations a minute on both arms together. */
    public abstract double conversationsPerMinute();

    /** Returns the error rate of the stable version. */
    public abstract double baseErrorRate();

    /** Returns the options of the watch. Default {@link WatchOptions#defaults()}. */
    @Value.Default
    public WatchOptions watch() {
        return WatchOptions.defaults();
    }

    /** Returns the time between two looks. Default 1 minute. */
    @Value.Default
    public Duration interval() {
        return Duration.ofMinutes(1);
    }

    /** Returns the wanted chance of a decision. Default 0.8. */
    @Value.Default
    public double wanted() {
        return 0.8;
    }

    /** Returns the number of simulated canaries for each chance. Default 1000. */
    @Value.Default
    public int runs() {
        return 1000;
    }

    @Value.Check
    void check() {
        Checks.that(
                conversationsPerMinute() > 0 && conversationsPerMinute() <= Scenario.MAX_PER_MINUTE,
                "conversationsPerMinute",
                "above 0 and at most 500000",
                conversationsPerMinute());
        Checks.chance("baseErrorRate", baseErrorRate());
        Checks.chance("wanted", wanted());
        Checks.that(
                !interval().isNegative() && !interval().isZero() && interval().compareTo(Duration.ofDays(1)) <= 0,
                "interval",
                "positive and at most a day",
                interval());
        Checks.that(watch().window().toMinutes() <= LONGEST_MINUTES, "window", "at most a week", watch().window());
        Checks.that(
                watch().ramp().shares().stream().allMatch(share -> share < 100),
                "shares",
                "below 100 percent",
                watch().ramp().shares());
        Checks.that(runs() >= 100 && runs() <= 100_000, "runs", "100 to 100000", runs());
        Checks.that(isForeseeable(watch().judge()), "judge", "one of errors alone, against stable", watch().judge());
    }

    /** Returns whether a judge can be simulated. The sequential one must compare errors alone, with the stable version. */
    public static boolean isForeseeable(Judge judge) {
        return !(judge instanceof SequentialJudge sequential)
                || (sequential.options().metrics().equals(List.of(Metric.ERROR_RATE))
                        && sequential.options().named().isEmpty()
                        && sequential.options().against() == Against.STABLE);
    }

    /** Returns a builder, which needs traffic and base rate. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    public Builder toBuilder() {
        return new Builder().from(this);
    }

    /** A builder of planners. Not safe for use by many threads. */
    public static final class Builder extends ImmutablePlanner.Builder {}

    /**
     * A simulated chance, from 0 to 1, with its exact interval of 95 percent. The interval is that of Clopper and Pearson (The
     * Use of Confidence or Fiducial Limits, Biometrika 26, 1934).
     */
    public record Chance(double estimate, double low, double high) {

        private static final double TAIL = 0.025;
        private static final int BISECTIONS = 50;

        static Chance of(int events, int runs) {
            return new Chance((double) events / runs, low(events, runs), 1 - low(runs - events, runs));
        }

        /** Returns the chance at which so many events or more are as unlikely as the tail. */
        private static double low(int events, int runs) {
            if (events == 0) {
                return 0;
            }
            double low = 0;
            double high = 1;
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = (low + high) / 2;
                if (RegularizedBeta.value(middle, events, runs - events + 1.0) < TAIL) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /** Returns the chance in percent, with its interval. */
        @Override
        public String toString() {
            return text("%.0f %% (%.0f to %.0f)", 100 * estimate, 100 * low, 100 * high);
        }
    }

    /**
     * The prospects of one canary.
     *
     * @param times the factor by which its error rate is that of stable; 1 is a healthy one
     * @param promoted the chance that the evidence promotes it within the time
     * @param rolledBack the chance that the evidence rolls it back within the time
     * @param undecided the chance that neither happens, so that {@link WatchOptions#atEnd()} applies
     * @param minutesToPromote the mean time until the promotion; absent if there never was one
     * @param minutesToRollBack the mean time until the rollback; absent if there never was one
     */
    public record Prospect(
            double times,
            Chance promoted,
            Chance rolledBack,
            Chance undecided,
            Optional<Double> minutesToPromote,
            Optional<Double> minutesToRollBack) {}

    /**
     * The forecast.
     *
     * @param canDecide whether a healthy canary is promoted and one with three times the errors is found, each at least
     *     with the wanted chance
     * @param neededWindow the time in which the same watch could decide; absent if a week does not
     * @param alternative the first of a few other ramps that could decide, if this cannot: in the same time, or else with the time of
     *     {@link WatchOptions#forTraffic}; absent if none can
     * @param says the forecast in words, for a person
     */
    public record Forecast(
            boolean canDecide,
            Prospect healthy,
            Prospect twice,
            Prospect thrice,
            Optional<Duration> neededWindow,
            Optional<WatchOptions> alternative,
            List<String> says) {}

    /** Simulates canaries and returns the forecast. This takes up to some seconds. */
    public Forecast forecast() {
        Prospect healthy = prospect(1);
        Prospect twice = prospect(2);
        Prospect thrice = prospect(3);
        boolean canDecide = decides(healthy, thrice);
        Optional<Duration> neededWindow = canDecide ? Optional.of(watch().window()) : neededWindow();
        Optional<WatchOptions> alternative = canDecide ? Optional.empty() : alternative();
        return new Forecast(
                canDecide,
                healthy,
                twice,
                thrice,
                neededWindow,
                alternative,
                says(canDecide, List.of(healthy, twice, thrice), neededWindow, alternative));
    }

    /** Simulates canaries with so many times the errors of stable, at most 99 in 100. */
    public Prospect prospect(double times) {
        Checks.above("times", times, 0);
        Scenario traffic = Scenario.steady(
                "plan",
                conversationsPerMinute(),
                1,
                watch().ramp().shares().get(0),
                baseErrorRate(),
                Math.min(MAX_ERRORS, baseErrorRate() * times));
        Simulation.Result result = Simulation.watched(traffic, watch(), interval(), runs(), SEED);
        double minutes = interval().toNanos() / 60e9;
        return new Prospect(
                times,
                Chance.of(result.promoted(), runs()),
                Chance.of(result.rolledBack(), runs()),
                Chance.of(runs() - result.promoted() - result.rolledBack(), runs()),
                present(minutes * result.minutesToPromote()),
                present(minutes * result.minutesToRollBack()));
    }

    private static Optional<Double> present(double value) {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }

    private boolean decides(Prospect healthy, Prospect thrice) {
        return healthy.promoted().estimate() >= wanted() && thrice.rolledBack().estimate() >= wanted();
    }

    /** Returns whether other options can decide, by fewer canaries and at most {@value #MOST_LOOKS} looks. */
    private boolean decides(WatchOptions options) {
        Duration look = options.window().dividedBy(MOST_LOOKS);
        Planner rough = toBuilder()
                .watch(options)
                .interval(look.compareTo(interval()) > 0 ? look : interval())
                .runs(Math.max(100, runs() / 4))
                .build();
        Prospect healthy = rough.prospect(1);
        return healthy.promoted().estimate() >= wanted() && decides(healthy, rough.prospect(3));
    }

    private Optional<WatchOptions> alternative() {
        double cap = watch().ramp().cap();
        List<WatchOptions> tried = new ArrayList<>();
        for (List<Double> shares : RAMPS) {
            List<Double> allowed = shares.stream().filter(share -> share <= cap).toList();
            if (!allowed.isEmpty()) {
                add(tried, new Ramp(allowed, cap), watch().window());
            }
        }
        WatchOptions usual = WatchOptions.forTraffic(conversationsPerMinute());
        if (usual.ramp().shares().stream().allMatch(share -> share <= cap)) {
            add(tried, usual.ramp().cap(cap), usual.window());
        }
        return tried.stream().filter(this::decides).findFirst();
    }

    private void add(List<WatchOptions> tried, Ramp ramp, Duration window) {
        Duration steps = watch().stepTime().multipliedBy(ramp.shares().size());
        if (steps.compareTo(window) <= 0) {
            tried.add(with(ramp, window));
        }
    }

    /** Returns the options of the watch but for two. Options that are absent remain so. */
    private WatchOptions with(Ramp ramp, Duration window) {
        return new WatchOptions.Builder()
                .from(watch())
                .ramp(ramp)
                .window(window)
                .judge(watch().judge().within(window))
                .build();
    }

    /** Searches to within a tenth, since no plan is better than its traffic forecast. */
    private Optional<Duration> neededWindow() {
        long low;
        long high = Math.max(1, watch().window().toMinutes());
        do {
            if (high >= LONGEST_MINUTES) {
                return Optional.empty();
            }
            low = high;
            high = Math.min(2 * high, LONGEST_MINUTES);
        } while (!decidesIn(high));
        while (high - low > Math.max(1, high / 10)) {
            long middle = (low + high) / 2;
            if (decidesIn(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Optional.of(Duration.ofMinutes(high));
    }

    private boolean decidesIn(long minutes) {
        return decides(with(watch().ramp(), Duration.ofMinutes(minutes)));
    }

    private List<String> says(
            boolean canDecide,
            List<Prospect> prospects,
            Optional<Duration> neededWindow,
            Optional<WatchOptions> alternative) {
        List<String> says = new ArrayList<>();
        says.add(
                canDecide
                        ? "This plan can decide."
                        : "This plan cannot decide: "
                                + text(
                                        "in %d minutes over %s of %s conversations a minute there is too little to see.",
                                        watch().window().toMinutes(),
                                        shares(watch()),
                                        ResultInWords.number(conversationsPerMinute(), 3)));
        Prospect healthy = prospects.get(0);
        says.add(text(
                "A healthy canary is promoted in %s of cases%s, rolled back in %s, and left undecided in %s.",
                healthy.promoted(), after(healthy.minutesToPromote()), healthy.rolledBack(), healthy.undecided()));
        for (Prospect each : prospects.subList(1, prospects.size())) {
            says.add(text(
                    "With %.0f times the errors it is rolled back in %s%s, and promoted in %s.",
                    each.times(), each.rolledBack(), after(each.minutesToRollBack()), each.promoted()));
        }
        says.add("In brackets is the interval of 95 % of each chance.");
        if (!canDecide) {
            says.add(neededWindow
                    .map(window -> text("The same ramp can decide in about %d minutes.", window.toMinutes()))
                    .orElse("With the same ramp not even a week is enough."));
            alternative.ifPresent(options -> says.add(text(
                    "A ramp over %s, at least %d minutes on each, can decide in %d minutes.",
                    shares(options),
                    options.stepTime().toMinutes(),
                    options.window().toMinutes())));
        }
        return says;
    }

    private static String after(Optional<Double> minutes) {
        return minutes.map(mean -> text(", after %.0f minutes on average", mean))
                .orElse("");
    }

    private static String shares(WatchOptions options) {
        return options.ramp().shares().stream()
                        .map(share -> ResultInWords.number(share, 3))
                        .collect(Collectors.joining(", "))
                + " %";
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
