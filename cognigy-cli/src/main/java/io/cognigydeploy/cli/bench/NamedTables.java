package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.OwnMetrics.Sick;
import io.cognigydeploy.cli.bench.OwnMetrics.Weather;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.metric.NamedMetric;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** The table of a team's own metrics. */
final class NamedTables extends Cells {

    NamedTables(Settings settings) {
        super(settings);
    }

    void named() {
        heading(
                "Five metrics of one's own (containment, hand-off, no-match, abandoned as a guard rail, turns) in four segments"
                        + " of 50, 30, 15 and 5 %%, beside errors: healthy canaries in 60 windows, in %%");
        header("situation", "rolled back", "promotable", "undecided", "rollouts");
        Judge own = Judge.sequential(OwnMetrics.options(alpha));
        for (double[] cell : new double[][] {{100, 5}, {100, 25}, {400, 5}, {400, 50}}) {
            for (Weather weather : Weather.values()) {
                for (int every : weather == Weather.FAIR ? new int[] {1, 5} : new int[] {1}) {
                    String title = text(
                            "%s%s, R %.0f, share %.0f %%",
                            weather.name().toLowerCase(Locale.ROOT),
                            every == 1 ? "" : text(", read each %d min", every),
                            cell[0],
                            cell[1]);
                    OwnMetrics world = new OwnMetrics(cell[0], cell[1], HOUR, weather, Optional.empty(), every);
                    Courses courses = run(
                            title,
                            each -> world.judged(own, each),
                            // Evidence is divided by an estimate of this variation, which is late where cases are many.
                            limits(
                                    weather != Weather.VARYING,
                                    Course::isRolledBack,
                                    "false rollback by one's own metrics, " + title + ","));
                    row(
                            title,
                            courses.share(Course::isRolledBack),
                            courses.share(Course::isPromotable),
                            courses.share(Course::isUndecided),
                            sizes(courses));
                }
            }
        }
        heading(
                "Canaries that are sick in one of them, 400 a minute, share 25 %%: %% found in 60 windows, minutes; %% of those"
                        + " whose verdict names the metric and the segment");
        header("canary", "found", "named");
        for (Sick sick : List.of(
                new Sick(NamedMetric.HAND_OFF, Optional.empty(), 0.1),
                new Sick(NamedMetric.CONTAINMENT, Optional.empty(), 0.55),
                new Sick(OwnMetrics.METRICS.get(3), Optional.empty(), 0.16),
                new Sick(OwnMetrics.TURNS, Optional.empty(), 5.5),
                new Sick(NamedMetric.HAND_OFF, Optional.of("phone"), 0.15),
                new Sick(NamedMetric.HAND_OFF, Optional.of("chat"), 0.2),
                new Sick(NamedMetric.HAND_OFF, Optional.of("app"), 0.4))) {
            String title = sick.metric().name()
                    + sick.segment().map(where -> " in " + where).orElse("") + ", to " + text("%.4g", sick.worse());
            OwnMetrics world = new OwnMetrics(400, 25, HOUR, Weather.FAIR, Optional.of(sick), 1);
            LongAdder named = new LongAdder();
            Courses courses = run(title, each -> {
                Judgement judgement = own.begin();
                Course course = world.judged(judgement, each);
                named.add(course.isRolledBack() && world.isNamed(judgement) ? 1 : 0);
                return course;
            });
            row(
                    title,
                    courses.shareAndMinutes(Course::isRolledBack, Course::rolledBack),
                    text("%.1f", 100.0 * named.sum() / Math.max(1, courses.count(Course::isRolledBack))));
        }
        heading("Hand-offs at the margin, twice the odds: promotable in 240 windows, share 50 %%");
        header("situation", "promotable", "rolled back", "rollouts");
        for (double perMinute : new double[] {100, 400}) {
            String title = text("hand-off at the margin, R %.0f", perMinute);
            OwnMetrics world = new OwnMetrics(
                    perMinute,
                    50,
                    LONG,
                    Weather.FAIR,
                    Optional.of(new Sick(NamedMetric.HAND_OFF, Optional.empty(), twiceTheOdds(0.05))),
                    1);
            Courses courses = run(
                    title,
                    each -> world.judged(own, each),
                    Limit.atMost(PROMISED, Course::isPromotable, "false promotion, " + title + ","));
            row(title, courses.share(Course::isPromotable), courses.share(Course::isRolledBack), sizes(courses));
        }
    }
}
