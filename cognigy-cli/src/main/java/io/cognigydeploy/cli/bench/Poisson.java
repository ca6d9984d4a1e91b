package io.cognigydeploy.cli.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A Poisson distribution as a table of its chances, from which numbers are drawn by inversion. Immutable. */
final class Poisson {

    /** The chance, compared with the largest one, from which on numbers are left out. */
    private static final double NONE = 1e-18;

    private final int least;
    private final double[] upTo;

    private Poisson(int least, double[] upTo) {
        this.least = least;
        this.upTo = upTo;
    }

    static Poisson of(double mean) {
        int mode = (int) mean;
        int least = mode;
        for (double p = 1; least > 0 && p > NONE; least--) {
            p *= least / mean;
        }
        int most = mode;
        for (double p = 1; p > NONE; most++) {
            p *= mean / (most + 1);
        }
        double[] chances = new double[most - least + 1];
        chances[mode - least] = 1;
        for (int k = mode; k > least; k--) {
            chances[k - 1 - least] = chances[k - least] * k / mean;
        }
        for (int k = mode; k < most; k++) {
            chances[k + 1 - least] = chances[k - least] * mean / (k + 1);
        }
        double sum = Arrays.stream(chances).sum();
        double before = 0;
        for (int i = 0; i < chances.length; i++) {
            before += chances[i] / sum;
            chances[i] = before;
        }
        return new Poisson(least, chances);
    }

    int draw(SplittableRandom random) {
        int at = Arrays.binarySearch(upTo, random.nextDouble());
        return least + Math.min(at < 0 ? -at - 1 : at + 1, upTo.length - 1);
    }
}
