package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.CanaryWatch.Steering;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Defect;
import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Refused;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A simulation of canaries under real judges: how often each judge is right, and how soon. The same seed gives the same
 * figures, on any number of threads.
 */
public final class Simulation {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final double RATING_SPREAD = 1.3;
    private static final double LATENCY_SPREAD = 0.9;
    private static final int ONE_BY_ONE = 50;

    /** The runs whose courses are kept at the same time. */
    private static final int BLOCK = 4096;

    private Simulation() {}

    /**
     * The performance of a judge.
     *
     * @param minutesToRollBack mean over the runs that were rolled back, NaN if there are none
     * @param minutesToPromote mean over the runs that were promoted before the end, NaN if there are none
     * @param exposed conversations that the canary had until the decision or the end, mean over all runs
     */
    public record Result(
            int runs, int rolledBack, int promoted, double minutesToRollBack, double minutesToPromote, double exposed) {

        /** Returns the share of the runs that were rolled back. */
        public double rollBackRate() {
            return (double) rolledBack / runs;
        }

        /** Returns the share of the runs that were promoted, at the end of the time or before. */
        public double promotionRate() {
            return (double) promoted / runs;
        }
    }

    /** Runs one scenario many times under a judge. A run ends with the first decision. */
    public static Result run(Scenario scenario, Judge judge, int runs, long seed) {
        return run(scenario, List.of(judge), runs, seed).get(0);
    }

    /**
     * Runs one scenario many times under several judges, which get the same observations.
     *
     * @return the performance of each judge, in the order of the judges: the same as if it had been alone
     */
    public static List<Result> run(Scenario scenario, List<Judge> judges, int runs, long seed) {
        Checks.atLeast("runs", runs, 1);
        return repeat(runs, seed, judges.size(), scenario.minutes(), random -> once(scenario, judges, random));
    }

    /**
     * Runs one scenario of fair weather many times under a watch, which chooses the shares itself. A run ends with a final
     * advice or when the time is over.
     *
     * @param look the time between two looks
     * @return the performance, in which looks are counted and not minutes; a run that a policy ended was neither promoted nor
     *     rolled back
     */
    static Result watched(Scenario scenario, WatchOptions options, Duration look, int runs, long seed) {
        return repeat(runs, seed, 1, Integer.MAX_VALUE, random -> new Course[] {once(scenario, options, look, random)})
                .get(0);
    }

    private static List<Result> repeat(
            int runs, long seed, int count, int last, Function<SplittableRandom, Course[]> once) {
        SplittableRandom root = new SplittableRandom(seed);
        List<Sums> sums = Stream.generate(Sums::new).limit(count).toList();
        for (int begun = 0; begun < runs; begun += BLOCK) {
            SplittableRandom[] forks = new SplittableRandom[Math.min(BLOCK, runs - begun)];
            Arrays.setAll(forks, i -> root.split());
            Arrays.stream(forks).parallel().map(once).toList().forEach(courses -> {
                for (int i = 0; i < courses.length; i++) {
                    sums.get(i).add(courses[i], last);
                }
            });
        }
        return sums.stream().map(sum -> sum.result(runs)).toList();
    }

    /** One run under one judge: its end, the minutes until then and the canary's conversations. */
    private record Course(Call end, int minutes, long exposed) {}

    /** The sums over many runs. */
    private static final class Sums {

        private int promoted;
        private long exposed;
        private final LongSummaryStatistics toRollBack = new LongSummaryStatistics();
        private final LongSummaryStatistics toPromote = new LongSummaryStatistics();

        void add(Course one, int last) {
            exposed += one.exposed();
            if (one.end() == Call.ROLL_BACK) {
                toRollBack.accept(one.minutes());
            } else if (one.end() == Call.PROMOTE) {
                promoted++;
                if (one.minutes() < last) {
                    toPromote.accept(one.minutes());
                }
            }
        }

        Result result(int runs) {
            return new Result(
                    runs,
                    (int) toRollBack.getCount(),
                    promoted,
                    mean(toRollBack),
                    mean(toPromote),
                    (double) exposed / runs);
        }

        private static double mean(LongSummaryStatistics minutes) {
            return minutes.getCount() == 0 ? Double.NaN : minutes.getAverage();
        }
    }

    private static Course[] once(Scenario scenario, List<Judge> judges, SplittableRandom random) {
        Course[] courses = new Course[judges.size()];
        List<Judgement> trials = judges.stream().map(Judge::begin).toList();
        int undecided = courses.length;
        for (int minute = 0; minute < scenario.minutes() && undecided > 0; minute++) {
            Observation observation = observe(scenario, minute, random);
            for (int i = 0; i < courses.length; i++) {
                if (courses[i] == null) {
                    Judgement trial = trials.get(i);
                    Call call = trial.add(observation);
                    if (call != Call.CONTINUE) {
                        courses[i] = new Course(call, minute + 1, trial.canaryConversations());
                        undecided--;
                    }
                }
            }
        }
        for (int i = 0; i < courses.length; i++) {
            if (courses[i] == null) {
                Judgement trial = trials.get(i);
                Call end = trial.isPromotedAtEnd() ? Call.PROMOTE : Call.UNDECIDED;
                courses[i] = new Course(end, scenario.minutes(), trial.canaryConversations());
            }
        }
        return courses;
    }

    private static Course once(Scenario scenario, WatchOptions options, Duration look, SplittableRandom random) {
        CanaryWatch watch = CanaryWatch.begin(options, START);
        Instant now = START;
        for (int looks = 1; ; looks++) {
            Instant from = now;
            now = from.plus(look);
            Steering step = watch.steer(observe(scenario, 0, from, now, watch.share(), random));
            if (step.isFinal() || watch.isOver()) {
                Call end = step.byPolicy() || !step.isFinal()
                        ? Call.UNDECIDED
                        : step.action() == Action.PROMOTE ? Call.PROMOTE : Call.ROLL_BACK;
                return new Course(end, looks, watch.canaryConversations());
            }
        }
    }

    /** Generates the observations of one run. */
    public static List<Observation> sample(Scenario scenario, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Observation> all = new ArrayList<>();
        for (int minute = 0; minute < scenario.minutes(); minute++) {
            all.add(observe(scenario, minute, random));
        }
        return all;
    }

    private static Observation observe(Scenario scenario, int minute, SplittableRandom random) {
        Instant from = START.plus(Duration.ofMinutes(minute));
        return observe(scenario, minute, from, from.plus(Duration.ofMinutes(1)), scenario.share(minute), random);
    }

    private static Observation observe(
            Scenario scenario, int minute, Instant from, Instant to, double share, SplittableRandom random) {
        double conversations = scenario.perMinute() * Duration.between(from, to).toNanos() / 60e9;
        Optional<Scenario.Means> means = scenario.means();
        double load = scenario.weather() == Scenario.Weather.FAIR
                ? 1
                : 1 + 0.5 * StrictMath.sin(2 * Math.PI * minute / scenario.minutes());
        Arm canary = arm(
                random,
                conversations * share / 100,
                scenario.canaryRate(minute),
                means.map(Scenario.Means::canarySatisfaction),
                means.map(Scenario.Means::rated).orElse(0.0),
                means.map(each -> each.stableLatency() * each.latencyFactor() * load));
        Arm stable = arm(
                random,
                conversations * (1 - share / 100),
                scenario.stableRate(minute),
                means.map(Scenario.Means::stableSatisfaction),
                means.map(Scenario.Means::rated).orElse(0.0),
                means.map(each -> each.stableLatency() * load));
        return scenario.isOut(minute)
                ? new Refused(to, Defect.UNREACHABLE, "no metrics")
                : new Window(from, to, share, canary, Optional.of(stable));
    }

    private static Arm arm(
            SplittableRandom random,
            double perMinute,
            double errorRate,
            Optional<Double> satisfaction,
            double rated,
            Optional<Double> latency) {
        // Errors and successes of Poisson traffic are Poisson themselves, and independent.
        long errors = poisson(random, perMinute * errorRate);
        long conversations = errors + poisson(random, perMinute * (1 - errorRate));
        Optional<Errors> counted = Optional.of(new Errors(errors, errors));
        if (satisfaction.isEmpty() || conversations == 0) {
            return new Arm(conversations, counted, Optional.empty(), Optional.empty());
        }
        long ratings = Math.min(conversations, poisson(random, conversations * rated));
        Optional<Double> rating = ratings == 0
                ? Optional.empty()
                : Optional.of(Math.min(
                        5,
                        Math.max(
                                0, satisfaction.get() + RATING_SPREAD * normal(random) / Math.sqrt((double) ratings))));
        return new Arm(
                conversations, counted, rating, Optional.of(latency(random, latency.orElseThrow(), conversations)));
    }

    private static double latency(SplittableRandom random, double mean, long conversations) {
        double centre = StrictMath.log(mean) - LATENCY_SPREAD * LATENCY_SPREAD / 2;
        if (conversations <= ONE_BY_ONE) {
            double sum = 0;
            for (long i = 0; i < conversations; i++) {
                sum += StrictMath.exp(centre + LATENCY_SPREAD * normal(random));
            }
            return sum / conversations;
        }
        double spread = mean * Math.sqrt(StrictMath.expm1(LATENCY_SPREAD * LATENCY_SPREAD) / conversations);
        return Math.max(1, mean + spread * normal(random));
    }

    /** Draws a normal value by the polar method of Marsaglia. */
    static double normal(SplittableRandom random) {
        while (true) {
            double x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                return x * Math.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    /** The mean above which a normal distribution replaces counting one by one, which takes long. */
    private static final double MANY = 2_000;

    /** Draws by inversion from 0, in portions whose probability of 0 is still a number. */
    static long poisson(SplittableRandom random, double mean) {
        if (mean > MANY) {
            return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
        }
        long total = 0;
        double left = mean;
        while (left > 0) {
            double portion = Math.min(left, 500);
            left -= portion;
            double u = random.nextDouble();
            double p = StrictMath.exp(-portion);
            long k = 0;
            while (u > p && k < 100_000) {
                u -= p;
                k++;
                p *= portion / k;
            }
            total += k;
        }
        return total;
    }
}
