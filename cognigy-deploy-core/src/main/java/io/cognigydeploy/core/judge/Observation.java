package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import io.cognigydeploy.core.metric.MetricReading;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One look at the metrics: a {@link Window} of usable counts, or {@link Refused} with the kind of defect. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "observation")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Window.class, name = "window"),
    @JsonSubTypes.Type(value = Observation.Refused.class, name = "refused")
})
public sealed interface Observation {

    /** Returns the time of the observation: the end of the window, where there is one. */
    Instant at();

    /** The reasons why data were not used. None of them is evidence for or against a canary. */
    enum Defect {
        /** The metrics could not be requested. */
        UNREACHABLE,
        /** A count or a metric that is needed is not there, or an arm. */
        ABSENT,
        /** The data are older than they may be. */
        STALE,
        /** A value is NaN. */
        NOT_A_NUMBER,
        /** A value, a count or a time cannot be. */
        OUT_OF_RANGE,
        /** Values contradict each other: no count of errors gives this rate, or the arms are of different spans. */
        INCONSISTENT,
        /** The span overlaps one that was already used. */
        OVERLAPPING,
        /** The span begins before the canary got its traffic. */
        BEFORE_CANARY,
        /** Neither arm had conversations: there were none, or the metrics are not complete yet. */
        EMPTY,
        /** An error rate is of another scale than it is read by, so those before may have been misread. */
        OTHER_SCALE
    }

    /** Data that cannot be used. */
    record Refused(Instant at, Defect defect, String why) implements Observation {}

    /**
     * The counts of one span of time, disjoint from every other.
     *
     * @param share the canary's share of the traffic in this window, in percent; for people and charts, no test uses it
     * @param stable absent where the platform offers no such arm
     * @param leftOut how many conversations of the span are not in the counts, because they were not read; absent for none
     * @param rateDecimals the most decimals of an error rate of the platform up to now; absent if no rate had any
     * @param named what the sources of one's own metrics answered at this look, by the names of the metrics; each answer has a span
     *     of its own
     */
    record Window(
            Instant from,
            Instant to,
            double share,
            Arm canary,
            Optional<Arm> stable,
            Optional<Long> leftOut,
            Optional<Integer> rateDecimals,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
            Map<String, MetricReading> named)
            implements Observation {

        @JsonCreator
        public Window {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("to must be after " + from + ", but was " + to + ".");
            }
            if (!(share >= 0 && share <= 100)) {
                throw new IllegalArgumentException("share must be 0 to 100 percent, but was " + share + ".");
            }
            named = Collections.unmodifiableMap(new TreeMap<>(named));
        }

        /** Creates the counts of a span without metrics of one's own. */
        public Window(
                Instant from,
                Instant to,
                double share,
                Arm canary,
                Optional<Arm> stable,
                Optional<Long> leftOut,
                Optional<Integer> rateDecimals) {
            this(from, to, share, canary, stable, leftOut, rateDecimals, Map.of());
        }

        /** Creates the counts of all conversations of a span. */
        public Window(Instant from, Instant to, double share, Arm canary, Optional<Arm> stable) {
            this(from, to, share, canary, stable, Optional.empty(), Optional.empty());
        }

        /** Returns this window with the answers about one's own metrics, by their names. */
        public Window with(Map<String, MetricReading> answers) {
            return new Window(from, to, share, canary, stable, leftOut, rateDecimals, answers);
        }

        /** Returns this window without the stable arm, and without metrics that are compared with it. */
        Window alone() {
            return new Window(from, to, share, canary, Optional.empty(), leftOut, rateDecimals);
        }

        @Override
        public Instant at() {
            return to;
        }
    }

    /**
     * The counts of one side.
     *
     * @param conversations the number of conversations; also 0 if the platform does not count them
     * @param errors absent where it is not known
     * @param satisfaction mean rating, absent if there were no ratings
     * @param latencyMillis mean time of an answer
     * @param errorRate the share of failed conversations, if no count of errors makes it; absent if {@code errors} is
     *     present
     */
    record Arm(
            long conversations,
            Optional<Errors> errors,
            Optional<Double> satisfaction,
            Optional<Double> latencyMillis,
            Optional<Double> errorRate) {

        /** The maximum in a single window; more counts as a defect. */
        public static final long MAX_CONVERSATIONS = 1_000_000;

        @JsonCreator
        public Arm {
            if (conversations < 0 || conversations > MAX_CONVERSATIONS) {
                throw new IllegalArgumentException(
                        "conversations must be 0 to " + MAX_CONVERSATIONS + ", but was " + conversations + ".");
            }
            if (errors.isPresent() && errors.get().most() > conversations) {
                throw new IllegalArgumentException("errors must be at most " + conversations + ", but was "
                        + errors.get().most() + ".");
            }
            if (satisfaction.filter(mean -> !Double.isFinite(mean)).isPresent()
                    || latencyMillis
                            .filter(mean -> !(mean > 0 && mean < Double.POSITIVE_INFINITY))
                            .isPresent()) {
                throw new IllegalArgumentException("satisfaction must be a number and latencyMillis above 0, but were "
                        + satisfaction + " and " + latencyMillis + ".");
            }
            if (errorRate.filter(rate -> !(rate >= 0 && rate <= 1)).isPresent()) {
                throw new IllegalArgumentException("errorRate must be from 0 to 1, but was " + errorRate.get());
            }
        }

        /** Creates an arm whose errors are counted. */
        public Arm(
                long conversations,
                Optional<Errors> errors,
                Optional<Double> satisfaction,
                Optional<Double> latencyMillis) {
            this(conversations, errors, satisfaction, latencyMillis, Optional.empty());
        }

        /** Returns whether the platform counted the conversations. */
        boolean isCounted() {
            return conversations > 0 || errors.isPresent();
        }

        /**
         * Returns the least share of failed conversations; absent if it is not known or there were no conversations.
         */
        public Optional<Double> leastErrorRate() {
            return errorRate.or(
                    () -> errors.filter(e -> conversations > 0).map(e -> (double) e.least() / conversations));
        }

        /** Returns an arm with an exact number of errors and nothing else. */
        public static Arm of(long conversations, long errors) {
            return new Arm(conversations, Optional.of(new Errors(errors, errors)), Optional.empty(), Optional.empty());
        }
    }

    /**
     * The number of failed conversations. The platform reports a rounded rate; where several counts are possible, each
     * decision takes the one that is least in its favour.
     */
    record Errors(long least, long most) {
        public Errors {
            if (least < 0 || most < least) {
                throw new IllegalArgumentException(
                        "errors must be 0 or more, least before most, but were " + least + " and " + most + ".");
            }
        }
    }
}
