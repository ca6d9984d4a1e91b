package io.cognigydeploy.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Count and hash of the bytes of a file that pass, which are reported to a listener. */
final class FileMeter {

    private static final Logger log = LoggerFactory.getLogger(FileMeter.class);

    private final MessageDigest digest = sha256();
    private final FileOptions.Progress listener;
    private final OptionalLong total;
    private long bytes;

    FileMeter(FileOptions.Progress listener, OptionalLong total) {
        this.listener = listener;
        this.total = total;
    }

    void passed(byte[] source, int offset, int length) {
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
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
