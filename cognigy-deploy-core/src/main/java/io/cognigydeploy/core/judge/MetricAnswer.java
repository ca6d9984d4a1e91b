package io.cognigydeploy.core.judge;

import java.time.Instant;
import java.util.Optional;

/**
 * What a platform said about one arm over one span of time, as it said it and not yet believed. Values may be absent,
 * NaN or impossible; {@link WindowReader} sorts that out.
 *
 * @param conversations how many there were
 * @param errorRate share of them that went wrong
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
