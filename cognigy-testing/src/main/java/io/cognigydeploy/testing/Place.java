package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value in a written state and its place there, for messages about mistakes.
 *
 * @param source the file, or what else it came from
 * @param now what {@code now} means in it
 */
record Place(String source, Instant now, String where, JsonNode node) {

    static final String CREATED_AT = "createdAt";

    private static final Pattern RELATIVE = Pattern.compile("now(?:([+-])(P.+))?");

    private Place at(String name, JsonNode value) {
        return new Place(source, now, where + name, value);
    }

    ObjectNode object() {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw wrong("must be an object");
    }

    ObjectNode without(String... members) {
        return object().deepCopy().without(List.of(members));
    }

    /** Returns the object with an absolute {@code createdAt}, which may be written as {@code now-PT1H}. */
    ObjectNode resolved() {
        ObjectNode copy = object().deepCopy();
        Optional<Place> created = member(CREATED_AT);
        if (created.isPresent() && RELATIVE.matcher(created.get().node.asText()).matches()) {
            copy.put(CREATED_AT, created.get().moment().toString());
        }
        return copy;
    }

    /** Returns a time that is written absolute or such as {@code now-PT1H}. */
    Instant moment() {
        Matcher relative = RELATIVE.matcher(text());
        try {
            if (!relative.matches()) {
                return Instant.parse(text());
            }
            Duration distance = relative.group(2) == null ? Duration.ZERO : Duration.parse(relative.group(2));
            return "-".equals(relative.group(1)) ? now.minus(distance) : now.plus(distance);
        } catch (DateTimeException e) {
            throw wrong("is not now-<ISO duration>, nor an ISO time");
        }
    }

    Optional<Place> member(String name) {
        return Optional.ofNullable(object().get(name)).map(value -> at("." + name, value));
    }

    /** Returns the members of an object by name. */
    Map<String, Place> members() {
        Map<String, Place> members = new LinkedHashMap<>();
        object().properties().forEach(entry -> members.put(entry.getKey(), at("." + entry.getKey(), entry.getValue())));
        return members;
    }

    List<Place> list(String name) {
        Optional<Place> list = member(name);
        if (list.isEmpty()) {
            return List.of();
        }
        if (!(list.get().node instanceof ArrayNode array)) {
            throw list.get().wrong("must be an array");
        }
        List<Place> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(list.get().at("[" + i + "]", array.get(i)));
        }
        return elements;
    }

    List<String> texts(String name) {
        return list(name).stream().map(Place::text).toList();
    }

    String text(String name) {
        return needed(name).text();
    }

    Place needed(String name) {
        return member(name).orElseThrow(() -> wrong("must have " + name));
    }

    String text(String name, String otherwise) {
        return member(name).map(Place::text).orElse(otherwise);
    }

    String text() {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw wrong("must be a text that is not blank");
        }
        return node.textValue();
    }

    boolean truth(String name, boolean otherwise) {
        return member(name).map(Place::truth).orElse(otherwise);
    }

    private boolean truth() {
        if (!node.isBoolean()) {
            throw wrong("must be true or false");
        }
        return node.booleanValue();
    }

    int whole(String name, int otherwise) {
        return member(name).map(Place::whole).orElse(otherwise);
    }

    int whole() {
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 0) {
            throw wrong("must be an integer from 0");
        }
        return node.intValue();
    }

    double number(String name, double otherwise) {
        return member(name).map(Place::number).orElse(otherwise);
    }

    private double number() {
        if (!node.isNumber()) {
            throw wrong("must be a number");
        }
        return node.doubleValue();
    }

    void only(String... names) {
        List<String> known = List.of(names);
        members().forEach((name, place) -> {
            if (!known.contains(name)) {
                throw place.wrong("is not known");
            }
        });
    }

    void unique(@Nullable Object replaced) {
        if (replaced != null) {
            throw wrong("has the id of another");
        }
    }

    IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(source + ": " + where + " " + what);
    }
}
