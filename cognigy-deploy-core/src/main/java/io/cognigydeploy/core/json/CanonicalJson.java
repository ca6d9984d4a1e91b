package io.cognigydeploy.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The canonical bytes of a JSON value by RFC 8785. They are the same in every language, so that a hash made here can be
 * checked anywhere.
 *
 * <p>Values that the form cannot carry exactly are refused rather than rounded: a number that is not the value of its
 * own canonical text, NaN and infinities, and strings with half a surrogate pair.
 */
public final class CanonicalJson {

    private static final int MAX_DEPTH = 500;
    private static final long EXACT_INTEGERS = 1L << 53;
    private static final int MAX_PLAIN_DIGITS = 15;

    private CanonicalJson() {}

    /**
     * Returns the canonical form in UTF-8. The tree may have records of this module in it, which are written as they are.
     *
     * @throws IllegalArgumentException if the value has no exact canonical form
     */
    public static byte[] bytes(JsonNode value) {
        return canonical(value).toBytes();
    }

    /**
     * Returns the SHA-256 of the canonical form, in lower-case hexadecimal.
     *
     * @throws IllegalArgumentException if the value has no exact canonical form
     */
    public static String sha256Hex(JsonNode value) {
        return sha256Hex(canonical(value));
    }

    /**
     * Returns the SHA-256 of the canonical form of an object that is being parsed, without one of its members.
     *
     * @param utf8 the bytes that are parsed, a text by {@link Utf8}
     * @param object at the start of the object; afterwards at its end
     * @throws IllegalArgumentException if the value has no exact canonical form, or a member twice
     * @throws IOException if the parser throws it
     */
    public static String sha256HexWithout(String member, byte[] utf8, JsonParser object) throws IOException {
        var bytes = new CanonicalBytes(utf8.length + 16);
        bytes.beginObject();
        for (String name = object.nextFieldName(); name != null; name = object.nextFieldName()) {
            member(name, utf8, object, 0, bytes);
            if (name.equals(member)) {
                bytes.dropMember();
            } else {
                bytes.endMember();
            }
        }
        bytes.endObject();
        return sha256Hex(bytes);
    }

    private static String sha256Hex(CanonicalBytes bytes) {
        MessageDigest digest = sha256();
        bytes.digest(digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Returns a new SHA-256 digest. Every Java platform has one. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, but this one reports none.", e);
        }
    }

    private static CanonicalBytes canonical(JsonNode value) {
        var bytes = new CanonicalBytes(512);
        write(value, 0, bytes);
        return bytes;
    }

    private static void write(JsonNode node, int depth, CanonicalBytes out) {
        checkDepth(depth);
        switch (node.getNodeType()) {
            case OBJECT -> {
                out.beginObject();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    out.beginMember(member.getKey());
                    write(member.getValue(), depth + 1, out);
                    out.endMember();
                }
                out.endObject();
            }
            case ARRAY -> {
                out.beginArray();
                for (JsonNode element : node) {
                    write(element, depth + 1, out);
                    out.endElement();
                }
                out.endArray();
            }
            case STRING -> out.text(node.textValue());
            case NUMBER -> out.plain(number(node));
            case BOOLEAN -> out.plain(node.booleanValue() ? "true" : "false");
            case NULL -> out.plain("null");
            case POJO -> out.form(CanonicalForm.of(((POJONode) node).getPojo()));
            case BINARY, MISSING ->
                throw new IllegalArgumentException("A node of type " + node.getNodeType() + " is not a JSON value.");
        }
    }

    private static void write(JsonToken token, byte[] utf8, JsonParser in, int depth, CanonicalBytes out)
            throws IOException {
        checkDepth(depth);
        switch (token) {
            case START_OBJECT -> {
                out.beginObject();
                for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                    member(name, utf8, in, depth, out);
                    out.endMember();
                }
                out.endObject();
            }
            case START_ARRAY -> {
                out.beginArray();
                for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                    write(next, utf8, in, depth + 1, out);
                    out.endElement();
                }
                out.endArray();
            }
            case VALUE_STRING -> text(utf8, in, out);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in, out);
            case VALUE_TRUE -> out.plain("true");
            case VALUE_FALSE -> out.plain("false");
            case VALUE_NULL -> out.plain("null");
            default -> throw new IllegalArgumentException("A token " + token + " is not of a JSON value.");
        }
    }

    private static void member(String name, byte[] utf8, JsonParser in, int depth, CanonicalBytes out)
            throws IOException {
        out.beginMember(name);
        write(in.nextToken(), utf8, in, depth + 1, out);
    }

    private static void text(byte[] utf8, JsonParser in, CanonicalBytes out) throws IOException {
        int from = (int) in.currentTokenLocation().getByteOffset();
        int end = from + 1;
        while (end < utf8.length && isPlain(utf8[end])) {
            end++;
        }
        boolean isShort = end - from < in.streamReadConstraints().getMaxStringLength();
        if (end < utf8.length && utf8[end] == '"' && isShort) {
            // Nothing is escaped, so the parser need not decode it.
            out.plain(utf8, from, end + 1 - from);
        } else {
            char[] text = in.getTextCharacters();
            out.text(text, in.getTextOffset(), in.getTextLength());
        }
    }

    /** Returns whether a byte of a text is the same in canonical form. */
    private static boolean isPlain(byte one) {
        return one != '"' && one != '\\' && (one < 0 || one >= ' ');
    }

    static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("The value is nested deeper than " + MAX_DEPTH + " levels.");
        }
    }

    private static void number(JsonParser in, CanonicalBytes out) throws IOException {
        char[] text = in.getTextCharacters();
        if (isCanonical(text, in.getTextOffset(), in.getTextLength())) {
            out.plain(text, in.getTextOffset(), in.getTextLength());
        } else {
            out.plain(number(in.getDecimalValue()));
        }
    }

    /**
     * Returns whether the text of a number is surely its canonical one. All numbers of up to 15 digits have
     * doubles of their own, so no shorter text has the same value.
     */
    private static boolean isCanonical(char[] text, int from, int length) {
        int first = text[from] == '-' ? from + 1 : from;
        int last = from + length - 1;
        if (last - first > MAX_PLAIN_DIGITS || (text[first] == '0' && first > from)) {
            return false;
        }
        int point = -1;
        for (int at = first; at <= last; at++) {
            if (text[at] == '.') {
                point = at;
            } else if (text[at] < '0' || text[at] > '9') {
                return false;
            }
        }
        // Below one millionth, ECMAScript writes an exponent.
        return point < 0
                ? last - first < MAX_PLAIN_DIGITS
                : text[last] != '0' && (text[first] != '0' || last - point <= 6);
    }

    private static String number(JsonNode node) {
        return node.isFloat() || node.isDouble() || node.isInt()
                ? number(node.doubleValue())
                : number(node.decimalValue());
    }

    static String number(BigDecimal value) {
        // Not simply "up to 2^53": 1e20 is written without an exponent and has to be readable as an integer again.
        double nearest = value.doubleValue();
        if (Double.isFinite(nearest)) {
            String text = number(nearest);
            if (new BigDecimal(text).compareTo(value) == 0) {
                return text;
            }
        }
        throw new IllegalArgumentException(
                "Canonical JSON cannot carry this number exactly, it holds 53 bits; use a string for it.");
    }

    /** Returns the text that ECMAScript gives a finite number. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no number for " + value + ".");
        }
        if (Math.abs(value) <= EXACT_INTEGERS && value == (long) value) {
            return Long.toString((long) value);
        }
        // Double.toString of JDK 17 does not always find the shortest digits.
        BigDecimal shortest = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
        if (Math.abs(value) < Double.MIN_NORMAL) {
            // Java never goes below two digits (4.9E-324), ECMAScript does (5e-324).
            BigDecimal nearest = shortest.round(new MathContext(1, RoundingMode.HALF_UP));
            shortest = nearest.doubleValue() == value ? nearest.stripTrailingZeros() : shortest;
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        return -7 < exponent && exponent < 21
                ? shortest.toPlainString()
                : shortest.toString().replace('E', 'e');
    }
}
