package io.cognigydeploy.cli.bench;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A distribution of latencies, in milliseconds: equally likely values, and the tail beyond the last. Immutable. */
final class LatencyLaw {

    private static final int VALUES = 1 << 16;

    /** The mean, in milliseconds, of latencies without time-outs. */
    private static final double USUAL = 1150;

    private static final double SPREAD = 0.9;
    private static final double TIME_OUT = 30_000;
    private static final double TAIL = 1.5;

    private final double[] values;
    private final double scale;
    private final double tail;

    private LatencyLaw(double[] values, double scale, double tail) {
        this.values = values;
        this.scale = scale;
        this.tail = tail;
    }

    /** Returns log-normal latencies of 1150 ms, of which a share ends by a time-out after 30 s instead. */
    static LatencyLaw timeOuts(double share) {
        double[] values = normal();
        double mean = 0;
        for (int i = 0; i < VALUES; i++) {
            values[i] = StrictMath.exp(SPREAD * values[i]);
            mean += values[i] / VALUES;
        }
        for (int i = 0; i < VALUES; i++) {
            values[i] *= USUAL / mean;
        }
        // Time-outs replace evenly spaced values, so that the others keep their mean.
        long outs = Math.round(share * VALUES);
        for (long i = 0; i < outs; i++) {
            values[(int) ((i + 0.5) * VALUES / outs)] = TIME_OUT;
        }
        return new LatencyLaw(values, 1, 0);
    }

    /** Returns latencies of 1150 ms by Pareto's law with the exponent 1.5, whose variance is infinite. */
    static LatencyLaw pareto() {
        double least = USUAL * (TAIL - 1) / TAIL;
        double[] values = new double[VALUES];
        for (int i = 0; i < VALUES; i++) {
            // The mean of the slot, so that the whole has exactly the mean of the law.
            double from = least * StrictMath.pow(1 - (double) i / VALUES, -1 / TAIL);
            double to = least * StrictMath.pow(1 - (i + 1.0) / VALUES, -1 / TAIL);
            values[i] = (part(least, from) - (i == VALUES - 1 ? 0 : part(least, to))) * VALUES;
        }
        return new LatencyLaw(values, 1, least * StrictMath.pow(VALUES, 1 / TAIL));
    }

    /** Returns the part of the mean that latencies above a value contribute. */
    private static double part(double least, double above) {
        return TAIL / (TAIL - 1) * StrictMath.pow(least, TAIL) * StrictMath.pow(above, 1 - TAIL);
    }

    /** Returns the same latencies, each longer by a factor. */
    LatencyLaw times(double factor) {
        return new LatencyLaw(values, scale * factor, tail);
    }

    double mean() {
        return scale * Arrays.stream(values).sum() / VALUES;
    }

    /** Returns the sum of some latencies. */
    double sum(SplittableRandom random, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            int slot = random.nextInt() >>> 16;
            sum += slot == VALUES - 1 && tail > 0
                    ? tail * StrictMath.pow(1 - random.nextDouble(), -1 / TAIL)
                    : values[slot];
        }
        return sum * scale;
    }

    /** Returns the middles of equally likely slots of the normal distribution, by adding up its density. */
    private static double[] normal() {
        double[] values = new double[VALUES];
        double step = 1e-4;
        double sum = 0;
        int slot = 0;
        for (double z = -9; z < 9 && slot < VALUES; z += step) {
            sum += StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * step;
            while (slot < VALUES && sum >= (slot + 0.5) / VALUES) {
                values[slot++] = z;
            }
        }
        return values;
    }
}
