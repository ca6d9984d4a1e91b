package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.ConversationMetrics;
import io.cognigydeploy.client.model.MetricWindow;
import io.cognigydeploy.core.judge.MetricAnswer;
import io.cognigydeploy.core.judge.Observation;
import io.cognigydeploy.core.judge.WindowReader;
import io.cognigydeploy.core.platform.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The metrics of one canary, read one span of time after another.
 *
 * @param arms the arms that the platform measures
 */
record CanaryMetrics(CognigyClient cognigy, String botId, String deploymentId, Arms arms, WindowReader reader) {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LATELY = Duration.ofMinutes(15);

    /** The rate of conversations and their error rate. */
    record Traffic(double perMinute, double errorRate) {}

    /**
     * The recent metrics of the stable version.
     *
     * @param arms the arms that the platform measures
     * @param traffic empty if there was none or the platform does not report it
     */
    record Lately(Arms arms, Optional<Traffic> traffic) {}

    /**
     * Reads the recent metrics of the stable version, which also shows which arms a platform measures.
     *
     * @throws CognigyException if the platform does not answer
     */
    static Lately lately(CognigyClient cognigy, String botId) {
        Instant to = now(cognigy);
        Instant from = to.minus(LATELY);
        Reading<ConversationMetrics> stable =
                Reading.of(cognigy, () -> cognigy.metrics().ofStable(botId, new MetricWindow(LATELY), from, to));
        if (stable instanceof Reading.Unreadable<ConversationMetrics>) {
            return new Lately(Arms.UNREADABLE, Optional.empty());
        }
        return stable.answered()
                .filter(metrics -> isAbout(metrics, from, to))
                .map(metrics -> new Lately(Arms.BOTH, traffic(metrics)))
                .orElse(new Lately(Arms.CANARY, Optional.empty()));
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
     * @param canaryFrom the time from which on the canary has its share
     * @param usedUntil the end of the last window that was used; {@code canaryFrom} before the first
     */
    Observation look(double share, Instant canaryFrom, Instant usedUntil) {
        Instant to = now(cognigy);
        Instant since = canaryFrom.isAfter(usedUntil) ? canaryFrom : usedUntil;
        return Reading.orElse(
                () -> arms == Arms.BOTH
                        ? compared(share, canaryFrom, usedUntil, since, to)
                        : alone(share, canaryFrom, usedUntil, since, to),
                e -> new Observation.Refused(to, Observation.Defect.UNREACHABLE, e.getMessage()));
    }

    private Observation compared(double share, Instant canaryFrom, Instant usedUntil, Instant since, Instant to) {
        // Platforms may cut instants to milliseconds, and a span must not begin before the end of the last one.
        Instant from = since.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        MetricWindow about = new MetricWindow(minutes(from, to).plus(MINUTE));
        ConversationMetrics canary = cognigy.metrics().ofCanary(botId, about, deploymentId, from, to);
        ConversationMetrics stable = cognigy.metrics().ofStable(botId, about, from, to);
        return noted(
                reader.read(answer(canary), answer(stable), share, canaryFrom, usedUntil, now(cognigy)),
                canary,
                stable);
    }

    private Observation alone(double share, Instant canaryFrom, Instant usedUntil, Instant since, Instant to) {
        Duration length = minutes(since, to);
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
                canaryFrom,
                usedUntil,
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
        return Duration.ofMinutes(Math.max(0, Duration.between(from, to).toMinutes()));
    }

    private static Instant now(CognigyClient cognigy) {
        return cognigy.time().now().truncatedTo(ChronoUnit.MILLIS);
    }
}
