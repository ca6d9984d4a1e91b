package io.cognigydeploy.client;

import java.time.Duration;
import java.util.OptionalLong;
import org.immutables.value.Value;

/** Limits of downloads and uploads of files, and the listener of their progress. */
@Value.Immutable
public interface FileOptions {

    /** Returns the time limit of a download or upload, with all its attempts and waits. Default 30 minutes. */
    @Value.Default
    default Duration timeout() {
        return Duration.ofMinutes(30);
    }

    /**
     * Returns the time without a byte in either direction after which an attempt ends. It includes the time in which the
     * platform reads an upload and does not answer yet. Default 30 s.
     */
    @Value.Default
    default Duration idleTimeout() {
        return Duration.ofSeconds(30);
    }

    /** Returns the size of the largest file, in bytes. Default 256 MB (256 * 1024 * 1024), as the product documents. */
    @Value.Default
    default long maxBytes() {
        return 256L * 1024 * 1024;
    }

    /** Returns the maximum number of attempts at a download, each with a new link. Default 10. */
    @Value.Default
    default int attempts() {
        return 10;
    }

    /**
     * Returns the wait before another attempt at a download, lengthened by up to half at random. A longer {@code
     * Retry-After} of the platform takes precedence. Default 5 s.
     */
    @Value.Default
    default Duration pause() {
        return Duration.ofSeconds(5);
    }

    /** Returns the listener of the progress. Default: none. */
    @Value.Default
    default Progress progress() {
        return (bytes, total) -> {};
    }

    @Value.Check
    default void check() {
        Times.requirePositive("timeout", timeout());
        Times.requirePositive("idleTimeout", idleTimeout());
        Times.requirePositive("pause", pause());
        if (maxBytes() < 1) {
            throw new IllegalArgumentException("maxBytes must be positive, but was " + maxBytes());
        }
        if (attempts() < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, but was " + attempts());
        }
    }

    /** Returns the default options. */
    static FileOptions defaults() {
        return builder().build();
    }

    /** Returns a builder that has the defaults. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /**
     * Listener of the progress of a file. It runs on the thread of the call, after each part of at most 64 kB, and should
     * be quick. An exception that it throws is logged and ignored.
     */
    @FunctionalInterface
    interface Progress {

        /**
         * Receives the number of bytes so far. It begins anew with each attempt.
         *
         * @param total size of the file, if the platform states it
         */
        void onBytes(long bytes, OptionalLong total);
    }

    /** Builder, not safe for use by many threads. */
    final class Builder extends ImmutableFileOptions.Builder {}
}
