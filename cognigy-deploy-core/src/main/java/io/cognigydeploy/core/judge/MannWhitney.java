package io.cognigydeploy.core.judge;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.InverseErfc;

/**
 * The estimate of the shift between two samples after Hodges and Lehmann, with its interval. See Annals of Mathematical
 * Statistics 34, 1963, and Bauer, JASA 67, 1972. The interval is that of the test of Mann and Whitney (Annals of
 * Mathematical Statistics 18, 1947) in its normal approximation with ties and continuity correction.
 */
final class MannWhitney {

    private MannWhitney() {}

    /** Returns the distance of the first sample above the second. */
    static Interval shift(double[] first, double[] second, double confidence) {
        double[] a = first.clone();
        double[] b = second.clone();
        Arrays.sort(a);
        Arrays.sort(b);
        int m = a.length;
        int n = b.length;
        // Shifting the first sample by a value that is no difference makes no ties with the second.
        double apart = sigma(m, n, ties(a) + ties(b));
        double reach = 0.5 + quantile((1 + confidence) / 2) * apart;
        int cut = (int) Math.min(m * n, Math.ceil(m * n / 2.0 + reach));
        Differences all = new Differences(a, b);
        double middle = all.at((m * n - 1) / 2);
        return new Interval(
                m * n % 2 == 1 ? middle : (middle + all.next()) / 2, all.at(m * n - cut), all.at(cut - 1), confidence);
    }

    /**
     * All differences between a value of the first and a value of the second sample, in order. Only a few of them are
     * computed (Johnson and Mizoguchi, SIAM Journal on Computing 7(2), 1978). In rows of one value of the first sample,
     * sorted like the columns, each difference that is looked at narrows the part of every row in which a rank can be.
     */
    private static final class Differences {

        private final double[] first;
        private final double[] second;
        private final int[] from;
        private final int[] to;
        private final int[] below;
        private final int[] upTo;
        private double found;
        private int rest;

        Differences(double[] first, double[] second) {
            this.first = first;
            this.second = second;
            from = new int[first.length];
            to = new int[first.length];
            below = new int[first.length];
            upTo = new int[first.length];
        }

        /** Returns a difference of a row, which rise: the columns count the second sample from its largest value. */
        private double at(int row, int column) {
            return first[row] - second[second.length - 1 - column];
        }

        /** Returns the difference of a rank, from 0. */
        double at(int rank) {
            Arrays.fill(from, 0);
            Arrays.fill(to, second.length);
            int begin = 0;
            int end = first.length * second.length;
            while (true) {
                found = middle((end - begin) / 2);
                int allBelow = 0;
                int allUpTo = 0;
                int less = second.length;
                int atMost = second.length;
                for (int row = 0; row < first.length; row++) {
                    less = Math.min(less, to[row]);
                    while (less > from[row] && at(row, less - 1) >= found) {
                        less--;
                    }
                    atMost = Math.min(atMost, to[row]);
                    while (atMost > from[row] && at(row, atMost - 1) > found) {
                        atMost--;
                    }
                    below[row] = less;
                    upTo[row] = atMost;
                    allBelow += less;
                    allUpTo += atMost;
                }
                if (rank < allBelow) {
                    System.arraycopy(below, 0, to, 0, to.length);
                    end = allBelow;
                } else if (rank >= allUpTo) {
                    System.arraycopy(upTo, 0, from, 0, from.length);
                    begin = allUpTo;
                } else {
                    rest = allUpTo - rank - 1;
                    return found;
                }
            }
        }

        /** Returns a difference near the middle of those that are left: that of the row in the middle. */
        private double middle(int half) {
            int row = 0;
            int skipped = 0;
            while (half >= skipped + to[row] - from[row]) {
                skipped += to[row] - from[row];
                row++;
            }
            return at(row, (from[row] + to[row]) / 2);
        }

        /** Returns the difference after the one that was found last. */
        double next() {
            if (rest > 0) {
                return found;
            }
            double next = Double.POSITIVE_INFINITY;
            for (int row = 0; row < first.length; row++) {
                if (upTo[row] < second.length) {
                    next = Math.min(next, at(row, upTo[row]));
                }
            }
            return next;
        }
    }

    /** Returns the quantile of the standard normal distribution. */
    static double quantile(double p) {
        return -Math.sqrt(2) * InverseErfc.value(2 * p);
    }

    private static double sigma(double m, double n, double ties) {
        double all = m + n;
        return Math.sqrt(Math.max(0, m * n / 12 * (all + 1 - ties / (all * (all - 1)))));
    }

    /** Returns the sum of t^3 - t over groups of equal values. */
    private static double ties(double[] sorted) {
        double ties = 0;
        int start = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[start]) {
                double t = i - start;
                ties += t * t * t - t;
                start = i;
            }
        }
        return ties;
    }
}
