package io.cognigydeploy.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer. Its bytes are made when it is sent, because no lock is held then.
 *
 * @param length the number of bytes that the answer states; a stream of fewer is a body that was cut
 * @param stream opens a new stream of the bytes
 */
record Body(LongSupplier length, Supplier<InputStream> stream) {

    /** Returns a body of bytes that are made once. */
    static Body of(Supplier<byte[]> bytes) {
        AtomicReference<byte @Nullable []> made = new AtomicReference<>();
        Supplier<byte[]> once = () -> made.updateAndGet(already -> already == null ? bytes.get() : already);
        return new Body(() -> once.get().length, () -> new ByteArrayInputStream(once.get()));
    }

    /** Returns all bytes, for bodies that fit into memory. */
    byte[] bytes() {
        try (InputStream in = stream.get()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
