package io.cognigydeploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finder of a server's message about a failure, anywhere in its answer. */
final class Words {

    private static final List<String> OBJECTS = List.of(
            "detail",
            "error_description",
            "errorDescription",
            "message",
            "errorMessage",
            "error_message",
            "msg",
            "error",
            "errors",
            "reason",
            "description",
            "title");
    private static final Pattern TITLE =
            Pattern.compile("<title[^>]{0,200}>([^<]{1,500})</title>", Pattern.CASE_INSENSITIVE);
    private static final Pattern MARKUP = Pattern.compile("<[^>]{0,1000}>");
    private static final int MAX_DEPTH = 4;
    private static final int MAX_WORDS = 5;

    private Words() {}

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
            List<String> all = new ArrayList<>();
            for (JsonNode element : part) {
                in(element, depth + 1).ifPresent(all::add);
                if (all.size() == MAX_WORDS) {
                    break;
                }
            }
            return Optional.of(String.join("; ", all)).filter(text -> !text.isEmpty());
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
        if (!where.isArray()) {
            return Optional.of(where.asText("")).filter(text -> !text.isEmpty());
        }
        List<String> steps = new ArrayList<>();
        where.forEach(step -> steps.add(step.asText()));
        return Optional.of(String.join(".", steps)).filter(text -> !text.isEmpty());
    }

    /** Returns the message in a document that is not JSON: the title of a page, or the text without markup. */
    static Optional<String> in(String document) {
        Matcher title = TITLE.matcher(document);
        String text = title.find() ? title.group(1) : MARKUP.matcher(document).replaceAll(" ");
        return Optional.of(text.strip().replaceAll("\\s+", " ")).filter(words -> !words.isEmpty());
    }
}
