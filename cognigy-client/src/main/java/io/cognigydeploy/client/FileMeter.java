package io.cognigydeploy.client;

import java.util.HexFormat;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Count and hash of the bytes of a file that pass, which are reported to a listener. */
final class FileMeter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FileMeter.class);

    private final FileDigest digest = new FileDigest();
    private final FileOptions.Progress listener;
    private long bytes;

    FileMeter(FileOptions.Progress listener) {
        this.listener = listener;
    }

    /** @param total size of the file, if it is known */
    void passed(byte[] source, int offset, int length, OptionalLong total) {
        digest.update(source, offset, length);
        bytes += length;
        try {
            listener.onBytes(bytes, total);
        } catch (RuntimeException e) {
            log.warn("A listener of a file's progress failed: {}", e.toString());
        }
    }

    long bytes() {
        return bytes;
    }

    /** Returns the hash of all bytes, once. */
    String hash() {
        return HexFormat.of().formatHex(digest.hash());
    }

    @Override
    public void close() {
        digest.close();
    }
}
