package io.cognigydeploy.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is going to be written down: everything under a key that sounds like one, except numbers,
 * booleans and null, and the secret part of strings that carry one wherever they are.
 */
final class Redaction {

    private static final String HIDDEN = "***";
    private static final int SHORTEST_RECOGNISED = 4;

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

    /**
     * The texts that {@link #redacted(ObjectNode)} takes out whole, so that they can be recognised where others repeat
     * them. Very short ones are left out: they are in everything.
     */
    static Set<String> secretsOf(JsonNode value) {
        Set<String> found = new LinkedHashSet<>();
        collect(value, false, found);
        return found;
    }

    private static void collect(JsonNode value, boolean secret, Set<String> found) {
        if (value instanceof ObjectNode object) {
            object.properties()
                    .forEach(member -> collect(member.getValue(), secret || isSecret(member.getKey()), found));
        } else if (value instanceof ArrayNode array) {
            array.forEach(element -> collect(element, secret, found));
        } else if (secret && value.isTextual() && value.textValue().length() >= SHORTEST_RECOGNISED) {
            found.add(value.textValue());
        }
    }

    /** A copy in which none of these texts is left. */
    static JsonNode without(Set<String> secrets, JsonNode value) {
        return Json.withTexts(value, text -> without(secrets, text));
    }

    private static String without(Set<String> secrets, String text) {
        String result = text;
        for (String secret : secrets) {
            result = result.replace(secret, HIDDEN);
        }
        return result;
    }

    private static boolean isSecret(String key) {
        String plain = SEPARATORS.matcher(key).replaceAll("").toLowerCase(Locale.ROOT);
        return SECRET_KEY.matcher(plain).find();
    }

    private static JsonNode hidden(JsonNode value) {
        return value.isNumber() || value.isBoolean() || value.isNull() ? value : TextNode.valueOf(HIDDEN);
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
}
