package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.NamedResult;
import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.metric.Figures;
import io.cognigydeploy.core.metric.Figures.Averaged;
import io.cognigydeploy.core.metric.Figures.Counted;
import io.cognigydeploy.core.metric.NamedMetric;
import java.util.Optional;

/** The test of the figures of one metric of one's own, of all cases or of one segment. Not safe for use by many threads. */
abstract class CasesTest {

    final NamedMetric metric;

    CasesTest(NamedMetric metric) {
        this.metric = metric;
    }

    static CasesTest of(NamedMetric metric, JudgeOptions options, Rules rules) {
        return switch (metric.form()) {
            case COUNTS -> new CountsTest(metric, options, rules);
            case MEANS -> new MeansTest(metric, options);
        };
    }

    /**
     * Takes the figures of both sides, in the form of the metric.
     *
     * @param at the window that they came with
     */
    abstract void add(Figures canary, Figures stable, Window at);

    /** Returns the logarithm of the e-value against the canary, a finite number. */
    abstract double rollBack();

    /** Returns the logarithm of the e-value for the canary, a finite number. */
    abstract double promote();

    abstract NamedResult result(Optional<String> segment);

    boolean mayBeOneUser() {
        return false;
    }

    String harmful() {
        return "one that is worse by the margin";
    }

    Optional<String> wants() {
        return Optional.empty();
    }

    Optional<String> caveat() {
        return Optional.empty();
    }

    /** The test of counts, by that of errors. Where less is worse, the cases that the metric does not count are the bad ones. */
    private static final class CountsTest extends CasesTest {

        /** What is assumed of the variance where that of errors was estimated before the start. */
        private static final double ASSUMED = 2;

        private final ErrorsAgainstStable bad;

        CountsTest(NamedMetric metric, JudgeOptions options, Rules rules) {
            super(metric);
            JudgeOptions.Builder own =
                    JudgeOptions.builder().alpha(options.alpha()).beta(options.beta());
            own.margin(metric.margin())
                    .designEffect(options.designEffect())
                    .toleratedRate(options.toleratedRate())
                    .expectedConversations(options.expectedConversations())
                    .assumedDesignEffect(
                            options.history().isPresent() ? Optional.of(ASSUMED) : options.assumedDesignEffect());
            bad = ErrorsAgainstStable.of(
                    metric.worse() == NamedMetric.Worse.MORE ? metric.name() : "cases without " + metric.name(),
                    own.build(),
                    rules);
        }

        @Override
        void add(Figures canary, Figures stable, Window at) {
            bad.add(new Window(at.from(), at.to(), at.share(), arm(canary), Optional.of(arm(stable))));
        }

        private Observation.Arm arm(Figures figures) {
            Counted counted = (Counted) figures;
            return Observation.Arm.of(
                    counted.denominator(),
                    isTurned() ? counted.denominator() - counted.numerator() : counted.numerator());
        }

        private boolean isTurned() {
            return metric.worse() == NamedMetric.Worse.LESS;
        }

        @Override
        double rollBack() {
            return bad.rollBack();
        }

        @Override
        double promote() {
            return bad.promote();
        }

        @Override
        NamedResult result(Optional<String> segment) {
            MetricResult result = bad.finding();
            return new NamedResult(
                    metric.name(),
                    segment,
                    result.test(),
                    result.logRollBack(),
                    result.logPromote(),
                    result.canary().map(this::turned),
                    result.stable().map(this::turned),
                    result.difference(),
                    result.differenceOf());
        }

        /** Returns the interval of the cases that the metric counts. */
        private Interval turned(Interval rate) {
            return isTurned()
                    ? new Interval(
                            1 - rate.estimate(),
                            rate.high().map(end -> 1 - end),
                            rate.low().map(end -> 1 - end),
                            rate.confidence())
                    : rate;
        }

        @Override
        boolean mayBeOneUser() {
            return bad.mayBeOneUser();
        }

        @Override
        String harmful() {
            return bad.harmful();
        }

        @Override
        Optional<String> wants() {
            return bad.wants();
        }

        @Override
        Optional<String> caveat() {
            return bad.caveat();
        }
    }

    /**
     * The anytime-valid t-test of means over cases ({@link WeightedT}). Figures are pooled until the canary has enough cases, while
     * the share stays. A larger difference is worse.
     */
    private static final class MeansTest extends CasesTest {

        /** The smallest difference that matters, in standard deviations of one case. */
        private static final double SHIFT = 0.2;

        /** The fewest cases whose mean is used where the share changes before there are enough. */
        private static final long FEWEST = 5;

        private final JudgeOptions options;
        private final WeightedT t = new WeightedT(SHIFT);
        private double share = -1;
        private Optional<Averaged> canary = Optional.empty();
        private Optional<Averaged> stable = Optional.empty();

        /** The sum of the known spreads as variances of one unit of weight, and of their weights. */
        private double known;

        private double weights;

        MeansTest(NamedMetric metric, JudgeOptions options) {
            super(metric);
            this.options = options;
        }

        @Override
        void add(Figures mine, Figures theirs, Window at) {
            if (at.share() != share || isTooMany(mine, canary) || isTooMany(theirs, stable)) {
                emit(FEWEST);
                canary = Optional.empty();
                stable = Optional.empty();
                share = at.share();
            }
            canary = Optional.of(pooled(canary, mine));
            stable = Optional.of(pooled(stable, theirs));
            if (canary.get().n() >= options.pooledConversations()) {
                emit(FEWEST);
                canary = Optional.empty();
                stable = Optional.empty();
            }
        }

        private static boolean isTooMany(Figures more, Optional<Averaged> before) {
            return before.filter(some -> some.n() + more.cases() > Figures.MAX_COUNT)
                    .isPresent();
        }

        private static Averaged pooled(Optional<Averaged> before, Figures more) {
            return (Averaged) before.map(some -> some.with(more)).orElse(more);
        }

        private void emit(long fewest) {
            if (canary.isEmpty() || stable.isEmpty() || canary.get().n() < fewest) {
                return;
            }
            Averaged mine = canary.get();
            Averaged theirs = stable.get();
            double weight = 1 / (1.0 / mine.n() + 1.0 / theirs.n());
            double more = mine.mean() - theirs.mean();
            t.add(metric.worse() == NamedMetric.Worse.MORE ? more : -more, weight);
            if (mine.spread().isPresent() && theirs.spread().isPresent()) {
                double variance = square(mine.spread().get()) / mine.n()
                        + square(theirs.spread().get()) / theirs.n();
                known += weight * weight * variance;
                weights += weight;
            }
        }

        private static double square(double value) {
            return value * value;
        }

        /** Returns the variance of one unit of weight that the sources state; 0 where they state none. */
        private double leastSpread() {
            return weights > 0 ? known / weights : 0;
        }

        @Override
        double rollBack() {
            return oneSided(0, t.mean() > 0);
        }

        @Override
        double promote() {
            return oneSided(metric.margin(), t.mean() < metric.margin());
        }

        /** Returns the one-sided evidence; it is never more than the two-sided one, and above 1 only on enough pairs. */
        private double oneSided(double nullMean, boolean right) {
            double logE = t.logE(nullMean, leastSpread());
            return WeighedEvidence.finite(
                    (right && t.pairs() >= options.minPairs() ? logE : Math.min(0, logE)) / options.designEffect());
        }

        @Override
        NamedResult result(Optional<String> segment) {
            return new NamedResult(
                    metric.name(),
                    segment,
                    "anytime-valid t-test",
                    rollBack(),
                    promote(),
                    Optional.empty(),
                    Optional.empty(),
                    difference().finite(),
                    "difference of means");
        }

        private Interval difference() {
            Interval plain = t.interval(options.alpha(), options.designEffect());
            double wider = t.spread() > 0 ? Math.sqrt(Math.max(1, leastSpread() / t.spread())) : 1;
            double middle = plain.estimate();
            return new Interval(
                    middle,
                    plain.low().map(low -> middle - wider * (middle - low)),
                    plain.high().map(high -> middle + wider * (high - middle)),
                    plain.confidence());
        }

        @Override
        Optional<String> caveat() {
            return Optional.of("The test of " + metric.name()
                    + " takes means for normally distributed; its error rate is approximate.");
        }
    }
}
