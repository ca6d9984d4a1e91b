package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.MeasuredPlatform.AnswerForm;

/** The tables of the counts of both arms. */
final class ArmsTables extends Cells {

    ArmsTables(Settings settings) {
        super(settings);
    }

    void ratio() {
        heading(
                "Arms that are swapped, at 400 conversations a minute, stable 3 %%, canary 10 %%: %% of the canaries that"
                        + " may be promoted at any time in 60 windows; %% whose ratio is refused, mean minutes until then");
        header("canary's share", "promotable", "ratio refused");
        for (double share : new double[] {5, 10, 25, 40}) {
            String title = text("swapped, %.0f %%", share);
            Courses courses = judged(
                    title,
                    Rollout.of(World.of(400, share, HOUR, USUAL, SICK)).measured(AnswerForm.USUAL.swapped()),
                    Limit.atMost(PROMISED, Course::isPromotable, "promotion with swapped arms, share " + (long) share));
            row(
                    title,
                    courses.share(Course::isPromotable),
                    courses.shareAndMinutes(Course::isRatioFailed, Course::ratioFailed));
        }
        heading(
                "A healthy canary of 5 %% that loses conversations, at 400 a minute; users have as many conversations in a"
                        + " minute as said, all on one arm: %% whose ratio is refused in 60 windows, mean minutes; %% within"
                        + " the minutes of the limit");
        header("lost", "conversations of a user", "ratio refused", "within", "promotable");
        for (double perUser : new double[] {1, 2, 3}) {
            lost(0.6, perUser, 3, 5);
            lost(0.3, perUser, 11, 20);
        }
        heading("The right share: %% whose ratio is refused in 60 windows");
        header("situation", "refused", "rollouts");
        for (double[] cell :
                new double[][] {{5, 100, 1}, {5, 400, 1}, {5, 2000, 1}, {25, 400, 1}, {5, 400, 2}, {5, 400, 3}}) {
            String title = text("share %.0f %%, R %.0f, %.0f conversations of a user", cell[0], cell[1], cell[2]);
            Limit alarms = Limit.atMost(0.1, Course::isRatioFailed, "false alarms of the ratio, " + title + ",");
            Courses courses = judged(
                    title,
                    Rollout.of(World.of(cell[1], cell[0], HOUR, USUAL, USUAL).withPerUser(cell[2])),
                    cell[2] == 1 ? new Limit[] {alarms} : new Limit[0]);
            row(title, courses.rare(Course::isRatioFailed), sizes(courses));
        }
    }

    private void lost(double lost, double perUser, double mean, int within) {
        String title = text("%.0f %% lost", 100 * lost);
        String cell = title + text(", %.0f of a user", perUser);
        Limit[] limits = {
            Limit.meanAtMost(mean, Course::ratioFailed, title + " found"),
            Limit.atLeast(95, course -> isWithin(course.ratioFailed(), within), title + " found in " + within)
        };
        Courses courses = judged(
                cell,
                Rollout.of(World.of(400, 5, HOUR, USUAL, USUAL).withLost(lost).withPerUser(perUser)),
                perUser == 1 ? limits : new Limit[0]);
        row(
                title,
                text("%.0f", perUser),
                courses.shareAndMinutes(Course::isRatioFailed, Course::ratioFailed),
                text("%s in %d", courses.share(course -> isWithin(course.ratioFailed(), within)), within),
                courses.share(Course::isPromotable));
    }
}
