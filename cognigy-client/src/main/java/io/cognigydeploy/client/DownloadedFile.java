package io.cognigydeploy.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way to a path, in one attempt. It is written beside the path and moved there when it is whole; until then
 * the path is untouched.
 */
final class DownloadedFile implements FileTransport.Sink, AutoCloseable {

    /** Size below which a file is a placeholder, which the product serves while it prepares the right one. */
    private static final int SMALLEST = 1024;

    private final CallSpec call;
    private final FileOptions options;
    private final Path target;
    private final Path part;
    private @Nullable FileChannel channel;
    private final FileMeter meter;
    private OptionalLong stated = OptionalLong.empty();

    DownloadedFile(CallSpec call, Path target, FileOptions options) {
        this.call = call;
        this.options = options;
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.meter = new FileMeter(options.progress());
    }

    @Override
    public OutputStream begin(HttpHeaders headers) throws IOException {
        String coding = String.join(", ", headers.allValues("Content-Encoding"));
        if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
            throw new RefusedFileException(new UnreadableResponseException(
                    call, 200, "a file in the coding " + Printable.cut(coding, 80) + ", which was not asked for"));
        }
        stated = headers.firstValueAsLong("Content-Length");
        requireSize(stated.orElse(0));
        try {
            Files.deleteIfExists(part);
            FileChannel opened = FileChannel.open(
                    part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownersOnly());
            channel = opened;
            return new PartStream(opened);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Forces the file to disk and moves it to its path.
     *
     * @throws UnreadableResponseException if it is too small for the file of a snapshot
     * @throws TransportException if it is shorter than the answer states
     */
    SnapshotFile complete(int status) {
        if (stated.isPresent() && meter.bytes() != stated.getAsLong()) {
            String cut = "the file ended after " + meter.bytes() + " of " + stated.getAsLong() + " bytes";
            throw new TransportException(call.name(), call.outcomeIfLost(), cut, new IOException(cut));
        }
        FileChannel written = channel;
        if (written == null || meter.bytes() < SMALLEST) {
            throw new UnreadableResponseException(
                    call, status, "a file of " + meter.bytes() + " bytes, which is not yet that of the snapshot");
        }
        try {
            written.force(true);
            written.close();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel = null;
        } catch (ClosedByInterruptException e) {
            throw new CallInterruptedException(call.name(), call.outcomeIfLost(), e);
        } catch (IOException e) {
            throw unwritable(e);
        }
        return new SnapshotFile(target, meter.bytes(), meter.hash());
    }

    /** Removes what was written, unless it is at its path. */
    @Override
    public void close() {
        meter.close();
        if (channel == null) {
            return;
        }
        try {
            channel.close();
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Returns the permissions of the file: a snapshot has connections with their secrets, though encrypted. */
    private FileAttribute<?>[] ownersOnly() {
        return part.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private void requireSize(long bytes) throws IOException {
        if (bytes > options.maxBytes()) {
            throw new RefusedFileException(new OversizedResponseException(
                    call,
                    200,
                    "too much: the file has more than " + options.maxBytes()
                            + " bytes; if it may have more, raise maxBytes"));
        }
    }

    private IOException failed(IOException e) {
        // The end of the call, not of the file.
        return e instanceof ClosedByInterruptException ? e : new RefusedFileException(unwritable(e));
    }

    private LocalFileException unwritable(IOException e) {
        return new LocalFileException(
                call.name(), call.outcomeIfLost(), "the file cannot be written to " + target + ": " + e, e);
    }

    /** The stream into the file. */
    private final class PartStream extends OutputStream {

        private final FileChannel opened;

        PartStream(FileChannel opened) {
            this.opened = opened;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            requireSize(meter.bytes() + length);
            ByteBuffer bytes = ByteBuffer.wrap(source, offset, length);
            try {
                while (bytes.hasRemaining()) {
                    opened.write(bytes);
                }
            } catch (IOException e) {
                throw failed(e);
            }
            meter.passed(source, offset, length, stated);
        }
    }
}
