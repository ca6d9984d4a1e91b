package io.cognigydeploy.core.understanding;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongPredicate;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/** The statistics of shares, single and paired. All intervals are two-sided. */
final class PairedShares {

    /** The chance that a needed number of utterances shows a difference that stays as it is. */
    private static final double POWER = 0.8;

    private static final long MAX_NEEDED = 10_000_000;
    private static final int STEPS = 100;

    private PairedShares() {}

    /** An estimate with its confidence interval. */
    record Bounds(double value, double low, double high) {}

    /** Returns the quantile of the normal distribution. */
    static double quantile(double chance) {
        return -Math.sqrt(2) * InverseErfc.value(2 * chance);
    }

    /** Returns a share with the score interval of Wilson (Journal of the American Statistical Association 22, 1927). */
    static Bounds share(long count, long of, double confidence) {
        double z = quantile((1 + confidence) / 2);
        double share = (double) count / of;
        double middle = (share + z * z / (2 * of)) / (1 + z * z / of);
        double reach = z / (1 + z * z / of) * Math.sqrt(share * (1 - share) / of + z * z / (4.0 * of * of));
        return new Bounds(
                share, count == 0 ? 0 : Math.max(0, middle - reach), count == of ? 1 : Math.min(1, middle + reach));
    }

    /**
     * Returns the F1 of an intent. F1 is 2J / (1 + J) for the share J of the right ones among all that are of the intent
     * or were taken for it (Hand, Christen and Kirielle, Machine Learning 110, 2021), so the interval of J gives that of
     * F1.
     */
    static Bounds f1(long right, long wronglyNamed, long missed, double confidence) {
        Bounds shared = share(right, right + wronglyNamed + missed, confidence);
        DoubleUnaryOperator ofShare = share -> 2 * share / (1 + share);
        return new Bounds(
                ofShare.applyAsDouble(shared.value()),
                ofShare.applyAsDouble(shared.low()),
                ofShare.applyAsDouble(shared.high()));
    }

    /**
     * Returns the difference of two paired shares, after minus before, with Tango's score interval. See Statistics in Medicine
     * 17, 1998. Counts need not be whole.
     *
     * @param lost how many were right before and wrong after
     * @param gained how many were wrong before and right after
     */
    static Bounds difference(double lost, double gained, double of, double confidence) {
        double z = quantile((1 + confidence) / 2);
        double found = (gained - lost) / of;
        return new Bounds(found, crossing(lost, gained, of, -1, found, z), crossing(lost, gained, of, found, 1, -z));
    }

    /** Returns where the score, which falls from the left to the right, is the wanted one. */
    private static double crossing(double lost, double gained, double of, double left, double right, double wanted) {
        double from = left;
        double to = right;
        for (int i = 0; i < STEPS && from < to; i++) {
            double middle = (from + to) / 2;
            if (score(lost, gained, of, middle) > wanted) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return (from + to) / 2;
    }

    /** Returns the score of a difference: its distance from the one that was found, in standard errors under it. */
    private static double score(double lost, double gained, double of, double difference) {
        double b = (2 * of - gained + lost) * difference - gained - lost;
        double c = -lost * difference * (1 - difference);
        double shareLost = (Math.sqrt(Math.max(0, b * b - 8 * of * c)) - b) / (4 * of);
        double variance = of * (2 * shareLost + difference * (1 - difference));
        double distance = gained - lost - of * difference;
        if (variance <= 0) {
            return Math.signum(distance) * Double.POSITIVE_INFINITY;
        }
        return distance / Math.sqrt(variance);
    }

    /** Returns the two-sided p-value of the exact test of McNemar (Psychometrika 12, 1947). */
    static double mcNemar(long lost, long gained) {
        return Math.min(1, 2 * atLeast(Math.max(lost, gained), lost + gained));
    }

    /** Returns the one-sided p-value of the same test, small if the second is worse. */
    static double mcNemarWorse(long lost, long gained) {
        return atLeast(lost, lost + gained);
    }

    /** Returns the chance of at least so many heads in tosses of a fair coin. */
    private static double atLeast(long heads, long tosses) {
        return heads == 0 ? 1 : RegularizedBeta.value(0.5, (double) heads, tosses - heads + 1.0);
    }

    /**
     * Returns the number of pairs that shows by its interval that the second is not worse than a limit. The shares of lost and
     * gained pairs are taken to stay as they are. It is the least number whose bound reaches the limit, and at least the
     * number by the normal approximation that does so with chance 0.8 (Nam, Biometrics 53, 1997). Empty if the difference
     * itself is at the limit or beyond, or if the number is above 10 million.
     */
    static OptionalLong needed(long lost, long gained, long of, double limit, double confidence) {
        double shareLost = of == 0 ? 0 : (double) lost / of;
        double shareGained = of == 0 ? 0 : (double) gained / of;
        double difference = shareGained - shareLost;
        if (difference <= -limit) {
            return OptionalLong.empty();
        }
        double z = quantile((1 + confidence) / 2) + quantile(POWER);
        double planned = z
                * z
                * (shareLost + shareGained - difference * difference)
                / ((limit + difference) * (limit + difference));
        LongPredicate isEnough = pairs -> difference(shareLost * pairs, shareGained * pairs, (double) pairs, confidence)
                        .low()
                >= -limit;
        long enough = 1;
        while (!isEnough.test(enough) && enough <= MAX_NEEDED) {
            enough *= 2;
        }
        long few = enough / 2;
        while (enough - few > 1) {
            long middle = (few + enough) / 2;
            if (isEnough.test(middle)) {
                enough = middle;
            } else {
                few = middle;
            }
        }
        long needed = Math.max(enough, (long) Math.ceil(planned));
        return needed <= MAX_NEEDED ? OptionalLong.of(needed) : OptionalLong.empty();
    }

    /** Returns the median; empty for no values. */
    static OptionalDouble median(double[] values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /**
     * Returns the rank, from 1, of the order statistic that is the lower bound of the median. The upper bound has the same rank
     * from the end (Thompson, Annals of Mathematical Statistics 7, 1936). Empty for too few values, such as 5 at 0.95.
     */
    static OptionalInt medianRank(int count, double confidence) {
        int rank = 0;
        int above = count / 2 + 1;
        while (above - rank > 1) {
            int middle = (rank + above) / 2;
            // The chance of fewer than that many values below the median.
            if (atLeast(count - middle + 1L, count) <= (1 - confidence) / 2) {
                rank = middle;
            } else {
                above = middle;
            }
        }
        return rank == 0 ? OptionalInt.empty() : OptionalInt.of(rank);
    }
}
