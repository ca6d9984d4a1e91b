package io.cognigydeploy.core.understanding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.text.Argument;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A labelled set of utterances: texts of users, each with the intent and the entities to find.
 *
 * <p>A CSV file has a line of names first. The columns are {@code text} (needed), {@code intent}, {@code language}, and
 * {@code entity:NAME} for each entity; the separator is a comma, or a semicolon if the first line has no comma. A file
 * of JSON Lines has an object a line, with the members {@code text}, {@code intent}, {@code language} and {@code
 * entities}, an object of texts. Both are UTF-8, with or without a byte order mark, and lines end with LF or CRLF.
 * Empty lines are left out. An empty cell is an absent label.
 *
 * <p>The intent {@value #NONE} labels an utterance in which no intent should be found. An utterance without an intent
 * counts only as changed or not. An utterance that occurs again with the same labels is left out, and listed in {@link
 * #duplicates}.
 *
 * <p>Limits: 16 million characters, 100,000 utterances, 10,000 characters a text. Immutable and safe for use by many
 * threads.
 */
public final class Utterances {

    /** The intent of an utterance in which a bot should find none, or found none. */
    public static final String NONE = "(none)";

    static final int MAX_UTTERANCES = 100_000;
    static final int MAX_TEXT = 10_000;

    private final List<Labelled> all;
    private final List<String> duplicates;

    /**
     * An utterance with its labels.
     *
     * @param intent the expected intent, {@link #NONE} if none is expected; absent if it is not labelled
     * @param entities the expected entities, by name; an answer may have more
     * @param language its language, for a choice of utterances; it is not sent
     */
    public record Labelled(
            String text, Optional<String> intent, Map<String, String> entities, Optional<String> language) {

        public Labelled {
            Argument.text("text", text);
            intent.ifPresent(name -> Argument.text("intent", name));
            language.ifPresent(name -> Argument.text("language", name));
            entities = Map.copyOf(entities);
        }

        /** Returns the length and the intent only; the text belongs to a user. */
        @Override
        public String toString() {
            return "utterance of " + text.length() + " characters"
                    + intent.map(name -> ", " + name).orElse("");
        }
    }

    /** A fault of a file of utterances. The message names the line and what to do about it. Nothing was sent. */
    public static final class UtterancesException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final int line;

        UtterancesException(int line, String fault) {
            super(message(line, fault));
            this.line = line;
        }

        UtterancesException(int line, String fault, Exception cause) {
            super(message(line, fault), cause);
            this.line = line;
        }

        private static String message(int line, String fault) {
            return line == 0 ? fault : "line " + line + ": " + fault;
        }

        /** Returns the number of the line, from 1; 0 for a fault of the whole file. */
        public int line() {
            return line;
        }
    }

    private Utterances(List<Labelled> all, List<String> duplicates) {
        this.all = List.copyOf(all);
        this.duplicates = List.copyOf(duplicates);
    }

    /**
     * Reads a CSV file.
     *
     * @throws UtterancesException if the file has a fault
     * @throws IOException if the file cannot be read, or is not UTF-8
     */
    public static Utterances csv(Path file) throws IOException {
        return UtteranceReader.csv(UtteranceReader.text(Argument.given("file", file)));
    }

    /**
     * Reads CSV. The reader is not closed.
     *
     * @throws UtterancesException if the text has a fault
     */
    public static Utterances csv(Reader text) throws IOException {
        return UtteranceReader.csv(UtteranceReader.text(Argument.given("text", text)));
    }

    /**
     * Reads a file of JSON Lines.
     *
     * @throws UtterancesException if the file has a fault
     * @throws IOException if the file cannot be read, or is not UTF-8
     */
    public static Utterances jsonLines(Path file) throws IOException {
        return UtteranceReader.jsonLines(UtteranceReader.text(Argument.given("file", file)));
    }

    /**
     * Reads JSON Lines. The reader is not closed.
     *
     * @throws UtterancesException if the text has a fault
     */
    public static Utterances jsonLines(Reader text) throws IOException {
        return UtteranceReader.jsonLines(UtteranceReader.text(Argument.given("text", text)));
    }

    /** Returns the utterances in their order. */
    public List<Labelled> all() {
        return all;
    }

    /** Returns the lines that were left out because an earlier one has the same utterance with the same labels. */
    public List<String> duplicates() {
        return duplicates;
    }

    /** Returns how many utterances each intent has, by name; those without a label are not counted. */
    public Map<String, Integer> intents() {
        Map<String, Integer> counts = new TreeMap<>();
        all.forEach(each -> each.intent().ifPresent(name -> counts.merge(name, 1, Integer::sum)));
        return counts;
    }

    /**
     * Returns the utterances of one language.
     *
     * @throws IllegalArgumentException if there are none
     */
    public Utterances inLanguage(String language) {
        Argument.text("language", language);
        List<Labelled> some = all.stream()
                .filter(each -> each.language().filter(language::equals).isPresent())
                .toList();
        if (some.isEmpty()) {
            throw Argument.refused("language", "the language of at least one utterance", language);
        }
        return new Utterances(some, List.of());
    }

    /**
     * Returns the SHA-256 in hex over the texts and their order. Labels are no part of it, so a label may be mended
     * after a baseline was recorded.
     */
    public String sha256() {
        ObjectNode root = Json.MAPPER.createObjectNode();
        all.forEach(each -> root.withArray("texts").add(each.text()));
        return CanonicalJson.sha256Hex(root);
    }

    @Override
    public String toString() {
        return all.size() + " utterances of " + intents().size() + " intents";
    }

    /** The utterances that were read so far. */
    static final class Collected {

        private record FirstLine(int line, Labelled what) {}

        private final Map<String, FirstLine> seen = new LinkedHashMap<>();
        private final List<String> duplicates = new ArrayList<>();

        /** Adds the utterance of a line. */
        void add(int line, Labelled what) {
            String key = what.text().strip();
            if (key.length() > MAX_TEXT) {
                throw new UtterancesException(
                        line, "the text has " + key.length() + " characters. Shorten it to " + MAX_TEXT);
            }
            if (!Printable.storable(key).equals(key)) {
                throw new UtterancesException(line, "the text has a NUL or half of a character. Remove it");
            }
            FirstLine before = seen.putIfAbsent(key, new FirstLine(line, what));
            if (before == null) {
                if (seen.size() > MAX_UTTERANCES) {
                    throw new UtterancesException(
                            line, "there are more than " + MAX_UTTERANCES + " utterances. Split the file");
                }
                return;
            }
            if (!before.what().equals(what)) {
                throw new UtterancesException(
                        line,
                        "the text of line " + before.line() + " is there again with other labels. Remove one of them");
            }
            duplicates.add("line " + line + " repeats line " + before.line());
        }

        Utterances all() {
            if (seen.isEmpty()) {
                throw new UtterancesException(0, "there is no utterance. Add at least one");
            }
            return new Utterances(seen.values().stream().map(FirstLine::what).toList(), duplicates);
        }
    }
}
