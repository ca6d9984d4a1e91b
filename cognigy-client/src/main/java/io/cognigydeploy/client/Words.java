package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finder of a server's message about a failure, anywhere in its answer. */
final class Words {

    private static final List<String> OBJECTS =
            listed("detail, error_description, errorDescription, message, errorMessage, error_message, msg, error, "
                    + "errors, reason, description, title");
    private static final Pattern TITLE =
            Pattern.compile("<title[^>]{0,200}>([^<]{1,500})</title>", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARKUP = Pattern.compile("<[^>]{0,1000}>");
    private static final int MAX_DEPTH = 4;
    private static final int MAX_WORDS = 5;

    private Words() {}

    /** Returns words that are listed with commas, in order of precedence. */
    static List<String> listed(String words) {
        return List.of(words.split(", ", -1));
    }

    /** Returns the message in a part of a document; empty if there is none. */
    static Optional<String> in(JsonNode part) {
        return in(part, 0);
    }

    private static Optional<String> in(JsonNode part, int depth) {
        if (part.isTextual()) {
            return Optional.of(part.textValue().strip()).filter(text -> !text.isEmpty());
        }
        if (part.isNumber()) {
            return Optional.of(part.asText());
        }
        if (depth == MAX_DEPTH) {
            return Optional.empty();
        }
        if (part.isArray()) {
            String all = part.valueStream()
                    .flatMap(element -> in(element, depth + 1).stream())
                    .limit(MAX_WORDS)
                    .collect(Collectors.joining("; "));
            return Optional.of(all).filter(text -> !text.isEmpty());
        }
        for (String name : OBJECTS) {
            Optional<String> words = in(part.path(name), depth + 1);
            if (words.isPresent()) {
                return place(part).map(where -> where + ": " + words.get()).or(() -> words);
            }
        }
        return Optional.empty();
    }

    /** Returns the position of the fault in the request, as validators report it. */
    private static Optional<String> place(JsonNode fault) {
        JsonNode where = fault.path("loc").isMissingNode() ? fault.path("field") : fault.path("loc");
        String steps = where.isArray()
                ? where.valueStream().map(JsonNode::asText).collect(Collectors.joining("."))
                : where.asText("");
        return Optional.of(steps).filter(text -> !text.isEmpty());
    }

    /** Returns the message in a document that is not JSON: the title of a page, or the text without markup. */
    static Optional<String> in(String document) {
        Matcher title = TITLE.matcher(document);
        String text = title.find() ? title.group(1) : MARKUP.matcher(document).replaceAll(" ");
        return Optional.of(text.strip().replaceAll("\\s+", " ")).filter(words -> !words.isEmpty());
    }
}
