package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/**
 * The test of the counts against the share, as an e-process. If each conversation goes to the canary by chance, the canary's
 * count in a window is binomial given the count of both arms. The likelihood ratio of other odds to the odds that were asked
 * for has mean 1, window for window; its product, averaged over a grid of odds, ever reaches 1,000 with probability 0.001 at
 * the most (Ville, 1939). Sequential tests of sample ratios: Lindon and Malek, Anytime-Valid Inference for Multinomial Count
 * Data, NeurIPS 2022.
 *
 * <p>Not safe for use by many threads.
 */
final class RatioEProcess {

    private static final double[] ODDS = {0.05, 0.2, 0.4, 0.7, 1 / 0.7, 2.5, 5, 20};
    private static final double FAILED = StrictMath.log(1000);

    private final double[] sums = new double[ODDS.length];
    private double expected;
    private long canary;
    private long all;
    private double logE;
    private boolean failed;

    /**
     * Takes the counts of a window. Without counts of both arms, or with a share of nothing or everything, it is no evidence.
     *
     * @param designEffect the ratio of the variance of counts to that of chance alone
     */
    void add(Window window, double designEffect) {
        double share = window.share() / 100;
        Optional<Arm> stable = window.stable().filter(Arm::isCounted);
        if (stable.isEmpty() || !window.canary().isCounted() || !(share > 0 && share < 1)) {
            return;
        }
        long mine = window.canary().conversations();
        long theirs = stable.get().conversations();
        canary += mine;
        all += mine + theirs;
        expected += share * (mine + theirs);
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < ODDS.length; i++) {
            // The canary's part with odds multiplied by o, over its part: o / (o s + 1 - s); that of stable: 1 / (o s +
            // 1 - s).
            sums[i] += mine * StrictMath.log(ODDS[i]) - (mine + theirs) * StrictMath.log1p(share * (ODDS[i] - 1));
            highest = Math.max(highest, sums[i]);
        }
        double total = 0;
        for (double sum : sums) {
            total += StrictMath.exp(sum - highest);
        }
        logE = (highest + StrictMath.log(total / sums.length)) / designEffect;
        failed |= logE >= FAILED;
    }

    boolean isFailed() {
        return failed;
    }

    /** Returns the result; empty if no window had counts of both arms. */
    Optional<SampleRatio> result() {
        return all == 0
                ? Optional.empty()
                : Optional.of(new SampleRatio(100 * expected / all, 100.0 * canary / all, canary, all, logE, failed));
    }
}
