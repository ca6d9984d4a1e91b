package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.MetricWindow;
import io.cognigydeploy.core.judge.Dispersion;
import io.cognigydeploy.core.judge.MetricAnswer;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.ReadSoFar;
import io.cognigydeploy.core.judge.StableReference;
import io.cognigydeploy.core.judge.WindowReader;
import io.cognigydeploy.core.platform.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The metrics of one canary, read one span of time after another.
 *
 * @param arms the arms that the platform measures
 * @param named the readings of one's own metrics, at the same looks
 */
record CanaryMetrics(
        CognigyClient cognigy, String botId, String deploymentId, Arms arms, WindowReader reader, NamedReadings named) {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LATELY = Duration.ofMinutes(15);
    private static final Duration DAY = Duration.ofDays(1);

    /** A week, and the same weekday of three more. */
    private static final int[] EARLIER_DAYS = {1, 2, 3, 4, 5, 6, 7, 14, 21, 28};

    private static final int LAST_SPANS = 6;

    /** The rate of conversations and their error rate. */
    record Traffic(double perMinute, double errorRate) {}

    /** The recent metrics of the stable version, as far as the platform answers the request for one arm. */
    record Lately(Instant from, Instant to, Reading<ConversationMetrics> stable) {

        /**
         * Returns the arms that the platform measures.
         *
         * @throws CognigyException if the platform did not answer
         */
        Arms arms() {
            if (stable instanceof Reading.Unreadable<ConversationMetrics>) {
                return Arms.UNREADABLE;
            }
            return stable.answered().filter(this::isAsked).isPresent() ? Arms.BOTH : Arms.CANARY;
        }

        /** Returns the traffic; empty if there was none or the platform does not report it. */
        Optional<Traffic> traffic() {
            return stable.value().filter(this::isAsked).flatMap(CanaryMetrics::traffic);
        }

        private boolean isAsked(ConversationMetrics metrics) {
            return isAbout(metrics, from, to);
        }
    }

    /** Reads the recent metrics of the stable version. */
    static Lately lately(CognigyClient cognigy, String botId) {
        Instant to = now(cognigy);
        Instant from = to.minus(LATELY);
        return new Lately(
                from,
                to,
                Reading.of(cognigy, () -> cognigy.metrics().ofStable(botId, new MetricWindow(LATELY), from, to)));
    }

    /**
     * Returns how much the errors of the stable version vary, from quarters of an hour that end now. Those that cannot be read are
     * left out.
     *
     * @param windows the number of quarters of an hour, each a request
     */
    static Optional<Dispersion> history(CognigyClient cognigy, String botId, WindowReader reader, int windows) {
        WindowReader alone = reader.toBuilder().stableNeeded(false).build();
        Instant end = now(cognigy);
        List<Observation.Arm> arms = new ArrayList<>();
        for (int i = windows; i > 0; i--) {
            Instant from = end.minus(LATELY.multipliedBy(i));
            Instant to = from.plus(LATELY);
            Reading.of(cognigy, () -> cognigy.metrics().ofStable(botId, new MetricWindow(LATELY), from, to))
                    .value()
                    .filter(metrics -> isAbout(metrics, from, to))
                    .map(metrics ->
                            alone.read(Optional.of(answer(metrics, from, to)), Optional.empty(), 0, from, from, to))
                    .filter(Observation.Window.class::isInstance)
                    .ifPresent(seen -> arms.add(((Observation.Window) seen).canary()));
        }
        return Dispersion.of(arms);
    }

    /**
     * Returns the errors of the stable version before a canary; empty where the platform counts those of canaries alone. The documented
     * request counts back from now, so each span is the difference of two answers. At the first one that the platform does not answer,
     * no earlier ones are read.
     *
     * @param watch the length of the watch, and of each span: a day at the most
     */
    static Optional<StableReference> reference(
            CognigyClient cognigy, String botId, WindowReader reader, Duration watch) {
        if (ending(cognigy, botId, LATELY)
                .flatMap(MetricAnswer::conversations)
                .filter(count -> count > 0)
                .isEmpty()) {
            return Optional.empty();
        }
        Duration length = minutes(watch.compareTo(DAY) < 0 ? watch : DAY);
        return StableReference.of(
                        StableReference.Basis.EARLIER_DAYS,
                        spans(
                                cognigy,
                                botId,
                                reader,
                                length,
                                IntStream.of(EARLIER_DAYS).mapToObj(DAY::multipliedBy)))
                .or(() -> StableReference.of(
                        StableReference.Basis.LAST_HOURS,
                        spans(
                                cognigy,
                                botId,
                                reader,
                                length,
                                IntStream.rangeClosed(1, LAST_SPANS).mapToObj(length::multipliedBy))));
    }

    /** Returns spans that began so long ago, in the same order. */
    private static List<StableReference.CountedSpan> spans(
            CognigyClient cognigy, String botId, WindowReader reader, Duration length, Stream<Duration> ago) {
        List<MetricAnswer> answers = new ArrayList<>();
        for (Duration began : ago.toList()) {
            Optional<MetricAnswer> longer = ending(cognigy, botId, began);
            Optional<MetricAnswer> shorter = longer.flatMap(read -> ending(cognigy, botId, began.minus(length)));
            if (shorter.isEmpty()) {
                break;
            }
            answers.add(longer.orElseThrow());
            answers.add(shorter.get());
        }
        return IntStream.range(0, answers.size() / 2)
                .mapToObj(i -> reader.before(answers.get(2 * i), answers.get(2 * i + 1), answers))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Reads the documented request for a window that ends now; empty if the platform does not answer it. */
    private static Optional<MetricAnswer> ending(CognigyClient cognigy, String botId, Duration length) {
        Instant to = now(cognigy);
        if (length.isZero()) {
            return Optional.of(
                    new MetricAnswer(to, to, Optional.of(0.0), Optional.empty(), Optional.empty(), Optional.empty()));
        }
        return Reading.of(cognigy, () -> cognigy.metrics().conversations(botId, new MetricWindow(length)))
                .value()
                .map(metrics -> answer(metrics, to.minus(length), to));
    }

    private static Optional<Traffic> traffic(ConversationMetrics metrics) {
        return metrics.conversationCount()
                .filter(count -> count > 0)
                .flatMap(count -> metrics.errorRate()
                        .filter(rate -> rate > 0 && rate < 1)
                        .map(rate -> new Traffic((double) count / LATELY.toMinutes(), rate)));
    }

    /** Reads the metrics of the canary by the documented request. */
    static Reading<ConversationMetrics> documented(CognigyClient cognigy, String botId) {
        return Reading.of(cognigy, () -> cognigy.metrics().conversations(botId, new MetricWindow(LATELY)));
    }

    /** Returns when to read next, after a read at {@code lastLook} and data that were used until {@code usedUntil}. */
    Instant due(Instant usedUntil, Instant lastLook, Duration interval) {
        Instant usual = lastLook.plus(interval);
        Instant measured = arms == Arms.BOTH ? usual : usedUntil.plus(MINUTE);
        return usual.isAfter(measured) ? usual : measured;
    }

    /**
     * Reads the metrics since the last usable observation. An answer of the platform never makes this method throw,
     * except when the thread is interrupted.
     *
     * @param before the readings so far
     * @param interval the pause between them
     */
    Observation look(double share, ReadSoFar before, Duration interval) {
        Instant to = now(cognigy);
        Observation seen = Reading.orElse(
                () -> arms == Arms.BOTH ? compared(share, before, interval, to) : alone(share, before, to),
                e -> new Observation.Refused(to, Observation.Defect.UNREACHABLE, e.getMessage()));
        return seen instanceof Observation.Window window ? named.in(window, before, to) : seen;
    }

    private Observation compared(double share, ReadSoFar before, Duration interval, Instant now) {
        List<ConversationMetrics> answers = new ArrayList<>();
        Observation seen = reader.look(
                (from, to) -> {
                    // Platforms may cut instants to milliseconds, and a span must not begin before the end of the last
                    // one.
                    Instant begin = from.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
                    MetricWindow about = new MetricWindow(minutes(begin, to).plus(MINUTE));
                    ConversationMetrics canary = cognigy.metrics().ofCanary(botId, about, deploymentId, begin, to);
                    ConversationMetrics stable = cognigy.metrics().ofStable(botId, about, begin, to);
                    answers.add(canary);
                    answers.add(stable);
                    return new WindowReader.Measurement(answer(canary), answer(stable));
                },
                share,
                before,
                interval,
                now);
        return noted(seen, answers.toArray(ConversationMetrics[]::new));
    }

    private Observation alone(double share, ReadSoFar before, Instant to) {
        Duration length = minutes(before.from(), to);
        if (length.isZero()) {
            return new Observation.Refused(
                    to, Observation.Defect.BEFORE_CANARY, "the platform measures whole minutes, and none is over");
        }
        ConversationMetrics canary = cognigy.metrics().conversations(botId, new MetricWindow(length));
        // The platform counted back from a moment between these two.
        Instant answered = now(cognigy);
        Observation seen = reader.read(
                Optional.of(answer(canary, to.minus(length), answered)),
                Optional.empty(),
                share,
                before.routedAt(),
                before.usedUntil(),
                answered);
        return noted(seen, canary);
    }

    /** Returns the observation; if it was refused for an absent value, with the notes on unreadable members. */
    private static Observation noted(Observation seen, ConversationMetrics... arms) {
        String notes = Stream.of(arms)
                .flatMap(arm -> arm.notes().entrySet().stream())
                .map(note -> note.getKey() + " " + note.getValue())
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
        return seen instanceof Observation.Refused refused
                        && refused.defect() == Observation.Defect.ABSENT
                        && !notes.isEmpty()
                ? new Observation.Refused(refused.at(), refused.defect(), refused.why() + ": " + notes)
                : seen;
    }

    private static Optional<MetricAnswer> answer(ConversationMetrics metrics) {
        return metrics.measuredFrom().flatMap(from -> metrics.measuredTo().map(to -> answer(metrics, from, to)));
    }

    private static MetricAnswer answer(ConversationMetrics metrics, Instant from, Instant to) {
        return new MetricAnswer(
                from,
                to,
                metrics.conversationCount().map(Long::doubleValue),
                metrics.errorRate(),
                metrics.satisfactionScore(),
                metrics.averageLatencyMs());
    }

    private static boolean isAbout(ConversationMetrics metrics, Instant from, Instant to) {
        return metrics.measuredFrom().filter(from::equals).isPresent()
                && metrics.measuredTo().filter(to::equals).isPresent();
    }

    private static Duration minutes(Instant from, Instant to) {
        Duration between = minutes(Duration.between(from, to));
        return between.isNegative() ? Duration.ZERO : between;
    }

    private static Duration minutes(Duration length) {
        return length.truncatedTo(ChronoUnit.MINUTES);
    }

    private static Instant now(CognigyClient cognigy) {
        return cognigy.time().now().truncatedTo(ChronoUnit.MILLIS);
    }
}
