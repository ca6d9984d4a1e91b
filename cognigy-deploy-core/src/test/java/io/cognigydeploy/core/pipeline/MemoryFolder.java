package io.cognigydeploy.core.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A folder in memory where the system has one, for tests of very many runs: each of their records is forced to the disk,
 * which is the subject of other tests.
 */
public final class MemoryFolder implements TempDirFactory {

    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws Exception {
        return create();
    }

    static Path create() throws java.io.IOException {
        return Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "cognigy-deploy")
                : Files.createTempDirectory("cognigy-deploy");
    }
}
