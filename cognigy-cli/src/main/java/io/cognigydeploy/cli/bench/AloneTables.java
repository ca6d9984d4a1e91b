package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.MeasuredPlatform.AnswerForm;
import io.cognigydeploy.cli.bench.World.Rate;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.WindowReader;
import java.util.function.Predicate;

/** The table of a canary without a stable arm beside it. */
final class AloneTables extends Cells {

    private static final double RARE = 0.005;
    private static final int EARLIER_DAYS = 10;

    AloneTables(Settings settings) {
        super(settings);
    }

    void alone() {
        heading(
                "Only the canary's arm, against a limit of 5 %%, at 100 conversations a minute for 60 minutes, without and with stable's"
                        + " errors in the same hour of ten earlier days; each day, today as well, multiplies all rates by a log-normal"
                        + " factor of the coefficient of variation that is said: %%, mean minutes");
        header(
                "canary",
                "CV",
                "limit: rolled back",
                "promotable",
                "limit and stable before: rolled back",
                "promotable",
                "rollouts");
        World healthy = World.of(100, 5, HOUR, USUAL, USUAL);
        World good = World.of(100, 5, HOUR, RARE, RARE);
        Rate incident = Rate.incident(USUAL, 20, 15, 0.08);
        Rate incidentOfGood = Rate.incident(RARE, 20, 15, 0.08);
        alone("healthy, 3 %", healthy, USUAL, Course::isRolledBack);
        alone("healthy, 0.5 %", good, RARE, Course::isRolledBack);
        alone("healthy, 0.5 %, share 50 %", World.of(100, 50, HOUR, RARE, RARE), RARE, Course::isRolledBack);
        alone("3 % to 10 %", World.of(100, 5, HOUR, USUAL, SICK), USUAL, AloneTables::never);
        alone(
                "a shared incident, +8 points for 15 min",
                healthy.withRates(incident, incident),
                USUAL,
                AloneTables::never);
        alone(
                "the same, share 50 %",
                World.of(100, 50, HOUR, USUAL, USUAL).withRates(incident, incident), USUAL, AloneTables::never);
        alone("the same, 0.5 %", good.withRates(incidentOfGood, incidentOfGood), RARE, AloneTables::never);
        alone("six times worse, 0.5 % to 3 %", World.of(100, 5, HOUR, RARE, USUAL), RARE, Course::isPromotable);
        alone("the same, share 50 %, 0.5 % to 3 %", World.of(100, 50, HOUR, RARE, USUAL), RARE, Course::isPromotable);
    }

    /**
     * Measures one canary without and with a reference.
     *
     * @param usual the error rate of stable on earlier days
     * @param wrong the decision that is false; with a reference it is limited
     */
    private void alone(String title, World world, double usual, Predicate<Course> wrong) {
        JudgeOptions limits =
                JudgeOptions.builder().alpha(alpha).against(Against.LIMITS).build();
        Rollout rollout = new Rollout(
                world,
                AnswerForm.USUAL,
                WindowReader.builder().stableNeeded(false).build());
        for (double variation : new double[] {0, 0.2, 0.4}) {
            Courses alone = run(title, each -> rollout.judgedOnADay(limits, variation, each));
            Courses before = run(
                    title,
                    each -> rollout.judgedWithReference(limits, minute -> usual, EARLIER_DAYS, variation, each),
                    Limit.atMost(
                            PROMISED,
                            wrong,
                            text("false decision with stable before, %s, CV %.1f,", title, variation)));
            row(
                    title,
                    text("%.1f", variation),
                    alone.shareAndMinutes(Course::isRolledBack, Course::rolledBack),
                    alone.shareAndMinutes(Course::isPromotable, Course::promoted),
                    before.shareAndMinutes(Course::isRolledBack, Course::rolledBack),
                    before.shareAndMinutes(Course::isPromotable, Course::promoted),
                    sizes(before));
        }
    }

    private static boolean never(Course course) {
        return false;
    }
}
