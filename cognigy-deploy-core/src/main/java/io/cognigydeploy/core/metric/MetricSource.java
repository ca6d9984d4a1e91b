package io.cognigydeploy.core.metric;

import io.cognigydeploy.core.text.Argument;
import java.time.Instant;
import java.util.Map;

/**
 * A source of figures of metrics, such as a database or a file. A lambda is enough:
 *
 * <pre>{@code
 * MetricSource source = (metric, from, to) -> new MetricReading.Measured(from, to, new Figures.Compared(
 *         new Figures.Counted(handedOff("canary", from, to), all("canary", from, to)),
 *         new Figures.Counted(handedOff("stable", from, to), all("stable", from, to))));
 * }</pre>
 *
 * <p>{@link PrometheusSource} and {@link CsvSource} are ready-made. {@code MetricSourceContract} in the room {@code
 * testing} tests a source. An implementation must be safe for use by many threads, and must end within a time limit of its
 * own.
 */
@FunctionalInterface
public interface MetricSource {

    /**
     * Reads the figures of one metric over one span of time, for both sides. A case at {@code from} is in the span, one at
     * {@code to} is in the next. The same span gives the same figures each time.
     *
     * <p>A source whose figures are late or in blocks may return those of a shorter span within this one. The rest is then
     * asked for again. A source without the metric or without figures returns {@link MetricReading.Refused}.
     *
     * @param from before {@code to}; the canary has had its share since then at least
     * @throws io.cognigydeploy.client.CallInterruptedException if the thread was interrupted. Any other exception counts
     *     as {@link MetricDefect#UNREACHABLE}
     */
    MetricReading read(NamedMetric metric, Instant from, Instant to);

    /**
     * Returns a source that reads each metric from a source of its own. A metric without one is {@link MetricDefect#ABSENT}.
     *
     * @param sources the sources by the names of their metrics
     */
    static MetricSource byName(Map<String, ? extends MetricSource> sources) {
        Map<String, MetricSource> all = Map.copyOf(Argument.given("sources", sources));
        return (metric, from, to) -> {
            MetricSource source = all.get(metric.name());
            return source == null
                    ? new MetricReading.Refused(MetricDefect.ABSENT, "no source of " + metric.name() + " is set")
                    : source.read(metric, from, to);
        };
    }

    /**
     * Returns this source with its failures returned and its answers checked. An exception becomes a refusal, and so does an
     * answer about another span, in another form, or none at all. An interrupt is always thrown.
     */
    default MetricSource checked() {
        return this instanceof CheckedSource ? this : new CheckedSource(this);
    }
}
