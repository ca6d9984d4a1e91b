package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.JudgeOptions.Against;
import java.util.Optional;

/** The evidence about one metric of the platform. Not safe for use by many threads. */
abstract class MetricTest extends WeighedEvidence {

    final Metric metric;
    final JudgeOptions options;

    MetricTest(Metric metric, JudgeOptions options, Rules rules) {
        super(rules);
        this.metric = metric;
        this.options = options;
    }

    private Optional<Interval> stated(Optional<Interval> interval) {
        return rules == Rules.V1 ? interval : interval.flatMap(Interval::finite);
    }

    abstract MetricResult finding();

    @Override
    double designEffect() {
        return options.designEffect();
    }

    /** Returns the ratio by which intervals are wider. Earlier rules did not widen all of them. */
    final double intervalEffect() {
        return rules == Rules.V1 ? 1 : designEffect();
    }

    @Override
    final String measured() {
        return new ResultInWords(
                        finding(),
                        options.against() == Against.LIMITS
                                ? Optional.ofNullable(options.limits().get(metric))
                                : Optional.empty())
                .measured();
    }

    /** Returns the canary that the evidence against this one speaks against, in words; empty for the usual one. */
    Optional<String> tolerable() {
        return Optional.empty();
    }

    @Override
    final String harmless() {
        if (options.against() == Against.LIMITS) {
            return tolerable().orElse("a canary within the limit");
        }
        return options.toleratedRatio() == 1
                ? "an equally good canary"
                : "a canary with " + ResultInWords.number(options.toleratedRatio(), 2) + " times the odds of errors";
    }

    /** Returns the share of conversations that are rated, which is given where satisfaction is judged. */
    final double rated() {
        return options.ratingsPerConversation().orElseThrow();
    }

    /** Returns a finding that compares the canary with stable or a limit. */
    final MetricResult finding(String test, Interval difference, String differenceOf) {
        return finding(test, Optional.empty(), Optional.empty(), Optional.of(difference), differenceOf);
    }

    final MetricResult finding(
            String test,
            Optional<Interval> canary,
            Optional<Interval> stable,
            Optional<Interval> difference,
            String differenceOf) {
        return new MetricResult(
                metric, test, rollBack(), promote(), stated(canary), stated(stable), stated(difference), differenceOf);
    }
}
