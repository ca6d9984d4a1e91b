package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/**
 * The test of the canary's errors against a limit and the stable version's errors before the start. Half of alpha is the chance that
 * stable itself exceeds the tolerated rate in these hours, the other half that of the test.
 */
final class AgainstReference extends AgainstLimit {

    private static final String NOT_EXCLUDED =
            " No stable version is measured beside it: an incident or a wave of load that hits every version now, traffic and users"
                    + " that changed since then, and an earlier canary in those hours look like a bad canary, or hide one. Such"
                    + " false alarms and promotions cannot be excluded.";

    /** The margin, as a multiple of that to a stable version beside the canary. */
    private static final double WIDER = 1.5;

    private static final double TOLERATED = 0.01;

    /** The errors of the canary up to which its rate cannot be compared. */
    private static final int TOO_FEW = 2;

    private final StableReference reference;
    private final double limit;
    private final double tolerated;
    private final double harmful;
    private final double harmless;
    private final HarmlessRate isHarmless;
    private final boolean isStableHarmless;
    private long mostErrors;

    AgainstReference(StableReference reference, JudgeOptions options, Rules rules) {
        super(Metric.ERROR_RATE, options, rules, tolerated(reference, options), harmful(reference, options));
        this.reference = reference;
        limit = limit(Metric.ERROR_RATE, options);
        tolerated = tolerated(reference, options);
        harmful = harmful(reference, options);
        harmless = options.toleratedRate().orElse(TOLERATED);
        isHarmless = new HarmlessRate(harmless);
        isStableHarmless = highest(reference, options) <= harmless;
    }

    /** Returns the rate above which the canary is rolled back. */
    static double tolerated(StableReference reference, JudgeOptions options) {
        return Math.min(limit(Metric.ERROR_RATE, options), highest(reference, options));
    }

    /** Returns the rate below which the canary is promoted. */
    static double harmful(StableReference reference, JudgeOptions options) {
        double least = reference.rate().low().orElseThrow();
        double odds = WIDER * options.margin() * least / (1 - least);
        return Math.min(limit(Metric.ERROR_RATE, options), odds / (1 + odds));
    }

    private static double highest(StableReference reference, JudgeOptions options) {
        // Several metrics roll back on the average of their evidence, of which this one is a part.
        return reference.exceededWith(options.alpha() / (2 * options.metrics().size()));
    }

    @Override
    void add(Window window) {
        super.add(window);
        window.canary().errors().ifPresent(errors -> {
            mostErrors += errors.most();
            isHarmless.add(window.canary().conversations(), errors.most());
        });
    }

    @Override
    double logRollBack() {
        return super.logRollBack() - (tolerated < limit ? StrictMath.log(2) : 0);
    }

    @Override
    double logPromote() {
        return Math.max(super.logPromote(), logHarmless());
    }

    private double logHarmless() {
        return isStableHarmless && mostErrors <= TOO_FEW
                ? isHarmless.logE() / designEffect()
                : Double.NEGATIVE_INFINITY;
    }

    @Override
    Optional<String> tolerable() {
        return tolerated < limit
                ? Optional.of("a canary with up to " + percent(tolerated)
                        + " errors, which stable is not expected to exceed in these hours")
                : Optional.empty();
    }

    @Override
    String harmful() {
        if (logHarmless() > super.logPromote()) {
            return "a canary with " + percent(harmless) + " errors or more";
        }
        return harmful < limit
                ? "one with " + percent(harmful) + " errors or more, "
                        + ResultInWords.number(WIDER * options.margin(), 2) + " times the odds of stable before"
                : super.harmful();
    }

    @Override
    MetricResult finding() {
        MetricResult alone = super.finding();
        return finding(
                alone.test() + ", and against stable before",
                alone.canary(),
                Optional.of(reference.rate()),
                alone.difference(),
                alone.differenceOf());
    }

    @Override
    Optional<String> caveat() {
        return Optional.of("The canary is compared with a limit of " + percent(limit)
                + " errors and with those of stable before, "
                + reference.describe() + ": it is rolled back above " + percent(tolerated) + " and promoted below "
                + percent(harmful) + "." + NOT_EXCLUDED);
    }

    private static String percent(double rate) {
        return ResultInWords.number(100 * rate, 2) + " %";
    }
}
