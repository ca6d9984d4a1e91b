package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Arm;
import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/** The test of the canary's errors or satisfaction against a limit. Satisfaction is inverted, so that more is worse. */
class AgainstLimit extends MetricTest {

    static final String ANY_OTHER_CAUSE =
            "Without a stable arm, whatever raises errors on every version (an incident, a wave of load, other users"
                    + " at another hour) looks like a bad canary, and whatever lowers them like a good one. Such false"
                    + " alarms and promotions cannot be excluded.";

    private final BetaBinomial rollBack;
    private final BetaBinomial promote;
    private final DesignEffect designEffect;
    private double number;
    private double least;
    private double most;

    AgainstLimit(Metric metric, JudgeOptions options, Rules rules) {
        this(metric, options, rules, share(metric, options), share(metric, options));
    }

    /**
     * @param tolerated the rate above which the canary is rolled back
     * @param harmful the rate below which it is promoted
     */
    AgainstLimit(Metric metric, JudgeOptions options, Rules rules, double tolerated, double harmful) {
        super(metric, options, rules);
        designEffect = new DesignEffect(options, rules);
        rollBack = new BetaBinomial(tolerated, expected(), options.alpha(), true);
        promote = new BetaBinomial(1 - harmful, expected(), options.beta(), true);
    }

    private static double share(Metric metric, JudgeOptions options) {
        double limit = limit(metric, options);
        return metric == Metric.SATISFACTION ? worse(limit, options) : limit;
    }

    static double limit(Metric metric, JudgeOptions options) {
        return Optional.ofNullable(options.limits().get(metric)).orElseThrow();
    }

    private double expected() {
        return options.expectedConversations() * (metric == Metric.SATISFACTION ? rated() : 1);
    }

    private static double worse(double satisfaction, JudgeOptions options) {
        double share =
                (options.satisfactionTo() - satisfaction) / (options.satisfactionTo() - options.satisfactionFrom());
        return Math.min(1, Math.max(0, share));
    }

    @Override
    void add(Window window) {
        Arm canary = window.canary();
        if (metric == Metric.ERROR_RATE && canary.errors().isPresent()) {
            number += canary.conversations();
            least += canary.errors().get().least();
            most += canary.errors().get().most();
            designEffect.add(canary.conversations(), canary.errors().get());
        } else if (metric == Metric.SATISFACTION && canary.satisfaction().isPresent()) {
            double ratings = canary.conversations() * rated();
            number += ratings;
            least += worse(canary.satisfaction().get(), options) * ratings;
            most = least;
        }
    }

    @Override
    double logRollBack() {
        return rollBack.logE(least, number) / designEffect();
    }

    @Override
    double logPromote() {
        return promote.logE(number - most, number) / designEffect();
    }

    @Override
    double designEffect() {
        return metric == Metric.ERROR_RATE ? designEffect.value() : options.designEffect();
    }

    @Override
    MetricResult finding() {
        double effect = intervalEffect();
        Interval bad = BetaBinomial.interval(least / effect, number / effect, options.alpha(), expected());
        double from = options.satisfactionFrom();
        double to = options.satisfactionTo();
        Interval shown = metric == Metric.ERROR_RATE
                ? bad
                : new Interval(
                        to - bad.estimate() * (to - from),
                        to - bad.high().orElseThrow() * (to - from),
                        to - bad.low().orElseThrow() * (to - from),
                        bad.confidence());
        return finding(
                "beta-binomial mixture against a limit of " + limit(metric, options),
                Optional.of(shown),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    @Override
    Optional<String> caveat() {
        return Optional.of(ANY_OTHER_CAUSE);
    }
}
