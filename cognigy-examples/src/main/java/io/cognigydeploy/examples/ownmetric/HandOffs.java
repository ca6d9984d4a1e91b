package io.cognigydeploy.examples.ownmetric;

import io.cognigydeploy.core.metric.Figures;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Instant;

/** The hand-offs of two versions, counted in a system of one's own. */
public record HandOffs(Conversations conversations, String canary, String stable) implements MetricSource {

    /** The system that has the figures. */
    public interface Conversations {

        /** Counts the conversations that began in a span, all of them or those that were handed off. */
        long count(String version, boolean handedOff, Instant from, Instant to);
    }

    @Override
    public MetricReading read(NamedMetric metric, Instant from, Instant to) {
        if (!metric.name().equals(NamedMetric.HAND_OFF.name())) {
            return new MetricReading.Refused(MetricDefect.ABSENT, "hand-offs are counted here, and nothing else");
        }
        return new MetricReading.Measured(
                from, to, new Figures.Compared(figures(canary, from, to), figures(stable, from, to)));
    }

    private Figures figures(String version, Instant from, Instant to) {
        return new Figures.Counted(
                conversations.count(version, true, from, to), conversations.count(version, false, from, to));
    }
}
