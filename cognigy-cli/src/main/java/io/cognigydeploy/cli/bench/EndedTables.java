package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.World.Failing;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import java.time.Duration;

/** The table of watches with a declared end. */
final class EndedTables extends Cells {

    private static final String NOTHING_READ = "alone, nothing read";

    EndedTables(Settings settings) {
        super(settings);
    }

    /** Measures the judge with a declared end, beside that by e-values. */
    void ended() {
        heading(
                "Watches of an hour with a declared end, at a share of 5 %%; the judge has read the stable version's last hours but"
                        + " where it is said; in brackets that without a declared end");
        header(
                "errors",
                "R",
                "equal: rolled back, %",
                "promotable",
                "odds x 2: promotable, %",
                "3 to 6 %: found, %, minutes",
                "3 to 10 %: found, %, minutes",
                "rollouts");
        JudgeOptions without = JudgeOptions.builder().alpha(alpha).build();
        JudgeOptions options = JudgeOptions.builder()
                .from(without)
                .horizon(Duration.ofMinutes(HOUR))
                .build();
        for (double perMinute : new double[] {20, 100, 400}) {
            Failing alone = new Failing.Alone();
            ended(
                    NOTHING_READ,
                    perMinute,
                    alone,
                    (rollout, seed) -> rollout.judged(Judge.sequential(options), seed),
                    (rollout, seed) -> rollout.judged(Judge.sequential(without), seed));
            ended("alone", perMinute, alone, options, without);
            for (double mean : new double[] {1.5, 2, 3}) {
                ended(text("%.1f at once", mean), perMinute, new Failing.AtOnce(mean), options, without);
            }
            for (double mean : new double[] {1.5, 2, 3}) {
                ended(text("%.1f, each later", mean), perMinute, new Failing.Later(mean, 1.5), options, without);
            }
        }
    }

    private void ended(String name, double perMinute, Failing failing, JudgeOptions options, JudgeOptions without) {
        ended(
                name,
                perMinute,
                failing,
                (rollout, seed) -> rollout.judgedWithHistory(options, seed),
                (rollout, seed) -> rollout.judgedWithHistory(without, seed));
    }

    /** A judge of rollouts. */
    private interface Judged {
        Course course(Rollout rollout, long seed);
    }

    private void ended(String name, double perMinute, Failing failing, Judged judged, Judged without) {
        String title = text("declared end, %s, R %.0f", name, perMinute);
        Courses equal = ended(
                title + ", equal",
                failing,
                perMinute,
                USUAL,
                judged,
                Limit.atMost(PROMISED, Course::isRolledBack, "false rollback, " + title + ","));
        Courses margin = ended(
                title + ", margin",
                failing,
                perMinute,
                twiceTheOdds(USUAL),
                judged,
                Limit.atMost(PROMISED, Course::isPromotable, "false promotion, " + title + ","));
        boolean isPromised = perMinute == 100 && name.equals(NOTHING_READ);
        Courses twice = ended(
                title + ", twice",
                failing,
                perMinute,
                2 * USUAL,
                judged,
                isPromised
                        ? new Limit[] {Limit.atLeast(72, Course::isRolledBack, "3 to 6 % found, " + title + ",")}
                        : new Limit[0]);
        Courses sick = ended(
                title + ", sick",
                failing,
                perMinute,
                SICK,
                judged,
                isPromised
                        ? new Limit[] {
                            Limit.atLeast(99, Course::isRolledBack, "3 to 10 % found, " + title + ","),
                            Limit.meanAtMost(15, Course::rolledBack, "3 to 10 % found, " + title + ",")
                        }
                        : new Limit[0]);
        Courses before = ended(title + ", twice", failing, perMinute, 2 * USUAL, without);
        Courses sickBefore = ended(title + ", sick", failing, perMinute, SICK, without);
        row(
                name,
                text("%.0f", perMinute),
                equal.share(Course::isRolledBack),
                equal.share(Course::isPromotable),
                margin.share(Course::isPromotable),
                found(twice) + " (" + found(before) + ")",
                found(sick) + " (" + found(sickBefore) + ")",
                sizes(equal, margin, twice, sick, before, sickBefore));
    }

    private static String found(Courses courses) {
        return courses.shareAndMinutes(Course::isRolledBack, Course::rolledBack);
    }

    private Courses ended(
            String title, Failing failing, double perMinute, double rate, Judged judged, Limit... limits) {
        Rollout rollout = Rollout.of(World.of(perMinute, 5, HOUR, USUAL, rate).withFailing(failing));
        return run(title, seed -> judged.course(rollout, seed), limits);
    }
}
