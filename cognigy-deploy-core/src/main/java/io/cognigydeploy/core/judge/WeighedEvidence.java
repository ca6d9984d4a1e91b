package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/** The evidence about one metric, as a judgement weighs it. Not safe for use by many threads. */
abstract class WeighedEvidence {

    /** The most evidence that is stated, as a logarithm. None is ever needed near to it. */
    private static final double MOST = 1e9;

    final Rules rules;

    WeighedEvidence(Rules rules) {
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

    private double stated(double logE) {
        return rules == Rules.V1 ? logE : finite(logE);
    }

    /** Returns a finite number: what is no number at all is no evidence. */
    static double finite(double logE) {
        return Double.isNaN(logE) ? 0 : Math.min(MOST, Math.max(-MOST, logE));
    }

    /** Returns whether it may drive a verdict. */
    boolean isMeasured() {
        return true;
    }

    /** Returns whether a promotion needs evidence of this. */
    boolean isNeeded() {
        return true;
    }

    /** Returns the ratio of the variance of errors to that of chance alone, by which their evidence is divided. */
    double designEffect() {
        return 1;
    }

    /** Returns the part of the error rates that may be spent by now; empty where evidence is e-values. */
    Optional<Double> spent() {
        return Optional.empty();
    }

    /** Returns whether one user who fails again and again explains the evidence against the canary better than its rate. */
    boolean mayBeOneUser() {
        return false;
    }

    /** Returns the measured values in words, with their intervals. */
    abstract String measured();

    /** Returns the canary that the evidence against this one speaks against, in words. */
    abstract String harmless();

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
}
