package io.cognigydeploy.client;

import io.cognigydeploy.client.product.model.ObjectId;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The form of an upload, {@code multipart/form-data}: the project's id, then the file of a snapshot. Its end is read only
 * after the whole file was found unchanged, so that no form with another file ever leaves.
 */
final class SnapshotForm implements FileTransport.Source {

    private static final String SUFFIX = ".csnap";
    private static final int MAX_NAME = 100;

    private final CallSpec call;
    private final FileOptions.Progress progress;
    private final Path file;
    private final Optional<String> sha256;
    private final long size;
    private final FileTime modified;
    private final String boundary;
    private final byte[] beginning;
    private final byte[] end;

    /**
     * @param sha256 the hash that the file must have
     * @param boundary letters, digits and hyphens that occur nowhere in the file
     * @throws LocalFileException if the file cannot be read
     */
    SnapshotForm(
            CallSpec call,
            ObjectId project,
            Path file,
            Optional<String> sha256,
            String boundary,
            FileOptions.Progress progress) {
        this.call = call;
        this.progress = progress;
        this.file = file;
        this.sha256 = sha256;
        this.boundary = boundary;
        BasicFileAttributes attributes = attributes(call, file);
        this.size = attributes.size();
        this.modified = attributes.lastModifiedTime();
        this.beginning = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"projectId\"\r\n\r\n"
                        + project.text()
                        + "\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + nameOf(file) + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static BasicFileAttributes attributes(CallSpec call, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                return attributes;
            }
            throw new NoSuchFileException(file.toString(), null, "not a regular file");
        } catch (IOException e) {
            throw unreadable(call, file, OutcomeClass.NOT_SENT, e);
        }
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** Returns the size of the file alone. */
    long fileSize() {
        return size;
    }

    @Override
    public long length() {
        return beginning.length + size + end.length;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream content;
        try {
            content = Files.newInputStream(file);
        } catch (IOException e) {
            throw failed(OutcomeClass.NOT_SENT, e);
        }
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(beginning), new Unchanged(content), new ByteArrayInputStream(end))));
    }

    /** Returns the name of a file with the suffix, in letters, digits and marks that need no quoting. */
    private static String nameOf(Path file) {
        String plain = String.valueOf(file.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
        String stem = plain.endsWith(SUFFIX) ? plain.substring(0, plain.length() - SUFFIX.length()) : plain;
        return stem.substring(0, Math.min(stem.length(), MAX_NAME)) + SUFFIX;
    }

    private IOException failed(OutcomeClass outcome, IOException e) {
        // The end of the call, not of the file.
        return e instanceof ClosedByInterruptException
                ? e
                : new RefusedFileException(unreadable(call, file, outcome, e));
    }

    private static LocalFileException unreadable(CallSpec call, Path file, OutcomeClass outcome, IOException e) {
        return new LocalFileException(call.name(), outcome, "the file " + file + " cannot be read: " + e, e);
    }

    /** The bytes of the file, whose end is reached only if it is the same file to the end. */
    private final class Unchanged extends FilterInputStream {

        private final FileMeter meter = new FileMeter(progress);

        Unchanged(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read;
            FileTime now;
            try {
                read = super.read(target, offset, length);
                now = read < 0 ? Files.getLastModifiedTime(file) : modified;
            } catch (IOException e) {
                throw failed(call.outcomeIfLost(), e);
            }
            if (read > 0) {
                meter.passed(target, offset, read, OptionalLong.of(size));
            }
            boolean ended = read < 0;
            if (meter.bytes() > size || (ended && (meter.bytes() < size || !now.equals(modified)))) {
                throw refused("changed while it was sent");
            }
            if (ended
                    && sha256.filter(expected -> !expected.equals(meter.hash())).isPresent()) {
                throw refused("has not the expected SHA-256");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            meter.close();
            super.close();
        }

        private IOException refused(String why) {
            return new RefusedFileException(
                    new LocalFileException(call.name(), call.outcomeIfLost(), "the file " + file + " " + why, null));
        }
    }
}
