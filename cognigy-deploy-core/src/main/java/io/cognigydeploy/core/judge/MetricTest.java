package io.cognigydeploy.core.judge;

import io.cognigydeploy.core.judge.Observation.Window;
import java.util.Optional;

/** The evidence about one metric. Not safe for use by many threads. */
interface MetricTest {

    Metric metric();

    void add(Window window);

    /** Returns the logarithm of the e-value against the canary. */
    double logRollBack();

    /** Returns the logarithm of the e-value for the canary. */
    double logPromote();

    MetricResult finding();

    /** Returns the assumptions of the test that it cannot check, in words. */
    default Optional<String> caveat() {
        return Optional.empty();
    }
}
