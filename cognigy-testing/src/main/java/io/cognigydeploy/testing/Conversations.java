package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The sessions with the bots, their understanding of messages, and their metrics. Guarded by the lock of its {@link
 * FakeCognigy}.
 */
final class Conversations {

    static final String STABLE = "stable";
    static final String CANARY = "canary";

    /** The answer of a bot to a message; an empty version stands for all that are live. */
    record Utterance(
            @JsonProperty(required = true) String bot,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String version,
            @JsonProperty(required = true) String message,
            @JsonProperty(required = true) ObjectNode answer) {

        Utterance {
            version = Objects.requireNonNullElse(version, "");
        }
    }

    /** The traffic of one arm of a bot from a time on. */
    static final class Phase {

        final String bot;
        final String arm;
        private Instant since;
        private double errorRate;
        private double satisfaction;
        private double latencyMs;
        private double perMinute;

        @JsonCreator
        Phase(
                @JacksonInject World world,
                @JsonProperty(value = "bot", required = true) String bot,
                @JsonProperty(value = "arm", required = true) String arm) {
            this(bot, arm, world.time().now(), Traffic.good());
        }

        Phase(String bot, String arm, Instant since, Traffic traffic) {
            this.bot = bot;
            this.arm = arm;
            this.since = since;
            this.errorRate = traffic.errorRate();
            this.satisfaction = traffic.satisfaction();
            this.latencyMs = traffic.latencyMs();
            this.perMinute = traffic.perMinute();
        }

        Traffic traffic() {
            return new Traffic(errorRate, satisfaction, latencyMs, perMinute);
        }

        boolean isOf(String someBot, String someArm) {
            return bot.equals(someBot) && arm.equals(someArm);
        }
    }

    /** Bodies to answer with, one after the other, the last one for ever. */
    record RawMetrics(
            @JsonProperty(required = true) String bot,
            @JsonProperty(required = true) Deque<String> bodies) {

        RawMetrics {
            if (bodies.isEmpty()) {
                throw new IllegalArgumentException("must have bodies");
            }
        }
    }

    /** Open sessions as they go on the wire. */
    @ById
    Map<String, ObjectNode> sessions = new LinkedHashMap<>();

    int sessionsEndPerPoll;
    int seed = 20260115;
    List<Utterance> utterances = new ArrayList<>();
    List<Phase> traffic = new ArrayList<>();
    List<RawMetrics> rawMetrics = new ArrayList<>();

    /** Sets the traffic of an arm from a time on. */
    void goLike(Phase then) {
        traffic.removeIf(phase -> phase.isOf(then.bot, then.arm) && phase.since.equals(then.since));
        traffic.add(then);
    }

    /** Returns the next of the bodies that were set for this bot, if any were. */
    Optional<String> nextRaw(String bot) {
        return rawMetrics.stream()
                .filter(raw -> raw.bot().equals(bot))
                .findFirst()
                .map(raw -> raw.bodies().size() > 1
                        ? raw.bodies().remove()
                        : raw.bodies().element());
    }

    /** Measures an arm in a window; the same seed, traffic and window give the same result. */
    ObjectNode measure(String bot, String arm, Instant from, Instant to) {
        NavigableMap<Instant, Traffic> known = new TreeMap<>();
        traffic.stream()
                .filter(phase -> phase.isOf(bot, arm))
                .forEach(phase -> known.put(phase.since, phase.traffic()));
        // Counted from when the traffic began, so that it goes alike whatever the date.
        Instant origin = known.isEmpty() ? Instant.EPOCH : known.firstKey();
        Sample sample = new Sample(mixed((long) seed ^ (31L * bot.hashCode() + arm.hashCode())), origin.toEpochMilli());
        NavigableMap<Instant, Traffic> phases = new TreeMap<>(known);
        if (known.floorEntry(from) == null) {
            phases.put(
                    from, known.isEmpty() ? Traffic.good() : known.firstEntry().getValue());
        }
        for (Map.Entry<Instant, Traffic> phase : phases.entrySet()) {
            Instant next = phases.higherKey(phase.getKey());
            Instant start = phase.getKey().isAfter(from) ? phase.getKey() : from;
            Instant end = next == null || next.isAfter(to) ? to : next;
            if (start.isBefore(end)) {
                sample.add(phase.getValue(), start, end);
            }
        }
        return sample.json().put("from", from.toString()).put("to", to.toString());
    }

    /** The sums over conversations at even distances, each with its own fixed outcome. */
    private static final class Sample {

        private final long seed;
        private final long origin;
        private long count;
        private long errors;
        private double satisfaction;
        private double latency;

        private Sample(long seed, long origin) {
            this.seed = seed;
            this.origin = origin;
        }

        private void add(Traffic traffic, Instant from, Instant to) {
            double perMilli = traffic.perMinute() / 60_000;
            long first = (long) Math.ceil((from.toEpochMilli() - origin) * perMilli);
            long end = (long) Math.ceil((to.toEpochMilli() - origin) * perMilli);
            double spread = Math.min(1, Math.min(traffic.satisfaction(), 5 - traffic.satisfaction()));
            for (long number = first; number < end; number++) {
                count++;
                if (chance(3 * number) < traffic.errorRate()) {
                    errors++;
                }
                satisfaction += traffic.satisfaction() + spread * (2 * chance(3 * number + 1) - 1);
                latency += traffic.latencyMs() * (0.5 + chance(3 * number + 2));
            }
        }

        private double chance(long number) {
            return (mixed(seed + number * 0x9E3779B97F4A7C15L) >>> 11) * 0x1.0p-53;
        }

        private ObjectNode json() {
            ObjectNode json = Json.object();
            if (count > 0) {
                json.put("error_rate", (double) errors / count)
                        .put("satisfaction_score", Math.round(satisfaction / count * 1000) / 1000.0)
                        .put("avg_latency_ms", Math.round(latency / count * 10) / 10.0);
            }
            return json.put("conversation_count", count);
        }
    }

    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!sessions.isEmpty()) {
            lines.add(sessions.size() + " sessions, of which " + sessionsEndPerPoll + " end with each look");
        }
        traffic.forEach(
                phase -> lines.add(phase.arm + " of " + phase.bot + " since " + phase.since + " " + phase.traffic()));
        rawMetrics.forEach(raw -> lines.add("metrics of " + raw.bot() + " as written: " + raw.bodies()));
        return lines;
    }
}
