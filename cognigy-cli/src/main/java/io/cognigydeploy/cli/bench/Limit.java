package io.cognigydeploy.cli.bench;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A limit of a cell. A maximum of a percentage is kept unless the exact one-sided 95 % bound of Clopper and Pearson
 * (1934) lies above it, a minimum unless that bound lies below it.
 *
 * @param words the limit as a phrase, for the list of missed ones
 * @param figure the measured figure, in percent or minutes
 * @param isNear whether the figure is so near to the limit that more rollouts shall decide
 */
record Limit(String words, Function<Courses, Double> figure, Predicate<Courses> isKept, Predicate<Courses> isNear) {

    private static final double CONFIDENCE = 0.95;

    /** The one-sided quantile of the normal distribution for the confidence. */
    private static final double QUANTILE = 1.645;

    /** The distance from a limit, in points, within which more rollouts decide. */
    private static final double NEAR = 1;

    static Limit atMost(double percent, Predicate<Course> event, String words) {
        return new Limit(
                words + text(" at most %s %%", percent),
                courses -> courses.percent(event),
                courses -> atLeast(courses.count(event), courses.all().size(), percent / 100) > 1 - CONFIDENCE,
                courses -> Math.abs(courses.percent(event) - percent) <= NEAR);
    }

    static Limit atLeast(double percent, Predicate<Course> event, String words) {
        Predicate<Course> other = event.negate();
        return new Limit(
                words + text(" at least %s %%", percent),
                courses -> courses.percent(event),
                courses -> atLeast(courses.count(other), courses.all().size(), 1 - percent / 100) > 1 - CONFIDENCE,
                courses -> Math.abs(courses.percent(event) - percent) <= NEAR);
    }

    /** Returns a maximum of a mean of minutes, with a bound by the normal distribution. It is missed without values. */
    static Limit meanAtMost(double minutes, Function<Course, OptionalInt> minute, String words) {
        return new Limit(
                words + text(" after %s minutes at most on average", minutes),
                courses -> courses.mean(minute).minutes(),
                courses -> {
                    Courses.Mean mean = courses.mean(minute);
                    return mean.minutes() - QUANTILE * mean.error() <= minutes;
                },
                courses -> false);
    }

    /** Returns the chance of so many events or more in some trials, by adding up the binomial distribution. */
    static double atLeast(int events, int trials, double chance) {
        if (events <= 0) {
            return 1;
        }
        double logarithm = trials * StrictMath.log1p(-chance);
        double odds = StrictMath.log(chance) - StrictMath.log1p(-chance);
        double below = 0;
        for (int k = 0; k < events; k++) {
            below += StrictMath.exp(logarithm);
            logarithm += odds + StrictMath.log((double) (trials - k) / (k + 1));
        }
        return Math.max(0, 1 - below);
    }

    private static String text(String format, double limit) {
        return String.format(
                Locale.ROOT, format, limit == Math.rint(limit) ? String.valueOf((long) limit) : String.valueOf(limit));
    }
}
