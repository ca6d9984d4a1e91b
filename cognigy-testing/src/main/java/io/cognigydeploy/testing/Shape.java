package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The form that a JSON value must have. */
@FunctionalInterface
interface Shape {

    Shape TEXT = (where, value) -> value.isTextual() ? Optional.empty() : is(where, value, "a string");
    Shape WHOLE = (where, value) -> value.isIntegralNumber() ? Optional.empty() : is(where, value, "an integer");
    Shape NUMBER = (where, value) -> value.isNumber() ? Optional.empty() : is(where, value, "a number");
    Shape TRUTH = (where, value) -> value.isBoolean() ? Optional.empty() : is(where, value, "true or false");
    Shape ANYTHING = (where, value) -> Optional.empty();

    /** A date and a time with an offset, as ISO 8601 has them. */
    Shape MOMENT = (where, value) -> isMoment(value) ? Optional.empty() : is(where, value, "an ISO 8601 time");

    /** An http or https URL with a host. */
    Shape URL = (where, value) -> isUrl(value) ? Optional.empty() : is(where, value, "an http or https URL");

    private static boolean isUrl(JsonNode value) {
        try {
            URI url = new URI(value.asText());
            return value.isTextual()
                    && url.getHost() != null
                    && List.of("http", "https").contains(String.valueOf(url.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Returns the departure of a value from this shape, in words; empty if there is none. */
    Optional<String> departure(String where, JsonNode value);

    static Shape words(String... words) {
        List<String> allowed = List.of(words);
        return (where, value) -> value.isTextual() && allowed.contains(value.textValue())
                ? Optional.empty()
                : is(where, value, "one of " + allowed);
    }

    static Shape between(int least, int most) {
        return (where, value) -> value.canConvertToInt() && value.intValue() >= least && value.intValue() <= most
                ? Optional.empty()
                : is(where, value, "an integer from " + least + " to " + most);
    }

    /** Returns the shape of a text that fits the regular expression as a whole; {@code words} name such a text. */
    static Shape matching(String regex, String words) {
        Pattern pattern = Pattern.compile(regex);
        return (where, value) ->
                value.isTextual() && pattern.matcher(value.textValue()).matches()
                        ? Optional.empty()
                        : is(where, value, words);
    }

    static Shape orNull(Shape shape) {
        return (where, value) -> value.isNull() ? Optional.empty() : shape.departure(where, value);
    }

    private static boolean isMoment(JsonNode value) {
        try {
            return value.isTextual() && OffsetDateTime.parse(value.textValue()).getOffset() != null;
        } catch (DateTimeException e) {
            return false;
        }
    }

    static Shape listOf(Shape element) {
        return (where, value) -> {
            if (!value.isArray()) {
                return is(where, value, "an array");
            }
            for (int i = 0; i < value.size(); i++) {
                Optional<String> departure = element.departure(where + "[" + i + "]", value.get(i));
                if (departure.isPresent()) {
                    return departure;
                }
            }
            return Optional.empty();
        };
    }

    /** Returns the shape of an object with these members and no others. */
    static Shape object(Member... members) {
        return object(List.of(members), false);
    }

    /** Returns the shape of an object that may have other members than these. */
    static Shape openObject(Member... members) {
        return object(List.of(members), true);
    }

    private static Shape object(List<Member> members, boolean open) {
        return (where, value) -> {
            if (!value.isObject()) {
                return is(where, value, "an object");
            }
            List<String> known = new ArrayList<>();
            for (Member member : members) {
                known.add(member.name());
                String place = where + "." + member.name();
                JsonNode found = value.get(member.name());
                Optional<String> departure = Optional.empty();
                if (found != null) {
                    departure = member.shape().departure(place, found);
                } else if (member.required()) {
                    departure = Optional.of(place + " is missing");
                }
                if (departure.isPresent()) {
                    return departure;
                }
            }
            for (Iterator<String> names = value.fieldNames(); names.hasNext() && !open; ) {
                String name = names.next();
                if (!known.contains(name)) {
                    return Optional.of(where + "." + name + " is not known");
                }
            }
            return Optional.empty();
        };
    }

    private static Optional<String> is(String where, JsonNode value, String wanted) {
        String text = value.toString();
        return Optional.of(
                where + " must be " + wanted + ", not " + (text.length() <= 80 ? text : text.substring(0, 80) + "..."));
    }

    record Member(String name, Shape shape, boolean required) {

        static Member required(String name, Shape shape) {
            return new Member(name, shape, true);
        }

        static Member optional(String name, Shape shape) {
            return new Member(name, shape, false);
        }
    }
}
