package io.cognigydeploy.core.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The likelihood of the odds ratio, and the interval of ratios that it does not refute. Given is each window's total of
 * errors. The interval is bounded from below by the mixture that rolls back, at alpha, and from above by the alternative 1
 * that promotes, at beta. So 1 (or the ratio that is tolerated) lies below the interval when the evidence rolls back, and the
 * margin above it when it promotes. The likelihood is log-concave in the logarithm of the ratio, so the rest is an interval.
 *
 * <p>Of the windows only the logarithm of the likelihood is kept, with its first two derivatives, on a grid of ratios. They
 * follow from the mean and the variance of the canary's errors in Fisher's non-central hypergeometric distribution. Between
 * the grid's points it is the polynomial of fifth degree that has these values, which is wrong by less than 1e-4 after a
 * million errors.
 *
 * <p>Not safe for use by many threads.
 */
final class OddsRatioLikelihood {

    private static final double FAR = StrictMath.log(1000);
    private static final int CELLS = 140;
    private static final double CELL = 2 * FAR / CELLS;
    private static final int STEPS = 50;

    /** The ratios of the grid, those of the mixture, and 1. */
    private final double[] ratios;

    private final double[] logs;
    private final double[] likelihoods;
    private final double[] slopes;
    private final double[] bends;

    /** Of one window: the last terms, the sums and what they are multiplied with besides, as a logarithm. */
    private final double[] terms;

    private final double[] sums;
    private final double[] firsts;
    private final double[] seconds;
    private final double[] scales;

    /** The windows that are not in the sums yet. A judgement without a verdict needs no likelihood. */
    private final List<long[]> rest = new ArrayList<>();

    /** @param mixture the ratios whose mixture rolls back */
    OddsRatioLikelihood(List<Double> mixture) {
        int count = CELLS + 1 + mixture.size() + 1;
        ratios = new double[count];
        logs = new double[count];
        likelihoods = new double[count];
        slopes = new double[count];
        bends = new double[count];
        terms = new double[count];
        sums = new double[count];
        firsts = new double[count];
        seconds = new double[count];
        scales = new double[count];
        for (int i = 0; i < count; i++) {
            logs[i] = i <= CELLS ? i * CELL - FAR : i < count - 1 ? StrictMath.log(mixture.get(i - CELLS - 1)) : 0;
            ratios[i] = StrictMath.exp(logs[i]);
        }
    }

    /** Takes one window: conversations and errors of both arms. */
    void add(long canary, long canaryErrors, long stable, long stableErrors) {
        rest.add(new long[] {canary, canaryErrors, stable, canaryErrors + stableErrors});
    }

    private void take(long canary, long canaryErrors, long stable, long errors) {
        long least = Math.max(0, errors - stable);
        if (least == Math.min(canary, errors)) {
            return; // Only one outcome was possible: it is no evidence.
        }
        long above = canaryErrors - least;
        sum(canary, stable, errors, least);
        for (int i = 0; i < ratios.length; i++) {
            double mean = firsts[i] / sums[i];
            likelihoods[i] += above * logs[i] - (scales[i] + StrictMath.log(sums[i]));
            slopes[i] += above - mean;
            bends[i] -= seconds[i] / sums[i] - mean * mean;
        }
    }

    /**
     * Computes three sums over j for every ratio. The terms are C(canary, j) C(stable, errors - j) ratio^(j - least), the same
     * times j - least, and times its square. By the recurrence of {@link OddsRatioEProcess#logSums}.
     */
    private void sum(long canary, long stable, long errors, long least) {
        Arrays.fill(terms, 1);
        Arrays.fill(sums, 1);
        Arrays.fill(firsts, 0);
        Arrays.fill(seconds, 0);
        Arrays.fill(scales, 0);
        long most = Math.min(canary, errors);
        boolean settled = false;
        for (long j = least; j < most && !settled; j++) {
            double step = ((double) (canary - j) * (errors - j)) / ((double) (j + 1) * (stable - errors + j + 1));
            double above = j + 1 - least;
            settled = true;
            for (int i = 0; i < ratios.length; i++) {
                double factor = step * ratios[i];
                terms[i] *= factor;
                sums[i] += terms[i];
                firsts[i] += terms[i] * above;
                seconds[i] += terms[i] * above * above;
                if (seconds[i] > OddsRatioEProcess.LARGE) {
                    terms[i] *= OddsRatioEProcess.SMALL;
                    sums[i] *= OddsRatioEProcess.SMALL;
                    firsts[i] *= OddsRatioEProcess.SMALL;
                    seconds[i] *= OddsRatioEProcess.SMALL;
                    scales[i] += OddsRatioEProcess.LOG_LARGE;
                }
                settled &= factor < 0.5 && terms[i] * above * above < OddsRatioEProcess.NEGLIGIBLE * sums[i];
            }
        }
    }

    /** Returns the ratios that are not refuted, and the most likely one. */
    Interval interval(JudgeOptions options, double designEffect) {
        for (long[] window : rest) {
            take(window[0], window[1], window[2], window[3]);
        }
        rest.clear();
        double best = best();
        double below = logMixture(options) + designEffect * StrictMath.log(options.alpha());
        double above = likelihoods[likelihoods.length - 1] + designEffect * StrictMath.log(options.beta());
        return new Interval(
                StrictMath.exp(best),
                edge(best, -FAR, below, 0),
                edge(best, FAR, above, Double.POSITIVE_INFINITY),
                1 - options.alpha() - options.beta());
    }

    private double best() {
        int cell = 0;
        while (cell < CELLS && slopes[cell + 1] > 0) {
            cell++;
        }
        if (cell == CELLS || slopes[cell] <= 0) {
            return logs[cell];
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (slope(cell, middle) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return logs[cell] + low * CELL;
    }

    private double edge(double inside, double outside, double refuted, double beyond) {
        if (logLikelihood(outside) >= refuted) {
            return beyond;
        }
        if (logLikelihood(inside) < refuted) {
            return StrictMath.exp(inside);
        }
        double in = inside;
        double out = outside;
        for (int i = 0; i < STEPS; i++) {
            double middle = (in + out) / 2;
            if (logLikelihood(middle) >= refuted) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return StrictMath.exp(out);
    }

    private double logMixture(JudgeOptions options) {
        double highest = Double.NEGATIVE_INFINITY;
        double weights = 0;
        for (int i = 0; i < options.weights().size(); i++) {
            highest = Math.max(highest, likelihoods[CELLS + 1 + i]);
            weights += options.weights().get(i);
        }
        double sum = 0;
        for (int i = 0; i < options.weights().size(); i++) {
            sum += StrictMath.exp(likelihoods[CELLS + 1 + i] - highest)
                    * options.weights().get(i)
                    / weights;
        }
        return highest + StrictMath.log(sum);
    }

    private double logLikelihood(double logRatio) {
        int cell = (int) Math.max(0, Math.min(CELLS - 1, (logRatio + FAR) / CELL));
        double t = (logRatio - logs[cell]) / CELL;
        double[] c = polynomial(cell);
        return ((((c[5] * t + c[4]) * t + c[3]) * t + c[2]) * t + c[1]) * t + c[0];
    }

    private double slope(int cell, double t) {
        double[] c = polynomial(cell);
        return (((5 * c[5] * t + 4 * c[4]) * t + 3 * c[3]) * t + 2 * c[2]) * t + c[1];
    }

    /** Returns the coefficients of the polynomial in a cell, from the lowest up: Hermite's interpolation. */
    private double[] polynomial(int cell) {
        double slope = slopes[cell] * CELL;
        double slopeAfter = slopes[cell + 1] * CELL;
        double bend = bends[cell] * CELL * CELL / 2;
        double bendAfter = bends[cell + 1] * CELL * CELL / 2;
        double rise = likelihoods[cell + 1] - likelihoods[cell];
        return new double[] {
            likelihoods[cell],
            slope,
            bend,
            10 * rise - 6 * slope - 4 * slopeAfter - 3 * bend + bendAfter,
            -15 * rise + 8 * slope + 7 * slopeAfter + 3 * bend - 2 * bendAfter,
            6 * rise - 3 * slope - 3 * slopeAfter - bend + bendAfter
        };
    }
}
