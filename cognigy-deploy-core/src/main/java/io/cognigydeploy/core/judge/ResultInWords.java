package io.cognigydeploy.core.judge;

import java.util.Locale;
import java.util.Optional;

/**
 * The measured values of one metric as a person reads them, with their intervals.
 *
 * @param limit what the canary is compared with where there is no stable version
 */
record ResultInWords(MetricResult result, Optional<Double> limit) {

    private static final double MOST_STATED = 1e9;
    private static final double MOST_SHOWN = 300 * StrictMath.log(10);

    /** Returns the values, such as {@code Errors: canary 9.8 % (7.9–12.1), stable 3.1 % (2.6–3.7): 3.2 times as many}. */
    String measured() {
        return switch (result.metric()) {
            case ERROR_RATE -> "Errors: " + rates();
            case SATISFACTION -> "Satisfaction: " + ratings();
            case LATENCY -> "Latency: " + latencies();
        };
    }

    private String rates() {
        String canary = result.canary().map(ResultInWords::percent).orElse("unknown");
        if (limit.isPresent()) {
            return "canary " + canary + ", limit " + number(100 * limit.get(), 2) + " %"
                    + result.stable()
                            .map(before -> ", stable before " + percent(before))
                            .orElse("");
        }
        String stable = result.stable().map(ResultInWords::percent).orElse("unknown");
        double mine = result.canary().map(Interval::estimate).orElse(0.0);
        double theirs = result.stable().map(Interval::estimate).orElse(0.0);
        return "canary " + canary + ", stable " + stable + ": " + times(mine, theirs);
    }

    static String times(double mine, double theirs) {
        return theirs > 0
                ? number(mine / theirs, mine < 2 * theirs ? 2 : 1) + " times as many"
                : mine > 0 ? "stable has none" : "neither has any";
    }

    static String percent(Interval rate) {
        int decimals = rate.estimate() < 0.01 ? 2 : 1;
        return fixed(100 * rate.estimate(), decimals) + " % ("
                + fixed(100 * rate.low().orElse(0.0), decimals) + "–"
                + fixed(100 * rate.high().orElse(1.0), decimals) + ")";
    }

    private String ratings() {
        if (limit.isPresent()) {
            return "canary "
                    + result.canary()
                            .map(mean -> fixed(mean.estimate(), 2) + between(mean, 2))
                            .orElse("unknown") + ", limit " + number(limit.get(), 2);
        }
        return result.difference()
                .map(lost -> fixed(lost.estimate(), 2) + " points lower than stable" + between(lost, 2))
                .orElse("unknown");
    }

    private String latencies() {
        return result.difference()
                .map(ratio -> fixed(ratio.estimate(), 2) + " times "
                        + limit.map(most -> "the limit of " + number(most, 0) + " ms")
                                .orElse("that of stable")
                        + between(ratio, 2))
                .orElse("unknown");
    }

    static String between(Interval interval, int decimals) {
        Interval known = interval.finite().orElse(interval);
        return known.low().isEmpty() || known.high().isEmpty()
                ? ", too few for an interval"
                : " (" + fixed(known.low().get(), decimals) + " to "
                        + fixed(known.high().get(), decimals) + ")";
    }

    /** Returns an e-value with three figures; beyond the range of a double a bound. */
    static String eValue(double logE) {
        return logE > MOST_SHOWN ? "over 1e+300" : String.format(Locale.ROOT, "%.3g", StrictMath.exp(logE));
    }

    /** Returns the level of the evidence until a declared end with two figures, at most 1. */
    static String level(double logEvidence) {
        return logEvidence > MOST_SHOWN
                ? "under 1e-300"
                : String.format(Locale.ROOT, "%.2g", Math.min(1, StrictMath.exp(-logEvidence)));
    }

    /** Returns the chance that an e-value leaves, such as {@code under 1 in 2,000}. */
    static String chance(double logE) {
        double inverse = StrictMath.exp(logE);
        if (!(inverse < MOST_STATED)) {
            return "under 1 in " + String.format(Locale.ROOT, "%,.0f", MOST_STATED);
        }
        double step = inverse < 100 ? 1 : StrictMath.pow(10, Math.floor(StrictMath.log10(inverse)) - 1);
        return "under 1 in " + String.format(Locale.ROOT, "%,.0f", Math.floor(inverse / step) * step);
    }

    static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Returns a number with this many decimals at the most. */
    static String number(double value, int decimals) {
        String text = fixed(value, decimals);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
