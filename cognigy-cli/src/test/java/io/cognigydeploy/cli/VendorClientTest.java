package io.cognigydeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release by the vendor's JavaScript client against the fake installation. The client is installed when the test runs, so
 * it needs Node.js with {@code npm}, and the npm registry.
 */
@Tag("long")
class VendorClientTest {

    private static final String CLIENT = "@cognigy/rest-api-client@0.19.0";

    @TempDir
    private Path folder;

    @Test
    void theVendorsClientReleasesASnapshot() throws Exception {
        Files.copy(Path.of("src/test/vendor/release.cjs"), folder.resolve("release.cjs"));
        assertThat(run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", CLIENT))
                .contains("added");
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM).acceptAnyCredentials();
        try (FakeServer server = FakeServer.start(fake, 0)) {
            assertThat(run("node", "release.cjs", server.url(), "any-key").lines())
                    .last()
                    .isEqualTo("done");
        }
        assertThat(fake.violations()).isEmpty();
    }

    /** Returns what a program prints if it succeeds. */
    private String run(String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "program", ".out");
        Process program = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(program.waitFor(2, TimeUnit.MINUTES)).as(command[0]).isTrue();
        String printed = Files.readString(out);
        assertThat(program.exitValue()).as(printed).isZero();
        return printed;
    }
}
