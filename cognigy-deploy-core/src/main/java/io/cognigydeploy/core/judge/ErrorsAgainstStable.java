package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The test of the canary's errors against those of stable, window by window. */
abstract class ErrorsAgainstStable extends MetricTest {

    private static final double TOLERATED = 0.01;

    /** The errors on both arms up to which their ratio cannot be judged. */
    private static final int TOO_FEW = 2;

    private final String cases;
    private final double tolerated;
    private final OddsRatioLikelihood likelihood;
    private final DesignEffect designEffect;
    private final OneUser oneUser;
    private final HarmlessRate canaryIsHarmless;
    private final HarmlessRate stableIsHarmless;
    private long mostErrors;
    private long canary;
    private long canaryErrors;
    private long stable;
    private long stableErrors;

    ErrorsAgainstStable(String cases, JudgeOptions options, Rules rules) {
        super(Metric.ERROR_RATE, options, rules);
        this.cases = cases;
        likelihood = new OddsRatioLikelihood(options.ratios());
        designEffect = new DesignEffect(options, rules);
        oneUser = new OneUser(options.ratios());
        tolerated = options.toleratedRate().orElse(TOLERATED);
        canaryIsHarmless = new HarmlessRate(tolerated);
        stableIsHarmless = new HarmlessRate(tolerated);
    }

    /** Returns the test that the options ask for. */
    static ErrorsAgainstStable of(JudgeOptions options, Rules rules) {
        return of("errors", options, rules);
    }

    /**
     * Returns the test like {@link #of(JudgeOptions, Rules)}, of other cases than errors.
     *
     * @param cases the bad cases in words
     */
    static ErrorsAgainstStable of(String cases, JudgeOptions options, Rules rules) {
        return options.horizon()
                .<ErrorsAgainstStable>map(time -> new UntilEnd(cases, options, time, rules))
                .orElseGet(() -> new AtAnyTime(cases, options, rules));
    }

    @Override
    final void add(Window window) {
        Optional<Errors> mine = window.canary().errors();
        if (mine.isEmpty()
                || window.stable().isEmpty()
                || window.stable().get().errors().isEmpty()) {
            return;
        }
        Errors theirs = window.stable().get().errors().get();
        long n = window.canary().conversations();
        long m = window.stable().get().conversations();
        if (n > 0 && m > 0) {
            likelihood.add(n, mine.get().least(), m, theirs.least());
        }
        oneUser.add(n, mine.get().least(), (stableErrors + theirs.least() + 0.5) / (stable + m + 1.0));
        designEffect.add(m, theirs);
        compare(window, n, mine.get(), m, theirs);
        canaryIsHarmless.add(n, mine.get().most());
        stableIsHarmless.add(m, theirs.most());
        mostErrors += mine.get().most() + theirs.most();
        canary += n;
        canaryErrors += mine.get().least();
        stable += m;
        stableErrors += theirs.least();
    }

    /** Compares the counts of a window. Where rounding leaves a choice, each decision takes those that are least in its favour. */
    abstract void compare(Window window, long canary, Errors canaryErrors, long stable, Errors stableErrors);

    /** Returns the evidence that the canary is not worse by the margin, as a logarithm. */
    abstract double logNotWorse();

    @Override
    final double logPromote() {
        return Math.max(logNotWorse(), logHarmless());
    }

    private double logHarmless() {
        return rules == Rules.V1 || !isTooFew()
                ? Double.NEGATIVE_INFINITY
                : Math.min(canaryIsHarmless.logE(), stableIsHarmless.logE()) / designEffect.value();
    }

    private boolean isTooFew() {
        return mostErrors <= TOO_FEW;
    }

    @Override
    final double designEffect() {
        return designEffect.value();
    }

    @Override
    boolean mayBeOneUser() {
        return rules != Rules.V1 && oneUser.isLikely();
    }

    @Override
    String harmful() {
        return logHarmless() > logNotWorse()
                ? "an arm with " + ResultInWords.number(100 * tolerated, 3) + " % " + cases + " or more"
                : super.harmful();
    }

    @Override
    Optional<String> wants() {
        return rules == Rules.V1 || !isTooFew()
                ? Optional.empty()
                : Optional.of("too few to compare; the canary is promoted once both arms are shown to have"
                        + " less than " + ResultInWords.number(100 * tolerated, 3) + " %");
    }

    @Override
    Optional<String> caveat() {
        return rules == Rules.V1 ? Optional.empty() : designEffect.describe(cases);
    }

    /** Returns the name of the test. */
    abstract String test();

    @Override
    final MetricResult finding() {
        double effect = designEffect.value();
        return finding(
                test(),
                Optional.of(interval(canaryErrors, canary, options.expectedConversations())),
                Optional.of(interval(stableErrors, stable, 10 * options.expectedConversations())),
                Optional.of(likelihood.interval(options, effect)),
                "odds ratio");
    }

    private Interval interval(long errors, long conversations, double expected) {
        double effect = intervalEffect();
        return BetaBinomial.interval(errors / effect, conversations / effect, options.alpha(), expected);
    }

    /** The test by e-values, which holds at any look for any length of time. */
    private static final class AtAnyTime extends ErrorsAgainstStable {

        private final OddsRatioEProcess rollBack;
        private final OddsRatioEProcess promote;

        AtAnyTime(String cases, JudgeOptions options, Rules rules) {
            super(cases, options, rules);
            rollBack = new OddsRatioEProcess(options.toleratedRatio(), options.ratios(), options.weights());
            promote = new OddsRatioEProcess(options.margin(), List.of(1.0), List.of(1.0));
        }

        @Override
        void compare(Window window, long canary, Errors canaryErrors, long stable, Errors stableErrors) {
            rollBack.add(canary, canaryErrors.least(), stable, stableErrors.most());
            promote.add(canary, canaryErrors.most(), stable, stableErrors.least());
        }

        @Override
        double logRollBack() {
            double effect = designEffect();
            return rules == Rules.V1 ? rollBack.logE() / effect : rollBack.logEOfStarts(effect);
        }

        @Override
        double logNotWorse() {
            return promote.logE() / designEffect();
        }

        @Override
        String test() {
            return "conditional hypergeometric e-process";
        }
    }

    /**
     * The test up to a declared end. Its evidence is the inverse of the error rate at which the canary would just have been
     * decided, so it decides at the same limits as an e-value.
     */
    private static final class UntilEnd extends ErrorsAgainstStable {

        private final Duration horizon;
        private final ErrorSpending rollBack;
        private final ErrorSpending promote;
        private @Nullable Instant end;
        private double fraction;

        UntilEnd(String cases, JudgeOptions options, Duration horizon, Rules rules) {
            super(cases, options, rules);
            this.horizon = horizon;
            rollBack = ErrorSpending.above(options.toleratedRatio(), options.alpha());
            promote = ErrorSpending.below(options.margin(), options.beta());
        }

        @Override
        void compare(Window window, long canary, Errors canaryErrors, long stable, Errors stableErrors) {
            if (isOver()) {
                return;
            }
            if (end == null) {
                end = window.from().plus(horizon);
            }
            Duration left = Duration.between(window.to(), end);
            // Windows are seldom of equal length to the second: the last is the one after which there is no time for
            // another.
            boolean last = left.multipliedBy(2).compareTo(Duration.between(window.from(), window.to())) <= 0;
            fraction = last ? 1 : 1 - (double) left.toMillis() / horizon.toMillis();
            rollBack.add(fraction, canary, canaryErrors.least(), stable, stableErrors.most(), designEffect());
            promote.add(fraction, canary, canaryErrors.most(), stable, stableErrors.least(), designEffect());
        }

        private boolean isOver() {
            return fraction >= 1;
        }

        @Override
        double logRollBack() {
            return rollBack.logEvidence();
        }

        @Override
        double logNotWorse() {
            return promote.logEvidence();
        }

        @Override
        Optional<Double> spent() {
            return Optional.of(ErrorSpending.spent(fraction));
        }

        @Override
        Optional<String> wants() {
            return isOver()
                    ? Optional.of("the time that was declared at the start is over, so nothing is decided any more")
                    : super.wants();
        }

        @Override
        String test() {
            return "conditional hypergeometric group-sequential test";
        }
    }
}
