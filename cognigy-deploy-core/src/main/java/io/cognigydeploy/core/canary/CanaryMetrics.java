package io.cognigydeploy.core.canary;

import io.cognigydeploy.client.CallInterruptedException;
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
 * What is measured of one canary, a span of time at a time.
 *
 * @param arms what the platform measures
 */
record CanaryMetrics(CognigyClient cognigy, String botId, String deploymentId, Arms arms, WindowReader reader) {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LATELY = Duration.ofMinutes(15);

    /** What a platform measures. */
    enum Arms {
        /** The canary and what is live beside it, over any span of time. */
        BOTH,
        /** The canary, from now back over whole minutes. */
        CANARY,
        /** It could not be learnt. */
        UNREADABLE
    }

    /** Finds out what a platform measures. */
    static Arms offered(CognigyClient cognigy, String botId) {
        Instant to = now(cognigy);
        Instant from = to.minus(MINUTE);
        Reading<ConversationMetrics> stable =
                Reading.of(cognigy, () -> cognigy.metrics().ofStable(botId, new MetricWindow(MINUTE), from, to));
        if (stable instanceof Reading.Unreadable<ConversationMetrics>) {
            return Arms.UNREADABLE;
        }
        return stable.value().filter(told -> isAbout(told, from, to)).isPresent() ? Arms.BOTH : Arms.CANARY;
    }

    /** What is measured of the canary, in the documented form. */
    static Reading<ConversationMetrics> documented(CognigyClient cognigy, String botId) {
        return Reading.of(cognigy, () -> cognigy.metrics().conversations(botId, new MetricWindow(LATELY)));
    }

    /** How many conversations there are, and how many of them go wrong. */
    record Traffic(double perMinute, double errorRate) {}

    /** What there was to see of the stable version lately; absent if that is nothing, or is not told. */
    static Optional<Traffic> before(CognigyClient cognigy, String botId) {
        Instant to = now(cognigy);
        ConversationMetrics told = cognigy.metrics().ofStable(botId, new MetricWindow(LATELY), to.minus(LATELY), to);
        return told.conversationCount()
                .filter(count -> count > 0)
                .flatMap(count -> told.errorRate()
                        .filter(rate -> rate > 0 && rate < 1)
                        .map(rate -> new Traffic((double) count / LATELY.toMinutes(), rate)));
    }

    /** When to look next, after a look at {@code lastLook} and data that were used until {@code usedUntil}. */
    Instant due(Instant usedUntil, Instant lastLook, Duration interval) {
        Instant usual = lastLook.plus(interval);
        Instant measured = arms == Arms.BOTH ? usual : usedUntil.plus(MINUTE);
        return usual.isAfter(measured) ? usual : measured;
    }

    /**
     * What was measured since the last look that was of use. Never throws because of what the platform says.
     *
     * @param canaryFrom since when the canary has its share
     * @param usedUntil the end of the last window that was used; {@code canaryFrom} before the first
     */
    Observation look(double share, Instant canaryFrom, Instant usedUntil) {
        Instant to = now(cognigy);
        Instant since = canaryFrom.isAfter(usedUntil) ? canaryFrom : usedUntil;
        try {
            return arms == Arms.BOTH
                    ? compared(share, canaryFrom, usedUntil, since, to)
                    : alone(share, canaryFrom, usedUntil, since, to);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return new Observation.Refused(to, Observation.Defect.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private Observation compared(double share, Instant canaryFrom, Instant usedUntil, Instant since, Instant to) {
        // Platforms may cut moments to milliseconds, and a span must not begin before what it follows.
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

    /** The same; where something needed is absent, with what was there and could not be read. */
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

    private static Optional<MetricAnswer> answer(ConversationMetrics told) {
        return told.measuredFrom().flatMap(from -> told.measuredTo().map(to -> answer(told, from, to)));
    }

    private static MetricAnswer answer(ConversationMetrics told, Instant from, Instant to) {
        return new MetricAnswer(
                from,
                to,
                told.conversationCount().map(Long::doubleValue),
                told.errorRate(),
                told.satisfactionScore(),
                told.averageLatencyMs());
    }

    private static boolean isAbout(ConversationMetrics told, Instant from, Instant to) {
        return told.measuredFrom().filter(from::equals).isPresent()
                && told.measuredTo().filter(to::equals).isPresent();
    }

    private static Duration minutes(Instant from, Instant to) {
        return Duration.ofMinutes(Math.max(0, Duration.between(from, to).toMinutes()));
    }

    private static Instant now(CognigyClient cognigy) {
        return cognigy.time().now().truncatedTo(ChronoUnit.MILLIS);
    }
}
