package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.MeasuredPlatform.AnswerForm;
import io.cognigydeploy.cli.bench.World.Rate;
import io.cognigydeploy.core.judge.Planner;
import io.cognigydeploy.core.judge.WatchOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** The tables of the course of a watch: late metrics, late turns, its ramp, and its plan. */
final class CourseTables extends Cells {

    private static final double[] RATES = {0.005, 0.05, 0.3};
    private static final double PLANNED = 3;
    private static final int FEWEST_PLANNED = 100;
    private static final int MOST_PLANNED = 100_000;

    CourseTables(Settings settings) {
        super(settings);
    }

    void late() {
        heading(
                "Metrics that are late: a conversation appears in the answers so many minutes after it began; 100 a minute,"
                        + " 60 minutes");
        header(
                "late by",
                "canary's conversations judged, %",
                "equal: rolled back, %",
                "promotable",
                "3 to 10 %: found, %, minutes",
                "rollouts");
        for (int minutes : new int[] {0, 1, 2, 5}) {
            String title = minutes + " min";
            AnswerForm form = AnswerForm.USUAL.late(minutes);
            Courses equal = judged(
                    "late by " + title + ", equal",
                    Rollout.of(World.of(100, 5, HOUR, USUAL, USUAL)).measured(form),
                    Limit.atMost(PROMISED, Course::isRolledBack, "false rollback with metrics late by " + title));
            Courses sick = judged(
                    "late by " + title + ", sick",
                    Rollout.of(World.of(100, 5, HOUR, USUAL, SICK)).measured(form));
            row(
                    title,
                    equal.judged(),
                    equal.share(Course::isRolledBack),
                    equal.share(Course::isPromotable),
                    sick.shareAndMinutes(Course::isFound, Course::rolledBack),
                    sizes(equal, sick));
        }
    }

    void turned() {
        heading(
                "A canary that turns from 3 %% to 10 %% and is read for two hours more, whatever its verdict was, at 100 a"
                        + " minute: %% rolled back before and after, mean minutes after the change");
        header("good minutes before", "rolled back before", "found after", "promotable", "rollouts");
        for (int good : new int[] {0, 60, 120}) {
            String title = good + " good minutes";
            Turn turn = new Turn(good);
            Limit[] limits = {
                Limit.atLeast(98, Course::isRolledBack, "10 % after " + title + " found"),
                Limit.meanAtMost(30, turn::after, "10 % after " + title + " found")
            };
            Courses courses = judged(
                    title,
                    Rollout.of(World.of(100, 5, good + 2 * HOUR, USUAL, SICK)
                            .withRates(minute -> USUAL, Rate.turning(USUAL, good, SICK))),
                    good == HOUR ? limits : new Limit[0]);
            row(
                    title,
                    courses.share(turn::isOver),
                    courses.shareAndMinutes(course -> turn.after(course).isPresent(), turn::after),
                    courses.share(Course::isPromotable),
                    sizes(courses));
        }
    }

    /** The events of a canary that turns bad after some good minutes. */
    private record Turn(int good) {

        /** Returns whether it was rolled back while it was still good. */
        boolean isOver(Course course) {
            return course.rolledBack().isPresent() && course.rolledBack().getAsInt() <= good;
        }

        /** Returns the minutes from the change to the rollback. */
        OptionalInt after(Course course) {
            return course.isRolledBack() && !isOver(course)
                    ? OptionalInt.of(course.rolledBack().getAsInt() - good)
                    : OptionalInt.empty();
        }
    }

    void watch() {
        heading("The watch with its defaults, 60 minutes, and the canary as good or with three times the errors: %%"
                + " promoted, rolled back, undecided; mean minutes to a decision");
        header("stable", "R", "equal", "minutes", "three times worse", "minutes");
        WatchOptions options = WatchOptions.builder().judge(judge).build();
        for (double rate : RATES) {
            for (double perMinute : new double[] {5, 50, 400, 2000}) {
                String title = text("watch, %.1f %%, R %.0f", 100 * rate, perMinute);
                Rollout equal = Rollout.of(World.of(perMinute, 5, HOUR, rate, rate));
                Rollout worse = Rollout.of(World.of(perMinute, 5, HOUR, rate, Math.min(0.99, 3 * rate)));
                Courses good = run(title + ", equal", each -> equal.watched(options, each));
                Courses bad = run(title + ", worse", each -> worse.watched(options, each));
                row(text("%.1f %%", 100 * rate), text("%.0f", perMinute), ends(good), end(good), ends(bad), end(bad));
            }
        }
    }

    /** Compares the planner's chances with the watch, which gets its data through the reader and has no runner. */
    void planner() {
        heading(
                "The planner's chances and those of the watch with its defaults, in 60 minutes: %% promoted and rolled back; the"
                        + " canary as good, or with three times the errors; the greatest difference in points");
        header("stable", "R", "equal: planner", "watch", "three times worse: planner", "watch", "difference");
        WatchOptions options = WatchOptions.builder().judge(judge).build();
        for (double rate : isFull() ? RATES : new double[] {0.05}) {
            for (double perMinute : isFull() ? new double[] {5, 50, 400, 2000} : new double[] {5, 50, 400}) {
                String title = text("%.1f %%, R %.0f", 100 * rate, perMinute);
                Planner planner = Planner.builder()
                        .conversationsPerMinute(perMinute)
                        .baseErrorRate(rate)
                        .watch(options)
                        .runs(Math.max(FEWEST_PLANNED, Math.min(runs, MOST_PLANNED)))
                        .build();
                List<String> cells = new ArrayList<>(List.of(text("%.1f %%", 100 * rate), text("%.0f", perMinute)));
                double most = 0;
                for (double times : new double[] {1, 3}) {
                    Rollout rollout = Rollout.of(World.of(perMinute, 5, HOUR, rate, Math.min(0.99, times * rate)));
                    Courses real = run(title + text(", x %.0f", times), each -> rollout.watched(options, each));
                    Planner.Prospect planned = planner.prospect(times);
                    String cell = title + text(", x %.0f", times);
                    most = Math.max(
                            most, difference(cell + ", promoted", planned.promoted(), real, Course::isPromotable));
                    most = Math.max(
                            most, difference(cell + ", rolled back", planned.rolledBack(), real, Course::isRolledBack));
                    cells.add(text(
                            "%.1f / %.1f",
                            100 * planned.promoted().estimate(),
                            100 * planned.rolledBack().estimate()));
                    cells.add(real.share(Course::isPromotable) + " / " + real.share(Course::isRolledBack));
                }
                cells.add(text("%.1f", most));
                row(cells.toArray(String[]::new));
            }
        }
    }

    /** Returns the difference in points. It is missed if it is above its limit by more than the error of both figures. */
    private double difference(String words, Planner.Chance planned, Courses real, Predicate<Course> event) {
        double points = Math.abs(100 * planned.estimate() - real.percent(event));
        double chance = (planned.estimate() + real.percent(event) / 100) / 2;
        int planners = Math.max(FEWEST_PLANNED, Math.min(runs, MOST_PLANNED));
        double error = 100
                * Math.sqrt(chance
                        * (1 - chance)
                        * (1.0 / planners + 1.0 / real.all().size()));
        if (points - 2 * error > PLANNED) {
            miss(text("planner within %.0f points of the watch, %s (%.2f)", PLANNED, words, points));
        }
        return points;
    }
}
