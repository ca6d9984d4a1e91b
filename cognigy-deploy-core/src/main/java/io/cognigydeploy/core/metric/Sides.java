package io.cognigydeploy.core.metric;

import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.metric.MetricReading.Measured;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The figures of both sides by segment, as a source has them. Those under {@link #ALL} are of all cases.
 *
 * @param stable absent where the source has no such side
 */
record Sides(Map<String, Figures> canary, Optional<Map<String, Figures>> stable) {

    static final String ALL = "";

    /** Returns the figures as a reading. Without figures of all cases, those of all segments together are. */
    MetricReading measured(Instant from, Instant to) throws UnusableFigures {
        Map<String, Figures.Compared> segments = new TreeMap<>();
        for (Map.Entry<String, Figures> each : canary.entrySet()) {
            String segment = each.getKey();
            if (!segment.equals(ALL)) {
                check(segment);
                segments.put(
                        segment,
                        new Figures.Compared(
                                each.getValue(), stable.flatMap(side -> Optional.ofNullable(side.get(segment)))));
            }
        }
        if (segments.size() > Measured.MAX_SEGMENTS) {
            throw new UnusableFigures(
                    MetricDefect.OUT_OF_RANGE, segments.size() + " segments, more than " + Measured.MAX_SEGMENTS);
        }
        Optional<Figures> live = stable.isPresent() ? Optional.of(all("stable", stable.get())) : Optional.empty();
        return new Measured(from, to, new Figures.Compared(all("the canary", canary), live), segments);
    }

    private static void check(String segment) throws UnusableFigures {
        if (!Measured.isSegment(segment)) {
            throw new UnusableFigures(
                    MetricDefect.OUT_OF_RANGE,
                    "the segment '" + Printable.cut(segment, 64)
                            + "' is no text of 1 to 64 characters that can be shown");
        }
    }

    private static Figures all(String side, Map<String, Figures> figures) throws UnusableFigures {
        Figures whole = figures.get(ALL);
        return whole != null ? whole : pooled(side, figures.values());
    }

    /** Returns figures of one form as one. */
    static Figures pooled(String side, Collection<Figures> figures) throws UnusableFigures {
        if (figures.stream().mapToLong(Figures::cases).sum() > Figures.MAX_COUNT) {
            throw new UnusableFigures(
                    MetricDefect.OUT_OF_RANGE, "more than " + Figures.MAX_COUNT + " cases of " + side);
        }
        return Figures.pooled(figures)
                .orElseThrow(() -> new UnusableFigures(MetricDefect.ABSENT, "no figures of " + side));
    }
}
