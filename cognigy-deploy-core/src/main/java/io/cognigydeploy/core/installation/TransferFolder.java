package io.cognigydeploy.core.installation;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.OutcomeClass;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of a run among the temporary files, for a file that is kept until it was sent. It is its owner's alone. One that
 * a process has left when it died is found again by the ids of the run and of the process.
 */
public record TransferFolder(Path folder) {

    private static final Logger log = LoggerFactory.getLogger(TransferFolder.class);

    private static final String PREFIX = "cognigy-deploy-";
    private static final Pattern PROCESS = Pattern.compile("(\\d{1,18})-\\d+");

    /**
     * Creates the folder, which is removed at the latest when this process ends.
     *
     * @throws CallFailedException if it cannot be created
     */
    public static TransferFolder create(String runId) {
        try {
            Path folder = Files.createTempDirectory(
                    PREFIX + runId + "-" + ProcessHandle.current().pid() + "-");
            folder.toFile().deleteOnExit();
            return new TransferFolder(folder);
        } catch (IOException e) {
            throw new CallFailedException(
                    "", OutcomeClass.NOT_SENT, "no folder for the file can be made: " + e.getMessage(), e);
        }
    }

    /** Returns the path of a file in the folder, which is removed at the latest when this process ends. */
    public Path file(String name) {
        Path file = folder.resolve(name);
        file.toFile().deleteOnExit();
        return file;
    }

    /** Removes the folder with its files. A file that cannot be removed stays among the temporary files. */
    public void remove() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException | DirectoryIteratorException e) {
            log.warn("The temporary folder {} could not be removed", folder, e);
        }
    }

    /** Removes the folders of a run whose processes do not live any more. */
    public static void removeLeft(String runId) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary, PREFIX + runId + "-*")) {
            for (Path folder : left) {
                // Where all users share a folder of temporary files, a link leads to what is not of the run.
                if (isLeft(folder, runId) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    new TransferFolder(folder).remove();
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.warn("The temporary files of run {} cannot be listed", runId, e);
        }
    }

    private static boolean isLeft(Path folder, String runId) {
        Matcher process = PROCESS.matcher(folder.getFileName().toString().substring((PREFIX + runId + "-").length()));
        return process.matches()
                && ProcessHandle.of(Long.parseLong(process.group(1)))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }
}
