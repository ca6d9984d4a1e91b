package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.MetricWindow;
import io.cognigydeploy.core.metric.Figures;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The platform's own metrics by names, and another source for all other names.
 *
 * @param others absent where there is none
 */
record PlatformSource(CognigyClient cognigy, String botId, String deploymentId, Optional<MetricSource> others)
        implements MetricSource {

    static boolean has(NamedMetric metric) {
        return metric.name().equals(CanaryValidator.SATISFACTION.name()) || isLatency(metric);
    }

    private static boolean isLatency(NamedMetric metric) {
        return metric.name().equals(CanaryValidator.LATENCY.name());
    }

    @Override
    public MetricReading read(NamedMetric metric, Instant from, Instant to) {
        if (!has(metric)) {
            return others.isPresent()
                    ? others.get().read(metric, from, to)
                    : new Refused(MetricDefect.ABSENT, "the run has no source of it");
        }
        // Platforms may cut instants to milliseconds, and no case counts twice.
        Instant begin = from.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        if (!begin.isBefore(to)) {
            return new Refused(MetricDefect.ABSENT, "no time has passed since " + from);
        }
        MetricWindow about =
                new MetricWindow(Duration.ofMinutes(Duration.between(begin, to).toMinutes() + 1));
        Optional<Figures> canary =
                figures(metric, cognigy.metrics().ofCanary(botId, about, deploymentId, begin, to), begin, to);
        Optional<Figures> stable = figures(metric, cognigy.metrics().ofStable(botId, about, begin, to), begin, to);
        return canary.isPresent() && stable.isPresent()
                ? new MetricReading.Measured(begin, to, new Figures.Compared(canary.get(), stable.get()))
                : new Refused(
                        MetricDefect.ABSENT, "the platform has no " + metric.name() + " of both sides in this span");
    }

    private static Optional<Figures> figures(NamedMetric metric, ConversationMetrics seen, Instant from, Instant to) {
        boolean isAsked = seen.measuredFrom().filter(from::equals).isPresent()
                && seen.measuredTo().filter(to::equals).isPresent();
        long count = isAsked ? seen.conversationCount().orElse(0L) : 0;
        if (count < 1) {
            return Optional.empty();
        }
        return (isLatency(metric) ? seen.averageLatencyMs() : seen.satisfactionScore())
                .map(mean -> new Figures.Averaged(mean, count));
    }
}
