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
        int m = first.length;
        int n = second.length;
        double[] differences = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                differences[i * n + j] = first[i] - second[j];
            }
        }
        Arrays.sort(differences);
        // Shifting the first sample by a value that is no difference makes no ties with the second.
        double apart = sigma(m, n, ties(first.clone()) + ties(second.clone()));
        double reach = 0.5 + quantile((1 + confidence) / 2) * apart;
        int cut = (int) Math.min(differences.length, Math.ceil(m * n / 2.0 + reach));
        return new Interval(
                median(differences), differences[differences.length - cut], differences[cut - 1], confidence);
    }

    /** Returns the quantile of the standard normal distribution. */
    static double quantile(double p) {
        return -Math.sqrt(2) * InverseErfc.value(2 * p);
    }

    private static double sigma(double m, double n, double ties) {
        double all = m + n;
        return Math.sqrt(Math.max(0, m * n / 12 * (all + 1 - ties / (all * (all - 1)))));
    }

    /** Returns the sum of t^3 - t over groups of equal values. Sorts the given array. */
    private static double ties(double[] values) {
        Arrays.sort(values);
        double ties = 0;
        int start = 0;
        for (int i = 1; i <= values.length; i++) {
            if (i == values.length || values[i] != values[start]) {
                double t = i - start;
                ties += t * t * t - t;
                start = i;
            }
        }
        return ties;
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
