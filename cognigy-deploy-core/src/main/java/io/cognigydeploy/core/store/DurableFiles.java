package io.cognigydeploy.core.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writing of files and directories that survive a power cut. An interrupt does not disturb it: a cancelled run must be
 * able to record that it was cancelled. So bytes go through {@code java.io}, whose streams an interrupt does not close.
 *
 * <p>Where the file system has POSIX permissions, a new file is its owner's alone (0600) and so is a new directory
 * (0700). Existing ones keep their permissions.
 */
public final class DurableFiles {

    private DurableFiles() {}

    /** A repeatable action on a channel of its own. */
    @FunctionalInterface
    interface Repeatable<T> {
        T run() throws IOException;
    }

    /** Repeats an action that an interrupt cut short, and leaves the thread interrupted if it was or became so. */
    static <T> T uninterruptibly(Repeatable<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.run();
                } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                    Thread.interrupted();
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Opens a new temporary file, which is its owner's alone and is deleted when it is closed. Where the system cannot
     * delete an open file, it is deleted when the process ends.
     */
    public static RandomAccessFile temporary(String prefix) throws IOException {
        Path path = Files.createTempFile(prefix, ".tmp");
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            Files.delete(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
        return file;
    }

    /** Creates the directory and those above it, and forces each entry. */
    public static void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (@Nullable Path p = directory.toAbsolutePath(); p != null && !Files.isDirectory(p); p = p.getParent()) {
            missing.push(p);
        }
        for (Path each : missing) {
            try {
                createDirectory(each);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(each)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Creates the directory and forces its entry.
     *
     * @throws FileAlreadyExistsException if the name is taken
     */
    public static void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, permissions(directory, "rwx------"));
        forceParent(directory);
    }

    /** Creates an empty file and forces its entry, unless the name is taken. Returns whether it was created. */
    static boolean createFile(Path file) throws IOException {
        boolean created = createUnforced(file);
        if (created) {
            forceParent(file);
        }
        return created;
    }

    private static boolean createUnforced(Path file) throws IOException {
        try {
            Files.createFile(file, permissions(file, "rw-------"));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Opens a file for locking; a missing file is created. It need not survive a power cut, which ends all locks. */
    static FileChannel openLockFile(Path file) throws IOException {
        createUnforced(file);
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }

    private static FileAttribute<?>[] permissions(Path path, String text) {
        return hasPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void forceParent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            forceDirectory(parent);
        }
    }

    /** Forces the names in a directory, where the platform can. */
    static void forceDirectory(Path directory) throws IOException {
        if (!hasPosix(directory)) {
            return; // Windows opens no directories, and writes their entries through.
        }
        uninterruptibly(() -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
                return true;
            }
        });
    }

    /**
     * Gives a file, whose content was forced, another name in its directory and forces the entry.
     *
     * @throws FileAlreadyExistsException if the name is taken
     */
    public static void rename(Path file, Path name) throws IOException {
        Files.move(file, name);
        forceParent(name);
    }

    /**
     * Creates a file with its whole content at once, and forces it. Of several callers only one succeeds.
     *
     * @throws FileAlreadyExistsException if the name is taken
     */
    public static void createWith(Path file, byte[] content) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp");
        try {
            try (var out = new FileOutputStream(fresh.toFile())) {
                out.write(content);
                out.getFD().sync();
            }
            // A move would replace what another has created meanwhile.
            Files.createLink(file, fresh);
        } catch (UnsupportedOperationException e) {
            Files.move(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
        forceParent(file);
    }

    /** Replaces a file's whole content at once: a reader finds the old one or the new one. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path name = file.getFileName();
        if (directory == null || name == null) {
            throw new IOException(file + " is not a file.");
        }
        replace(directory, Map.of(name.toString(), out -> out.write(content)));
    }

    /** The content of a file. */
    @FunctionalInterface
    public interface FileContent {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Replaces the whole contents of files in a directory, by their names, each like {@link #replace(Path, byte[])}. */
    public static void replace(Path directory, Map<String, FileContent> contents) throws IOException {
        for (Map.Entry<String, FileContent> each : contents.entrySet()) {
            Path fresh = Files.createTempFile(directory, each.getKey() + ".", ".tmp");
            try {
                try (var out = new FileOutputStream(fresh.toFile())) {
                    each.getValue().writeTo(out);
                    out.getFD().sync();
                }
                Files.move(
                        fresh,
                        directory.resolve(each.getKey()),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException | RuntimeException | Error e) {
                Files.deleteIfExists(fresh);
                throw e;
            }
        }
        forceDirectory(directory);
    }
}
