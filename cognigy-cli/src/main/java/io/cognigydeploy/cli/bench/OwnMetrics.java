package io.cognigydeploy.cli.bench;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedDriver;
import io.cognigydeploy.core.judge.CanaryVerdict.NamedGrounds;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.metric.Figures;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Compared;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.NamedMetric;
import io.cognigydeploy.core.metric.NamedMetric.Worse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A world in which five metrics of one's own are measured in four segments of unequal size.
 *
 * @param perMinute conversations, both arms together
 * @param share the canary's, in percent
 * @param weather how the rates of both arms change together
 * @param sick what is wrong with the canary; absent for a healthy one
 * @param every the minutes from one answer of a source to the next
 */
record OwnMetrics(double perMinute, double share, int minutes, Weather weather, Optional<Sick> sick, int every) {

    static final NamedMetric TURNS = NamedMetric.means("turns", Worse.MORE, 1);

    /** The metrics, one of them a guard rail, with the rates of stable in the same order; a mean for the last. */
    static final List<NamedMetric> METRICS = List.of(
            NamedMetric.CONTAINMENT,
            NamedMetric.HAND_OFF,
            NamedMetric.NO_MATCH,
            NamedMetric.ABANDONED.asGuardRail(),
            TURNS);

    private static final double[] STABLE = {0.7, 0.05, 0.1, 0.08, 4};

    static final List<String> SEGMENTS = List.of("web", "phone", "chat", "app");

    private static final double[] SIZES = {0.5, 0.3, 0.15, 0.05};

    private static final double ERRORS = 0.03;

    /** The common changes of both arms. */
    enum Weather {
        FAIR,
        /** Rates of bad cases are twice as high for a quarter of the time, on both arms. */
        INCIDENT,
        /** The rates of each arm vary by themselves from minute to minute, with a coefficient of variation of 0.3. */
        VARYING,
        /** A conversation that is handed off is also not contained and abandoned: the metrics count the same cases. */
        DEPENDENT
    }

    /**
     * A sick canary.
     *
     * @param metric the metric that is worse
     * @param segment the segment that it is worse in; absent for all
     * @param worse the rate or mean of the canary there
     */
    record Sick(NamedMetric metric, Optional<String> segment, double worse) {}

    /** Returns the options of a run without a history, which assumes twice the variance of chance at first. */
    static JudgeOptions options(double alpha) {
        return JudgeOptions.builder()
                .alpha(alpha)
                .assumedDesignEffect(2)
                .named(METRICS)
                .segments(SEGMENTS)
                .build();
    }

    /** Judges a canary each minute, up to a rollback or the end. */
    Course judged(Judgement judgement, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OptionalInt promoted = OptionalInt.empty();
        List<Map<String, Map<String, Compared>>> unread = new ArrayList<>();
        Instant readUntil = MeasuredPlatform.START;
        long had = 0;
        for (int minute = 1; minute <= minutes; minute++) {
            Instant from = MeasuredPlatform.START.plusSeconds(60L * (minute - 1));
            Instant to = from.plusSeconds(60);
            int[] mine = sizes(random, perMinute * share / 100);
            int[] theirs = sizes(random, perMinute * (100 - share) / 100);
            unread.add(minute(random, minute, mine, theirs));
            Map<String, MetricReading> named = new HashMap<>();
            for (NamedMetric metric : METRICS) {
                named.put(
                        metric.name(),
                        minute % every == 0
                                ? reading(readUntil, to, unread, metric)
                                : new Refused(MetricDefect.ABSENT, "not yet"));
            }
            if (minute % every == 0) {
                unread.clear();
                readUntil = to;
            }
            Arm canary = arm(random, sum(mine));
            had += canary.conversations();
            Call call = judgement.add(
                    new Window(from, to, share, canary, Optional.of(arm(random, sum(theirs)))).with(named));
            if (call == Call.ROLL_BACK) {
                return new Course(OptionalInt.of(minute), promoted, OptionalInt.empty(), 0, had, had);
            }
            if (call == Call.PROMOTE && promoted.isEmpty()) {
                promoted = OptionalInt.of(minute);
            }
        }
        return new Course(OptionalInt.empty(), promoted, OptionalInt.empty(), 0, had, had);
    }

    Course judged(Judge judge, long seed) {
        return judged(judge.begin(), seed);
    }

    /** Returns whether the verdict names what is wrong. */
    boolean isNamed(Judgement judgement) {
        Optional<NamedDriver> driver = judgement.verdict().grounds().named().flatMap(NamedGrounds::driver);
        return driver.isPresent()
                && sick.filter(one -> one.metric().name().equals(driver.get().metric())
                                && one.segment().equals(driver.get().segment()))
                        .isPresent();
    }

    private static int[] sizes(SplittableRandom random, double mean) {
        int[] sizes = new int[SIZES.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Poisson.of(mean * SIZES[i]).draw(random);
        }
        return sizes;
    }

    private static int sum(int[] sizes) {
        int sum = 0;
        for (int each : sizes) {
            sum += each;
        }
        return sum;
    }

    private static Arm arm(SplittableRandom random, int conversations) {
        return Arm.of(conversations, Chance.binomial(random, conversations, ERRORS));
    }

    /** Returns the figures of a minute, by metric and segment. */
    private Map<String, Map<String, Compared>> minute(SplittableRandom random, int minute, int[] mine, int[] theirs) {
        boolean isIncident = weather == Weather.INCIDENT && minute * 4 > minutes && minute * 4 <= 2 * minutes;
        double common = isIncident ? 2 : 1;
        double own = weather == Weather.VARYING ? Chance.logNormal(random, 0.3) : 1;
        double other = weather == Weather.VARYING ? Chance.logNormal(random, 0.3) : 1;
        Map<String, Map<String, Compared>> figures = new HashMap<>();
        for (int segment = 0; segment < SIZES.length; segment++) {
            int[] bad = new int[2];
            for (int metric = 0; metric < STABLE.length; metric++) {
                Optional<Compared> drawn = metric == STABLE.length - 1
                        ? means(random, segment, mine[segment], theirs[segment], common * own, common * other)
                        : Optional.of(counts(
                                random,
                                metric,
                                segment,
                                mine[segment],
                                theirs[segment],
                                common * own,
                                common * other,
                                bad));
                String name = METRICS.get(metric).name();
                String where = SEGMENTS.get(segment);
                drawn.ifPresent(some ->
                        figures.computeIfAbsent(name, unused -> new TreeMap<>()).put(where, some));
            }
        }
        return figures;
    }

    private double rate(int metric, int segment) {
        return sick.filter(one -> one.metric().equals(METRICS.get(metric))
                        && one.segment().map(SEGMENTS.get(segment)::equals).orElse(true))
                .map(Sick::worse)
                .orElse(STABLE[metric]);
    }

    private Compared counts(
            SplittableRandom random,
            int metric,
            int segment,
            int mine,
            int theirs,
            double own,
            double other,
            int[] bad) {
        boolean isGood = METRICS.get(metric).worse() == Worse.LESS;
        double canary = isGood ? 1 - rate(metric, segment) : rate(metric, segment);
        double stable = isGood ? 1 - STABLE[metric] : STABLE[metric];
        if (weather != Weather.DEPENDENT || metric == 0) {
            bad[0] = Chance.binomial(random, mine, Math.min(0.95, canary * own));
            bad[1] = Chance.binomial(random, theirs, Math.min(0.95, stable * other));
        }
        return new Compared(counted(isGood, bad[0], mine), counted(isGood, bad[1], theirs));
    }

    private static Counted counted(boolean isGood, int bad, int cases) {
        return new Counted(isGood ? cases - bad : bad, cases);
    }

    private Optional<Compared> means(
            SplittableRandom random, int segment, int mine, int theirs, double own, double other) {
        int last = STABLE.length - 1;
        return mine == 0 || theirs == 0
                ? Optional.empty()
                : Optional.of(new Compared(
                        mean(random, mine, rate(last, segment) * own), mean(random, theirs, STABLE[last] * other)));
    }

    /** Returns a mean of exponential values, whose spread the source does not state. */
    private static Averaged mean(SplittableRandom random, int cases, double mean) {
        double sum = 0;
        for (int i = 0; i < cases; i++) {
            sum -= mean * StrictMath.log(1 - random.nextDouble());
        }
        return new Averaged(sum / cases, cases);
    }

    private static MetricReading reading(
            Instant from, Instant to, List<Map<String, Map<String, Compared>>> minutes, NamedMetric metric) {
        Map<String, Compared> segments = new TreeMap<>();
        for (Map<String, Map<String, Compared>> minute : minutes) {
            minute.getOrDefault(metric.name(), Map.of())
                    .forEach((segment, figures) -> segments.merge(segment, figures, OwnMetrics::together));
        }
        return segments.values().stream()
                .reduce(OwnMetrics::together)
                .<MetricReading>map(all -> new Measured(from, to, all, segments))
                .orElseGet(() -> new Refused(MetricDefect.ABSENT, "no cases"));
    }

    private static Compared together(Compared one, Compared other) {
        Figures stable = one.stable().orElseThrow().with(other.stable().orElseThrow());
        return new Compared(one.canary().with(other.canary()), stable);
    }
}
