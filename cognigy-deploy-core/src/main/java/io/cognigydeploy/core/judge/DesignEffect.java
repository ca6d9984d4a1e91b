package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Errors;
import java.util.Locale;
import java.util.Optional;

/**
 * The ratio of the variance of errors to that of chance alone, by which evidence is divided. It is the greatest of the one that
 * is set, the one of the history, and the one of the watch so far. Not safe for use by many threads.
 */
final class DesignEffect {

    /** The comparisons that the assumption before the first window is worth. */
    private static final double WORTH = 10;

    /** Less is what estimates of independent errors give. */
    private static final double WORTH_A_WORD = 1.5;

    private final JudgeOptions options;
    private final Rules rules;
    private final CountVariance windows = new CountVariance(1);
    private final CountVariance blocks = new CountVariance(4);

    DesignEffect(JudgeOptions options, Rules rules) {
        this.options = options;
        this.rules = rules;
    }

    /** Takes a window of the arm that it is estimated from. */
    void add(long conversations, Errors errors) {
        double failed = Dispersion.middle(errors.least(), errors.most());
        windows.add(conversations, failed);
        blocks.add(conversations, failed);
    }

    double value() {
        if (rules == Rules.V1) {
            return options.designEffect();
        }
        double before = options.history().map(Dispersion::cautious).orElse(1.0);
        return Math.max(Math.max(options.designEffect(), before), Math.max(1, estimate()));
    }

    private double estimate() {
        double assumed = options.history().isPresent()
                ? 1.0
                : options.assumedDesignEffect().orElse(1.0);
        return (windows.mean(assumed, WORTH) + blocks.mean(assumed, WORTH)) / 2;
    }

    /**
     * Returns the effect in words; empty where it is near 1.
     *
     * @param cases the counted cases
     */
    Optional<String> describe(String cases) {
        double value = value();
        if (value < WORTH_A_WORD) {
            return Optional.empty();
        }
        String source = value == options.designEffect()
                ? "as it was set"
                : options.history()
                        .filter(before -> value == before.cautious())
                        .map(before -> String.format(
                                Locale.ROOT,
                                "by the history of stable: %.2g, from %.2g to %.2g",
                                before.estimate(),
                                before.low(),
                                before.high()))
                        .orElse(
                                options.assumedDesignEffect().isPresent()
                                        ? "assumed at the start, then by the windows of the watch"
                                        : "by the windows of the watch");
        return Optional.of(String.format(
                Locale.ROOT,
                "Evidence about %s is divided by %.2g, because they may come in clusters or at a rate that changes by itself"
                        + " (%s). A decision needs as many times the conversations.",
                cases,
                value,
                source));
    }
}
