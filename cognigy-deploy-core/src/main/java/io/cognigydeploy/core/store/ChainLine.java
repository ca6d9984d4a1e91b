package io.cognigydeploy.core.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.json.CanonicalJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/** The form of a record of a chained log. It is one line in canonical JSON, with its own hash and the one before. */
public final class ChainLine {

    /** Longer lines are neither written nor read. */
    public static final int LONGEST = 16 << 20;

    private static final long FORMAT = 1;
    private static final byte[] START = {'{', '"', 'b', 'o', 'd', 'y', '"', ':'};
    private static final byte[] HASH = {',', '"', 'h', 'a', 's', 'h', '"', ':', '"'};
    private static final int HASH_LENGTH = 64;

    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST)
                            .maxNameLength(LONGEST)
                            .build())
                    .build())
            .build()
            .readerFor(JsonNode.class);

    private ChainLine() {}

    /** The result of parsing a line. */
    sealed interface Parsed {}

    /** A record and the bytes of its line, newline included. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(ChainedLog.LogEntry entry, String prev, byte[] bytes) implements Parsed {

        /** Returns whether the record continues the chain at this point. */
        boolean follows(ChainReader.Tip tip) {
            return entry.seq() == tip.seq() + 1 && prev.equals(tip.head());
        }
    }

    /** A line that is no record, or one that is not as it was written. */
    record Unfit(String reason) implements Parsed {}

    /**
     * Returns the line of a new record.
     *
     * @throws IllegalArgumentException if the body has no canonical form or is too long
     */
    static Whole of(long seq, Instant ts, String prev, ObjectNode body) {
        byte[] content = CanonicalJson.bytes(body);
        byte[] end = ("\"prev\":\"" + prev + "\",\"seq\":" + seq + ",\"ts\":\"" + ts + "\",\"v\":" + FORMAT + "}\n")
                .getBytes(StandardCharsets.US_ASCII);
        long length = START.length + (long) content.length + HASH.length + HASH_LENGTH + 2 + end.length;
        if (length > LONGEST) {
            throw new IllegalArgumentException("A record of " + length + " bytes is too long, " + LONGEST
                    + " are allowed. Record a hash or a file name instead of the content.");
        }
        ByteBuffer line = ByteBuffer.allocate((int) length);
        line.put(START);
        line.put(content);
        MessageDigest digest = CanonicalJson.sha256();
        digest.update(line.array(), 0, line.position());
        digest.update((byte) ',');
        digest.update(end, 0, end.length - 1);
        String hash = HexFormat.of().formatHex(digest.digest());
        line.put(HASH)
                .put(hash.getBytes(StandardCharsets.US_ASCII))
                .put((byte) '"')
                .put((byte) ',')
                .put(end);
        return new Whole(new ChainedLog.LogEntry(seq, ts, body, hash), prev, line.array());
    }

    /**
     * Reads the record that a line starts with. The record is accepted only if writing it again gives the same bytes,
     * so that every changed bit is found, also one without a meaning in JSON. More bytes may follow it.
     *
     * @param line without its newline
     */
    static Parsed parse(byte[] line) {
        try {
            JsonNode read = JSON.readTree(line);
            JsonNode format = read.path("v");
            if (format.isNumber() && (!format.isIntegralNumber() || format.longValue() != FORMAT)) {
                return new Unfit(
                        "is in format " + format.asText() + ", which this version of the library does not read");
            }
            if (!(read.path("body") instanceof ObjectNode body)
                    || !read.path("seq").canConvertToExactIntegral()
                    || !read.path("prev").isTextual()) {
                return new Unfit("is not a record of this log");
            }
            Instant ts = Instant.parse(read.path("ts").asText());
            Whole again = of(read.path("seq").longValue(), ts, read.path("prev").textValue(), body);
            int length = again.bytes.length - 1;
            return length <= line.length && Arrays.equals(line, 0, length, again.bytes, 0, length)
                    ? again
                    : new Unfit("does not match its hash");
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return new Unfit("cannot be read");
        }
    }
}
