package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/** The evidence about one metric. Not safe for use by many threads. */
abstract class MetricTest {

    final Metric metric;
    final JudgeOptions options;
    final Rules rules;

    /** The most evidence that is stated, as a logarithm. None is ever needed near to it. */
    private static final double MOST = 1e9;

    MetricTest(Metric metric, JudgeOptions options, Rules rules) {
        this.metric = metric;
        this.options = options;
        this.rules = rules;
    }

    abstract void add(Window window);

    /** Returns the logarithm of the e-value against the canary. */
    abstract double logRollBack();

    /** Returns the logarithm of the e-value for the canary. */
    abstract double logPromote();

    /** Returns the logarithm of the e-value against the canary, as it is weighed and stated. */
    final double rollBack() {
        return stated(logRollBack());
    }

    /** Returns the logarithm of the e-value for the canary, as it is weighed and stated. */
    final double promote() {
        return stated(logPromote());
    }

    /** Returns a finite number: what is no number at all is no evidence. */
    private double stated(double logE) {
        if (rules == Rules.V1) {
            return logE;
        }
        return Double.isNaN(logE) ? 0 : Math.min(MOST, Math.max(-MOST, logE));
    }

    private Optional<Interval> stated(Optional<Interval> interval) {
        return rules == Rules.V1 ? interval : interval.flatMap(Interval::finite);
    }

    abstract MetricResult finding();

    /** Returns the ratio of the variance of counts to that of chance alone, by which the evidence is divided. */
    double designEffect() {
        return options.designEffect();
    }

    /** Returns whether one user who fails again and again explains the evidence against the canary better than its rate. */
    boolean mayBeOneUser() {
        return false;
    }

    /** Returns the canary that the evidence for this one speaks against, in words. */
    String harmful() {
        return "one that is worse by the margin";
    }

    /** Returns the reason why there is no evidence yet, in words, where it is not the number of conversations. */
    Optional<String> wants() {
        return Optional.empty();
    }

    /** Returns the assumptions of the test that it cannot check, in words. */
    Optional<String> caveat() {
        return Optional.empty();
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
