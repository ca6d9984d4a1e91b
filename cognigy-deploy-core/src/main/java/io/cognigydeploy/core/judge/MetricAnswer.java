package io.cognigydeploy.core.judge;

import java.time.Instant;
import java.util.Optional;

/**
 * The unchecked answer of a platform about one arm over one span of time. Values may be absent, NaN or impossible;
 * {@link WindowReader} checks them.
 *
 * @param conversations the number of conversations
 * @param errorRate the share of failed conversations
 * @param satisfaction mean rating
 * @param latencyMillis mean time of an answer
 */
public record MetricAnswer(
        Instant from,
        Instant to,
        Optional<Double> conversations,
        Optional<Double> errorRate,
        Optional<Double> satisfaction,
        Optional<Double> latencyMillis) {}
