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
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

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
                @JacksonInject WorldState world,
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
    long lateMillis;
    boolean countsWithoutCanary;
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

    /**
     * Measures an arm in a window; the same seed, traffic, shares and window give the same result. The conversations of an
     * arm are numbered from when the traffic began, so that windows add up, and that it goes alike whatever the date.
     *
     * @param canary the canary's share in percent from a time on; none before the first
     */
    ObjectNode measure(String bot, String arm, Instant from, Instant to, NavigableMap<Instant, Double> canary) {
        return sample(bot, arm, from, to, canary)
                .json()
                .put("from", from.toString())
                .put("to", to.toString());
    }

    /** Measures the canary while there is one, and stable in the rest of the window. */
    ObjectNode measureAround(
            String bot, Instant from, Instant began, Instant ended, Instant to, NavigableMap<Instant, Double> canary) {
        Sample all = sample(bot, STABLE, from, earlier(began, to), canary);
        all.add(sample(bot, CANARY, later(began, from), earlier(ended, to), canary));
        all.add(sample(bot, STABLE, later(ended, from), to, canary));
        return all.json().put("from", from.toString()).put("to", to.toString());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Sample sample(String bot, String arm, Instant from, Instant to, NavigableMap<Instant, Double> canary) {
        NavigableMap<Instant, Traffic> phases = new TreeMap<>();
        traffic.stream()
                .filter(phase -> phase.isOf(bot, arm))
                .forEach(phase -> phases.put(phase.since, phase.traffic()));
        if (phases.isEmpty()) {
            phases.put(Instant.EPOCH, Traffic.good());
        }
        NavigableSet<Instant> changes = new TreeSet<>(phases.keySet());
        changes.addAll(canary.keySet());
        // Numbers before the first change are negative.
        double number = Math.min(0, -millis(from, changes.first()) * perMilli(arm, from, phases, canary));
        if (from.isBefore(changes.first())) {
            changes.add(from);
        }
        Sample sample = new Sample(mixed((long) seed ^ (31L * bot.hashCode() + arm.hashCode())));
        for (Instant since : changes) {
            Instant next = Optional.ofNullable(changes.higher(since)).orElse(to);
            double perMilli = perMilli(arm, since, phases, canary);
            Instant start = since.isAfter(from) ? since : from;
            Instant end = next.isAfter(to) ? to : next;
            if (start.isBefore(end)) {
                sample.add(at(since, phases), (long) Math.ceil(number + millis(since, start) * perMilli), (long)
                        Math.ceil(number + millis(since, end) * perMilli));
            }
            number += millis(since, next) * perMilli;
        }
        return sample;
    }

    private static Traffic at(Instant time, NavigableMap<Instant, Traffic> phases) {
        return Optional.ofNullable(phases.floorEntry(time))
                .orElseGet(phases::firstEntry)
                .getValue();
    }

    /** Returns the conversations of an arm in a millisecond: its share of those of the bot. */
    private static double perMilli(
            String arm, Instant time, NavigableMap<Instant, Traffic> phases, NavigableMap<Instant, Double> canary) {
        double share = Optional.ofNullable(canary.floorEntry(time))
                .map(Map.Entry::getValue)
                .orElse(0.0);
        return at(time, phases).perMinute() / 60_000 * (arm.equals(CANARY) ? share : 100 - share) / 100;
    }

    private static long millis(Instant from, Instant to) {
        return to.toEpochMilli() - from.toEpochMilli();
    }

    /** The sums over conversations at even distances, each with its own fixed outcome. */
    private static final class Sample {

        private final long seed;
        private long count;
        private long errors;
        private double satisfaction;
        private double latency;

        private Sample(long seed) {
            this.seed = seed;
        }

        private void add(Traffic traffic, long first, long end) {
            double spread = Math.min(1, Math.min(traffic.satisfaction(), 5 - traffic.satisfaction()));
            for (long number = first; number < end; number++) {
                count++;
                // Three chances of 32, 16 and 16 bits from one mixing, since there may be very many.
                long drawn = mixed(seed + number * 0x9E3779B97F4A7C15L);
                if ((drawn >>> 32) * 0x1.0p-32 < traffic.errorRate()) {
                    errors++;
                }
                satisfaction += traffic.satisfaction() + spread * (2 * ((drawn >>> 16) & 0xFFFF) * 0x1.0p-16 - 1);
                latency += traffic.latencyMs() * (0.5 + (drawn & 0xFFFF) * 0x1.0p-16);
            }
        }

        private void add(Sample other) {
            count += other.count;
            errors += other.errors;
            satisfaction += other.satisfaction;
            latency += other.latency;
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
