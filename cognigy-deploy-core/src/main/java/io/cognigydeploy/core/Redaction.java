package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of what is going to be written down: everything under a key that sounds like one, except numbers,
 * booleans and null, and the secret part of strings that carry one wherever they are.
 */
final class Redaction {

    private static final String HIDDEN = "***";

    private static final Pattern SECRET_KEY =
            Pattern.compile("secret|password|passwd|token|apikey|credential|authorization|privatekey|connectionstring");
    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]");

    // None of these starts with something that can match at every position: that would take quadratic time.
    private static final Pattern BEARER = Pattern.compile("\\bBearer\\s+[\\w.~+/=-]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_INFO = Pattern.compile("://([^/?#\\s:@]*):([^/?#\\s]*)@");
    private static final Pattern QUERY = Pattern.compile("([?&])([^?&=#\\s]+)=([^&#\\s]*)");

    private Redaction() {}

    /** A copy without secrets. */
    static ObjectNode redacted(ObjectNode object) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties()
                .forEach(member -> copy.set(
                        member.getKey(),
                        isSecret(member.getKey()) ? hidden(member.getValue()) : redacted(member.getValue())));
        return copy;
    }

    /** A copy without secrets, in the same order. */
    static Map<String, @Nullable Object> redacted(Map<String, ? extends @Nullable Object> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key, isSecret(key) ? hidden(value) : redactedValue(value)));
        return copy;
    }

    /** The text without bearer tokens, passwords in URLs and secrets in query parameters. */
    static String redacted(String text) {
        String result = text;
        if (result.contains("://")) {
            result = USER_INFO.matcher(result).replaceAll("://$1:" + HIDDEN + "@");
        }
        if (result.indexOf('=') >= 0) {
            result = QUERY.matcher(result).replaceAll(found -> isSecret(found.group(2)) ? "$1$2=" + HIDDEN : "$0");
        }
        return BEARER.matcher(result).replaceAll("Bearer " + HIDDEN);
    }

    /** Whether there is anything to take out. */
    static boolean applies(ObjectNode object) {
        return !redacted(object).equals(object);
    }

    /** Whether there is anything to take out. */
    static boolean applies(Map<String, ? extends @Nullable Object> map) {
        return !redacted(map).equals(map);
    }

    private static boolean isSecret(String key) {
        String plain = SEPARATORS.matcher(key).replaceAll("").toLowerCase(Locale.ROOT);
        return SECRET_KEY.matcher(plain).find();
    }

    private static JsonNode hidden(JsonNode value) {
        return value.isNumber() || value.isBoolean() || value.isNull() ? value : TextNode.valueOf(HIDDEN);
    }

    private static @Nullable Object hidden(@Nullable Object value) {
        if (value instanceof JsonNode node) {
            return hidden(node);
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : HIDDEN;
    }

    private static JsonNode redacted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return redacted(object);
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> copy.add(redacted(element)));
            return copy;
        }
        return value.isTextual() ? TextNode.valueOf(redacted(value.textValue())) : value;
    }

    private static @Nullable Object redactedValue(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return redacted(text.toString());
        }
        if (value instanceof JsonNode node) {
            return redacted(node);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            map.forEach((key, element) -> named.put(String.valueOf(key), element));
            return redacted(named);
        }
        if (value instanceof Object[] array) {
            return redactedValue(Arrays.asList(array));
        }
        if (value instanceof Iterable<?> elements) {
            List<@Nullable Object> copy = new ArrayList<>();
            elements.forEach(element -> copy.add(redactedValue(element)));
            return copy;
        }
        return value;
    }
}
