package io.cognigydeploy.core.canary;

import io.cognigydeploy.core.judge.Observation.Window;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.metric.MetricDefect;
import io.cognigydeploy.core.metric.MetricReading;
import io.cognigydeploy.core.metric.MetricSource;
import io.cognigydeploy.core.metric.NamedMetric;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The readings of one's own metrics beside those of the platform. Each metric is read from the end of its own last figures, so
 * that a source that is late holds no other.
 */
record NamedReadings(List<NamedMetric> metrics, MetricSource source) {

    /**
     * Returns the window with an answer about each metric. A failure of a source is an answer without figures, and never an outage
     * of the platform.
     */
    Window in(Window seen, ReadSoFar before, Instant now) {
        if (metrics.isEmpty()) {
            return seen;
        }
        Map<String, MetricReading> answers = new TreeMap<>();
        MetricSource checked = source.checked();
        for (NamedMetric metric : metrics) {
            Instant from = before.from(metric.name());
            answers.put(
                    metric.name(),
                    from.isBefore(now)
                            ? checked.read(metric, from, now)
                            : new MetricReading.Refused(MetricDefect.ABSENT, "no time has passed since " + from));
        }
        return seen.with(answers);
    }
}
