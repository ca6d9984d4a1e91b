package io.cognigydeploy.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Temporary files, which may hold the content of flows. */
class TemporaryFileTest {

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be deleted")
    void aTemporaryFileHasNoNameThatOthersCouldOpenOrThatACrashCouldLeave() throws IOException {
        String prefix = "temporary-file-test-" + ProcessHandle.current().pid() + "-";

        try (RandomAccessFile file = DurableFiles.temporary(prefix)) {
            file.writeUTF("content");
            file.seek(0);

            assertThat(file.readUTF()).isEqualTo("content");
            try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith(prefix));
            }
        }
    }
}
