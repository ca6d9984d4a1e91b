package io.cognigydeploy.core.metric;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The whole lines of a file, read forward. A last line without its end is not yet written, and is left out. */
final class CsvLines implements AutoCloseable {

    private static final int MAX_LINE = 64 * 1024;

    private final InputStream in;
    private long offset;
    private long line;

    /**
     * @param offset where to begin, at the beginning of a line
     * @param line the number of lines before it
     */
    CsvLines(Path file, long offset, long line) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        boolean open = false;
        try {
            this.in = new BufferedInputStream(Channels.newInputStream(channel.position(offset)), 1 << 16);
            open = true;
        } finally {
            if (!open) {
                channel.close();
            }
        }
        this.offset = offset;
        this.line = line;
    }

    /** Returns the number of bytes before the next line. */
    long offset() {
        return offset;
    }

    /** Returns the number of the line that was read last. */
    long line() {
        return line;
    }

    /** Returns the next line without its end; null if there is no further whole line. */
    @Nullable
    String next() throws IOException, UnusableFigures {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int each = in.read();
        while (each >= 0 && each != '\n') {
            if (bytes.size() == MAX_LINE) {
                throw CsvRow.wrong(line + 1, "more than " + MAX_LINE + " bytes");
            }
            bytes.write(each);
            each = in.read();
        }
        if (each < 0) {
            return null;
        }
        offset += bytes.size() + 1;
        line++;
        String text = decoded(bytes.toByteArray());
        String marked = line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        return marked.endsWith("\r") ? marked.substring(0, marked.length() - 1) : marked;
    }

    private String decoded(byte[] bytes) throws UnusableFigures {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CsvRow.wrong(line, "not UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
