package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.CanaryTables.Effort;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Cells of tables: rollouts that are repeated, held against their limits and counted. Subclasses have the tables of one
 * subject. Not safe for use by many threads.
 */
abstract class Cells {

    static final int MORE = 10;
    static final int HOUR = 60;
    static final int LONG = 240;
    static final double USUAL = 0.03;
    static final double SICK = 0.1;
    static final double PROMISED = 5;

    /**
     * The settings of all tables.
     *
     * @param runs the rollouts in each cell, 1 or more
     * @param alpha the judge's maximum chance of a false rollback; the limits stay the same
     * @param lines receives each line of the tables
     * @param missed receives each limit that is not kept
     * @param rollouts counts the rollouts that were judged
     */
    record Settings(
            int runs,
            long seed,
            Effort effort,
            double alpha,
            Consumer<String> lines,
            Consumer<String> missed,
            LongAdder rollouts) {}

    final int runs;
    final double alpha;
    private final Settings settings;
    final Judge judge;

    Cells(Settings settings) {
        this.settings = settings;
        this.runs = settings.runs();
        this.alpha = settings.alpha();
        this.judge = Judge.sequential(JudgeOptions.builder().alpha(alpha).build());
    }

    /** Returns whether a cell has more rollouts where it is near to its limit. */
    final boolean isFull() {
        return settings.effort() == Effort.FULL;
    }

    /** Reports a limit that is not kept. */
    final void miss(String limit) {
        settings.missed().accept(limit);
    }

    Courses judged(String title, Rollout rollout, Limit... limits) {
        return judged(title, rollout, judge, limits);
    }

    /** Judges with a history of the stable version. */
    Courses judgedWithHistory(String title, Rollout rollout, Limit... limits) {
        JudgeOptions options = JudgeOptions.builder().alpha(alpha).build();
        return run(title, each -> rollout.judgedWithHistory(options, each), limits);
    }

    Courses judged(String title, Rollout rollout, Judge by, Limit... limits) {
        return run(title, each -> rollout.judged(by, each), limits);
    }

    /** Repeats a rollout and checks the limits. Where one would be missed, or by default is near, more rollouts decide. */
    Courses run(String title, LongFunction<Course> rollout, Limit... limits) {
        Courses courses = repeat(title, rollout, runs);
        boolean isNear = false;
        boolean isMissed = false;
        for (Limit limit : limits) {
            isNear |= limit.isNear().test(courses);
            isMissed |= !limit.isKept().test(courses);
        }
        if (isMissed || (isNear && isFull())) {
            courses = repeat(title, rollout, MORE * runs);
        }
        for (Limit limit : limits) {
            if (!limit.isKept().test(courses)) {
                settings.missed()
                        .accept(text("%s (%.2f)", limit.words(), limit.figure().apply(courses)));
            }
        }
        return courses;
    }

    Courses repeat(String title, LongFunction<Course> rollout, int count) {
        settings.rollouts().add(count);
        long first = mixed(settings.seed() ^ mixed(title.hashCode()));
        return new Courses(LongStream.range(0, count)
                .parallel()
                .mapToObj(i -> rollout.apply(mixed(first + i)))
                .toList());
    }

    /** Returns another number that looks unrelated, by the finaliser of MurmurHash3. */
    static long mixed(long number) {
        long z = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    void heading(String format, Object... values) {
        line("");
        line(text(format, values));
        line("");
    }

    void header(String... names) {
        row(names);
        line("|" + " --- |".repeat(names.length));
    }

    void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    void line(String line) {
        settings.lines().accept(line);
    }

    /** Returns the numbers of rollouts in the cells of a row. */
    static String sizes(Courses... cells) {
        return Arrays.stream(cells)
                .map(cell -> String.valueOf(cell.all().size()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static String ends(Courses courses) {
        return String.join(
                " / ",
                courses.share(Course::isPromotable),
                courses.share(Course::isRolledBack),
                courses.share(Course::isUndecided));
    }

    static String end(Courses courses) {
        double mean = courses.mean(course -> course.isPromotable() ? course.promoted() : course.rolledBack())
                .minutes();
        return Double.isNaN(mean) ? "-" : text("%.1f", mean);
    }

    static double twiceTheOdds(double rate) {
        return 2 * rate / (1 + rate);
    }

    static boolean isWithin(OptionalInt minute, int limit) {
        return minute.isPresent() && minute.getAsInt() <= limit;
    }

    static Limit[] limits(boolean isLimited, Predicate<Course> wrong, String words) {
        return isLimited ? new Limit[] {Limit.atMost(PROMISED, wrong, words)} : new Limit[0];
    }
}
