package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.SnapshotFile;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.product.model.ObjectId;
import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of 250 MB is downloaded and uploaded over loopback by a JVM with 64 MB of heap, and its SHA-256 is the same at both
 * ends. To see the figures:
 *
 * <pre>mvn -B -pl cognigy-testing -am test -Dtest=FileMemoryTest -Dgroups=long -DexcludedGroups=none
 * -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
final class FileMemoryTest {

    private static final int LARGE = 250 * 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    @Tag("long")
    void aLargeFileNeedsLittleMemory() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld(Time.SYSTEM);
        fake.installation().fileSize(LARGE);
        Path target = folder.resolve("large.csnap");
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FileMemoryTest.class.getName(),
                            server.url(),
                            target.toString(),
                            fake.installation()
                                    .project("shop-dev")
                                    .snapshotId("v1.0.0")
                                    .orElseThrow(),
                            fake.installation().project("shop-prod").id())
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader out = child.inputReader()) {
                List<String> lines = out.lines().toList();
                lines.forEach(System.out::println);

                assertThat(child.waitFor()).as(lines.toString()).isZero();
                String hash = sha256(target);
                assertThat(Files.size(target)).isEqualTo(LARGE);
                assertThat(lines).contains("downloaded " + hash);
                assertThat(fake.requests("POST", ".*/upload"))
                        .singleElement()
                        .satisfies(request ->
                                assertThat(request.body()).contains("\"bytes\":" + LARGE, "\"sha256\":\"" + hash));
                assertThat(fake.violations()).isEmpty();
            } finally {
                child.destroyForcibly();
            }
        }
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] part = new byte[64 * 1024];
            while (in.read(part) >= 0) {
                // Only the digest is needed.
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The child. */
    public static void main(String... args) throws Exception {
        try (CognigyInstallation installation = CognigyInstallation.builder()
                .baseUrl(args[0])
                .credentials(Credentials.apiKey(ProductWire.KEY))
                .build()) {
            ObjectId snapshot = new ObjectId(args[2]);
            installation
                    .operations()
                    .task(installation.snapshots().pack(snapshot))
                    .awaitCompleted();
            long begin = System.nanoTime();
            SnapshotFile file = installation.files().download(snapshot, Path.of(args[1]));
            System.out.println("downloaded " + file.sha256());
            print("download", begin);
            begin = System.nanoTime();
            installation.files().upload(new ObjectId(args[3]), file);
            print("upload", begin);
        }
    }

    private static void print(String what, long begin) {
        System.out.printf(
                Locale.ROOT,
                "%s of %d MB in %.1f s with at most %d MB of heap%n",
                what,
                LARGE >> 20,
                (System.nanoTime() - begin) / 1e9,
                Runtime.getRuntime().maxMemory() >> 20);
    }
}
