package io.cognigydeploy.core.understanding;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.understanding.Utterances.Collected;
import io.cognigydeploy.core.understanding.Utterances.Labelled;
import io.cognigydeploy.core.understanding.Utterances.UtterancesException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A strict reader of labelled utterances, in CSV (RFC 4180) and JSON Lines. */
final class UtteranceReader {

    private static final int MAX_CHARACTERS = 16_000_000;
    private static final int SHOWN = 60;
    private static final String TEXT = "text";
    private static final String INTENT = "intent";
    private static final String LANGUAGE = "language";
    private static final String ENTITIES = "entities";
    private static final String ENTITY = "entity:";

    private static final ObjectReader STRICT = Json.MAPPER.reader().with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private UtteranceReader() {}

    /** Returns the text of a file. */
    static String text(Path file) throws IOException {
        if (Files.size(file) > 4L * MAX_CHARACTERS) {
            throw tooLarge();
        }
        String text = Printable.read(file);
        if (text.length() > MAX_CHARACTERS) {
            throw tooLarge();
        }
        return text;
    }

    /** Returns the text of a reader, without a byte order mark. */
    static String text(Reader from) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] part = new char[8192];
        for (int count = from.read(part); count >= 0; count = from.read(part)) {
            text.append(part, 0, count);
            if (text.length() > MAX_CHARACTERS) {
                throw tooLarge();
            }
        }
        return text.length() > 0 && text.charAt(0) == '\uFEFF' ? text.substring(1) : text.toString();
    }

    private static UtterancesException tooLarge() {
        return new UtterancesException(0, "the file has more than " + MAX_CHARACTERS + " characters. Split it");
    }

    static Utterances csv(String text) {
        CsvRows rows = new CsvRows(text);
        List<String> names = rows.next();
        if (names.isEmpty()) {
            throw new UtterancesException(0, "the file is empty. Begin it with the names of its columns");
        }
        checkNames(rows.line(), names);
        Collected all = new Collected();
        for (List<String> cells = rows.next(); !cells.isEmpty(); cells = rows.next()) {
            if (cells.size() != names.size()) {
                throw new UtterancesException(
                        rows.line(),
                        "there are " + cells.size() + " cells below " + names.size()
                                + " names. Put a text with a separator into double quotes");
            }
            all.add(rows.line(), labelled(rows.line(), names, cells));
        }
        return all.all();
    }

    private static void checkNames(int line, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            boolean isKnown = Set.of(TEXT, INTENT, LANGUAGE).contains(name)
                    || (name.startsWith(ENTITY)
                            && !name.substring(ENTITY.length()).isBlank());
            if (!isKnown) {
                throw new UtterancesException(
                        line,
                        "the column \"" + shown(name)
                                + "\" is not known. The columns are text, intent, language and entity:NAME");
            }
            if (!seen.add(name)) {
                throw new UtterancesException(line, "the column \"" + shown(name) + "\" is there twice. Remove one");
            }
        }
        if (!seen.contains(TEXT)) {
            throw new UtterancesException(line, "there is no column \"text\". Add it, with the utterances");
        }
    }

    private static Labelled labelled(int line, List<String> names, List<String> cells) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> entities = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String value = cells.get(i).strip();
            if (value.isEmpty()) {
                continue;
            }
            if (names.get(i).startsWith(ENTITY)) {
                entities.put(names.get(i).substring(ENTITY.length()).strip(), value);
            } else {
                values.put(names.get(i), value);
            }
        }
        return labelled(line, values, entities);
    }

    private static Labelled labelled(int line, Map<String, String> values, Map<String, String> entities) {
        if (!values.containsKey(TEXT)) {
            throw new UtterancesException(line, "there is no text. Add the utterance, or remove the line");
        }
        return new Labelled(
                values.get(TEXT),
                Optional.ofNullable(values.get(INTENT)),
                entities,
                Optional.ofNullable(values.get(LANGUAGE)));
    }

    static Utterances jsonLines(String text) {
        Collected all = new Collected();
        int line = 0;
        for (String each : text.split("\\R", -1)) {
            line++;
            if (!each.isBlank()) {
                all.add(line, labelled(line, object(line, each)));
            }
        }
        return all.all();
    }

    private static JsonNode object(int line, String text) {
        try {
            JsonNode read = STRICT.readTree(text);
            if (!read.isObject()) {
                throw new UtterancesException(line, "there is no JSON object. Write {\"text\":\"…\",\"intent\":\"…\"}");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new UtterancesException(
                    line, "there is no JSON (" + shown(e.getOriginalMessage()) + "). Write one whole object a line", e);
        }
    }

    private static Labelled labelled(int line, JsonNode object) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> entities = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            switch (member.getKey()) {
                case TEXT, INTENT, LANGUAGE -> put(line, member.getKey(), member.getValue(), values);
                case ENTITIES -> {
                    if (!member.getValue().isObject()) {
                        throw new UtterancesException(
                                line, "\"entities\" is no object. Write {\"entities\":{\"NAME\":\"VALUE\"}}");
                    }
                    member.getValue()
                            .properties()
                            .forEach(entity -> put(line, entity.getKey(), entity.getValue(), entities));
                }
                default ->
                    throw new UtterancesException(
                            line,
                            "the member \"" + shown(member.getKey())
                                    + "\" is not known. The members are text, intent, language and entities");
            }
        }
        return labelled(line, values, entities);
    }

    private static void put(int line, String name, JsonNode value, Map<String, String> into) {
        if (name.isBlank() || !(value.isTextual() || value.isNull())) {
            throw new UtterancesException(line, "\"" + shown(name) + "\" is no text. Put it into double quotes");
        }
        String text = value.asText("").strip();
        if (!value.isNull() && !text.isEmpty()) {
            into.put(name, text);
        }
    }

    private static String shown(String text) {
        return Printable.cut(text, SHOWN);
    }

    /** The rows of a CSV text, without empty lines. */
    private static final class CsvRows {

        private final String text;
        private final char separator;
        private int at;
        private int line;
        private int nextLine = 1;

        CsvRows(String text) {
            this.text = text;
            String first =
                    text.lines().filter(each -> !each.isBlank()).findFirst().orElse("");
            separator = first.indexOf(',') < 0 && first.indexOf(';') >= 0 ? ';' : ',';
        }

        /** Returns the line at which the last row begins. */
        int line() {
            return line;
        }

        /** Returns the cells of the next row that is not empty; none at the end. */
        List<String> next() {
            while (at < text.length()) {
                line = nextLine;
                List<String> cells = row();
                if (cells.size() > 1 || !cells.get(0).isBlank()) {
                    return cells;
                }
            }
            return List.of();
        }

        private List<String> row() {
            List<String> cells = new ArrayList<>();
            while (true) {
                cells.add(cell());
                if (at == text.length()) {
                    return cells;
                }
                char end = text.charAt(at++);
                if (end == separator) {
                    continue;
                }
                if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                    at++;
                }
                nextLine++;
                return cells;
            }
        }

        private boolean isEnd(char c) {
            return c == separator || c == '\n' || c == '\r';
        }

        private String cell() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            int from = at;
            while (at < text.length() && !isEnd(text.charAt(at))) {
                if (text.charAt(at) == '"') {
                    throw new UtterancesException(
                            nextLine,
                            "there is a double quote inside a cell. Put the whole cell into double quotes, and double"
                                    + " each that is inside");
                }
                at++;
            }
            return text.substring(from, at).strip();
        }

        private String quoted() {
            StringBuilder cell = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"' && at < text.length() && text.charAt(at) == '"') {
                    cell.append(c);
                    at++;
                } else if (c == '"') {
                    if (at < text.length() && !isEnd(text.charAt(at))) {
                        throw new UtterancesException(
                                nextLine, "there is text after the closing double quote of a cell. Double the quote");
                    }
                    return cell.toString();
                } else {
                    nextLine += c == '\n' ? 1 : 0;
                    cell.append(c);
                }
            }
            throw new UtterancesException(line, "a double quote is not closed. Close it");
        }
    }
}
