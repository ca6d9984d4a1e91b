package io.cognigydeploy.core.metric;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cognigydeploy.core.text.Argument;
import java.util.Collection;
import java.util.Optional;

/** The figures of one metric, of one side, over one span of time. They are always finite, and always possible. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "figures")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Figures.Counted.class, name = "counted"),
    @JsonSubTypes.Type(value = Figures.Averaged.class, name = "averaged")
})
public sealed interface Figures {

    /** The maximum of a count in a single span; more counts as a defect. */
    long MAX_COUNT = 1_000_000;

    /** Returns the form of metrics that have such figures. */
    NamedMetric.Form form();

    /** Returns the number of cases: conversations, messages or whatever the metric is about. */
    long cases();

    /**
     * Returns these figures and others of the same form as one. A pooled spread is that of all cases together; it is absent
     * if one is absent.
     *
     * @throws IllegalArgumentException if the others have another form, or there are too many cases
     */
    Figures with(Figures other);

    /** Returns all figures as one; empty if there are none. */
    static Optional<Figures> pooled(Collection<? extends Figures> all) {
        return all.stream().<Figures>map(each -> each).reduce(Figures::with);
    }

    /**
     * A number out of a number.
     *
     * @param numerator the cases that the metric counts, from 0 to {@code denominator}
     * @param denominator all cases, at most {@value #MAX_COUNT}; 0 if there were none
     */
    record Counted(long numerator, long denominator) implements Figures {

        public Counted {
            if (denominator < 0 || denominator > MAX_COUNT) {
                throw Argument.refused("denominator", "from 0 to " + MAX_COUNT, denominator);
            }
            if (numerator < 0 || numerator > denominator) {
                throw Argument.refused("numerator", "from 0 to " + denominator, numerator);
            }
        }

        @Override
        public NamedMetric.Form form() {
            return NamedMetric.Form.COUNTS;
        }

        @Override
        public long cases() {
            return denominator;
        }

        @Override
        public Figures with(Figures other) {
            if (!(other instanceof Counted counted)) {
                throw Argument.refused("other", "counted", other);
            }
            return new Counted(numerator + counted.numerator, denominator + counted.denominator);
        }
    }

    /**
     * A mean over cases.
     *
     * @param mean the mean, a finite number
     * @param n the number of cases, from 1 to {@value #MAX_COUNT}; a mean over none is none
     * @param spread the standard deviation of the cases, zero or more; absent where it is not known
     */
    record Averaged(double mean, long n, Optional<Double> spread) implements Figures {

        public Averaged {
            if (!Double.isFinite(mean)) {
                throw Argument.refused("mean", "a finite number", mean);
            }
            if (n < 1 || n > MAX_COUNT) {
                throw Argument.refused("n", "from 1 to " + MAX_COUNT, n);
            }
            if (spread.filter(each -> !(each >= 0 && each < Double.POSITIVE_INFINITY))
                    .isPresent()) {
                throw Argument.refused("spread", "a finite number of 0 or more", spread.get());
            }
        }

        /** Creates a mean whose spread is not known. */
        public Averaged(double mean, long n) {
            this(mean, n, Optional.empty());
        }

        @Override
        public NamedMetric.Form form() {
            return NamedMetric.Form.MEANS;
        }

        @Override
        public long cases() {
            return n;
        }

        @Override
        public Figures with(Figures other) {
            if (!(other instanceof Averaged averaged)) {
                throw Argument.refused("other", "averaged", other);
            }
            long both = n + averaged.n;
            double part = (double) averaged.n / both;
            // Weighted, not summed: the sum of two large means may be infinite.
            double pooled = mean * (1 - part) + averaged.mean * part;
            return new Averaged(
                    pooled, both, spread.flatMap(own -> averaged.spread.map(its -> spread(averaged, own, its))));
        }

        /** Returns the spread of all cases, by the sums of squares within and between the two. */
        private double spread(Averaged other, double own, double its) {
            double here = n;
            double there = other.n;
            double between = Math.abs(mean - other.mean) * Math.sqrt(here * there / (here + there));
            double within = Math.hypot(own * Math.sqrt(here - 1), its * Math.sqrt(there - 1));
            return Math.min(Math.hypot(within, between) / Math.sqrt(here + there - 1), Double.MAX_VALUE);
        }
    }

    /**
     * The figures of both sides over one span of time.
     *
     * @param stable those of the live version, in the same form; absent where the source has none
     */
    record Compared(Figures canary, Optional<Figures> stable) {

        public Compared {
            Argument.given("canary", canary);
            NamedMetric.Form form = canary.form();
            if (stable.filter(each -> each.form() != form).isPresent()) {
                throw Argument.refused("stable", "of the form " + form, stable.get());
            }
        }

        /** Creates the figures of two sides. */
        public Compared(Figures canary, Figures stable) {
            this(canary, Optional.of(stable));
        }

        /** Returns the figures of a canary that is compared with nothing. */
        public static Compared alone(Figures canary) {
            return new Compared(canary, Optional.empty());
        }
    }
}
