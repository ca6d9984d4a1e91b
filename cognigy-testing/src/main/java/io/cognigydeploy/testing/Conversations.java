package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The sessions with the bots, their understanding of messages, and their metrics. Guarded by the lock of its {@link
 * FakeCognigy}.
 */
final class Conversations {

    static final String STABLE = "stable";
    static final String CANARY = "canary";

    /** One arm of one bot. */
    record Arm(String bot, String name) {}

    /** The answer of a bot to a message; an empty version stands for all that are live. */
    record Utterance(String bot, String version, String message, ObjectNode answer) {}

    /** Open sessions as they go on the wire, by id. */
    final Map<String, ObjectNode> sessions = new LinkedHashMap<>();

    int sessionsEndPerPoll;
    long seed = 20260115L;
    final List<Utterance> utterances = new ArrayList<>();
    final Map<Arm, NavigableMap<Instant, Traffic>> traffic = new LinkedHashMap<>();

    /** Bodies to answer with, one after the other, the last one for ever; by bot. */
    final Map<String, Deque<String>> rawMetrics = new LinkedHashMap<>();

    /** Sets the traffic of an arm from a time on. */
    void goLike(String bot, String arm, Instant since, Traffic then) {
        traffic.computeIfAbsent(new Arm(bot, arm), absent -> new TreeMap<>()).put(since, then);
    }

    /** Returns the next of the bodies that were set for this bot. */
    String nextRaw(Deque<String> bodies) {
        return bodies.size() > 1 ? bodies.remove() : bodies.element();
    }

    /** Measures an arm in a window; the same seed, traffic and window give the same result. */
    ObjectNode measure(String bot, String arm, Instant from, Instant to) {
        NavigableMap<Instant, Traffic> known = traffic.getOrDefault(new Arm(bot, arm), new TreeMap<>());
        // Counted from when the traffic began, so that it goes alike whatever the date.
        Instant origin = known.isEmpty() ? Instant.EPOCH : known.firstKey();
        Sample sample = new Sample(mixed(seed ^ (31L * bot.hashCode() + arm.hashCode())), origin.toEpochMilli());
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
        traffic.forEach((arm, phases) -> phases.forEach(
                (since, like) -> lines.add(arm.name() + " of " + arm.bot() + " since " + since + " " + like)));
        rawMetrics.forEach(
                (bot, bodies) -> lines.add("metrics of " + bot + " as written: " + new ArrayDeque<>(bodies)));
        return lines;
    }
}
