package io.cognigydeploy.core.metric;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import io.cognigydeploy.core.metric.MetricReading.Refused;
import io.cognigydeploy.core.text.Argument;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A source of the user's, behind the checks of its answers. */
record CheckedSource(MetricSource source) implements MetricSource {

    @Override
    public MetricReading read(NamedMetric metric, Instant from, Instant to) {
        Argument.given("metric", metric);
        if (!Argument.given("from", from).isBefore(Argument.given("to", to))) {
            throw Argument.refused("from", "before " + to, from);
        }
        try {
            return checked(source.read(metric, from, to), metric, from, to);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return new Refused(MetricDefect.UNREACHABLE, e.getMessage());
        } catch (RuntimeException e) {
            return new Refused(MetricDefect.UNREACHABLE, "the source failed: " + e);
        }
    }

    private static MetricReading checked(
            @Nullable MetricReading reading, NamedMetric metric, Instant from, Instant to) {
        if (reading == null) {
            return new Refused(MetricDefect.ABSENT, "the source returned nothing");
        }
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        if (measured.from().isBefore(from) || measured.to().isAfter(to)) {
            return new Refused(
                    MetricDefect.INCONSISTENT,
                    "the figures are of " + measured.from() + " to " + measured.to() + ", which is not within " + from
                            + " to " + to);
        }
        NamedMetric.Form form = measured.all().canary().form();
        return form == metric.form()
                ? reading
                : new Refused(
                        MetricDefect.INCONSISTENT,
                        "the figures of " + metric.name() + " are " + form + ", but it is a metric of "
                                + metric.form());
    }

    @Override
    public String toString() {
        return "checked " + source;
    }
}
