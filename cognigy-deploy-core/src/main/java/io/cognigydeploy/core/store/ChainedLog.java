package io.cognigydeploy.core.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of records, one JSON object per line, each with the hash of the one before. Many threads and many
 * processes may append to the same file. Every later change, removal or insertion is found, except a cut at the end or
 * a complete rewrite: those show only against a {@link #head()} that was kept elsewhere.
 *
 * <p>A last record without a newline was not written to its end, because of a crash; it is cut off and kept aside in
 * {@code <file>.torn-<n>}. Any other damage, that of a last record with a newline too, is refused with {@link
 * DamagedRecordException}.
 *
 * <p>Secrets must be removed from a body before it is appended.
 */
public final class ChainedLog implements AutoCloseable {

    // Shared stripes instead of a lock per file, so that a thousand journals leave no objects behind.
    private static final List<ReentrantLock> LOCKS =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    private static final String TORN = ".torn-";

    private final Path file;
    private final Time time;
    private final AppendFile end;
    private final ReentrantLock threads;
    private final ReentrantLock forces = new ReentrantLock();
    private final List<Path> torn = new CopyOnWriteArrayList<>();
    private final ChainReader.Tip opened;
    private volatile ChainReader.Tip tip;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /**
     * A record.
     *
     * @param seq its number, from 1; also its line in the file
     */
    public record LogEntry(long seq, Instant ts, ObjectNode body, String hash) {}

    /**
     * The result of verifying a log.
     *
     * @param records the number of good records, from the first on
     * @param head the hash of the last good record
     * @param problem the fault after it, with the line
     */
    public record LogVerification(long records, String head, Optional<String> problem) {}

    /** Creates a log on a disk. Only tests with a failing disk call this; all else calls {@link #open}. */
    @SuppressWarnings("try") // the lock is held, not used
    ChainedLog(Path file, Time time, AppendFile end) throws IOException {
        this.file = file.toRealPath();
        this.time = time;
        this.end = end;
        this.threads = LOCKS.get(Math.floorMod(this.file.hashCode(), LOCKS.size()));
        this.tip = ChainReader.Tip.START;
        threads.lock();
        try (FileChannel held = lockFile()) {
            catchUp();
        } finally {
            threads.unlock();
        }
        this.opened = tip;
    }

    /**
     * Opens a log, or starts one, and verifies what is there.
     *
     * @throws DamagedRecordException if a record before the last one is not as it was written
     * @throws UncheckedIOException if the file cannot be read, made or written
     */
    public static ChainedLog open(Path file, Time time) {
        return open(file, time, Disk.LOCAL);
    }

    /** Opens a log like {@link #open(Path, Time)} on a disk of the caller's. */
    public static ChainedLog open(Path file, Time time, Disk disk) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException(file + " is not a file.");
            }
            DurableFiles.createDirectories(directory);
            AppendFile end = disk.end(file);
            try {
                return new ChainedLog(file, time, end);
            } catch (IOException | RuntimeException | Error e) {
                end.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " could not be opened.", e);
        }
    }

    /**
     * Verifies a log without changing it. A record that another process is just writing shows as torn; verify again
     * then.
     *
     * @throws UncheckedIOException if the file is not there or cannot be read
     */
    public static LogVerification verify(Path file) {
        try (var in = new FileInputStream(file.toFile())) {
            var reader = new ChainReader(in, ChainReader.Tip.START);
            ChainReader.Ending ending = exhaust(reader);
            ChainReader.Tip tip = reader.tip();
            return new LogVerification(
                    tip.seq(),
                    tip.head(),
                    ending.integrity() == ChainReader.Integrity.COMPLETE
                            ? Optional.empty()
                            : Optional.of("Line " + (tip.seq() + 1) + ": " + ending.reason()));
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " could not be read.", e);
        }
    }

    /**
     * Reads the good records of a log, one by one, without changing it.
     *
     * @param each receives a record; returns whether to read the next
     * @throws DamagedRecordException if a record is not as it was written
     * @throws UncheckedIOException if the file is not there or cannot be read
     */
    public static void read(Path file, Predicate<LogEntry> each) {
        try (var in = new FileInputStream(file.toFile())) {
            var reader = new ChainReader(in, ChainReader.Tip.START);
            @Nullable LogEntry entry;
            do {
                entry = reader.next();
            } while (entry != null && each.test(entry));
            if (entry == null && reader.ending().integrity() == ChainReader.Integrity.BROKEN) {
                throw damaged(file, reader.tip(), reader.ending().reason());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " could not be read.", e);
        }
    }

    /** Returns the records that were there when the log was opened, read again from the disk. */
    public List<LogEntry> entries() {
        List<LogEntry> entries = new ArrayList<>();
        try (var in = new FileInputStream(file.toFile())) {
            var reader = new ChainReader(in, ChainReader.Tip.START);
            while (entries.size() < opened.seq()) {
                LogEntry entry = reader.next();
                if (entry == null) {
                    throw damaged(
                            file, reader.tip(), "The record was there when the log was opened and is gone or changed.");
                }
                entries.add(entry);
            }
            return List.copyOf(entries);
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " could not be read.", e);
        }
    }

    /** Returns the files with the ends of torn records that this instance cut off; empty unless there was a crash. */
    public List<Path> torn() {
        return List.copyOf(torn);
    }

    /** Returns the hash of the last record known here; 64 zeros if there is none. */
    String head() {
        return tip.head();
    }

    /**
     * Adds a record. The record is in the file, and visible to other processes, when this returns. It may not survive a
     * power cut before the next forced one.
     *
     * @throws IllegalArgumentException if the body has no canonical form or is too long; nothing was written
     * @throws DamagedRecordException if the file is not as this instance left it; nothing was written
     * @throws UncheckedIOException if it could not be written; nothing can be added any more
     * @throws IllegalStateException if the log is closed or an earlier write failed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public LogEntry append(ObjectNode body) {
        threads.lock();
        try {
            requireUsable();
            try (FileChannel held = lockFile()) {
                catchUp();
                ChainLine.Whole line = ChainLine.of(tip.seq() + 1, time.now(), tip.head(), body.deepCopy());
                guarded(() -> end.write(line.bytes()));
                tip = tip.after(line);
                return line.entry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " could not be added to.", e);
        } finally {
            threads.unlock();
        }
    }

    /** Adds a record like {@link #append}. This record, and all before it, are on the disk when this returns. */
    public LogEntry appendForced(ObjectNode body) {
        LogEntry entry = append(body);
        // One at a time: the system reports a loss once per open file, so a force that runs beside a failing one
        // succeeds.
        forces.lock();
        try {
            requireUsable();
            guarded(end::force);
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " could not be forced to the disk.", e);
        } finally {
            forces.unlock();
        }
        return entry;
    }

    @Override
    public void close() {
        threads.lock();
        try {
            closed = true;
            end.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The log " + file + " could not be closed.", e);
        } finally {
            threads.unlock();
        }
    }

    private interface Write {
        void run() throws IOException;
    }

    /** Refuses further records after a failure: the content of the disk is then not known any more. */
    private void guarded(Write write) throws IOException {
        try {
            write.run();
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void requireUsable() {
        if (closed) {
            throw new IllegalStateException("The log " + file + " is closed.");
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "A write to the log " + file + " failed, so what is on the disk is not known. "
                            + "Nothing is added any more; make room or repair the disk, then open the log again.",
                    failure);
        }
    }

    /** Locks other processes out until the channel is closed. */
    private FileChannel lockFile() throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        return DurableFiles.uninterruptibly(() -> {
            FileChannel channel = DurableFiles.openLockFile(lock);
            try {
                FileLock held = channel.lock();
                return held.channel();
            } catch (IOException | RuntimeException | Error e) {
                channel.close();
                throw e;
            }
        });
    }

    /** Reads the records that others have added since, so that the next record continues the true last one. */
    private void catchUp() throws IOException {
        long length = file.toFile().length();
        if (length == tip.offset()) {
            return;
        }
        if (length < tip.offset()) {
            throw damaged(file, tip, "The file was longer before: " + tip.offset() + " bytes, now " + length + ".");
        }
        ChainReader.Ending ending;
        try (var in = new FileInputStream(file.toFile())) {
            in.skipNBytes(tip.offset());
            var reader = new ChainReader(in, tip);
            ending = exhaust(reader);
            tip = reader.tip();
        }
        switch (ending.integrity()) {
            case COMPLETE -> {}
            case TORN -> cut();
            case BROKEN -> throw damaged(file, tip, ending.reason());
        }
    }

    private void cut() throws IOException {
        Path aside = createAside();
        try (var in = new FileInputStream(file.toFile());
                var out = new FileOutputStream(aside.toFile())) {
            in.skipNBytes(tip.offset());
            // Not transferTo: on Java 25 it goes through a channel, which an interrupt closes.
            byte[] part = new byte[8192];
            for (int length = in.read(part); length > 0; length = in.read(part)) {
                out.write(part, 0, length);
            }
            out.getFD().sync();
        }
        try (var writable = new RandomAccessFile(file.toFile(), "rw")) {
            writable.setLength(tip.offset());
            writable.getFD().sync();
        }
        torn.add(aside);
    }

    private Path createAside() throws IOException {
        Path aside;
        int n = 0;
        do {
            n++;
            aside = file.resolveSibling(file.getFileName() + TORN + n);
        } while (!DurableFiles.createFile(aside));
        return aside;
    }

    /** Returns the names of the files beside a log with cut-off ends, of any process; the oldest first. */
    public static List<String> cutAside(Path file) {
        List<String> names = new ArrayList<>();
        for (int n = 1; Files.exists(file.resolveSibling(file.getFileName() + TORN + n)); n++) {
            names.add(file.getFileName() + TORN + n);
        }
        return names;
    }

    private static ChainReader.Ending exhaust(ChainReader reader) throws IOException {
        LogEntry entry;
        do {
            entry = reader.next();
        } while (entry != null);
        return reader.ending();
    }

    private static DamagedRecordException damaged(Path file, ChainReader.Tip tip, String reason) {
        return new DamagedRecordException(
                file,
                tip.seq() + 1,
                reason,
                "Nothing was changed and nothing is added. Keep a copy of the file, find out who or what changed it, "
                        + "and restore it or move it away.");
    }
}
