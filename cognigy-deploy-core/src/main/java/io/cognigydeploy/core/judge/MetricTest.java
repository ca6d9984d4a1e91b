package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/** The evidence about one metric. Not safe for use by many threads. */
interface MetricTest {

    Metric metric();

    void add(Window window);

    /** The logarithm of the e-value against the canary. */
    double logRollBack();

    /** The logarithm of the e-value for it. */
    double logPromote();

    MetricResult finding();

    /** What the test takes for granted and cannot check, in words. */
    default Optional<String> caveat() {
        return Optional.empty();
    }
}
