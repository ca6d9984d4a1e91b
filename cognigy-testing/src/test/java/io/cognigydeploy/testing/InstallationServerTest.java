package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An installation behind a port. The transfer of 250 MB in little memory is a test that takes long:
 *
 * <pre>mvn -B -pl cognigy-testing -am test -Dtest=InstallationServerTest -Dgroups=long -DexcludedGroups=none
 * -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
final class InstallationServerTest {

    private static final int LARGE = 250 * 1024 * 1024;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.start(fake, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A client of the product over sockets; bodies are streams, so that uploads come in chunks. */
    private record Sockets(FakeCognigy fake, String url) {

        private static final HttpClient CLIENT =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        private static HttpRequest.Builder request(URI uri) {
            return HttpRequest.newBuilder(uri)
                    .header("X-API-Key", ProductWire.KEY)
                    .header("Accept", Wire.JSON)
                    .header("Content-Type", Wire.JSON)
                    .timeout(Duration.ofMinutes(5));
        }

        JsonNode json(HttpRequest request) throws IOException, InterruptedException {
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return Json.read(answer.body());
        }

        JsonNode post(String path) throws IOException, InterruptedException {
            return json(request(URI.create(url + "/new/v2.0" + path))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build());
        }

        /** Packages the snapshot and returns the link to its file. */
        URI link(String snapshot) throws IOException, InterruptedException {
            post("/snapshots/" + snapshot + "/package");
            fake.time().advance(Duration.ofSeconds(10));
            return URI.create(post("/snapshots/" + snapshot + "/downloadlink")
                    .path("downloadLink")
                    .asText());
        }

        /** Sends what a link serves to another project, as it comes. */
        JsonNode transfer(URI link, String project) throws IOException, InterruptedException {
            HttpResponse<InputStream> file =
                    CLIENT.send(request(link).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            HttpRequest upload = request(URI.create(url + "/new/v2.0/snapshots/upload"))
                    .setHeader("Content-Type", "multipart/form-data; boundary=abc")
                    .POST(HttpRequest.BodyPublishers.concat(
                            HttpRequest.BodyPublishers.ofString(
                                    "--abc\r\nContent-Disposition: form-data; name=\"projectId\"\r\n\r\n" + project
                                            + "\r\n--abc\r\nContent-Disposition: form-data; name=\"file\";"
                                            + " filename=\"v.csnap\"\r\n\r\n"),
                            HttpRequest.BodyPublishers.ofInputStream(file::body),
                            HttpRequest.BodyPublishers.ofString("\r\n--abc--\r\n")))
                    .build();
            return json(upload);
        }
    }

    private Sockets sockets() {
        return new Sockets(fake, server.url());
    }

    private static String snapshot(FakeCognigy fake) {
        InstalledProject dev = fake.installation().project("shop-dev");
        return dev.addSnapshot("v2").snapshotId("v2").orElseThrow();
    }

    @Test
    void anUploadInChunksArrives() throws Exception {
        fake.installation().fileSize(1_000_000);
        String prod = fake.installation().project("shop-prod").id();
        URI link = sockets().link(snapshot(fake));
        assertThat(link.toString()).startsWith(server.url());
        JsonNode task = sockets().transfer(link, prod);
        assertThat(task.path("type").asText()).as(task.toString()).isEqualTo("uploadSnapshotPackage");
        fake.time().advance(Duration.ofSeconds(10));
        assertThat(fake.installation().project("shop-prod").snapshots()).contains("v2");
        assertThat(fake.requests("POST", ".*/upload"))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).contains("\"bytes\":1000000"));
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aCutFileEndsBeforeItsLength() throws Exception {
        fake.installation().cutFiles(1);
        URI link = sockets().link(snapshot(fake));
        assertThatThrownBy(() -> Sockets.CLIENT.send(
                        Sockets.request(link).GET().build(), HttpResponse.BodyHandlers.ofByteArray()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aSecondServerIsTheOtherOriginOfLinks() throws Exception {
        try (FakeServer files = FakeServer.start(fake, 0)) {
            fake.installation().linksTo(URI.create(files.url()));
            URI link = sockets().link(snapshot(fake));
            assertThat(link.toString()).startsWith(files.url());
            HttpResponse<byte[]> file =
                    Sockets.CLIENT.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(file.body()).hasSize(4096);
        }
    }

    @Test
    @Tag("long")
    void aQuarterOfAGigabyteIsTransferredInLittleMemory() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InstallationServerTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = child.inputReader()) {
            List<String> lines = out.lines().toList();
            assertThat(child.waitFor()).as(lines.toString()).isZero();
            assertThat(lines).contains("uploadSnapshotPackage", "[v1.0.0, v2]", "413");
        } finally {
            child.destroyForcibly();
        }
    }

    public static void main(String[] args) throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.installation().fileSize(LARGE);
        String prod = fake.installation().project("shop-prod").id();
        String snapshot = snapshot(fake);
        try (FakeServer server = FakeServer.start(fake, 0)) {
            Sockets sockets = new Sockets(fake, server.url());
            System.out.println(
                    sockets.transfer(sockets.link(snapshot), prod).path("type").asText());
            fake.time().advance(Duration.ofSeconds(10));
            System.out.println(fake.installation().project("shop-prod").snapshots());
            fake.installation().fileSize(257 * 1024 * 1024);
            System.out.println(sockets.transfer(sockets.link(snapshot), prod)
                    .path("status")
                    .asText());
        }
    }
}
