package io.cognigydeploy.core.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A group-sequential test of the odds ratio between two arms, exact for counts, up to a declared end.
 *
 * <p>Given a window's total of errors, the canary's part of them follows Fisher's non-central hypergeometric distribution, in
 * which only the odds ratio is unknown. The distribution of their sum over windows is the convolution. It is kept over the courses
 * that have not crossed a limit yet. At each look the limit is the least sum with which the chance of having crossed one is no more
 * than may be spent by then (Lan and DeMets, Discrete Sequential Boundaries for Clinical Trials, Biometrika 70(3), 1983), a power
 * of the part of the time that is over (Kim and DeMets, Biometrika 74(1), 1987). Limits depend on totals and times alone, so the
 * chance of crossing any of them is exactly that, or less.
 *
 * <p>Where errors vary more than by chance, each counts as so many that come together: the distribution is that of the total
 * divided by the design effect, and the canary's sum is divided by it. When the effect changes by more than a quarter, all windows
 * are taken again. Not safe for use by many threads.
 */
final class ErrorSpending {

    /** The lower it is, the sooner large ratios are found, and the fewer small ones. Chosen by measurement. */
    private static final double POWER = 0.7;

    private static final double NEGLIGIBLE = 1e-14;
    private static final double LEAST = 1e-300;
    private static final double ROUNDING = 1e-9;

    /** The factor by which the design effect may change before the windows are taken again. */
    private static final double CHANGE = 1.25;

    /** 1 where many errors of the canary cross the limit, -1 where few do. */
    private final int side;

    private final double ratio;
    private final double errorRate;
    private final List<Counts> looks = new ArrayList<>();

    private double designEffect = 1;
    private long errors;
    private long canaryErrors;
    private double[] alive;
    private long from;
    private double crossed;
    private double logEvidence;

    private record Counts(double fraction, long canary, long canaryErrors, long stable, long stableErrors) {}

    private ErrorSpending(int side, double ratio, double errorRate) {
        this.side = side;
        this.ratio = ratio;
        this.errorRate = errorRate;
        alive = new double[] {1};
    }

    /** Returns a test that a canary with this odds ratio or less crosses with this probability at the most. */
    static ErrorSpending above(double ratio, double errorRate) {
        return new ErrorSpending(1, ratio, errorRate);
    }

    /** Returns a test that a canary with this odds ratio or more crosses with this probability at the most. */
    static ErrorSpending below(double ratio, double errorRate) {
        return new ErrorSpending(-1, ratio, errorRate);
    }

    /** Returns the part of the error rate that may be spent in a part of the time. */
    static double spent(double fraction) {
        return StrictMath.pow(fraction, POWER);
    }

    /**
     * Takes one window: conversations and errors of both arms.
     *
     * @param fraction the part of the declared time that is over at its end, above 0 and at most 1
     * @param effect the ratio of the variance of errors to that of chance alone, at least 1
     */
    void add(double fraction, long canary, long canaryErrors, long stable, long stableErrors, double effect) {
        Counts look = new Counts(fraction, canary, canaryErrors, stable, stableErrors);
        looks.add(look);
        if (effect <= designEffect * CHANGE && effect >= designEffect / CHANGE) {
            take(look);
            return;
        }
        designEffect = effect;
        errors = 0;
        this.canaryErrors = 0;
        alive = new double[] {1};
        from = 0;
        crossed = 0;
        looks.forEach(this::take);
    }

    /**
     * Returns the logarithm of the evidence, 0 before the first window. The limit is crossed from the inverse of the error rate on.
     */
    double logEvidence() {
        return logEvidence;
    }

    private void take(Counts look) {
        long before = clusters();
        errors += look.canaryErrors() + look.stableErrors();
        canaryErrors += look.canaryErrors();
        add(FisherDistribution.of(look.canary(), look.stable(), clusters() - before, ratio));
        double spent = spent(look.fraction());
        double seen = chance(side * canaryErrors / designEffect);
        logEvidence = StrictMath.log(spent) - StrictMath.log(Math.max(LEAST, crossed + seen));
        cross(Math.max(0, errorRate * spent - crossed));
        forget();
    }

    /** Returns the total of errors in those that come together, rounded to the side that is safe. */
    private long clusters() {
        return side * (long) Math.ceil(side * errors / designEffect - ROUNDING);
    }

    private void add(FisherDistribution window) {
        double[] chances = window.chances();
        double[] sum = new double[alive.length + chances.length - 1];
        for (int i = 0; i < chances.length; i++) {
            double chance = chances[side > 0 ? i : chances.length - 1 - i];
            for (int j = 0; j < alive.length; j++) {
                sum[i + j] += chance * alive[j];
            }
        }
        alive = sum;
        from += side > 0 ? window.from() : -(window.from() + chances.length - 1);
    }

    /**
     * Returns the chance of a course that has not crossed yet and is at this sum or beyond. A sum that is not whole, as only a
     * design effect gives, is between those of its neighbours.
     */
    private double chance(double sum) {
        long whole = (long) Math.floor(sum + ROUNDING);
        double part = Math.max(0, sum - whole);
        double here = tail(whole);
        double next = part == 0 ? here : tail(whole + 1);
        return next == 0 ? here : StrictMath.pow(here, 1 - part) * StrictMath.pow(next, part);
    }

    private double tail(long sum) {
        double chance = 0;
        for (int i = alive.length - 1; i >= Math.max(0, sum - from); i--) {
            chance += alive[i];
        }
        return chance;
    }

    /** Ends the courses at the greatest sums, as many as have this chance. */
    private void cross(double available) {
        int length = alive.length;
        double chance = 0;
        while (length > 0 && chance + alive[length - 1] <= available) {
            chance += alive[length - 1];
            length--;
        }
        crossed += chance;
        alive = Arrays.copyOf(alive, length);
    }

    /** Counts the courses at the least sums as crossed, as far as their chance is negligible. */
    private void forget() {
        int first = 0;
        double chance = 0;
        while (first < alive.length && chance + alive[first] <= NEGLIGIBLE) {
            chance += alive[first];
            first++;
        }
        crossed += chance;
        alive = Arrays.copyOfRange(alive, first, alive.length);
        from += first;
    }

    /**
     * Fisher's non-central hypergeometric distribution of the canary's errors in a window, given the total.
     *
     * @param from the least number of errors with a chance that is not negligible
     * @param chances the chances of this number and of those after it; their sum is 1
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record FisherDistribution(long from, double[] chances) {

        private static final double BEYOND = 1e-18;

        /**
         * Computes the distribution by recurrence from its most likely number to both sides.
         *
         * @param errors of both arms together
         * @param ratio the odds ratio, canary to stable
         */
        static FisherDistribution of(long canary, long stable, long errors, double ratio) {
            long least = Math.max(0, errors - stable);
            long most = Math.min(canary, errors);
            long mode = mode(canary, stable, errors, ratio, least, most);
            long low = mode;
            for (double term = 1; low > least && term > BEYOND; low--) {
                term /= step(canary, stable, errors, ratio, low - 1);
            }
            long high = mode;
            for (double term = 1; high < most && term > BEYOND; high++) {
                term *= step(canary, stable, errors, ratio, high);
            }
            double[] chances = new double[Math.toIntExact(high - low + 1)];
            int middle = (int) (mode - low);
            chances[middle] = 1;
            double sum = 1;
            for (int i = middle - 1; i >= 0; i--) {
                chances[i] = chances[i + 1] / step(canary, stable, errors, ratio, low + i);
                sum += chances[i];
            }
            for (int i = middle + 1; i < chances.length; i++) {
                chances[i] = chances[i - 1] * step(canary, stable, errors, ratio, low + i - 1);
                sum += chances[i];
            }
            for (int i = 0; i < chances.length; i++) {
                chances[i] /= sum;
            }
            return new FisherDistribution(low, chances);
        }

        /** Returns the first number that is more likely than the next. The factors of the steps fall. */
        private static long mode(long canary, long stable, long errors, double ratio, long least, long most) {
            long low = least;
            long high = most;
            while (low < high) {
                long middle = low + (high - low) / 2;
                if (step(canary, stable, errors, ratio, middle) < 1) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        /** Returns the factor from the chance of a number to that of the next. */
        private static double step(long canary, long stable, long errors, double ratio, long number) {
            return (double) (canary - number)
                    * (errors - number)
                    * ratio
                    / ((double) (number + 1) * (stable - errors + number + 1));
        }
    }
}
