package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of a snapshot: a line with its sizes, its content as JSON, and filling up to its size. The filling follows
 * from the content, so that a file need not be kept and every change of it is noticed.
 */
final class SnapshotFile {

    /**
     * A file that was read.
     *
     * @param content empty if the file is broken
     */
    record Content(long size, String sha256, Optional<ObjectNode> content) {}

    private static final Pattern LINE = Pattern.compile("csnap (\\d{1,12}) (\\d{1,8})");
    private static final int MAX_LINE = 64;
    private static final int BLOCK = 8192;

    private SnapshotFile() {}

    /** Returns the file of this content, of this size or as long as the content needs. */
    static Body of(ObjectNode content, long size) {
        byte[] json = Json.write(content).getBytes(StandardCharsets.UTF_8);
        long whole = Math.max(size, json.length + MAX_LINE);
        byte[] line =
                String.format(Locale.ROOT, "csnap %d %d\n", whole, json.length).getBytes(StandardCharsets.US_ASCII);
        long filling = whole - line.length - json.length;
        return new Body(
                () -> whole,
                () -> new SequenceInputStream(
                        new SequenceInputStream(new ByteArrayInputStream(line), new ByteArrayInputStream(json)),
                        new Filling(Arrays.hashCode(json), filling)));
    }

    /** Reads a file to the end of the stream. */
    static Content read(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        CountedStream counted = new CountedStream(new BufferedInputStream(in));
        InputStream file = new DigestInputStream(counted, digest);
        Optional<ObjectNode> content = content(file, counted);
        file.transferTo(OutputStream.nullOutputStream());
        long size = counted.count();
        return new Content(size, HexFormat.of().formatHex(digest.digest()), content);
    }

    private static Optional<ObjectNode> content(InputStream file, CountedStream counted) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = file.read(); next >= 0 && next != '\n' && text.length() < MAX_LINE; next = file.read()) {
            text.append((char) next);
        }
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            return Optional.empty();
        }
        byte[] json = file.readNBytes(Integer.parseInt(line.group(2)));
        long rest = Long.parseLong(line.group(1)) - counted.count();
        if (!isSame(file, new Filling(Arrays.hashCode(json), rest)) || rest < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(new String(json, StandardCharsets.UTF_8)))
                    .filter(ObjectNode.class::isInstance)
                    .map(ObjectNode.class::cast);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean isSame(InputStream one, InputStream other) throws IOException {
        byte[] left;
        byte[] right;
        do {
            left = one.readNBytes(BLOCK);
            right = other.readNBytes(BLOCK);
            if (!Arrays.equals(left, right)) {
                return false;
            }
        } while (left.length > 0);
        return true;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the SHA-256 of a text in hex. */
    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Bytes that look random and follow from a seed. */
    private static final class Filling extends InputStream {

        private long state;
        private long left;

        private Filling(long seed, long length) {
            this.state = seed;
            this.left = length;
        }

        @Override
        public int read() {
            if (left <= 0) {
                return -1;
            }
            left--;
            state = state * 6364136223846793005L + 1442695040888963407L;
            return (int) (state >>> 56);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0 && length > 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            for (int i = 0; i < count; i++) {
                target[offset + i] = (byte) read();
            }
            return count;
        }
    }
}
