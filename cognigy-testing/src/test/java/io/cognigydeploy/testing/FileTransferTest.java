package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.ConflictException;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.DeadlineExceededException;
import io.cognigydeploy.client.FileOptions;
import io.cognigydeploy.client.InvalidRequestException;
import io.cognigydeploy.client.LocalFileException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.OversizedResponseException;
import io.cognigydeploy.client.RetryOptions;
import io.cognigydeploy.client.SnapshotFile;
import io.cognigydeploy.client.SnapshotFiles;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.TransportException;
import io.cognigydeploy.client.UnreadableResponseException;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Task;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads and uploads of the files of snapshots, on the fake. */
final class FileTransferTest {

    private static final String LINKS = "/new/v2.0/snapshots/[^/]*/downloadlink";
    private static final String FILES = "/new/v2.0/snapshots/[^/]*/file/.*";
    private static final String UPLOADS = "/new/v2.0/snapshots/upload";

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final Installation world = fake.installation();
    private final InstalledProject dev = world.project("shop-dev");
    private final ObjectId prod = new ObjectId(world.project("shop-prod").id());
    private final CognigyInstallation installation = installation(Credentials.apiKey(ProductWire.KEY), b -> b);
    private final ObjectId snapshot =
            new ObjectId(dev.addSnapshot("v2").snapshotId("v2").orElseThrow());

    @TempDir
    private Path folder;

    private Path target;

    private CognigyInstallation installation(
            Credentials credentials, UnaryOperator<CognigyInstallation.Builder> settings) {
        return settings.apply(CognigyInstallation.builder()
                        .baseUrl("https://api-shop.test")
                        .credentials(credentials)
                        .transport(fake)
                        .time(fake.time())
                        .random(new Random(1)))
                .build();
    }

    private SnapshotFiles files() {
        return installation.files();
    }

    private SnapshotFiles files(UnaryOperator<FileOptions.Builder> settings) {
        return installation.files(settings.apply(FileOptions.builder()).build());
    }

    @BeforeEach
    void pack() throws InterruptedException {
        target = folder.resolve("shop.csnap");
        installation.operations().task(installation.snapshots().pack(snapshot)).awaitCompleted();
    }

    private SnapshotFile downloaded() {
        return files().download(snapshot, target);
    }

    private int requests(String method, String path) {
        return fake.requests(method, path).size();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private record DocumentsAlone(FakeCognigy fake) implements Transport {

        @Override
        public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
            return fake.exchange(request, limit);
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void aFileIsDownloadedWhole() throws Exception {
        world.fileSize(1_000_000);
        List<Long> progress = new ArrayList<>();
        List<OptionalLong> totals = new ArrayList<>();

        SnapshotFile file = files(options -> options.progress((bytes, total) -> {
                    progress.add(bytes);
                    totals.add(total);
                }))
                .download(snapshot, target);

        assertThat(file).isEqualTo(new SnapshotFile(target, 1_000_000, sha256(target)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
        assertThat(names()).containsExactly("shop.csnap");
        assertThat(progress).isSorted().last().isEqualTo(1_000_000L);
        assertThat(totals).containsOnly(OptionalLong.of(1_000_000));
        assertThat(fake.violations()).isEmpty();
        assertThat(fake.requests("GET", FILES).get(0).headers()).containsEntry("X-API-Key", List.of(ProductWire.KEY));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "2, 0", "1, 2"})
    void aFileThatIsNotReadyIsRequestedAgainByANewLink(int placeholders, int cut) throws Exception {
        world.placeholders(placeholders).cutFiles(cut);
        Files.writeString(target, "earlier");
        long start = fake.time().nanoTime();

        SnapshotFile file = downloaded();

        assertThat(file.sha256()).isEqualTo(sha256(target));
        assertThat(file.bytes()).isEqualTo(4096);
        assertThat(requests("POST", LINKS)).isEqualTo(1 + placeholders + cut);
        assertThat(Duration.ofNanos(fake.time().nanoTime() - start))
                .isBetween(
                        Duration.ofSeconds(5L * (placeholders + cut)), Duration.ofSeconds(8L * (placeholders + cut)));
    }

    @Test
    void aPackageThatIsBeingMadeIsAwaited() {
        ObjectId other = new ObjectId(dev.addSnapshot("v3").snapshotId("v3").orElseThrow());
        installation.snapshots().pack(other);

        assertThat(files().download(other, target).bytes()).isEqualTo(4096);
        assertThat(requests("POST", LINKS)).isEqualTo(2);
    }

    @Test
    void theAttemptsAreBounded() throws Exception {
        ObjectId other = new ObjectId(dev.addSnapshot("v3").snapshotId("v3").orElseThrow());
        SnapshotFiles thrice = files(options -> options.attempts(3));

        assertThatThrownBy(() -> thrice.download(other, target)).isInstanceOf(ConflictException.class);
        assertThat(requests("POST", LINKS)).isEqualTo(3);

        world.cutFiles(3);
        Files.writeString(target, "earlier");
        assertThatThrownBy(() -> thrice.download(snapshot, target))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("2048 of 4096 bytes");
        assertThat(target).hasContent("earlier");
        assertThat(names()).containsExactly("shop.csnap");

        world.placeholders(3);
        assertThatThrownBy(() -> thrice.download(snapshot, target))
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("a file of 7 bytes");
    }

    @Test
    void theTimeIsBounded() {
        world.placeholders(100);

        assertThatThrownBy(() -> files(options -> options.attempts(100).timeout(Duration.ofSeconds(20)))
                        .download(snapshot, target))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("a file of 7 bytes");
        assertThat(requests("POST", LINKS)).isBetween(3, 4);
    }

    @Test
    void noCredentialsGoToAnotherOrigin() {
        world.linksTo(URI.create("https://files.example.com:8443"));

        assertThat(downloaded().bytes()).isEqualTo(4096);
        assertThat(fake.requests("GET", FILES))
                .singleElement()
                .satisfies(request -> assertThat(request.headers()).doesNotContainKeys("X-API-Key", "Authorization"));
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aLinkInPlainHttpIsNotFollowed() {
        world.linksTo(URI.create("http://files.example.com"));

        assertThatThrownBy(this::downloaded)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("must use https");
        assertThat(requests("GET", FILES)).isZero();
        assertThat(requests("POST", LINKS)).isEqualTo(1);
    }

    @Test
    void aRedirectIsNotFollowed() {
        fake.fail(Fault.on("GET", FILES).status(302).header("Location", "https://elsewhere.example.com/"));

        assertThatThrownBy(this::downloaded)
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("redirects are not followed");
        assertThat(requests("GET", FILES)).isEqualTo(1);
    }

    @Test
    void aCodingThatWasNotAskedForIsRefused() throws Exception {
        fake.fail(Fault.on("GET", FILES).header("Content-Encoding", "gzip").always());

        assertThatThrownBy(() -> files(options -> options.attempts(1)).download(snapshot, target))
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("in the coding gzip");
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileThatIsTooLargeIsRefusedOnce() throws Exception {
        assertThatThrownBy(() -> files(options -> options.maxBytes(4095)).download(snapshot, target))
                .isInstanceOf(OversizedResponseException.class)
                .hasMessageContaining("raise maxBytes");
        assertThat(requests("POST", LINKS)).isEqualTo(1);
        assertThat(names()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsNotRequestedAgain() {
        assertThatThrownBy(() ->
                        files().download(snapshot, folder.resolve("missing").resolve("shop.csnap")))
                .isInstanceOf(LocalFileException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("NoSuchFileException");
        assertThat(requests("POST", LINKS)).isEqualTo(1);
    }

    @Test
    void anErrorThatMayPassIsFollowedByANewLink() {
        fake.fail(
                Fault.on("GET", FILES).status(503),
                Fault.on("GET", FILES).nth(2).status(429).retryAfter("60"),
                Fault.on("GET", FILES).nth(3).drop(),
                Fault.on("GET", FILES).nth(4).notSent());
        long start = fake.time().nanoTime();

        assertThat(downloaded().bytes()).isEqualTo(4096);
        assertThat(requests("POST", LINKS)).isEqualTo(5);
        assertThat(Duration.ofNanos(fake.time().nanoTime() - start)).isGreaterThan(Duration.ofSeconds(75));
    }

    @Test
    void aSnapshotThatDoesNotExistIsNotRequestedAgain() {
        assertThatThrownBy(() -> files().download(new ObjectId("0".repeat(24)), target))
                .isInstanceOf(CognigyException.class)
                .hasMessageContaining("404");
        assertThat(requests("POST", LINKS)).isEqualTo(1);
    }

    @Test
    void aTokenThatWasRevokedIsRenewedForADownloadAndForAnUpload() {
        CognigyInstallation oauth = installation(Credentials.clientCredentials("demo-client", "demo-secret"), b -> b);
        fake.fail(
                Fault.on("GET", FILES).revokeTokens(), Fault.on("POST", UPLOADS).revokeTokens());

        SnapshotFile file = oauth.files().download(snapshot, target);
        oauth.files().upload(prod, file);

        assertThat(requests("POST", LINKS)).isEqualTo(1);
        assertThat(fake.requests("GET", FILES))
                .extracting(RecordedRequest::status)
                .containsExactly(401, 200);
        assertThat(fake.requests("POST", UPLOADS))
                .extracting(RecordedRequest::status)
                .containsExactly(401, 202);
    }

    @Test
    void aTransportWithoutTheCapabilityIsNamed() throws Exception {
        CognigyInstallation plain =
                installation(Credentials.apiKey(ProductWire.KEY), b -> b.transport(new DocumentsAlone(fake)));

        assertThatThrownBy(() -> plain.files().download(snapshot, target))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("let it implement FileTransport");
        Files.writeString(target, "x");
        assertThatThrownBy(() -> plain.files().upload(prod, target))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("let it implement FileTransport");
    }

    @Test
    void aListenerThatFailsEndsNothing() {
        FileOptions.Progress failing = (bytes, total) -> {
            throw new IllegalStateException("a listener");
        };

        assertThat(files(options -> options.progress(failing))
                        .download(snapshot, target)
                        .bytes())
                .isEqualTo(4096);
    }

    @Test
    void aFileArrivesInAnotherProjectAsItWas() throws Exception {
        world.fileSize(300_000);
        SnapshotFile file = downloaded();
        List<Long> progress = new ArrayList<>();

        AcceptedTask begun = files(options -> options.progress((bytes, total) -> progress.add(bytes)))
                .upload(prod, file);
        Task task = installation.operations().task(begun).awaitCompleted();

        assertThat(task.snapshotId()).isPresent();
        assertThat(world.project("shop-prod").snapshots()).contains("v2");
        assertThat(fake.requests("POST", UPLOADS))
                .singleElement()
                .satisfies(request -> assertThat(request.body())
                        .contains("\"bytes\":300000", "\"sha256\":\"" + file.sha256(), "\"name\":\"shop.csnap\""));
        assertThat(progress).isSorted().last().isEqualTo(300_000L);
        assertThat(fake.violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b; name=\"x.csnap", "v 1\r\n.csnap", "über.csnap", "v1.zip", "--x"})
    void noNameOfAFileBreaksTheForm(String name) throws Exception {
        Path named = Files.move(downloaded().path(), folder.resolve(name));

        files().upload(prod, named);

        assertThat(fake.requests("POST", UPLOADS))
                .singleElement()
                .satisfies(
                        request -> assertThat(request.body()).containsPattern("\"name\":\"[A-Za-z0-9._-]+\\.csnap\""));
        assertThat(fake.violations()).isEmpty();
    }

    @Test
    void aFileWithOtherContentIsNotUploaded() throws Exception {
        SnapshotFile file = downloaded();
        byte[] content = Files.readAllBytes(target);
        content[2000]++;
        Files.write(target, content);

        assertThatThrownBy(() -> files().upload(prod, file))
                .isInstanceOf(LocalFileException.class)
                .hasMessageContaining("has not the expected SHA-256");
        assertThat(requests("POST", UPLOADS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aFileThatChangesMeanwhileIsNotUploaded(int growth) throws Exception {
        world.fileSize(200_000);
        SnapshotFile file = downloaded();
        FileOptions.Progress changing = (bytes, total) -> {
            try {
                Files.write(target, new byte[200_000 + growth]);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };

        assertThatThrownBy(() -> files(options -> options.progress(changing)).upload(prod, file.path()))
                .isInstanceOfSatisfying(
                        LocalFileException.class, e -> assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN))
                .hasMessageContaining("changed while it was sent");
        assertThat(requests("POST", UPLOADS)).isZero();
    }

    @Test
    void whatCannotBeReadIsNotSent() throws Exception {
        Files.writeString(target, "0123456789");
        assertThatThrownBy(() -> files(options -> options.maxBytes(9)).upload(prod, target))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("has 10 bytes, and the platform takes 9");
        for (Path wrong : List.of(folder, folder.resolve("missing.csnap"))) {
            assertThatThrownBy(() -> files().upload(prod, wrong))
                    .isInstanceOfSatisfying(
                            LocalFileException.class,
                            e -> assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT));
        }
        assertThat(requests("POST", UPLOADS)).isZero();
    }

    @Test
    void anUploadIsSentAgainOnlyIfItWasNotCarriedOut() {
        SnapshotFile file = downloaded();
        fake.fail(
                Fault.on("POST", UPLOADS).notSent(),
                Fault.on("POST", UPLOADS).nth(2).status(429).retryAfter("1"),
                Fault.on("POST", UPLOADS).nth(3).dropAfterEffect());

        assertThatThrownBy(() -> files().upload(prod, file))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN));
        assertThat(fake.requests("POST", UPLOADS))
                .extracting(RecordedRequest::status)
                .containsExactly(429, 0);
    }

    @Test
    void anAnswerThatDoesNotComeEndsAnUploadByTheIdleTime() {
        SnapshotFile file = downloaded();
        CognigyInstallation once = installation(
                Credentials.apiKey(ProductWire.KEY),
                b -> b.retry(RetryOptions.builder().maxAttempts(1).build()));
        fake.fail(Fault.on("POST", UPLOADS).stall(Duration.ofMinutes(2)));

        assertThatThrownBy(() -> once.files().upload(prod, file))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("no byte was sent or received for 30 s");
    }

    @Test
    void filesGoThroughAServerAsWell() throws Exception {
        world.fileSize(3_000_000).cutFiles(1);
        try (FakeServer server = FakeServer.start(fake, 0);
                CognigyInstallation remote = CognigyInstallation.builder()
                        .baseUrl(server.url())
                        .credentials(Credentials.apiKey(ProductWire.KEY))
                        .build()) {
            SnapshotFiles files = remote.files(
                    FileOptions.builder().pause(Duration.ofMillis(10)).build());

            SnapshotFile file = files.download(snapshot, target);
            files.upload(prod, file);

            assertThat(file).isEqualTo(new SnapshotFile(target, 3_000_000, sha256(target)));
            assertThat(fake.requests("POST", UPLOADS))
                    .singleElement()
                    .satisfies(request -> assertThat(request.body()).contains(file.sha256()));
            assertThat(fake.violations()).isEmpty();
        }
    }
}
