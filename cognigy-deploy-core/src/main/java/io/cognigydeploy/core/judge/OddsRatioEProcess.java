package io.cognigydeploy.core.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * An e-process about the odds ratio between two arms, exact for counts, whatever the base rate does.
 *
 * <p>Given a window's total of errors, the canary's share of them follows Fisher's non-central hypergeometric
 * distribution, in which only the odds ratio is unknown. The likelihood ratio of an alternative to the null has mean 1
 * at the null, window for window; its product over windows, averaged over a grid of alternatives, is a non-negative
 * martingale, so by Ville (1939) it ever reaches 1/alpha with probability alpha at the most. The increment is that of
 * the anytime-valid logrank test with ties of ter Schure, Pérez-Ortiz, Ly and Grünwald (The Safe Logrank Test, 2020;
 * AISTATS 2024); the use for canaries follows Lindon, Sanden and Shirikian (Rapid Regression Detection in Software
 * Deployments through Sequential Testing, KDD 2022).
 *
 * <p>Not safe for use by many threads.
 */
final class OddsRatioEProcess {

    static final double LARGE = 0x1p900;
    static final double SMALL = 0x1p-900;
    static final double LOG_LARGE = 900 * StrictMath.log(2);
    static final double NEGLIGIBLE = 1e-18;

    /** The windows between two starts. */
    private static final int BETWEEN = 20;

    /** The starts after the first: with {@link #BETWEEN} windows of a minute between them, up to four hours. */
    private static final int STARTS = 12;

    private static final double[] NONE = {};

    /** The null first, then the alternatives. */
    private final double[] ratios;

    private final double[] logs;
    private final double[] logWeights;
    private final double[] sums;
    private final double[] scratch;

    /** The sums at each later start. */
    private final List<double[]> later = new ArrayList<>();

    private int windows;

    /** @param weights the positive weights of the alternatives, as many; they are scaled to sum to 1 */
    OddsRatioEProcess(double nullRatio, List<Double> alternatives, List<Double> weights) {
        int count = alternatives.size();
        ratios = new double[count + 1];
        logs = new double[count + 1];
        logWeights = new double[count];
        sums = new double[count];
        scratch = new double[3 * (count + 1)];
        ratios[0] = nullRatio;
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        for (int i = 0; i < count; i++) {
            ratios[i + 1] = alternatives.get(i);
            logWeights[i] = StrictMath.log(weights.get(i) / total);
        }
        for (int i = 0; i <= count; i++) {
            logs[i] = StrictMath.log(ratios[i]);
        }
    }

    /** Takes one window: conversations and errors of both arms. */
    void add(long canary, long canaryErrors, long stable, long stableErrors) {
        begin();
        long errors = canaryErrors + stableErrors;
        long least = Math.max(0, errors - stable);
        if (least == Math.min(canary, errors)) {
            return; // Only one outcome was possible: it is no evidence.
        }
        logSums(canary, stable, errors, ratios, scratch);
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (canaryErrors - least) * (logs[i + 1] - logs[0]) - (scratch[i + 1] - scratch[0]);
        }
    }

    /** Notes a later start, if one is due before the next window. */
    private void begin() {
        if (windows > 0 && windows % BETWEEN == 0 && later.size() < STARTS) {
            later.add(sums.clone());
        }
        windows++;
    }

    /** Returns the logarithm of the e-value: 0 before the first window. */
    double logE() {
        return logMixture(sums, NONE, 1);
    }

    /**
     * Returns the logarithm of the e-value of a mixture over starts, which also finds a canary that turns bad late. Half of the
     * weight is on the first window; the rest is spread evenly over {@value #STARTS} later starts, after every {@value #BETWEEN}
     * windows. Those not begun yet are 1 (Shin, Ramdas and Rinaldo, E-detectors, 2022).
     *
     * @param designEffect the ratio of the variance of errors to that of chance alone; the evidence is divided by it before it is
     *     mixed
     */
    double logEOfStarts(double designEffect) {
        double[] logs = new double[later.size() + 2];
        logs[0] = logMixture(sums, NONE, designEffect) - StrictMath.log(2);
        logs[1] = StrictMath.log((double) (STARTS - later.size()) / (2 * STARTS));
        for (int i = 0; i < later.size(); i++) {
            logs[i + 2] = logMixture(sums, later.get(i), designEffect) - StrictMath.log(2.0 * STARTS);
        }
        return logOfSum(logs);
    }

    private double logMixture(double[] until, double[] since, double designEffect) {
        double[] each = new double[sums.length];
        for (int i = 0; i < each.length; i++) {
            each[i] = logWeights[i] + (until[i] - (since.length == 0 ? 0 : since[i])) / designEffect;
        }
        return logOfSum(each);
    }

    private static double logOfSum(double[] logs) {
        double highest = Double.NEGATIVE_INFINITY;
        for (double each : logs) {
            highest = Math.max(highest, each);
        }
        double total = 0;
        for (double each : logs) {
            total += StrictMath.exp(each - highest);
        }
        return highest + StrictMath.log(total);
    }

    /**
     * Computes a logarithm for every ratio, all up to the same constant. It is that of the sum over j of C(canary, j)
     * C(stable, errors - j) ratio^(j - least). By recurrence from the least possible j, scaled down where it would
     * overflow; the terms rise and then fall, so it ends where the rest is negligible.
     *
     * @param out at least three times as long as {@code ratios}; the first third is the result
     */
    static void logSums(long canary, long stable, long errors, double[] ratios, double[] out) {
        int count = ratios.length;
        long least = Math.max(0, errors - stable);
        long most = Math.min(canary, errors);
        for (int i = 0; i < count; i++) {
            out[i] = 0;
            out[count + i] = 1;
            out[2 * count + i] = 1;
        }
        for (long j = least; j < most; j++) {
            double step = ((double) (canary - j) * (errors - j)) / ((double) (j + 1) * (stable - errors + j + 1));
            boolean settled = true;
            for (int i = 0; i < count; i++) {
                double factor = step * ratios[i];
                double term = out[count + i] * factor;
                double sum = out[2 * count + i] + term;
                if (sum > LARGE) {
                    term *= SMALL;
                    sum *= SMALL;
                    out[i] += LOG_LARGE;
                }
                out[count + i] = term;
                out[2 * count + i] = sum;
                settled &= factor < 0.5 && term < NEGLIGIBLE * sum;
            }
            if (settled) {
                break;
            }
        }
        for (int i = 0; i < count; i++) {
            out[i] += StrictMath.log(out[2 * count + i]);
        }
    }
}
