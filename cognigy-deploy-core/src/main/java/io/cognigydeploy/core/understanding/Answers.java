package io.cognigydeploy.core.understanding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.product.model.PlaybookRun;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.store.DurableFiles;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of one target to a set of utterances, in the order of the set. They can be kept as a baseline: a file of
 * JSON Lines, whose first line has the version of the format and the SHA-256 of the utterances. Immutable and safe for
 * use by many threads.
 *
 * @param target the name of the target
 * @param at when the last answer came
 * @param utterancesSha256 the SHA-256 in hex of the utterances that were asked, see {@link Utterances#sha256}
 */
public record Answers(String target, Instant at, String utterancesSha256, List<Understood> all) {

    private static final int FORMAT = 1;
    private static final String FORMAT_NAME = "understanding";
    private static final int SHOWN = 60;

    public Answers {
        Argument.text("target", target);
        Argument.given("at", at);
        Argument.text("utterancesSha256", utterancesSha256);
        all = List.copyOf(all);
    }

    /**
     * Returns the answers of a target that were collected otherwise.
     *
     * @param all an answer for each utterance, in their order
     * @throws IllegalArgumentException if there are more or fewer answers than utterances
     */
    public static Answers of(Utterances utterances, String target, Instant at, List<Understood> all) {
        if (Argument.allGiven("all", all).size() != utterances.all().size()) {
            throw Argument.refused(
                    "all", "one answer for each of " + utterances.all().size() + " utterances", all.size());
        }
        return new Answers(target, at, utterances.sha256(), all);
    }

    /**
     * Returns the answers of a run of a playbook whose steps say the utterances in their order. It needs no endpoint, so it
     * is the way to ask a snapshot before any endpoint serves it. Playbooks state no intents, so only answers can be
     * compared.
     *
     * @param run a run that has ended
     * @throws IllegalArgumentException if the run has not ended, or has more or fewer steps than there are utterances
     */
    public static Answers ofPlaybook(Utterances utterances, PlaybookRun run, Instant at) {
        if (!Argument.given("run", run).status().isTerminal()) {
            throw Argument.refused("run", "one that has ended", run.status().text());
        }
        List<Understood> all = run.stepResults().stream().map(Answers::ofStep).toList();
        if (all.size() != utterances.all().size()) {
            throw Argument.refused("run", "one of " + utterances.all().size() + " steps", all.size() + " steps");
        }
        return of(
                utterances,
                "playbook run " + run.id()
                        + run.entrypoint().map(id -> " on " + id).orElse(""),
                at,
                all);
    }

    private static Understood ofStep(PlaybookRun.StepResult step) {
        if (step.timeout().orElse(false)) {
            return Understood.failed("the bot did not answer the step in time");
        }
        return new Understood(
                Optional.empty(), Optional.empty(), Map.of(), step.text(), Duration.ZERO, Optional.empty());
    }

    /** Returns how many utterances were answered. */
    public long answered() {
        return all.stream().filter(Understood::isAnswer).count();
    }

    /** Returns whether at least one answer states an intent, or that there is none. */
    public boolean namesIntents() {
        return all.stream().anyMatch(each -> each.intent().isPresent());
    }

    /**
     * Returns this, if these utterances were asked.
     *
     * @throws IllegalArgumentException if others were asked
     */
    Answers to(Utterances utterances) {
        if (!utterancesSha256.equals(utterances.sha256())) {
            throw new IllegalArgumentException(
                    "The answers of " + target + " are to other utterances. Record them again with the present set.");
        }
        return this;
    }

    /** Returns the baseline as JSON Lines. */
    public String toJsonLines() {
        ObjectNode head = Json.MAPPER.createObjectNode();
        head.put("format", FORMAT_NAME);
        head.put("version", FORMAT);
        head.put("target", target);
        head.put("at", at.toString());
        head.put("utterances", all.size());
        head.put("utterancesSha256", utterancesSha256);
        StringBuilder text = new StringBuilder(head.toString()).append('\n');
        all.forEach(each -> text.append(Json.tree(each)).append('\n'));
        return text.toString();
    }

    /** Writes the baseline to a file, in place of an earlier one. A new file is its owner's alone. */
    public void write(Path file) throws IOException {
        Path whole = Argument.given("file", file).toAbsolutePath();
        Path folder = whole.getParent();
        if (folder != null) {
            DurableFiles.createDirectories(folder);
        }
        DurableFiles.replace(whole, toJsonLines().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a baseline from a file.
     *
     * @throws IllegalArgumentException if the file is no baseline, or is damaged
     */
    public static Answers read(Path file) throws IOException {
        return parse(Printable.read(Argument.given("file", file)));
    }

    /**
     * Returns the baseline that {@link #toJsonLines} wrote.
     *
     * @throws IllegalArgumentException if the text is no baseline, or is damaged
     */
    public static Answers parse(String text) {
        List<String> lines = Argument.given("text", text)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        JsonNode head = lines.isEmpty() ? Json.MAPPER.createObjectNode() : tree(1, lines.get(0));
        if (!head.path("format").asText().equals(FORMAT_NAME)) {
            throw new IllegalArgumentException(
                    "The file is no baseline of utterances. Record one, and name its file here.");
        }
        if (head.path("version").asInt() != FORMAT) {
            throw new IllegalArgumentException("The baseline has the format " + shown(head.path("version"))
                    + ", and this version of the library reads format " + FORMAT + ". Record the baseline again.");
        }
        if (head.path("utterances").asInt(-1) != lines.size() - 1) {
            throw new IllegalArgumentException("The baseline has " + (lines.size() - 1) + " answers instead of "
                    + shown(head.path("utterances")) + ". It is damaged: record it again.");
        }
        List<Understood> all = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            all.add(understood(i + 1, lines.get(i)));
        }
        try {
            return new Answers(
                    head.path("target").asText(),
                    Instant.parse(head.path("at").asText()),
                    head.path("utterancesSha256").asText(),
                    all);
        } catch (RuntimeException e) {
            throw damaged(1, e);
        }
    }

    private static JsonNode tree(int line, String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw damaged(line, e);
        }
    }

    private static Understood understood(int line, String text) {
        try {
            return Json.MAPPER.readValue(text, Understood.class);
        } catch (JsonProcessingException e) {
            throw damaged(line, e);
        }
    }

    private static IllegalArgumentException damaged(int line, Exception cause) {
        return new IllegalArgumentException(
                "Line " + line + " of the baseline cannot be read. It is damaged: record it again.", cause);
    }

    private static String shown(JsonNode value) {
        return Printable.cut(value.asText(), SHOWN);
    }

    /** Returns the target and how many answered only; answers belong to conversations. */
    @Override
    public String toString() {
        return answered() + " of " + all.size() + " answers of " + target;
    }
}
