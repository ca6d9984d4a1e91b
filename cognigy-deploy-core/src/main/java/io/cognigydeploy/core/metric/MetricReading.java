package io.cognigydeploy.core.metric;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.text.Argument;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The answer of a source: {@link Measured} figures, or {@link Refused} with the kind of defect. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reading")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MetricReading.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = MetricReading.Refused.class, name = "refused")
})
public sealed interface MetricReading {

    /**
     * Figures of one span of time, which begins and ends within the span that was asked for. The next span begins at {@code
     * to}, so that no case counts twice.
     *
     * @param all the figures of all cases
     * @param segments the figures of parts of the cases, such as those of one channel, by the names of the parts; no name
     *     has more than 64 characters, and there are at most {@value #MAX_SEGMENTS}; empty where the source has none
     */
    record Measured(Instant from, Instant to, Figures.Compared all, Map<String, Figures.Compared> segments)
            implements MetricReading {

        /** The maximum number of segments; with more, each has too few cases to be judged. */
        public static final int MAX_SEGMENTS = 50;

        private static final Pattern SEGMENT = Pattern.compile("[^\\p{C}]{1,64}");

        public Measured {
            if (!from.isBefore(to)) {
                throw Argument.refused("to", "after " + from, to);
            }
            if (segments.size() > MAX_SEGMENTS) {
                throw Argument.refused("segments", "at most " + MAX_SEGMENTS, segments.size());
            }
            NamedMetric.Form form = all.canary().form();
            segments.forEach((name, figures) -> {
                if (!isSegment(name)) {
                    throw Argument.refused("segment", "a text of 1 to 64 characters that can be shown", name);
                }
                if (figures.canary().form() != form) {
                    throw Argument.refused("segments", "of the form " + form, figures);
                }
            });
            segments = Collections.unmodifiableMap(new TreeMap<>(segments));
        }

        /** Creates figures without segments. */
        public Measured(Instant from, Instant to, Figures.Compared all) {
            this(from, to, all, Map.of());
        }

        static boolean isSegment(String name) {
            return SEGMENT.matcher(name).matches() && !name.isBlank();
        }
    }

    /**
     * A lack of figures.
     *
     * @param why the reason as a clause for a person, cut after 500 characters
     */
    record Refused(MetricDefect defect, String why) implements MetricReading {

        private static final int MAX_WHY = 500;

        public Refused {
            Argument.given("defect", defect);
            why = Printable.cut(Argument.text("why", why), MAX_WHY);
        }
    }
}
