package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cognigydeploy.testing.Shape.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documented form of one kind of request: its query parameters and its body. */
final class Form {

    private enum Body {
        NONE,
        JSON,
        URLENCODED,
        ANY
    }

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,9}");

    private final Body body;
    private final Shape shape;
    private final List<Member> query;
    private final Map<String, String> headers;

    private Form(Body body, Shape shape, List<Member> query, Map<String, String> headers) {
        this.body = body;
        this.shape = shape;
        this.query = query;
        this.headers = headers;
    }

    private Form(Body body, Shape shape) {
        this(body, shape, List.of(), Map.of());
    }

    static Form noBody() {
        return new Form(Body.NONE, Shape.ANYTHING);
    }

    static Form json(Member... members) {
        return new Form(Body.JSON, Shape.object(members));
    }

    static Form urlencoded(Member... fields) {
        return new Form(Body.URLENCODED, Shape.object(fields));
    }

    static Form anyBody() {
        return new Form(Body.ANY, Shape.ANYTHING);
    }

    /** Returns the same form with query parameters; integers among them count as numbers. */
    Form query(Member... parameters) {
        return new Form(
                body,
                shape,
                Stream.concat(query.stream(), Stream.of(parameters)).toList(),
                headers);
    }

    /** Returns the same form with a header that must have this value. */
    Form header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Form(body, shape, query, more);
    }

    /** Returns the same form, but a body that has this member is of the other form. */
    Form orWith(String member, Form other) {
        Shape either = (where, value) -> (value.has(member) ? other.shape : shape).departure(where, value);
        return new Form(body, either, query, headers);
    }

    /** Returns the departure of a request from this form; empty if there is none. */
    Optional<Refusal> departure(Call call) {
        return headerDeparture(call)
                .map(detail -> Refusal.of(422, "invalid_header", detail))
                .or(() -> queryDeparture(call).or(() -> bodyDeparture(call)).map(Refusal::invalid));
    }

    private Optional<String> headerDeparture(Call call) {
        return headers.entrySet().stream()
                .filter(wanted -> !call.header(wanted.getKey()).orElse("").equals(wanted.getValue()))
                .map(wanted -> "header " + wanted.getKey() + " must be " + wanted.getValue())
                .findFirst();
    }

    private Optional<String> queryDeparture(Call call) {
        for (String name : call.queryNames()) {
            if (query.stream().noneMatch(known -> known.name().equals(name))) {
                return Optional.of("query parameter " + name + " is not known");
            }
            if (call.queryValues(name).size() > 1) {
                return Optional.of("query parameter " + name + " is there more than once");
            }
        }
        for (Member known : query) {
            Optional<String> value = call.query(known.name());
            String where = "query parameter " + known.name();
            Optional<String> departure = value.isPresent()
                    ? known.shape().departure(where, node(value.get()))
                    : Optional.of(where + " is missing").filter(text -> known.required());
            if (departure.isPresent()) {
                return departure;
            }
        }
        return Optional.empty();
    }

    private static JsonNode node(String value) {
        return INTEGER.matcher(value).matches() ? IntNode.valueOf(Integer.parseInt(value)) : TextNode.valueOf(value);
    }

    private Optional<String> bodyDeparture(Call call) {
        return switch (body) {
            case ANY -> Optional.empty();
            case NONE ->
                call.bodyText().isEmpty()
                        ? Optional.empty()
                        : Optional.of("a body is not expected, and there are "
                                + call.bodyText().length() + " characters");
            case JSON -> wrongType(call, "application/json").or(() -> jsonDeparture(call));
            case URLENCODED ->
                wrongType(call, "application/x-www-form-urlencoded")
                        .or(() -> shape.departure("form", call.formFields()));
        };
    }

    private Optional<String> jsonDeparture(Call call) {
        try {
            return shape.departure("body", Json.read(call.bodyText()));
        } catch (JsonProcessingException e) {
            return Optional.of("the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static Optional<String> wrongType(Call call, String wanted) {
        String type = call.header("Content-Type").orElse("");
        String essence = type.split(";", 2)[0].trim();
        return essence.equalsIgnoreCase(wanted)
                ? Optional.empty()
                : Optional.of("Content-Type must be " + wanted + ", not '" + type + "'");
    }
}
