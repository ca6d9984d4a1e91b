package io.cognigydeploy.core.json;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final OutputStream out;
    private final byte[] buffer = new byte[2048];
    private int used;

    private CanonicalJson(OutputStream out) {
        this.out = out;
    }

    /**
     * Returns the canonical form in UTF-8.
     *
     * @throws IllegalArgumentException if the value has no exact canonical form
     */
    public static byte[] bytes(JsonNode value) {
        var bytes = new ByteArrayOutputStream(512);
        write(value, bytes);
        return bytes.toByteArray();
    }

    /**
     * Returns the SHA-256 of the canonical form, in lower-case hexadecimal.
     *
     * @throws IllegalArgumentException if the value has no exact canonical form
     */
    public static String sha256Hex(JsonNode value) {
        MessageDigest digest = sha256();
        write(value, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, but this one reports none.", e);
        }
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
        String text = NumberOutput.toString(Math.abs(value), true);
        int exponentAt = text.indexOf('E');
        String mantissa = exponentAt < 0 ? text : text.substring(0, exponentAt);
        int exponent = exponentAt < 0 ? 0 : Integer.parseInt(text, exponentAt + 1, text.length(), 10);
        int point = mantissa.indexOf('.');
        String all = mantissa.substring(0, point) + mantissa.substring(point + 1);
        int first = 0;
        while (all.charAt(first) == '0') {
            first++;
        }
        int last = all.length();
        while (all.charAt(last - 1) == '0') {
            last--;
        }
        String digits = all.substring(first, last);
        int magnitude = point - first + exponent;
        if (digits.length() == 2 && Math.abs(value) < Double.MIN_NORMAL) {
            // Java never goes below two digits (4.9E-324), ECMAScript does (5e-324).
            int nearest = digits.charAt(0) - '0' + (digits.charAt(1) < '5' ? 0 : 1);
            if (Double.parseDouble(nearest + "E" + (magnitude - 1)) == Math.abs(value)) {
                magnitude += nearest == 10 ? 1 : 0;
                digits = nearest == 10 ? "1" : Integer.toString(nearest);
            }
        }
        return layOut(value < 0 ? "-" : "", digits, magnitude);
    }

    /** Lays out 0.digits times ten to the magnitude. */
    private static String layOut(String sign, String digits, int magnitude) {
        int count = digits.length();
        if (count <= magnitude && magnitude <= 21) {
            return sign + digits + "0".repeat(magnitude - count);
        }
        if (0 < magnitude && magnitude <= 21) {
            return sign + digits.substring(0, magnitude) + "." + digits.substring(magnitude);
        }
        if (-6 < magnitude && magnitude <= 0) {
            return sign + "0." + "0".repeat(-magnitude) + digits;
        }
        int exponent = magnitude - 1;
        String fraction = count == 1 ? "" : "." + digits.substring(1);
        return sign + digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
    }

    private static void write(JsonNode value, OutputStream out) {
        try {
            var writer = new CanonicalJson(out);
            writer.value(value, 0);
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void value(JsonNode node, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("The value is nested deeper than " + MAX_DEPTH + " levels.");
        }
        switch (node.getNodeType()) {
            case OBJECT -> object((ObjectNode) node, depth);
            case ARRAY -> array(node, depth);
            case STRING -> string(node.textValue());
            case NUMBER -> number(node);
            case BOOLEAN -> ascii(node.booleanValue() ? "true" : "false");
            case NULL -> ascii("null");
            case BINARY, MISSING, POJO ->
                throw new IllegalArgumentException("A node of type " + node.getNodeType() + " is not a JSON value.");
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void object(ObjectNode node, int depth) throws IOException {
        Map.Entry<String, JsonNode>[] members = node.properties().toArray(new Map.Entry[0]);
        // String's own order is by UTF-16 code unit, which is the order that the RFC asks for.
        Arrays.sort(members, Map.Entry.comparingByKey());
        char before = '{';
        for (Map.Entry<String, JsonNode> member : members) {
            put(before);
            before = ',';
            string(member.getKey());
            put(':');
            value(member.getValue(), depth + 1);
        }
        if (before == '{') {
            put('{');
        }
        put('}');
    }

    private void array(JsonNode node, int depth) throws IOException {
        put('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                put(',');
            }
            value(node.get(i), depth + 1);
        }
        put(']');
    }

    private void number(JsonNode node) throws IOException {
        switch (node.numberType()) {
            case INT, LONG -> {
                long value = node.longValue();
                if (-EXACT_INTEGERS <= value && value <= EXACT_INTEGERS) {
                    ascii(Long.toString(value));
                } else {
                    exactly(BigDecimal.valueOf(value));
                }
            }
            case BIG_INTEGER, BIG_DECIMAL -> exactly(node.decimalValue());
            case FLOAT, DOUBLE -> ascii(number(node.doubleValue()));
        }
    }

    // Not simply "up to 2^53": 1e20 is written without an exponent and has to be readable as an integer again.
    private void exactly(BigDecimal value) throws IOException {
        double nearest = value.doubleValue();
        if (Double.isFinite(nearest)) {
            String text = number(nearest);
            if (new BigDecimal(text).compareTo(value) == 0) {
                ascii(text);
                return;
            }
        }
        throw new IllegalArgumentException(
                "Canonical JSON cannot carry this number exactly, it holds 53 bits; use a string for it.");
    }

    private void string(String text) throws IOException {
        put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                control(c);
            } else if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (c < 0x80) {
                put(c);
            } else if (c < 0x800) {
                put(0xC0 | (c >> 6));
                continuation(c);
            } else if (!Character.isSurrogate(c)) {
                put(0xE0 | (c >> 12));
                continuation(c >> 6);
                continuation(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                int point = Character.toCodePoint(c, text.charAt(i));
                put(0xF0 | (point >> 18));
                continuation(point >> 12);
                continuation(point >> 6);
                continuation(point);
            } else {
                throw new IllegalArgumentException("A string has half a surrogate pair at position " + i + ".");
            }
        }
        put('"');
    }

    private void continuation(int bits) throws IOException {
        put(0x80 | (bits & 0x3F));
    }

    private void control(char c) throws IOException {
        put('\\');
        switch (c) {
            case '\b' -> put('b');
            case '\t' -> put('t');
            case '\n' -> put('n');
            case '\f' -> put('f');
            case '\r' -> put('r');
            default -> {
                ascii("u00");
                put(HEX[c >> 4]);
                put(HEX[c & 0xF]);
            }
        }
    }

    private void ascii(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void put(int octet) throws IOException {
        if (used == buffer.length) {
            flush();
        }
        buffer[used++] = (byte) octet;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, used);
        used = 0;
    }
}
