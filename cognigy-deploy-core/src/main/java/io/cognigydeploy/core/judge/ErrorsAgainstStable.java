package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.List;
import java.util.Optional;

/** The test of the canary's errors against those of stable, window by window. */
final class ErrorsAgainstStable extends MetricTest {

    private static final double TOLERATED = 0.01;

    /** The errors on both arms up to which their ratio cannot be judged. */
    private static final int TOO_FEW = 2;

    private final String cases;
    private final double tolerated;
    private final OddsRatioEProcess rollBack;
    private final OddsRatioEProcess promote;
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

    ErrorsAgainstStable(JudgeOptions options, Rules rules) {
        this("errors", options, rules);
    }

    /** @param cases the bad cases in words */
    ErrorsAgainstStable(String cases, JudgeOptions options, Rules rules) {
        super(Metric.ERROR_RATE, options, rules);
        this.cases = cases;
        rollBack = new OddsRatioEProcess(options.toleratedRatio(), options.ratios(), options.weights());
        promote = new OddsRatioEProcess(options.margin(), List.of(1.0), List.of(1.0));
        likelihood = new OddsRatioLikelihood(options.ratios());
        designEffect = new DesignEffect(options, rules);
        oneUser = new OneUser(options.ratios());
        tolerated = options.toleratedRate().orElse(TOLERATED);
        canaryIsHarmless = new HarmlessRate(tolerated);
        stableIsHarmless = new HarmlessRate(tolerated);
    }

    @Override
    void add(Window window) {
        Optional<Errors> mine = window.canary().errors();
        if (mine.isEmpty()
                || window.stable().isEmpty()
                || window.stable().get().errors().isEmpty()) {
            return;
        }
        Errors theirs = window.stable().get().errors().get();
        long n = window.canary().conversations();
        long m = window.stable().get().conversations();
        // Where rounding leaves a choice, each decision gets the counts that are least in its favour.
        rollBack.add(n, mine.get().least(), m, theirs.most());
        promote.add(n, mine.get().most(), m, theirs.least());
        if (n > 0 && m > 0) {
            likelihood.add(n, mine.get().least(), m, theirs.least());
        }
        oneUser.add(n, mine.get().least(), (stableErrors + theirs.least() + 0.5) / (stable + m + 1.0));
        designEffect.add(m, theirs);
        canaryIsHarmless.add(n, mine.get().most());
        stableIsHarmless.add(m, theirs.most());
        mostErrors += mine.get().most() + theirs.most();
        canary += n;
        canaryErrors += mine.get().least();
        stable += m;
        stableErrors += theirs.least();
    }

    @Override
    double logRollBack() {
        double effect = designEffect.value();
        return rules == Rules.V1 ? rollBack.logE() / effect : rollBack.logEOfStarts(effect);
    }

    @Override
    double logPromote() {
        return Math.max(logNotWorse(), logHarmless());
    }

    private double logNotWorse() {
        return promote.logE() / designEffect.value();
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
    double designEffect() {
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

    @Override
    MetricResult finding() {
        double effect = designEffect.value();
        return finding(
                "conditional hypergeometric e-process",
                Optional.of(interval(canaryErrors, canary, options.expectedConversations(), effect)),
                Optional.of(interval(stableErrors, stable, 10 * options.expectedConversations(), effect)),
                Optional.of(likelihood.interval(options, effect)),
                "odds ratio");
    }

    private Interval interval(long errors, long conversations, double expected, double effect) {
        double worth = rules == Rules.V1 ? 1 : effect;
        return BetaBinomial.interval(errors / worth, conversations / worth, options.alpha(), expected);
    }
}
