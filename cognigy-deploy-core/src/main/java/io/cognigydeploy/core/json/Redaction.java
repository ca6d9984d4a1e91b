package io.cognigydeploy.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Secrets;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The removal of secrets from records. A secret is every value under the name of a secret, except numbers, booleans and
 * null, the path of a webhook, and a secret inside a text.
 */
public final class Redaction {

    private static final Pattern ADDRESS =
            Pattern.compile("https?://[^/?#\\s]*+([/?#]\\S{7,})", Pattern.CASE_INSENSITIVE);

    /**
     * The members that a run is resumed from. Their values are ids, hashes and words of ours, which must not change.
     */
    private static final Set<String> DECISIVE = Set.of(
            "event",
            "verdict",
            "outcome",
            "judge",
            "observation",
            "at",
            "since",
            "phase",
            "runId",
            "kind",
            "target",
            "fingerprint",
            "mutation",
            "idempotencyKey",
            "operationId",
            "known",
            "file",
            "sha256",
            "id",
            "version",
            "environmentId",
            "contentHash",
            "previousVersion",
            "previousHash",
            "manifestVersion",
            "status");

    /** The platform's words for states, as opposed to sentences in their place. */
    private static final Pattern STATE = Pattern.compile("[A-Za-z_-]{1,40}");

    /** The maximum length of a recorded text, in characters. No sentence for a person is as long. */
    private static final int MAX_OF_TEXT = 10_000;

    private Redaction() {}

    /** Returns a copy without secrets. */
    public static ObjectNode redacted(ObjectNode object) {
        return (ObjectNode) redacted((JsonNode) object);
    }

    /** Returns a copy of a deployment that hides only the secrets in addresses. */
    public static ObjectNode withoutAddresses(ObjectNode object) {
        return (ObjectNode) mapped(object, UnaryOperator.identity(), (name, value) -> {
            if (value.isTextual() && Secrets.isAddressName(name)) {
                return withoutPath(value);
            }
            return value instanceof ObjectNode inner ? withoutAddresses(inner) : value;
        });
    }

    private static JsonNode redacted(String name, JsonNode value) {
        if (Secrets.isName(name)) {
            return value.isNumber() || value.isBoolean() || value.isNull() ? value : TextNode.valueOf(Secrets.HIDDEN);
        }
        return Secrets.isAddressName(name) ? withoutPath(value) : redacted(value);
    }

    private static JsonNode redacted(JsonNode value) {
        return mapped(value, Secrets::hidden, Redaction::redacted);
    }

    private static JsonNode mapped(
            JsonNode value, UnaryOperator<String> texts, BiFunction<String, JsonNode, JsonNode> member) {
        return Json.mapped(value, UnaryOperator.identity(), texts, member);
    }

    private static JsonNode withoutPath(JsonNode value) {
        return value.isTextual()
                ? TextNode.valueOf(Secrets.hidden(Secrets.hiddenPath(value.textValue())))
                : redacted(value);
    }

    /**
     * Returns the texts that {@link #redacted} removes whole, so that they can be recognised where others repeat them.
     */
    public static Set<String> secretsOf(JsonNode value) {
        Set<String> found = new LinkedHashSet<>();
        collect(value, false, found);
        return found;
    }

    private static void collect(JsonNode value, boolean secret, Set<String> found) {
        if (value instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                Matcher address = ADDRESS.matcher(member.getValue().asText());
                if (Secrets.isAddressName(member.getKey()) && address.matches()) {
                    found.add(address.group(1));
                }
                collect(member.getValue(), secret || Secrets.isName(member.getKey()), found);
            });
        } else if (value instanceof ArrayNode array) {
            array.forEach(element -> collect(element, secret, found));
        } else if (secret && value.isTextual()) {
            found.add(value.textValue());
        }
    }

    /** Returns the text without secrets, storable and of a bounded length. */
    public static String without(Secrets secrets, String text) {
        // Half of what is searched is dropped, so a secret that the cut divides is not in the rest.
        if (text.length() > 2 * MAX_OF_TEXT) {
            String hidden = secrets.hide(text.substring(0, 2 * MAX_OF_TEXT));
            if (hidden.length() > MAX_OF_TEXT) {
                return beginning(hidden);
            }
        }
        String hidden = secrets.hide(text);
        return hidden.length() > MAX_OF_TEXT ? beginning(hidden) : Printable.storable(hidden);
    }

    private static String beginning(String hidden) {
        return Printable.storable(hidden.substring(0, hidden.offsetByCodePoints(0, MAX_OF_TEXT / 2)) + "…");
    }

    /** Returns a copy of a record whose sentences have no secrets and fit into a record. */
    public static JsonNode without(Secrets secrets, JsonNode value) {
        return mapped(
                value,
                text -> without(secrets, text),
                (name, member) -> isDecisive(name, member) ? member : without(secrets, member));
    }

    private static boolean isDecisive(String name, JsonNode value) {
        return !value.isObject() && isDecisive(name, value.asText());
    }

    private static boolean isDecisive(String name, String text) {
        return DECISIVE.contains(name)
                || (name.equals("state") && STATE.matcher(text).matches());
    }

    /** Returns the canonical form of a record without secrets, like {@link #without(Secrets, JsonNode)}. */
    public static CanonicalForm canonical(Secrets secrets, Object value) {
        return CanonicalForm.of(value, out -> new Sentences(secrets, out));
    }

    /** A writer of a record whose sentences have no secrets. */
    private static final class Sentences extends JsonGeneratorDelegate {

        private final Secrets secrets;
        private String member = "";
        /** How deep the writer is in an array that must not change; 0 outside of one. */
        private int unchanged;

        Sentences(Secrets secrets, JsonGenerator out) {
            super(out, false);
            this.secrets = secrets;
        }

        @Override
        public void writeFieldName(String name) throws IOException {
            member = name;
            super.writeFieldName(name);
        }

        @Override
        public void writeFieldName(SerializableString name) throws IOException {
            writeFieldName(name.getValue());
        }

        @Override
        public void writeEndObject() throws IOException {
            super.writeEndObject();
            // In an array, the next text is no member of the object before it.
            member = "";
        }

        @Override
        public void writeStartArray() throws IOException {
            super.writeStartArray();
            beginArray();
        }

        @Override
        public void writeStartArray(Object value) throws IOException {
            super.writeStartArray(value);
            beginArray();
        }

        @Override
        public void writeStartArray(Object value, int size) throws IOException {
            super.writeStartArray(value, size);
            beginArray();
        }

        private void beginArray() {
            unchanged += unchanged > 0 || isDecisive(member, "") ? 1 : 0;
            member = "";
        }

        @Override
        public void writeEndArray() throws IOException {
            super.writeEndArray();
            unchanged -= unchanged > 0 ? 1 : 0;
        }

        @Override
        public void writeString(String text) throws IOException {
            super.writeString(unchanged > 0 || isDecisive(member, text) ? text : without(secrets, text));
        }

        @Override
        public void writeString(SerializableString text) throws IOException {
            writeString(text.getValue());
        }

        @Override
        public void writeString(char[] text, int offset, int length) throws IOException {
            writeString(new String(text, offset, length));
        }
    }
}
