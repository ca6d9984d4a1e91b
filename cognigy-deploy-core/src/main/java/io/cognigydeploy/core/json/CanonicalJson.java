package io.cognigydeploy.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
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

    private static final JsonFactory FORM =
            JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

    private CanonicalJson() {}

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

    /** Returns a new SHA-256 digest. Every Java platform has one. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, but this one reports none.", e);
        }
    }

    private static void write(JsonNode value, OutputStream into) {
        // An encoder of its own refuses half a surrogate pair; Jackson's writes something in its place.
        var text = new OutputStreamWriter(into, StandardCharsets.UTF_8.newEncoder());
        try (JsonGenerator out = FORM.createGenerator(text)) {
            write(value, 0, out);
        } catch (IOException e) {
            throw new IllegalArgumentException("A string has half a surrogate pair.", e);
        }
    }

    private static void write(JsonNode node, int depth, JsonGenerator out) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("The value is nested deeper than " + MAX_DEPTH + " levels.");
        }
        switch (node.getNodeType()) {
            case OBJECT -> {
                out.writeStartObject();
                // String's own order is by UTF-16 code unit, which is the order that the RFC asks for.
                for (Map.Entry<String, JsonNode> member : node.properties().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList()) {
                    out.writeFieldName(member.getKey());
                    write(member.getValue(), depth + 1, out);
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode element : node) {
                    write(element, depth + 1, out);
                }
                out.writeEndArray();
            }
            case STRING -> out.writeString(node.textValue());
            case NUMBER -> out.writeNumber(number(node));
            case BOOLEAN -> out.writeBoolean(node.booleanValue());
            case NULL -> out.writeNull();
            case BINARY, MISSING, POJO ->
                throw new IllegalArgumentException("A node of type " + node.getNodeType() + " is not a JSON value.");
        }
    }

    private static String number(JsonNode node) {
        if (node.isFloat() || node.isDouble()) {
            return number(node.doubleValue());
        }
        // Not simply "up to 2^53": 1e20 is written without an exponent and has to be readable as an integer again.
        double nearest = node.doubleValue();
        if (Double.isFinite(nearest)) {
            String text = number(nearest);
            if (new BigDecimal(text).compareTo(node.decimalValue()) == 0) {
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
