package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.MeasuredPlatform.AnswerForm;
import io.cognigydeploy.cli.bench.MeasuredPlatform.Scale;
import io.cognigydeploy.cli.bench.OwnMetrics.Sick;
import io.cognigydeploy.cli.bench.OwnMetrics.Weather;
import io.cognigydeploy.cli.bench.World.Failing;
import io.cognigydeploy.cli.bench.World.Law;
import io.cognigydeploy.cli.bench.World.Rate;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.JudgeOptions.Against;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Metric;
import io.cognigydeploy.core.judge.Planner;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.judge.WindowReader;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The tables of the second simulation. Conversations become a platform's answers, which the reader passes to the
 * sequential judge with its defaults. The same seed gives the same figures on any number of threads.
 *
 * <p>Not safe for use by many threads.
 */
public final class CanaryTables {

    /** The numbers of rollouts in each cell. */
    public enum Effort {
        /** The given number, and ten times as many where a percentage is within one point of its limit. */
        FULL,
        /** The given number. */
        QUICK
    }

    private static final int MORE = 10;
    private static final int HOUR = 60;
    private static final int LONG = 240;
    private static final double USUAL = 0.03;
    private static final double RARE = 0.005;
    private static final int EARLIER_DAYS = 10;
    private static final double SICK = 0.1;
    private static final double PROMISED = 5;
    private static final WindowReader PERCENT =
            WindowReader.builder().rateScale(100).build();

    /** The canary alone has time-outs, which no test excludes before it has one. */
    private static final double OF_NEW_TAILS = 8;

    private static final double[] RATES = {0.005, 0.05, 0.3};
    private static final double PLANNED = 3;
    private static final String NOTHING_READ = "alone, nothing read";
    private static final int FEWEST_PLANNED = 100;
    private static final int MOST_PLANNED = 100_000;
    private static final double[] TRAFFIC = {100, 400, 2000};

    private final int runs;
    private final long seed;
    private final Effort effort;
    private final double alpha;
    private final Judge judge;
    private final Consumer<String> lines;
    private final Consumer<String> missed;
    private final Map<String, Runnable> tables = new LinkedHashMap<>();
    private long rollouts;

    /**
     * @param runs the rollouts in each cell, 1 or more
     * @param alpha the judge's maximum chance of a false rollback; the limits stay the same
     * @param lines receives each line of the tables
     * @param missed receives each limit that is not kept
     */
    public CanaryTables(
            int runs, long seed, Effort effort, double alpha, Consumer<String> lines, Consumer<String> missed) {
        this.runs = runs;
        this.seed = seed;
        this.effort = effort;
        this.alpha = alpha;
        this.lines = lines;
        this.missed = missed;
        judge = Judge.sequential(JudgeOptions.builder().alpha(alpha).build());
        tables.put("ratio", this::ratio);
        tables.put("clusters", this::clusters);
        tables.put("rates", this::rates);
        tables.put("rounding", this::rounding);
        tables.put("none", this::none);
        tables.put("alone", this::alone);
        tables.put("tails", this::tails);
        tables.put("late", this::late);
        tables.put("turned", this::turned);
        tables.put("watch", this::watch);
        tables.put("planner", this::planner);
        tables.put("named", this::named);
        tables.put("ended", this::ended);
    }

    /** Returns the names of the tables, in their order. */
    public Set<String> names() {
        return tables.keySet();
    }

    /** Returns how many rollouts were judged so far. */
    public long rollouts() {
        return rollouts;
    }

    /**
     * Measures one table. Uses the fork-join pool that it is called from.
     *
     * @throws IllegalArgumentException if there is no such table
     */
    public void measure(String name) {
        Runnable table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("name must be one of " + tables.keySet() + ", but was " + name + ".");
        }
        line("");
        line(text(
                "Table %s: %d rollouts a cell%s, seed %d",
                name,
                runs,
                effort == Effort.FULL ? text(", %d where a rate is within a point of its limit", MORE * runs) : "",
                seed));
        table.run();
    }

    private void ratio() {
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

    private void clusters() {
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

    private void rates() {
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

    private static Limit[] limits(boolean isLimited, Predicate<Course> wrong, String words) {
        return isLimited ? new Limit[] {Limit.atMost(PROMISED, wrong, words)} : new Limit[0];
    }

    private void rounding() {
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

    private void none() {
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

    private void alone() {
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
        alone("3 % to 10 %", World.of(100, 5, HOUR, USUAL, SICK), USUAL, CanaryTables::never);
        alone(
                "a shared incident, +8 points for 15 min",
                healthy.withRates(incident, incident),
                USUAL,
                CanaryTables::never);
        alone(
                "the same, share 50 %",
                World.of(100, 50, HOUR, USUAL, USUAL).withRates(incident, incident), USUAL, CanaryTables::never);
        alone("the same, 0.5 %", good.withRates(incidentOfGood, incidentOfGood), RARE, CanaryTables::never);
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

    private void tails() {
        heading("Latencies with heavy tails, judged by latency alone in 240 minutes: %%, mean minutes");
        header(
                "latencies",
                "R",
                "equal: promotable",
                "equal: rolled back",
                "x 1.25, the margin: promotable",
                "rollouts");
        double share = 0.01;
        LatencyLaw outs = LatencyLaw.timeOuts(share);
        LatencyLaw pareto = LatencyLaw.pareto();
        // The mean grows in proportion to the share of time-outs.
        double more = share
                + 0.25
                        * share
                        * outs.mean()
                        / (outs.mean() - LatencyLaw.timeOuts(0).mean());
        LatencyLaw moreOuts = LatencyLaw.timeOuts(more);
        LatencyLaw none = LatencyLaw.timeOuts(0);
        double first = share * 0.25 * none.mean() / (outs.mean() - none.mean());
        for (double perMinute : new double[] {100, 400}) {
            tails("log-normal", perMinute, none, none.times(1.25), PROMISED);
            tails(
                    text("no time-outs, then %.2f %%", 100 * first),
                    perMinute,
                    none,
                    LatencyLaw.timeOuts(first),
                    OF_NEW_TAILS);
            tails("1 % time-outs, all slower", perMinute, outs, outs.times(1.25), PROMISED);
            tails(text("1 %% time-outs, then %.2f %%", 100 * more), perMinute, outs, moreOuts, PROMISED);
            tails("Pareto 1.5", perMinute, pareto, pareto.times(1.25), PROMISED);
        }
    }

    private void tails(String name, double perMinute, LatencyLaw stable, LatencyLaw margin, double promised) {
        Judge latency = Judge.sequential(JudgeOptions.builder()
                .alpha(alpha)
                .metrics(List.of(Metric.LATENCY))
                .build());
        String title = text("%s, R %.0f", name, perMinute);
        World world = World.of(perMinute, 5, LONG, USUAL, USUAL);
        Courses equal = judged(
                title + ", equal",
                Rollout.of(world.withLatencies(stable, stable)),
                latency,
                Limit.atMost(PROMISED, Course::isRolledBack, "false rollback by latency, " + title + ","));
        Courses slow = judged(
                title + ", margin",
                Rollout.of(world.withLatencies(stable, margin)),
                latency,
                Limit.atMost(promised, Course::isPromotable, "false promotion by latency, " + title + ","));
        row(
                name,
                text("%.0f", perMinute),
                equal.shareAndMinutes(Course::isPromotable, Course::promoted),
                equal.share(Course::isRolledBack),
                slow.share(Course::isPromotable),
                sizes(equal, slow));
    }

    private void late() {
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

    private void turned() {
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

    private void watch() {
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
    private void planner() {
        heading(
                "The planner's chances and those of the watch with its defaults, in 60 minutes: %% promoted and rolled back; the"
                        + " canary as good, or with three times the errors; the greatest difference in points");
        header("stable", "R", "equal: planner", "watch", "three times worse: planner", "watch", "difference");
        WatchOptions options = WatchOptions.builder().judge(judge).build();
        for (double rate : effort == Effort.FULL ? RATES : new double[] {0.05}) {
            for (double perMinute :
                    effort == Effort.FULL ? new double[] {5, 50, 400, 2000} : new double[] {5, 50, 400}) {
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
            missed.accept(text("planner within %.0f points of the watch, %s (%.2f)", PLANNED, words, points));
        }
        return points;
    }

    /** Measures the judge with a declared end, beside that by e-values. */
    private void ended() {
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

    private static String ends(Courses courses) {
        return String.join(
                " / ",
                courses.share(Course::isPromotable),
                courses.share(Course::isRolledBack),
                courses.share(Course::isUndecided));
    }

    private static String end(Courses courses) {
        double mean = courses.mean(course -> course.isPromotable() ? course.promoted() : course.rolledBack())
                .minutes();
        return Double.isNaN(mean) ? "-" : text("%.1f", mean);
    }

    private static double twiceTheOdds(double rate) {
        return 2 * rate / (1 + rate);
    }

    private static boolean isWithin(OptionalInt minute, int limit) {
        return minute.isPresent() && minute.getAsInt() <= limit;
    }

    private void named() {
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

    private Courses judged(String title, Rollout rollout, Limit... limits) {
        return judged(title, rollout, judge, limits);
    }

    /** Judges with a history of the stable version. */
    private Courses judgedWithHistory(String title, Rollout rollout, Limit... limits) {
        JudgeOptions options = JudgeOptions.builder().alpha(alpha).build();
        return run(title, each -> rollout.judgedWithHistory(options, each), limits);
    }

    private Courses judged(String title, Rollout rollout, Judge by, Limit... limits) {
        return run(title, each -> rollout.judged(by, each), limits);
    }

    /** Repeats a rollout, by default more often where a figure is near to its limit, and checks the limits. */
    private Courses run(String title, LongFunction<Course> rollout, Limit... limits) {
        Courses courses = repeat(title, rollout, runs);
        boolean isNear = false;
        for (Limit limit : limits) {
            isNear |= limit.isNear().test(courses);
        }
        if (isNear && effort == Effort.FULL) {
            courses = repeat(title, rollout, MORE * runs);
        }
        for (Limit limit : limits) {
            if (!limit.isKept().test(courses)) {
                missed.accept(text("%s (%.2f)", limit.words(), limit.figure().apply(courses)));
            }
        }
        return courses;
    }

    private Courses repeat(String title, LongFunction<Course> rollout, int count) {
        rollouts += count;
        long first = mixed(seed ^ mixed(title.hashCode()));
        return new Courses(LongStream.range(0, count)
                .parallel()
                .mapToObj(i -> rollout.apply(mixed(first + i)))
                .toList());
    }

    /** Returns another number that looks unrelated, by the finaliser of MurmurHash3. */
    private static long mixed(long number) {
        long z = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    private void heading(String format, Object... values) {
        line("");
        line(text(format, values));
        line("");
    }

    private void header(String... names) {
        row(names);
        line("|" + " --- |".repeat(names.length));
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        lines.accept(line);
    }

    /** Returns the numbers of rollouts in the cells of a row. */
    private static String sizes(Courses... cells) {
        return Arrays.stream(cells)
                .map(cell -> String.valueOf(cell.all().size()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
