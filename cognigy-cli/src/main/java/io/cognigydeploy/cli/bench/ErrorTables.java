package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.MeasuredPlatform.AnswerForm;
import io.cognigydeploy.cli.bench.MeasuredPlatform.Scale;
import io.cognigydeploy.cli.bench.World.Failing;
import io.cognigydeploy.cli.bench.World.Law;
import io.cognigydeploy.core.judge.WindowReader;
import java.util.Locale;

/** The tables of errors: how they cluster, vary, are rounded, and are absent. */
final class ErrorTables extends Cells {

    private static final WindowReader PERCENT =
            WindowReader.builder().rateScale(100).build();
    private static final double[] TRAFFIC = {100, 400, 2000};

    ErrorTables(Settings settings) {
        super(settings);
    }

    void clusters() {
        heading(
                "Errors that come in clusters, each on one arm, of a geometric size of the mean that is said, within the"
                        + " minute or with a geometric delay of 1.5 minutes from error to error; all error rates as said");
        comparisonHeader("errors");
        for (double perMinute : TRAFFIC) {
            comparison("alone", perMinute, new Failing.Alone());
            for (double mean : new double[] {1.5, 2, 3}) {
                comparison(text("%.1f at once", mean), perMinute, new Failing.AtOnce(mean));
            }
            for (double mean : new double[] {1.5, 2, 3}) {
                comparison(text("%.1f, each later", mean), perMinute, new Failing.Later(mean, 1.5));
            }
        }
        heading("One user more, who fails once a minute, on an arm by chance: an equal canary in 240 minutes, in %%");
        header("situation", "rolled back", "promotable", "undecided");
        for (double perMinute : TRAFFIC) {
            String title = text("one user, R %.0f", perMinute);
            Courses courses = judgedWithHistory(
                    title, Rollout.of(World.of(perMinute, 5, LONG, USUAL, USUAL).withFailing(new Failing.OneUser())));
            row(
                    title,
                    courses.share(Course::isRolledBack),
                    courses.share(Course::isPromotable),
                    courses.share(Course::isUndecided));
        }
    }

    void rates() {
        heading("Error rates of each arm that are multiplied by a factor of mean 1 each minute, with the coefficient of"
                + " variation that is said");
        comparisonHeader("factor");
        for (double perMinute : TRAFFIC) {
            for (Law law : Law.values()) {
                for (double variation : new double[] {0.3, 0.6, 1}) {
                    comparison(
                            text("%s %.1f", law.name().toLowerCase(Locale.ROOT).replace('_', '-'), variation),
                            perMinute,
                            new Failing.Varying(law, variation));
                }
            }
        }
    }

    private void comparisonHeader(String first) {
        header(
                first,
                "R",
                "equal: rolled back in 240 min, %",
                "promotable",
                "undecided",
                "odds x 2: promotable in 240 min, %",
                "3 to 10 %: found in 60 min, %, minutes",
                "rollouts");
    }

    private void comparison(String name, double perMinute, Failing failing) {
        String title = text("%s, R %.0f", name, perMinute);
        Courses equal = judgedWithHistory(
                title + ", equal",
                Rollout.of(World.of(perMinute, 5, LONG, USUAL, USUAL).withFailing(failing)),
                Limit.atMost(PROMISED, Course::isRolledBack, "false rollback, errors " + title + ","));
        Courses margin = judgedWithHistory(
                title + ", margin",
                Rollout.of(
                        World.of(perMinute, 5, LONG, USUAL, twiceTheOdds(USUAL)).withFailing(failing)),
                Limit.atMost(PROMISED, Course::isPromotable, "false promotion, errors " + title + ","));
        Courses sick = judgedWithHistory(
                title + ", sick",
                Rollout.of(World.of(perMinute, 5, HOUR, USUAL, SICK).withFailing(failing)));
        row(
                name,
                text("%.0f", perMinute),
                equal.share(Course::isRolledBack),
                equal.share(Course::isPromotable),
                equal.share(Course::isUndecided),
                margin.share(Course::isPromotable),
                sick.shareAndMinutes(Course::isFound, Course::rolledBack),
                sizes(equal, margin, sick));
    }

    void rounding() {
        heading("Error rates that the platform rounds, read by the default reader and by one that is set to it");
        header(
                "rates",
                "reader",
                "R",
                "refused, %",
                "equal: rolled back in 240 min, %",
                "odds x 2: promotable in 240 min, %",
                "3 to 10 %: found in 60 min, %, minutes",
                "rollouts");
        for (double perMinute : new double[] {100, 400}) {
            for (int decimals = 1; decimals <= 4; decimals++) {
                AnswerForm form = AnswerForm.USUAL.rounded(Scale.FRACTION, decimals);
                rounding(form, "default", WindowReader.defaults(), perMinute);
                if (decimals < 4) {
                    rounding(
                            form,
                            "set",
                            WindowReader.builder().rateDecimals(decimals).build(),
                            perMinute);
                }
            }
            for (int decimals = 0; decimals <= 2; decimals++) {
                AnswerForm form = AnswerForm.USUAL.rounded(Scale.PERCENT, decimals);
                rounding(form, "default", WindowReader.defaults(), perMinute);
                rounding(form, "scale 100", PERCENT, perMinute);
            }
        }
        heading(
                "Rare errors, which percentages of less than 1 show: stable 0.5 %%, 400 a minute; without a setting, rates that are"
                        + " all 0 are taken for none, and percentages of up to 1 for rates");
        header(
                "rates",
                "reader",
                "refused, %",
                "equal: rolled back in 240 min, %",
                "odds x 2: promotable in 240 min, %",
                "rollouts");
        for (int decimals = 1; decimals <= 3; decimals++) {
            AnswerForm fraction = AnswerForm.USUAL.rounded(Scale.FRACTION, decimals);
            rare(fraction, "default", WindowReader.defaults(), decimals > 1);
            rare(fraction, "set", WindowReader.builder().rateDecimals(decimals).build(), true);
            AnswerForm percent = AnswerForm.USUAL.rounded(Scale.PERCENT, decimals - 1);
            rare(percent, "default", WindowReader.defaults(), false);
            rare(percent, "scale 100", PERCENT, decimals > 1);
            rare(
                    percent,
                    "both set",
                    WindowReader.builder()
                            .from(PERCENT)
                            .rateDecimals(decimals - 1)
                            .build(),
                    true);
        }
    }

    private void rare(AnswerForm form, String how, WindowReader reader, boolean isLimited) {
        double rate = 0.005;
        String name = name(form);
        String title = text("0.5 %%, %s, reader %s", name, how);
        Courses equal = judged(
                title + ", equal",
                new Rollout(World.of(400, 5, LONG, rate, rate), form, reader),
                limits(isLimited, Course::isRolledBack, "false rollback of " + title + ","));
        Courses margin = judged(
                title + ", margin",
                new Rollout(World.of(400, 5, LONG, rate, twiceTheOdds(rate)), form, reader),
                limits(isLimited, Course::isPromotable, "false promotion of " + title + ","));
        row(
                name,
                how,
                equal.refused(LONG),
                equal.share(Course::isRolledBack),
                margin.share(Course::isPromotable),
                sizes(equal, margin));
    }

    private static String name(AnswerForm form) {
        return text("%s, decimals %d", form.scale() == Scale.PERCENT ? "percent" : "fractions", form.decimals());
    }

    private void rounding(AnswerForm form, String readerName, WindowReader reader, double perMinute) {
        String name = name(form);
        String title = text("%s, reader %s, R %.0f", name, readerName, perMinute);
        Courses equal = judged(
                title + ", equal",
                new Rollout(World.of(perMinute, 5, LONG, USUAL, USUAL), form, reader),
                Limit.atMost(PROMISED, Course::isRolledBack, "false rollback with " + title + ","));
        Courses margin = judged(
                title + ", margin",
                new Rollout(World.of(perMinute, 5, LONG, USUAL, twiceTheOdds(USUAL)), form, reader),
                Limit.atMost(PROMISED, Course::isPromotable, "false promotion with " + title + ","));
        Courses sick = judged(title + ", sick", new Rollout(World.of(perMinute, 5, HOUR, USUAL, SICK), form, reader));
        row(
                name,
                readerName,
                text("%.0f", perMinute),
                equal.refused(LONG),
                equal.share(Course::isRolledBack),
                margin.share(Course::isPromotable),
                sick.shareAndMinutes(Course::isFound, Course::rolledBack),
                sizes(equal, margin, sick));
    }

    void none() {
        heading("No errors on either arm, for 9,000 conversations: %% promotable, mean minutes until then");
        header("situation", "promotable", "rolled back");
        for (double perMinute : new double[] {100, 400, 1000}) {
            for (double share : new double[] {5, 50}) {
                String title = text("R %.0f, share %.0f %%", perMinute, share);
                Courses courses = judged(title, Rollout.of(World.of(perMinute, share, (int) (9000 / perMinute), 0, 0)));
                row(
                        title,
                        courses.shareAndMinutes(Course::isPromotable, Course::promoted),
                        courses.share(Course::isRolledBack));
            }
        }
    }
}
