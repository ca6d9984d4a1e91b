package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a {@code multipart/form-data} body: texts, and the file of a snapshot. The file is not kept in memory.
 * Parts after one that is malformed are left out.
 */
record Multipart(Map<String, String> texts, Map<String, File> files) {

    /** An uploaded file with its name. */
    record File(String name, SnapshotFile.Content content) {}

    private static final int MAX_TEXT = 64 * 1024;
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)multipart/form-data\\s*;.*boundary=(?:\"([^\"]{1,70})\"|([^\";,\\s]{1,70})).*");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)[;\\s]filename=\"([^\"]*)\"");

    /** Returns the boundary that a content type states. */
    static Optional<String> boundary(Optional<String> contentType) {
        return contentType
                .map(BOUNDARY::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1));
    }

    /** Reads a body to its end. */
    static Multipart read(InputStream in, String boundary) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, File> files = new LinkedHashMap<>();
        Parts parts = new Parts(in, "\r\n--" + boundary);
        parts.skip();
        for (Optional<String> head = parts.head(); head.isPresent(); head = parts.head()) {
            Matcher name = NAME.matcher(head.get());
            Matcher file = FILE_NAME.matcher(head.get());
            if (name.find() && file.find()) {
                files.put(name.group(1), new File(file.group(1), SnapshotFile.read(parts)));
            } else if (name.reset().find()) {
                texts.put(name.group(1), new String(parts.readNBytes(MAX_TEXT), StandardCharsets.UTF_8));
            }
            parts.skip();
        }
        parts.in.transferTo(OutputStream.nullOutputStream());
        return new Multipart(texts, files);
    }

    /** Returns the texts and the names of the files. */
    ObjectNode fields() {
        ObjectNode fields = Json.object();
        texts.forEach(fields::put);
        files.forEach((name, file) -> fields.put(name, file.name()));
        return fields;
    }

    /** Returns one line with the texts, and with name, size and SHA-256 of each file. */
    @Override
    public String toString() {
        ObjectNode line = fields();
        files.forEach((name, file) -> line.putObject(name)
                .put("name", file.name())
                .put("bytes", file.content().size())
                .put("sha256", file.content().sha256()));
        return Json.write(line);
    }

    /** The bytes of one part after the other; each ends before the delimiter. */
    private static final class Parts extends InputStream {

        private static final int NONE = -1;

        private final InputStream in;
        private final byte[] delimiter;
        private final byte[] buffer = new byte[64 * 1024];
        private int position;
        private int limit;

        /** Where the next delimiter begins in the buffer. */
        private int delimited = NONE;

        private boolean ended;

        private Parts(InputStream in, String delimiter) {
            // The first delimiter may be at the very beginning, where no line end is before it.
            this.in = new SequenceInputStream(new ByteArrayInputStream("\r\n".getBytes(StandardCharsets.US_ASCII)), in);
            this.delimiter = delimiter.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** Goes to the end of this part. */
        private void skip() throws IOException {
            transferTo(OutputStream.nullOutputStream());
        }

        /** Goes into the next part and returns its headers; empty after the last one. */
        private Optional<String> head() throws IOException {
            if (ended) {
                return Optional.empty();
            }
            position += delimiter.length;
            delimited = find(position);
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n") && !head.toString().startsWith("--")) {
                int next = read();
                if (next < 0 || head.length() > MAX_TEXT) {
                    return Optional.empty();
                }
                head.append((char) next);
            }
            return Optional.of(head.toString()).filter(text -> !text.startsWith("--"));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int safe = safe();
            if (safe == 0) {
                return -1;
            }
            int count = Math.min(safe, length);
            System.arraycopy(buffer, position, target, offset, count);
            position += count;
            return count;
        }

        /** Returns how many bytes are before the delimiter, or before what may be the beginning of it. */
        private int safe() throws IOException {
            while (!ended) {
                if (delimited != NONE) {
                    return delimited - position;
                }
                int safe = limit - position - delimiter.length + 1;
                if (safe > 0) {
                    return safe;
                }
                fill();
            }
            return 0;
        }

        private void fill() throws IOException {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                ended = true;
                return;
            }
            limit += count;
            delimited = find(0);
        }

        private int find(int from) {
            for (int i = from; i <= limit - delimiter.length; i++) {
                if (buffer[i] == delimiter[0] && isDelimiter(i)) {
                    return i;
                }
            }
            return NONE;
        }

        private boolean isDelimiter(int at) {
            for (int i = 0; i < delimiter.length; i++) {
                if (buffer[at + i] != delimiter[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
