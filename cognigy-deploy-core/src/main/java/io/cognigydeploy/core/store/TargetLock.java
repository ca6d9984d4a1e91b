package io.cognigydeploy.core.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right of one run to change one target, against every other run on this machine. The operating system releases it
 * when the process ends, in any way, so no cleaning up or breaking by hand is needed.
 *
 * <p>The lock file is never deleted: two processes could then each hold a lock, on different files of the same name. If
 * it is deleted all the same, the epoch in the owner file beside it shows which run came later, and {@link
 * #stillOwned()} returns false in the earlier one.
 */
public final class TargetLock implements AutoCloseable {

    // Locks belong to the whole process, and closing any channel of the file drops them; so a second attempt in the
    // same
    // process must be turned away before it opens the file.
    private static final Map<Path, Owner> HELD_HERE = new ConcurrentHashMap<>();

    // Of lock files that are held under another class loader; closing one drops the other's lock.
    private static final Map<Path, FileChannel> NEVER_CLOSED = new ConcurrentHashMap<>();

    private static final ObjectReader OWNERS = Json.MAPPER
            .readerFor(Owner.class)
            .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
    private static final HexFormat HEX = HexFormat.of();

    private record Owner(String run, long pid, String host, Instant since, long epoch) {

        private String process() {
            return "process " + pid + " on " + host;
        }

        @Override
        public String toString() {
            return "run " + run + " (" + process() + ", since " + since + ")";
        }
    }

    private final Path lockFile;
    private final Path ownerFile;
    private final FileChannel channel;
    private final FileLock lock;
    private final Owner owner;
    private final Optional<Owner> before;

    private TargetLock(
            Path lockFile, Path ownerFile, FileChannel channel, FileLock lock, Owner owner, Optional<Owner> before) {
        this.lockFile = lockFile;
        this.ownerFile = ownerFile;
        this.channel = channel;
        this.lock = lock;
        this.owner = owner;
        this.before = before;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @param dir the folder with the records of this machine's runs; the lock is in its folder {@code locks}
     * @throws TargetBusyException if another run has it
     * @throws DamagedRecordException if the record of the last owner cannot be read, so that no later epoch can be
     *     given
     * @throws UncheckedIOException if the lock file cannot be made or written
     */
    public static TargetLock acquire(Path dir, String target, String runId, Time time) {
        if (target.isBlank() || runId.isBlank()) {
            throw new IllegalArgumentException("A lock needs a target and a run id.");
        }
        try {
            Path locks = dir.resolve("locks");
            DurableFiles.createDirectories(locks);
            String name = fileName(target);
            Path lockFile = locks.toRealPath().resolve(name + ".lock");
            Path ownerFile = lockFile.resolveSibling(name + ".owner");
            var provisional = new Owner(runId, ProcessHandle.current().pid(), ThisProcess.host(), time.now(), 0);
            Owner holder = HELD_HERE.putIfAbsent(lockFile, provisional);
            if (holder != null) {
                throw new TargetBusyException(target, holder.toString());
            }
            try {
                return lock(target, lockFile, ownerFile, provisional);
            } catch (IOException | RuntimeException | Error e) {
                HELD_HERE.remove(lockFile);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Target " + target + " could not be locked in " + dir + ".", e);
        }
    }

    private static TargetLock lock(String target, Path lockFile, Path ownerFile, Owner provisional) throws IOException {
        @Nullable FileChannel kept = NEVER_CLOSED.remove(lockFile);
        FileChannel channel = kept != null ? kept : DurableFiles.openLockFile(lockFile);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            NEVER_CLOSED.put(lockFile, channel);
            throw new TargetBusyException(target, describe(ownerFile));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        try {
            if (lock == null) {
                throw new TargetBusyException(target, describe(ownerFile));
            }
            Optional<Owner> before = read(ownerFile);
            long epoch = before.map(Owner::epoch).orElse(0L) + 1;
            var owner = new Owner(provisional.run, provisional.pid, provisional.host, provisional.since, epoch);
            DurableFiles.replace(ownerFile, CanonicalJson.bytes(Json.tree(owner)));
            return new TargetLock(lockFile, ownerFile, channel, lock, owner, before);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the owner for people. */
    public String owner() {
        return owner.process();
    }

    /** Returns the other process that had the target last, if it was for the same run. */
    public Optional<String> takenFrom() {
        return before.filter(last -> last.run.equals(owner.run))
                .map(Owner::process)
                .filter(process -> !process.equals(owner.process()));
    }

    /** Returns a number that is higher for every later owner of the same target. */
    public long epoch() {
        return owner.epoch;
    }

    /**
     * Returns whether this run is still the last one that took the target. Call it immediately before every change; it
     * costs one small read.
     */
    public boolean stillOwned() {
        try {
            return lock.isValid() && read(ownerFile).filter(owner::equals).isPresent();
        } catch (IOException | DamagedRecordException e) {
            return false; // What cannot be shown is not claimed.
        }
    }

    /** Releases the lock for the next run. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The lock " + lockFile + " could not be released.", e);
        } finally {
            HELD_HERE.remove(lockFile);
        }
    }

    /**
     * Returns a file name that is readable where possible, and different for different targets also where case does not
     * count.
     */
    private static String fileName(String target) {
        String readable = target.replaceAll("[^A-Za-z0-9_-]", "_");
        byte[] hash = CanonicalJson.sha256().digest(target.getBytes(StandardCharsets.UTF_8));
        return readable.substring(0, Math.min(60, readable.length())) + "-" + HEX.formatHex(hash, 0, 6);
    }

    private static String describe(Path ownerFile) {
        try {
            return read(ownerFile).map(Owner::toString).orElse("a run that has just started");
        } catch (IOException | DamagedRecordException e) {
            return "a run whose owner record cannot be read";
        }
    }

    private static Optional<Owner> read(Path ownerFile) throws IOException {
        try {
            Owner owner = OWNERS.readValue(Files.readAllBytes(ownerFile));
            if (owner.epoch > 0) {
                return Optional.of(owner);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw unreadable(ownerFile);
        }
        throw unreadable(ownerFile);
    }

    private static DamagedRecordException unreadable(Path ownerFile) {
        return new DamagedRecordException(
                ownerFile,
                1,
                "This is not the record of a lock's owner.",
                "Make sure that no run is at work on the target, then delete this file.");
    }
}
