package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognigydeploy.client.product.model.ObjectId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Files of snapshots on real sockets, byte by byte. */
@Timeout(30)
class InstallationFilesTest {

    private static final ObjectId ID = new ObjectId("aaaaaaaaaaaaaaaaaaaaaaa1");
    private static final String LINK = "/files/s3cret-file?sig=s1gned-url";
    private static final String FILE = "0123456789".repeat(500);
    private static final String TASK = "{\"_id\":\"bbbbbbbbbbbbbbbbbbbbbbb2\"}";

    @TempDir
    private Path folder;

    private static CognigyInstallation installation(String url, Credentials credentials) {
        return CognigyInstallation.builder()
                .baseUrl(url)
                .credentials(credentials)
                .time(new VirtualTime())
                .build();
    }

    private static CognigyInstallation installation(RawServer server) {
        return installation(server.url(), Credentials.apiKey("the-key"));
    }

    /** The answer with a link to a server that is only known later. */
    private static RawServer.Behaviour link(List<RawServer> to) {
        return socket -> RawServer.answer(
                        200, "{\"downloadLink\":\"" + to.get(0).url() + LINK + "\"}")
                .handle(socket);
    }

    private Path target() {
        return folder.resolve("shop.csnap");
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void theKeyGoesToItsOwnOriginAlone() throws Exception {
        List<RawServer> files = new ArrayList<>();
        try (RawServer own = new RawServer(link(files), link(files), RawServer.answer(200, FILE));
                RawServer other = new RawServer(RawServer.answer(200, FILE));
                CognigyInstallation installation = installation(own)) {
            files.add(other);
            installation.files().download(ID, target());
            files.set(0, own);
            installation.files().download(ID, target());

            assertThat(other.requests())
                    .singleElement()
                    .asString()
                    .startsWith("GET " + LINK + " HTTP/1.1\r\n")
                    .doesNotContainIgnoringCase("the-key", "Content-Length", "Authorization");
            assertThat(own.requests())
                    .hasSize(3)
                    .last()
                    .asString()
                    .contains("\r\nX-API-Key: the-key\r\n", "\r\nAccept-Encoding: identity\r\n");
            assertThat(target()).hasContent(FILE);
        }
    }

    @Test
    void neitherLinkNorKeyIsInAMessageOrALogLine() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        root.setLevel(Level.TRACE);
        log.start();
        root.addAppender(log);
        List<RawServer> files = new ArrayList<>();
        List<CallListener.Attempt> attempts = new ArrayList<>();
        String echo = "{\"detail\":\"no file at " + LINK + " for s3cret-file with the-key\"}";
        try (RawServer server = new RawServer(
                        link(files),
                        RawServer.answer(503, echo),
                        link(files),
                        RawServer.truncated("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n012"),
                        link(files),
                        RawServer.answer(200, "pending"),
                        link(files),
                        RawServer.answer(400, echo));
                CognigyInstallation installation = CognigyInstallation.builder()
                        .baseUrl(server.url())
                        .credentials(Credentials.apiKey("the-key"))
                        .time(new VirtualTime())
                        .listener(attempts::add)
                        .build()) {
            files.add(server);
            SnapshotFiles transfers = installation.files();
            ApiException failure = catchThrowableOfType(ApiException.class, () -> transfers.download(ID, target()));

            assertThat(failure.call()).contains("GET {downloadLink}");
            assertThat(server.requests()).hasSize(8);
            assertThat(trace(failure) + attempts + transfers + log.list)
                    .contains("GET {downloadLink}: answered 503")
                    .doesNotContain("the-key", "s3cret-file", "s1gned-url");
            assertThat(folder).isEmptyDirectory();
        } finally {
            root.detachAppender(log);
            root.setLevel(before);
        }
    }

    @Test
    void aTokenThatIsRefusedBeforeTheEndOfAnUploadIsRenewed() throws Exception {
        Files.write(target(), new byte[10_000_000]);
        RawServer.Behaviour early = RawServer.unread(socket -> {
            RawServer.answer(401, "{\"code\":401}").handle(socket);
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return false;
        });
        try (RawServer server = new RawServer(
                        RawServer.answer(200, "{\"access_token\":\"first\",\"expires_in\":3600}"),
                        early,
                        RawServer.answer(200, "{\"access_token\":\"second\",\"expires_in\":3600}"),
                        RawServer.answer(202, TASK));
                CognigyInstallation installation =
                        installation(server.url(), Credentials.clientCredentials("me", "the-secret"))) {
            assertThat(installation.files().upload(ID, target()).id().text()).isEqualTo("bbbbbbbbbbbbbbbbbbbbbbb2");

            assertThat(server.requests())
                    .hasSize(3)
                    .last()
                    .asString()
                    .startsWith("POST /new/v2.0/snapshots/upload ")
                    .contains("\r\nAuthorization: Bearer second\r\n")
                    .hasSizeGreaterThan(10_000_000);
        }
    }

    @Test
    void aFormHasTheProjectFirstAndThenTheFile() throws Exception {
        Files.writeString(target(), FILE);
        try (RawServer server = new RawServer(RawServer.answer(202, TASK));
                CognigyInstallation installation = installation(server)) {
            installation.files().upload(ID, target());
            installation.files().upload(ID, target());

            String first = server.requests().get(0);
            String boundary = first.replaceAll("(?s).*boundary=(cognigy-deploy-[0-9a-f]{48})\r\n.*", "$1");
            String form = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"projectId\"\r\n\r\n" + ID
                    + "\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"shop.csnap\""
                    + "\r\nContent-Type: application/octet-stream\r\n\r\n" + FILE + "\r\n--" + boundary + "--\r\n";
            assertThat(first).endsWith("\r\n\r\n" + form).contains("\r\nContent-Length: " + form.length() + "\r\n");
            assertThat(server.requests().get(1)).doesNotContain(boundary);
        }
    }

    @Test
    void anUploadThatIsLostIsUnknownAndNotSentAgain() throws Exception {
        Files.writeString(target(), FILE);
        try (RawServer server = new RawServer(RawServer.truncated(""));
                CognigyInstallation installation = installation(server)) {
            assertThatThrownBy(() -> installation.files().upload(ID, target()))
                    .isInstanceOfSatisfying(
                            TransportException.class,
                            e -> assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aRefusalBeforeTheEndOfAnUploadIsThatRefusal() throws Exception {
        Files.write(target(), new byte[10_000_000]);
        try (RawServer server = new RawServer(RawServer.unread(socket -> {
                    RawServer.answer(413, "{\"detail\":\"too large\"}").handle(socket);
                    return false;
                }));
                CognigyInstallation installation = installation(server)) {
            assertThatThrownBy(() -> installation.files().upload(ID, target()))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.status()).isEqualTo(413))
                    .hasMessageContaining("too large");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDownloadUnderWayEndsAtOnceAndLeavesNothing(boolean byClose) throws Exception {
        List<RawServer> files = new ArrayList<>();
        try (RawServer server = new RawServer(
                        link(files), RawServer.stall("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n0123"));
                CognigyInstallation installation = installation(server)) {
            files.add(server);
            CompletableFuture<Boolean> begun = new CompletableFuture<>();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            SnapshotFiles transfers = installation.files(FileOptions.builder()
                    .progress((bytes, total) -> begun.complete(true))
                    .build());
            Files.writeString(target(), "earlier");
            Thread caller = new Thread(() -> {
                try {
                    transfers.download(ID, target());
                } catch (CognigyException e) {
                    end.complete(e);
                }
            });
            caller.start();
            begun.get(5, TimeUnit.SECONDS);
            Runnable ending = byClose ? installation::close : caller::interrupt;
            ending.run();

            assertThat(end.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(byClose ? TransportException.class : CallInterruptedException.class);
            assertThat(names()).containsExactly("shop.csnap");
            assertThat(target()).hasContent("earlier");
        }
    }

    private List<String> names() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    @Test
    void aStalledDownloadEndsByTheIdleTimeAndBeginsAnew() throws Exception {
        List<RawServer> files = new ArrayList<>();
        try (RawServer server = new RawServer(
                        link(files),
                        RawServer.stall("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n0123"),
                        link(files),
                        RawServer.answer(200, FILE));
                CognigyInstallation installation = installation(server)) {
            files.add(server);

            SnapshotFile file = installation
                    .files(FileOptions.builder()
                            .idleTimeout(Duration.ofMillis(300))
                            .build())
                    .download(ID, target());

            assertThat(file.bytes()).isEqualTo(FILE.length());
            assertThat(Files.readString(target(), StandardCharsets.US_ASCII)).isEqualTo(FILE);
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> FileOptions.builder().attempts(0).build())
                .hasMessage("attempts must be at least 1, but was 0");
        assertThatThrownBy(() -> FileOptions.builder().maxBytes(0).build())
                .hasMessage("maxBytes must be positive, but was 0");
        assertThatThrownBy(
                        () -> FileOptions.builder().idleTimeout(Duration.ZERO).build())
                .hasMessageContaining("idleTimeout must be positive");
        assertThatThrownBy(() -> new SnapshotFile(folder, 1, "ABC")).hasMessageContaining("64 lower-case");
        assertThatThrownBy(() -> new SnapshotFile(folder, -1, "a".repeat(64))).hasMessageContaining("at least 0");
    }
}
