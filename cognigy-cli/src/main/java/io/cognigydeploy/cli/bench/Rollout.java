package io.cognigydeploy.cli.bench;

import io.cognigydeploy.cli.bench.MeasuredPlatform.AnswerForm;
import io.cognigydeploy.cli.bench.World.Rate;
import io.cognigydeploy.cli.bench.World.Traffic;
import io.cognigydeploy.core.judge.CanaryVerdict.Call;
import io.cognigydeploy.core.judge.CanaryWatch;
import io.cognigydeploy.core.judge.CanaryWatch.Action;
import io.cognigydeploy.core.judge.CanaryWatch.Steering;
import io.cognigydeploy.core.judge.Dispersion;
import io.cognigydeploy.core.judge.Judge;
import io.cognigydeploy.core.judge.JudgeOptions;
import io.cognigydeploy.core.judge.Judgement;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.SampleRatio;
import io.cognigydeploy.core.judge.StableReference;
import io.cognigydeploy.core.judge.WatchOptions;
import io.cognigydeploy.core.judge.WindowReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** A rollout that can be repeated: traffic, the platform that measures it, and the reader of its answers. */
record Rollout(World world, AnswerForm form, WindowReader reader) {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long BEFORE = 0x9E3779B97F4A7C15L;

    static Rollout of(World world) {
        return new Rollout(world, AnswerForm.USUAL, WindowReader.defaults());
    }

    Rollout measured(AnswerForm other) {
        return new Rollout(world, other, reader);
    }

    Rollout read(WindowReader other) {
        return new Rollout(world, form, other);
    }

    /** Reads a canary of one share each minute, up to a rollback or the end. */
    Course judged(Judge judge, long seed) {
        Readings readings = new Readings(this, seed);
        Judgement judgement = judge.begin();
        OptionalInt promoted = OptionalInt.empty();
        OptionalInt ratioFailed = OptionalInt.empty();
        for (int minute = 1; minute <= world.minutes(); minute++) {
            Call call = judgement.add(readings.read(world.share()));
            if (call == Call.ROLL_BACK) {
                return readings.course(OptionalInt.of(minute), promoted, ratioFailed);
            }
            if (call == Call.PROMOTE && promoted.isEmpty()) {
                promoted = OptionalInt.of(minute);
            }
            if (ratioFailed.isEmpty()
                    && judgement.sampleRatio().filter(SampleRatio::failed).isPresent()) {
                ratioFailed = OptionalInt.of(minute);
            }
        }
        return readings.course(OptionalInt.empty(), promoted, ratioFailed);
    }

    /** Reads a canary like {@link #judged}, by a judge that has read the stable version's last hours before the start. */
    Course judgedWithHistory(JudgeOptions options, long seed) {
        return judged(
                Judge.sequential(JudgeOptions.builder()
                        .from(options)
                        .history(history(seed))
                        .build()),
                seed);
    }

    /**
     * Reads a canary alone like {@link #judged}, on a day whose rates are multiplied by a factor.
     *
     * @param variation the coefficient of variation of the factor, which is log-normal of mean 1
     */
    Course judgedOnADay(JudgeOptions options, double variation, long seed) {
        double factor = factor(new SplittableRandom(~seed), variation);
        return new Rollout(world.times(factor), form.alone(), reader).judged(Judge.sequential(options), seed);
    }

    /**
     * Reads a canary like {@link #judgedOnADay}, by a judge that has read stable's errors before. They are those of the same hours of
     * earlier days, each with a factor of its own.
     *
     * @param usual the rate of stable on those days
     */
    Course judgedWithReference(JudgeOptions options, Rate usual, int days, double variation, long seed) {
        SplittableRandom random = new SplittableRandom(~seed ^ BEFORE);
        List<StableReference.CountedSpan> spans = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            World earlier =
                    world.withRates(usual, usual).before(world.minutes()).times(factor(random, variation));
            MeasuredPlatform measured = new MeasuredPlatform(earlier.begin(random.split()), form);
            for (int minute = 0; minute < world.minutes(); minute++) {
                measured.traffic().next(0);
            }
            Instant end = MeasuredPlatform.START.plus(MINUTE.multipliedBy(world.minutes()));
            measured.stable(MeasuredPlatform.START, end, end)
                    .flatMap(answer ->
                            reader.before(answer, measured.stable(end, end, end).orElseThrow(), List.of()))
                    .ifPresent(spans::add);
        }
        return judgedOnADay(
                JudgeOptions.builder()
                        .from(options)
                        .reference(StableReference.of(StableReference.Basis.EARLIER_DAYS, spans))
                        .build(),
                variation,
                seed);
    }

    private static double factor(SplittableRandom random, double variation) {
        return variation == 0 ? 1 : Chance.logNormal(random, variation);
    }

    /** Returns the estimate from windows of a quarter of an hour before the start, when everybody talks to stable. */
    private Optional<Dispersion> history(long seed) {
        int length = 15;
        int count = 24;
        World before = world.before(length * count);
        MeasuredPlatform measured = new MeasuredPlatform(before.begin(new SplittableRandom(~seed)), form);
        WindowReader alone =
                WindowReader.builder().from(reader).stableNeeded(false).build();
        List<Arm> arms = new ArrayList<>();
        Instant now = MeasuredPlatform.START;
        for (int i = 0; i < count; i++) {
            Instant from = now;
            for (int minute = 0; minute < length; minute++) {
                measured.traffic().next(0);
                now = now.plus(Duration.ofMinutes(1));
            }
            if (alone.read(measured.stable(from, now, now), Optional.empty(), 0, from, from, now)
                    instanceof Window window) {
                arms.add(window.canary());
            }
        }
        return Dispersion.of(arms);
    }

    /** Reads a canary each minute and follows the advice, up to a final one or the end. */
    Course watched(WatchOptions options, long seed) {
        Readings readings = new Readings(this, seed);
        CanaryWatch watch = CanaryWatch.begin(options, MeasuredPlatform.START);
        for (int minute = 1; minute <= world.minutes(); minute++) {
            double share = watch.share();
            Steering advice = watch.steer(readings.read(share));
            if (advice.isFinal()) {
                OptionalInt end = OptionalInt.of(minute);
                return advice.action() == Action.PROMOTE
                        ? readings.course(OptionalInt.empty(), end, OptionalInt.empty())
                        : readings.course(end, OptionalInt.empty(), OptionalInt.empty());
            }
            if (watch.share() != share) {
                readings.route();
            }
        }
        return readings.course(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    /** The readings of one rollout, one each minute. */
    private static final class Readings {

        private final Rollout rollout;
        private final Traffic traffic;
        private final MeasuredPlatform measured;
        private Instant now = MeasuredPlatform.START;
        private ReadSoFar read = ReadSoFar.since(MeasuredPlatform.START);
        private int minutes;
        private int refused;
        private long judged;

        Readings(Rollout rollout, long seed) {
            this.rollout = rollout;
            traffic = rollout.world.begin(new SplittableRandom(seed));
            measured = new MeasuredPlatform(traffic, rollout.form);
        }

        Observation read(double share) {
            traffic.next(share);
            minutes++;
            now = now.plus(Duration.ofMinutes(1));
            Instant at = now;
            Observation seen = rollout.reader.look(
                    (from, to) ->
                            new WindowReader.Measurement(measured.canary(from, to, at), measured.stable(from, to, at)),
                    share,
                    read,
                    MINUTE,
                    now);
            read = read.with(seen, now, MINUTE);
            if (seen instanceof Window window) {
                judged += window.canary().conversations();
            } else {
                refused++;
            }
            return seen;
        }

        /** Notes that the canary has another share from now on. */
        void route() {
            read = read.routed(now);
        }

        Course course(OptionalInt rolledBack, OptionalInt promoted, OptionalInt ratioFailed) {
            return new Course(
                    rolledBack,
                    promoted,
                    ratioFailed,
                    refused,
                    judged,
                    traffic.canary().conversations(0, minutes));
        }
    }
}
