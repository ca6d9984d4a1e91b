package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.StoreOnDisk;
import io.cognigydeploy.core.store.ChainedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Records in files, on a disk that can become full and keeps only what was forced. */
final class FileMemory implements RunMemory {

    private final Path folder;
    private final LossyDisk disk = new LossyDisk();

    FileMemory(Path folder) {
        this.folder = folder;
    }

    @Override
    public RunStore open() {
        return StoreOnDisk.of(folder, disk);
    }

    @Override
    public List<String> runIds() {
        return StoreOnDisk.runIds(folder);
    }

    private Path journal(String runId) {
        return folder.resolve(runId).resolve("journal.jsonl");
    }

    @Override
    public List<String> lines(String runId) {
        return lines(journal(runId));
    }

    /** Returns the lines of a file; empty if there is none. */
    static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> problem(String runId) {
        return ChainedLog.verify(journal(runId)).problem();
    }

    @Override
    public void fullAt(int record) {
        disk.fullAt(record);
    }

    @Override
    public void losePower() {
        disk.loseWhatWasNotForced();
    }

    @Override
    public boolean damage(String runId) {
        return damage(journal(runId));
    }

    /** Flips a bit in the last whole record of a chained log; false if there is none but the first. */
    static boolean damage(Path file) {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
                return false;
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            int line = text.lastIndexOf('\n', text.length() - 2) + 1;
            if (line == 0) {
                return false;
            }
            int at = text.indexOf("\"at\":\"20", line);
            if (at < 0) {
                return false;
            }
            bytes[text.substring(0, at + 7).getBytes(StandardCharsets.UTF_8).length] ^= 1;
            Files.write(file, bytes);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The beginning of one more record is in each journal. */
    @Override
    public void tear() {
        for (String runId : runIds()) {
            try {
                Files.writeString(journal(runId), "{\"body\":{\"at\":\"20", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void nextProcess() {
        disk.fullAt(0);
    }

    @Override
    public void close() {
        // The folder is the caller's.
    }
}
