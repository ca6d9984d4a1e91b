package io.cognigydeploy.core.judge;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** One look at the metrics: a {@link Window} of usable counts, or {@link Refused} with the kind of defect. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "observation")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Observation.Window.class, name = "window"),
    @JsonSubTypes.Type(value = Observation.Refused.class, name = "refused")
})
public sealed interface Observation {

    /** When the look was taken: the end of the window, where there is one. */
    Instant at();

    /** Why data were not used. None of these speaks for or against a canary. */
    enum Defect {
        /** The metrics could not be asked for. */
        UNREACHABLE,
        /** A count or a metric that is needed is not there, or an arm. */
        ABSENT,
        /** The data are older than they may be. */
        STALE,
        /** A value is NaN. */
        NOT_A_NUMBER,
        /** A value, a count or a time cannot be. */
        OUT_OF_RANGE,
        /** Values contradict each other: no count of errors gives this rate, or the arms tell of different spans. */
        INCONSISTENT,
        /** The span overlaps one that was already used. */
        OVERLAPPING,
        /** The span begins before the canary got its traffic. */
        BEFORE_CANARY
    }

    /** Data that cannot be used. */
    record Refused(Instant at, Defect defect, String why) implements Observation {}

    /**
     * What was counted in one span of time, disjoint from every other.
     *
     * @param share the canary's share of the traffic in this window, in percent; for people and charts, no test uses it
     * @param stable absent where the platform offers no such arm
     */
    record Window(Instant from, Instant to, double share, Arm canary, Optional<Arm> stable) implements Observation {
        public Window {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("A window ends after it begins: " + from + ", " + to);
            }
            if (!(share >= 0 && share <= 100)) {
                throw new IllegalArgumentException("A share is from 0 to 100 percent, not " + share);
            }
        }

        @Override
        public Instant at() {
            return to;
        }
    }

    /**
     * What was counted on one side.
     *
     * @param conversations how many there were; 0 too where the platform does not count them
     * @param errors absent where it is not known
     * @param satisfaction mean rating, absent where nobody rated
     * @param latencyMillis mean time of an answer
     * @param errorRate the share that went wrong, where no count of errors makes it; absent where {@code errors} is there
     */
    record Arm(
            long conversations,
            Optional<Errors> errors,
            Optional<Double> satisfaction,
            Optional<Double> latencyMillis,
            Optional<Double> errorRate) {

        /** More in a single window is held to be a defect. */
        public static final long MAX_CONVERSATIONS = 1_000_000;

        @JsonCreator
        public Arm {
            if (conversations < 0 || conversations > MAX_CONVERSATIONS) {
                throw new IllegalArgumentException("An arm has from 0 to " + MAX_CONVERSATIONS
                        + " conversations in a window, not " + conversations);
            }
            if (errors.isPresent() && errors.get().most() > conversations) {
                throw new IllegalArgumentException(
                        "More errors than conversations: " + errors.get().most() + " of " + conversations);
            }
            if (satisfaction.filter(mean -> !Double.isFinite(mean)).isPresent()
                    || latencyMillis
                            .filter(mean -> !(mean > 0 && mean < Double.POSITIVE_INFINITY))
                            .isPresent()) {
                throw new IllegalArgumentException("Means are numbers, and latency is above 0.");
            }
            if (errorRate.filter(rate -> !(rate >= 0 && rate <= 1)).isPresent()) {
                throw new IllegalArgumentException("errorRate must be from 0 to 1, but was " + errorRate.get());
            }
        }

        /** An arm whose errors are counted. */
        public Arm(
                long conversations,
                Optional<Errors> errors,
                Optional<Double> satisfaction,
                Optional<Double> latencyMillis) {
            this(conversations, errors, satisfaction, latencyMillis, Optional.empty());
        }

        /** Whether the platform counted the conversations. */
        boolean isCounted() {
            return conversations > 0 || errors.isPresent();
        }

        /** The share that went wrong, at the least; absent where it is not known or there were no conversations. */
        public Optional<Double> leastErrorRate() {
            return errorRate.or(
                    () -> errors.filter(e -> conversations > 0).map(e -> (double) e.least() / conversations));
        }

        /** An arm of which only errors are known, and those exactly. */
        public static Arm of(long conversations, long errors) {
            return new Arm(conversations, Optional.of(new Errors(errors, errors)), Optional.empty(), Optional.empty());
        }
    }

    /**
     * How many conversations went wrong. The platform tells a rounded rate; where that leaves several counts possible,
     * each decision takes the one that speaks against it.
     */
    record Errors(long least, long most) {
        public Errors {
            if (least < 0 || most < least) {
                throw new IllegalArgumentException("Errors are from 0 up, least before most: " + least + ", " + most);
            }
        }
    }
}
