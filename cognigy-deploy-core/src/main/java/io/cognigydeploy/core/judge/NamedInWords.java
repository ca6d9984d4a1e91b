package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.CanaryVerdict.NamedResult;
import io.cognigydeploy.core.metric.NamedMetric;
import java.util.Locale;

/** The measured values of one metric of one's own as a person reads them, with their intervals. */
record NamedInWords(NamedMetric metric, NamedResult result) {

    /** Returns the values, such as {@code Hand-off in de-DE: canary 9.8 % (7.9–12.1), stable 3.1 % (2.6–3.7): 3.2 times as many}. */
    String measured() {
        String name = metric.name();
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)
                + result.segment().map(segment -> " in " + segment).orElse("") + ": "
                + switch (metric.form()) {
                    case COUNTS -> rates();
                    case MEANS -> means();
                };
    }

    private String rates() {
        if (result.canary().isEmpty() || result.stable().isEmpty()) {
            return "unknown";
        }
        double mine = result.canary().get().estimate();
        double theirs = result.stable().get().estimate();
        return "canary " + ResultInWords.percent(result.canary().get()) + ", stable "
                + ResultInWords.percent(result.stable().get()) + ": "
                + (metric.worse() == NamedMetric.Worse.MORE
                        ? ResultInWords.times(mine, theirs)
                        : points(mine - theirs));
    }

    private static String points(double more) {
        return String.format(Locale.ROOT, "%.1f points %s", 100 * Math.abs(more), more < 0 ? "less" : "more");
    }

    private String means() {
        return result.difference()
                .map(worse -> ResultInWords.fixed(Math.abs(worse.estimate()), decimals(worse.estimate())) + " "
                        + (isMore(worse) ? "more" : "less") + " than stable"
                        + ResultInWords.between(turned(worse), decimals(worse.estimate())))
                .orElse("unknown");
    }

    private boolean isMore(Interval worse) {
        return worse.estimate() > 0 == (metric.worse() == NamedMetric.Worse.MORE);
    }

    /** Returns the interval in the direction of the words. */
    private static Interval turned(Interval worse) {
        return worse.estimate() >= 0
                ? worse
                : new Interval(
                        -worse.estimate(),
                        worse.high().map(end -> -end),
                        worse.low().map(end -> -end),
                        worse.confidence());
    }

    private static int decimals(double value) {
        return Math.abs(value) < 0.1 ? 4 : Math.abs(value) < 100 ? 2 : 0;
    }
}
