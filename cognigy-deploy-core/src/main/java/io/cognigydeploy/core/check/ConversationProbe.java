package io.cognigydeploy.core.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Noted;
import io.cognigydeploy.client.model.Understanding;
import io.cognigydeploy.client.model.Utterance;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Evidence.Fact;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.text.Argument;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A check that sends utterances to a bot and judges its understanding. It judges the intent, the confidence (by default
 * at least 0.85), the entities, the latency, and optionally a comparison with a recorded baseline. By default it waits
 * 5 s before the first utterance, for a version that has just gone live.
 *
 * <pre>{@code
 * ConversationProbe probe = ConversationProbe.of(
 *         Turn.of("I need help with my order", "order_support").naming("subject", "order"))
 *     .within(Duration.ofSeconds(2));
 * builder.verify("conversation", probe);                     // rolled back if it fails
 * builder.verify("conversation", probe, OnFailedVerification.ACCEPT);   // reported and kept
 * Verdict verdict = probe.talk(cognigy, "bot_12345");        // alone
 * }</pre>
 *
 * <p>An answer without the judged members is {@link Verdict.Inconclusive}. Immutable and safe for use by many threads.
 */
public final class ConversationProbe implements Check<Applied> {

    private final List<Turn> turns;
    private final double minConfidence;
    private final Optional<Duration> maxLatency;
    private final Duration warmUp;
    private final Optional<Baseline> baseline;
    private final double tolerance;

    /**
     * An utterance and the understanding that is expected.
     *
     * @param entities the required entities, by name; the answer may have more
     */
    public record Turn(String message, String intent, Map<String, String> entities) {
        public Turn {
            Argument.text("message", message);
            Argument.text("intent", intent);
            entities = Map.copyOf(Argument.given("entities", entities));
        }

        /** Returns a turn without required entities. */
        public static Turn of(String message, String intent) {
            return new Turn(message, intent, Map.of());
        }

        /** Returns this turn with one more required entity. */
        public Turn naming(String entity, String value) {
            Map<String, String> more = new TreeMap<>(entities);
            more.put(Argument.text("entity", entity), Argument.text("value", value));
            return new Turn(message, intent, more);
        }
    }

    /**
     * The answers of a bot at one time, by utterance.
     *
     * @param answers the answers, by message
     */
    public record Baseline(Map<String, Answer> answers) {
        public Baseline {
            answers = Map.copyOf(answers);
        }

        /** Returns this baseline as one JSON document on one line. */
        public String toJson() {
            return Json.tree(this).toString();
        }

        /**
         * Returns the baseline that {@link #toJson} wrote.
         *
         * @throws IllegalArgumentException if the text is no baseline
         */
        public static Baseline fromJson(String json) {
            try {
                return Json.MAPPER.readValue(json, Baseline.class);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(
                        "json must be a baseline, but could not be read: " + e.getOriginalMessage(), e);
            }
        }
    }

    /** The understanding of one utterance and its latency. */
    public record Answer(
            Optional<String> intent, Optional<Double> confidence, Map<String, String> entities, Duration latency) {
        public Answer {
            entities = Map.copyOf(entities);
        }
    }

    private ConversationProbe(
            List<Turn> turns,
            double minConfidence,
            Optional<Duration> maxLatency,
            Duration warmUp,
            Optional<Baseline> baseline,
            double tolerance) {
        this.turns = turns;
        this.minConfidence = minConfidence;
        this.maxLatency = maxLatency;
        this.warmUp = warmUp;
        this.baseline = baseline;
        this.tolerance = tolerance;
    }

    /**
     * Returns a probe that sends these utterances in this order.
     *
     * @throws IllegalArgumentException if there are no turns
     */
    public static ConversationProbe of(Turn... turns) {
        Argument.allGiven("turns", turns);
        if (turns.length == 0) {
            throw new IllegalArgumentException("turns must have at least one turn, but was empty.");
        }
        return new ConversationProbe(
                List.of(turns), 0.85, Optional.empty(), Duration.ofSeconds(5), Optional.empty(), 0);
    }

    /**
     * Returns this probe with another minimum confidence. Default: 0.85.
     *
     * @throws IllegalArgumentException if the confidence is not above 0 and at most 1
     */
    public ConversationProbe minConfidence(double least) {
        // Written so that NaN is refused too.
        if (!(least > 0 && least <= 1)) {
            throw Argument.refused("least", "above 0 and at most 1", least);
        }
        return new ConversationProbe(turns, least, maxLatency, warmUp, baseline, tolerance);
    }

    /** Returns this probe with a maximum latency of each answer, including its retries. */
    public ConversationProbe within(Duration latency) {
        Argument.positive("latency", latency);
        return new ConversationProbe(turns, minConfidence, Optional.of(latency), warmUp, baseline, tolerance);
    }

    /** Returns this probe with another wait before the first utterance. Default: 5 s. */
    public ConversationProbe warmUp(Duration time) {
        Argument.notNegative("time", time);
        return new ConversationProbe(turns, minConfidence, maxLatency, time, baseline, tolerance);
    }

    /**
     * Returns this probe with a baseline to compare with. Intent and entities must be equal, and the confidence not
     * lower by more than the tolerance.
     *
     * @throws IllegalArgumentException if the tolerance is not from 0 to 1
     */
    public ConversationProbe against(Baseline recorded, double confidenceTolerance) {
        Argument.given("recorded", recorded);
        if (!(confidenceTolerance >= 0 && confidenceTolerance <= 1)) {
            throw Argument.refused("confidenceTolerance", "from 0 to 1", confidenceTolerance);
        }
        return new ConversationProbe(
                turns, minConfidence, maxLatency, warmUp, Optional.of(recorded), confidenceTolerance);
    }

    @Override
    public String name() {
        return "conversation probe";
    }

    @Override
    public Verdict judge(Applied applied) throws InterruptedException {
        Optional<Deployment.Bot> bot = applied.plan().deployment().bot();
        return bot.isPresent()
                ? talk(applied.plan().cognigy(), bot.get().id())
                : Verdict.inconclusive("the deployment has no single bot to talk to");
    }

    /** Sends the utterances to a bot now and returns the verdict. */
    public Verdict talk(CognigyClient cognigy, String botId) throws InterruptedException {
        cognigy.time().sleep(warmUp);
        Findings findings = new Findings();
        for (Turn turn : turns) {
            Heard heard = ask(cognigy, botId, turn.message());
            Answer answer = heard.answer();
            answer.intent().ifPresent(intent -> findings.note(Evidence.of(Fact.INTENT, "intent", intent)));
            answer.confidence()
                    .ifPresent(confidence -> findings.note(Evidence.of(Fact.CONFIDENCE, "confidence", confidence)));
            findings.note("entities", new TreeMap<>(answer.entities()));
            findings.note(Evidence.of(
                    Fact.LATENCY_MILLIS,
                    "latency ms",
                    String.format(Locale.ROOT, "%.3f", answer.latency().toNanos() / 1e6)));
            String said = "\"" + turn.message() + "\" ";
            Consumer<String> wrong = text -> findings.against(said + text);
            judge(turn, heard, wrong, findings);
            baseline.ifPresent(recorded -> compare(recorded, turn, answer, wrong, findings));
        }
        return findings.verdict("the bot understood all " + turns.size() + " utterances");
    }

    /** Returns the bot's present answers, as a baseline for later comparisons. */
    public Baseline record(CognigyClient cognigy, String botId) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        turns.forEach(turn ->
                answers.put(turn.message(), ask(cognigy, botId, turn.message()).answer()));
        return new Baseline(answers);
    }

    /** An answer with the notes on its unreadable members. */
    private record Heard(Answer answer, Map<String, String> notes) implements Noted {}

    private static Heard ask(CognigyClient cognigy, String botId, String message) {
        Time time = cognigy.time();
        long start = time.nanoTime();
        Understanding understood = cognigy.bots().test(botId, new Utterance(message));
        Duration latency = Duration.ofNanos(time.nanoTime() - start);
        Map<String, String> entities = new TreeMap<>();
        understood
                .entities()
                .orElse(List.of())
                .forEach(entity -> entity.name()
                        .ifPresent(name -> entities.put(
                                name, entity.value().map(String::valueOf).orElse(""))));
        Map<String, String> notes = new TreeMap<>(understood.notes());
        understood.intent().ifPresent(intent -> intent.notes().forEach(notes::putIfAbsent));
        return new Heard(
                new Answer(
                        understood.intent().flatMap(Understanding.Intent::name).filter(name -> !name.isBlank()),
                        understood.intent().flatMap(Understanding.Intent::confidence),
                        entities,
                        latency),
                notes);
    }

    private void judge(Turn turn, Heard heard, Consumer<String> wrong, Findings findings) {
        Answer answer = heard.answer();
        String unread = heard.whyAbsent("intent", heard.whyAbsent("name", ""));
        if (answer.intent().isEmpty() && !unread.isEmpty()) {
            findings.open("the intent of \"" + turn.message() + "\" is not known: " + unread);
        } else if (answer.intent().filter(turn.intent()::equals).isEmpty()) {
            wrong.accept("was understood as " + answer.intent().orElse("nothing") + ", not as " + turn.intent());
        }
        Optional<Double> confidence = answer.confidence().filter(value -> value >= 0 && value <= 1);
        if (confidence.isEmpty()) {
            findings.open(
                    heard.whyAbsent("confidence", "how sure the bot is of \"" + turn.message() + "\" is not stated"));
        } else if (confidence.get() < minConfidence) {
            wrong.accept("was understood with confidence " + confidence.get() + ", below " + minConfidence);
        }
        turn.entities().forEach((name, value) -> differing(answer, name, value).ifPresent(wrong));
        maxLatency
                .filter(limit -> answer.latency().compareTo(limit) > 0)
                .ifPresent(limit ->
                        wrong.accept("took " + Time.inWords(answer.latency()) + ", above " + Time.inWords(limit)));
    }

    private void compare(Baseline recorded, Turn turn, Answer answer, Consumer<String> wrong, Findings findings) {
        Answer before = recorded.answers().get(turn.message());
        if (before == null) {
            findings.open("the baseline has nothing for \"" + turn.message() + "\"");
            return;
        }
        if (before.intent().isPresent() && !before.intent().equals(answer.intent())) {
            wrong.accept("was understood as " + before.intent().get() + " before");
        }
        if (before.confidence().isPresent()
                && answer.confidence()
                        .filter(now -> now < before.confidence().get() - tolerance)
                        .isPresent()) {
            wrong.accept("was understood with confidence " + before.confidence().get() + " before");
        }
        before.entities()
                .forEach((name, value) -> differing(answer, name, value).ifPresent(wrong));
    }

    private static Optional<String> differing(Answer answer, String entity, String value) {
        String found = answer.entities().get(entity);
        return value.equals(found)
                ? Optional.empty()
                : Optional.of("gave " + entity + " " + (found == null ? "nothing" : found) + ", not " + value);
    }
}
