package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.store.AppendFile;
import io.cognigydeploy.core.store.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A disk that keeps after a power cut what was forced and nothing else, and that can become full. */
final class LossyDisk implements Disk {

    private final Map<Path, Long> forced = new HashMap<>();
    private int writes;
    private int fullAt;

    /** From now on, this write fails after a part of it was written. */
    void fullAt(int write) {
        writes = 0;
        fullAt = write;
    }

    /** What was not forced is lost. */
    void loseWhatWasNotForced() {
        forced.forEach((file, length) -> {
            try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
                whole.setLength(Math.min(length, whole.length()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public AppendFile end(Path file) throws IOException {
        AppendFile end = new AppendFile(file) {
            @Override
            public void write(byte[] bytes) throws IOException {
                if (++writes == fullAt) {
                    super.write(Arrays.copyOf(bytes, bytes.length / 2));
                    throw new IOException("No space left on device");
                }
                super.write(bytes);
            }

            @Override
            public void force() throws IOException {
                super.force();
                forced.put(file, Files.size(file));
            }
        };
        forced.putIfAbsent(file, Files.size(file));
        return end;
    }
}
