package io.cognigydeploy.client;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The file of a packaged snapshot, with what identifies its content.
 *
 * @param bytes its size
 * @param sha256 SHA-256 of the content, 64 lower-case hexadecimal digits
 */
public record SnapshotFile(Path path, long bytes, String sha256) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if the size is negative or the hash has another form */
    public SnapshotFile {
        Objects.requireNonNull(path, "path must be given, but was null.");
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be at least 0, but was " + bytes);
        }
        if (!SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256 must be 64 lower-case hexadecimal digits, but was '" + Printable.cut(sha256, 80) + "'");
        }
    }
}
