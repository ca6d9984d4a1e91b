package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Errors;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.List;
import java.util.Optional;

/** The test of the canary's errors against those of stable, window by window. */
final class ErrorsAgainstStable extends MetricTest {

    private final OddsRatioEProcess rollBack;
    private final OddsRatioEProcess promote;
    private final OddsRatioLikelihood likelihood;
    private long canary;
    private long canaryErrors;
    private long stable;
    private long stableErrors;

    ErrorsAgainstStable(JudgeOptions options) {
        super(Metric.ERROR_RATE, options);
        rollBack = new OddsRatioEProcess(options.toleratedRatio(), options.ratios(), options.weights());
        promote = new OddsRatioEProcess(options.margin(), List.of(1.0), List.of(1.0));
        likelihood = new OddsRatioLikelihood(options.ratios());
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
        canary += n;
        canaryErrors += mine.get().least();
        stable += m;
        stableErrors += theirs.least();
    }

    @Override
    double logRollBack() {
        return rollBack.logE() / options.designEffect();
    }

    @Override
    double logPromote() {
        return promote.logE() / options.designEffect();
    }

    @Override
    MetricResult finding() {
        return finding(
                "conditional hypergeometric e-process",
                Optional.of(BetaBinomial.interval(
                        (double) canaryErrors, (double) canary, options.alpha(), options.expectedConversations())),
                Optional.of(BetaBinomial.interval(
                        (double) stableErrors, (double) stable, options.alpha(), 10 * options.expectedConversations())),
                Optional.of(likelihood.interval(options)),
                "odds ratio");
    }
}
