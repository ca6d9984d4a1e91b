package io.cognigydeploy.bench.measure;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** The median of some values, and the quartiles beside it. */
public record Quartiles(double first, double median, double third) {

    static Quartiles of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
    }

    private static double at(double[] sorted, double part) {
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Returns the median with two decimals and the quartiles in brackets. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f [%.2f–%.2f]", median, first, third);
    }
}
