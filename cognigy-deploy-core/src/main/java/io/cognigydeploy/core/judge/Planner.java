package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.JudgeOptions.Against;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * A forecast of whether a canary can be decided at all. It estimates how likely a healthy one is promoted within the
 * window, and how soon one with twice or three times the errors is found. It is made by simulation, with a fixed seed.
 *
 * <p>Traffic is simulated as Poisson, one window a minute, conversations as independent, and errors as the only metric.
 * The standard error of each chance is at most 1.6 points at the default number of runs.
 */
@Value.Immutable
@OptionStyle
public abstract class Planner {

    private static final double[] SHARES = {1, 2, 5, 10, 15, 20, 25, 30, 40, 50};
    private static final int LONGEST_MINUTES = 7 * 24 * 60;

    Planner() {}

    /** Returns the conversations a minute on both arms together. */
    public abstract double conversationsPerMinute();

    /** Returns the error rate of the stable version. */
    public abstract double baseErrorRate();

    /** Returns the canary's share in percent. Default 5. */
    @Value.Default
    public double share() {
        return 5;
    }

    /** Returns the canary's maximum share, in percent. Default 50. */
    @Value.Default
    public double cap() {
        return 50;
    }

    /** Returns the time for the decision, in whole minutes. Default 60 minutes. */
    @Value.Default
    public Duration window() {
        return Duration.ofMinutes(60);
    }

    /** Returns the settings of the judge. Default {@link JudgeOptions#defaults()}. */
    @Value.Default
    public JudgeOptions options() {
        return JudgeOptions.defaults();
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
        Checks.chance("baseErrorRate", baseErrorRate());
        Checks.chance("wanted", wanted());
        Checks.that(cap() > 0 && cap() < 100, "cap", "between 0 and 100 percent", cap());
        Checks.that(share() > 0 && share() <= cap(), "share", "above 0 and at most " + cap() + " percent", share());
        Checks.that(
                window().toMinutes() >= 1 && window().toMinutes() <= LONGEST_MINUTES,
                "window",
                "from a minute to a week",
                window());
        Checks.that(runs() >= 100 && runs() <= 100_000, "runs", "100 to 100000", runs());
        Checks.that(
                options().metrics().equals(List.of(Metric.ERROR_RATE)),
                "metrics",
                "ERROR_RATE alone",
                options().metrics());
        Checks.that(
                options().against() == Against.STABLE,
                "against",
                "STABLE",
                options().against());
    }

    /** Returns a builder, which needs traffic and base rate. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder of planners. Not safe for use by many threads. */
    public static final class Builder extends ImmutablePlanner.Builder {}

    /**
     * The chance that a bad canary is found, and the time until then.
     *
     * @param times the factor by which its error rate is raised
     * @param chance the chance that it is rolled back within the window
     * @param minutes the mean time until the rollback; absent if there never was one
     */
    public record Detection(double times, double chance, Optional<Double> minutes) {}

    /**
     * The forecast.
     *
     * @param canDecide whether a healthy canary is promoted and one with three times the errors is found, each at least
     *     with the wanted chance
     * @param promotion the chance that a healthy canary is promoted within the window
     * @param promotionMinutes the mean time until the promotion
     * @param falseRollBack the chance that a healthy canary is rolled back within the window
     * @param neededShare the least share with which this window could decide; absent if none under the cap could
     * @param neededWindow the time in which this share could decide; absent if a week does not
     * @param says the forecast in words, for a person
     */
    public record Forecast(
            boolean canDecide,
            double promotion,
            Optional<Double> promotionMinutes,
            double falseRollBack,
            Detection twice,
            Detection thrice,
            Optional<Double> neededShare,
            Optional<Duration> neededWindow,
            List<String> says) {}

    /** Simulates canaries and returns the forecast. This takes up to some seconds. */
    public Forecast forecast() {
        int minutes = (int) window().toMinutes();
        Simulation.Result healthy = run(1, share(), minutes, runs());
        Detection twice = detection(2, minutes);
        Detection thrice = detection(3, minutes);
        boolean canDecide = healthy.promotionRate() >= wanted() && thrice.chance() >= wanted();
        Optional<Double> neededShare = canDecide ? Optional.of(share()) : neededShare(minutes);
        Optional<Duration> neededWindow = canDecide ? Optional.of(window()) : neededWindow(minutes);
        return new Forecast(
                canDecide,
                healthy.promotionRate(),
                present(healthy.minutesToPromote()),
                healthy.rollBackRate(),
                twice,
                thrice,
                neededShare,
                neededWindow,
                says(minutes, canDecide, healthy, twice, thrice, neededShare, neededWindow));
    }

    private Detection detection(double times, int minutes) {
        Simulation.Result result = run(times, share(), minutes, runs());
        return new Detection(times, result.rollBackRate(), present(result.minutesToRollBack()));
    }

    private static Optional<Double> present(double value) {
        return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }

    private Simulation.Result run(double times, double share, int minutes, int runs) {
        double rate = Math.min(0.99, baseErrorRate() * times);
        Scenario scenario = Scenario.steady("plan", conversationsPerMinute(), minutes, share, baseErrorRate(), rate);
        return Simulation.run(scenario, Judge.sequential(options()), runs, 20_260_101);
    }

    private boolean decides(double share, int minutes) {
        int runs = Math.max(100, runs() / 4);
        return run(1, share, minutes, runs).promotionRate() >= wanted()
                && run(3, share, minutes, runs).rollBackRate() >= wanted();
    }

    private Optional<Double> neededShare(int minutes) {
        for (double share : SHARES) {
            if (share > share() && share <= cap() && decides(share, minutes)) {
                return Optional.of(share);
            }
        }
        return Optional.empty();
    }

    /** Searches to within a tenth, since no plan is better than its traffic forecast. */
    private Optional<Duration> neededWindow(int minutes) {
        long low = minutes;
        long high = minutes;
        do {
            if (high >= LONGEST_MINUTES) {
                return Optional.empty();
            }
            low = high;
            high = Math.min(2 * high, LONGEST_MINUTES);
        } while (!decides(share(), (int) high));
        while (high - low > Math.max(1, high / 10)) {
            long middle = (low + high) / 2;
            if (decides(share(), (int) middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Optional.of(Duration.ofMinutes(high));
    }

    private List<String> says(
            int minutes,
            boolean canDecide,
            Simulation.Result healthy,
            Detection twice,
            Detection thrice,
            Optional<Double> neededShare,
            Optional<Duration> neededWindow) {
        List<String> says = new ArrayList<>();
        says.add(
                canDecide
                        ? "This plan can decide."
                        : "This plan cannot decide: "
                                + text(
                                        "in %d minutes at %.3g %% of %.4g conversations a minute there is too little"
                                                + " to see.",
                                        minutes, share(), conversationsPerMinute()));
        says.add(text(
                "A healthy canary is promoted in %.0f %% of cases%s, rolled back in %.1f %%, and left undecided else.",
                100 * healthy.promotionRate(),
                healthy.promoted() > 0 ? text(", after %.0f minutes on average", healthy.minutesToPromote()) : "",
                100 * healthy.rollBackRate()));
        for (Detection each : List.of(twice, thrice)) {
            says.add(text(
                    "With %.0f times the errors it is rolled back in %.0f %%%s.",
                    each.times(),
                    100 * each.chance(),
                    each.minutes()
                            .map(mean -> text(", after %.0f minutes on average", mean))
                            .orElse("")));
        }
        if (!canDecide) {
            says.add(neededShare
                    .map(share -> text("A share of %.3g %% would do in this time.", share))
                    .orElse(text("No share up to the cap of %.3g %% would do in this time.", cap())));
            says.add(neededWindow
                    .map(window -> text("At this share it takes about %d minutes.", window.toMinutes()))
                    .orElse("At this share not even a week is enough."));
        }
        return says;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
