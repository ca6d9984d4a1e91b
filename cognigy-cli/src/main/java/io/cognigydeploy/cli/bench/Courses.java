package io.cognigydeploy.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/** The courses of the same rollout, repeated. */
record Courses(List<Course> all) {

    Courses {
        all = List.copyOf(all);
    }

    /** A mean of minutes and its standard error; NaN without values. */
    record Mean(double minutes, double error) {}

    int count(Predicate<Course> event) {
        return (int) all.stream().filter(event).count();
    }

    /** Returns the percentage of the courses with an event. */
    double percent(Predicate<Course> event) {
        return 100.0 * count(event) / all.size();
    }

    /** Returns the mean over the courses that have such a minute. */
    Mean mean(Function<Course, OptionalInt> minute) {
        double[] minutes = all.stream()
                .map(minute)
                .flatMapToInt(OptionalInt::stream)
                .asDoubleStream()
                .toArray();
        double sum = 0;
        for (double each : minutes) {
            sum += each;
        }
        double mean = sum / minutes.length;
        double squares = 0;
        for (double each : minutes) {
            squares += (each - mean) * (each - mean);
        }
        return new Mean(mean, minutes.length < 2 ? 0 : Math.sqrt(squares / (minutes.length - 1) / minutes.length));
    }

    /** Returns a percentage for a table. */
    String share(Predicate<Course> event) {
        return String.format(Locale.ROOT, "%.1f", percent(event));
    }

    /** Returns a percentage of rare events for a table. */
    String rare(Predicate<Course> event) {
        return String.format(Locale.ROOT, "%.2f", percent(event));
    }

    /** Returns a percentage and the mean minutes for a table. */
    String shareAndMinutes(Predicate<Course> event, Function<Course, OptionalInt> minute) {
        return count(event) == 0
                ? "0"
                : String.format(
                        Locale.ROOT,
                        "%.1f / %.1f",
                        percent(event),
                        mean(course -> event.test(course) ? minute.apply(course) : OptionalInt.empty())
                                .minutes());
    }

    /** Returns the percentage of readings that were refused, for a table. */
    String refused(int minutes) {
        double sum = all.stream().mapToInt(Course::refused).sum();
        return String.format(Locale.ROOT, "%.1f", 100 * sum / ((double) minutes * all.size()));
    }

    /** Returns the percentage of the canary's conversations that the judge received, for a table. */
    String judged() {
        double judged = all.stream().mapToLong(Course::judged).sum();
        return String.format(
                Locale.ROOT,
                "%.1f",
                100 * judged / all.stream().mapToLong(Course::had).sum());
    }
}
