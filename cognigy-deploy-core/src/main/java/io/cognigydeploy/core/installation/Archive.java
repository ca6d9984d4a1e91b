package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.SnapshotFile;
import io.cognigydeploy.core.json.CanonicalJson;
import io.cognigydeploy.core.store.DurableFiles;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A folder that keeps files of snapshots, each beside its SHA-256 in the form of {@code sha256sum}. A kept file is never
 * replaced by another content.
 */
public record Archive(Path folder) {

    /** @throws IllegalArgumentException if the folder cannot be written to, or is missing and cannot be created */
    public Archive {
        folder = folder.toAbsolutePath();
        @Nullable Path there = folder;
        while (there != null && Files.notExists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new IllegalArgumentException("archive must be a folder that can be written to, but was " + folder);
        }
    }

    /**
     * Returns the kept file of this name. One that is missing is downloaded; it appears when it is whole and its SHA-256 is
     * written.
     *
     * @param download downloads the file to a path
     * @throws CallFailedException if the file cannot be written, or one of this name has not the SHA-256 beside it
     */
    public SnapshotFile keep(String name, Function<Path, SnapshotFile> download) {
        Path file = path(name);
        Path sum = folder.resolve(name + ".sha256");
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return unchanged(file, sum);
            }
            DurableFiles.createDirectories(folder);
            return downloaded(file, sum, download);
        } catch (IOException e) {
            throw failed("cannot be kept: " + e, file, e);
        }
    }

    /** Returns the path that the file of this name is kept at. */
    public Path path(String name) {
        return folder.resolve(name);
    }

    private static SnapshotFile downloaded(Path file, Path sum, Function<Path, SnapshotFile> download)
            throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            SnapshotFile whole = download.apply(fresh);
            SnapshotFile kept = new SnapshotFile(file, whole.bytes(), whole.sha256());
            DurableFiles.replace(sum, line(kept));
            DurableFiles.rename(fresh, file);
            return kept;
        } finally {
            Files.deleteIfExists(fresh);
            if (Files.notExists(file)) {
                Files.deleteIfExists(sum);
            }
        }
    }

    private static SnapshotFile unchanged(Path file, Path sum) throws IOException {
        SnapshotFile kept = new SnapshotFile(file, Files.size(file), sha256(file));
        if (Files.notExists(sum) || !Arrays.equals(Files.readAllBytes(sum), line(kept))) {
            throw failed("is there already, without its SHA-256 beside it. It is left as it is.", file, null);
        }
        return kept;
    }

    private static byte[] line(SnapshotFile file) {
        return (file.sha256() + "  " + file.path().getFileName() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = CanonicalJson.sha256();
        try (var in = new DigestInputStream(new FileInputStream(file.toFile()), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static CallFailedException failed(String why, Path file, @Nullable IOException cause) {
        return new CallFailedException("", OutcomeClass.NOT_SENT, "the file " + file + " " + why, cause);
    }
}
