package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cognigydeploy.client.FileTransport.IdleTimeoutException;
import io.cognigydeploy.client.FileTransport.Limits;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files through the default transport, on real sockets. */
@Timeout(30)
class FileTransportTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final long MOST = 1_000_000;
    private static final Limits LIMITS = new Limits(LONG, LONG, MOST);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String FILE = "0123456789".repeat(70_000);
    private static final int LARGE = 20_000_000;

    private final Received received = new Received();

    /** A sink that keeps what it received. */
    private static final class Received extends ByteArrayOutputStream implements FileTransport.Sink {

        private @Nullable HttpHeaders head;

        @Override
        public OutputStream begin(HttpHeaders headers) {
            head = headers;
            return this;
        }
    }

    /** A source of so many letters that states another number of them. */
    private record Letters(int count, long length) implements FileTransport.Source {

        Letters(int count) {
            this(count, count);
        }

        @Override
        public InputStream open() {
            return new InputStream() {

                private int left = count;

                @Override
                public int read() {
                    return left-- > 0 ? 'x' : -1;
                }

                @Override
                public int read(byte[] target, int offset, int size) {
                    int read = Math.min(size, left);
                    Arrays.fill(target, offset, offset + read, (byte) 'x');
                    left -= read;
                    return read == 0 && size > 0 ? -1 : read;
                }
            };
        }
    }

    private static HttpTransport transport(HttpSettings settings) {
        return new HttpTransport(1000, settings, NameResolver.JVM, LONG);
    }

    private static HttpTransport transport() {
        return transport(HttpSettings.DEFAULT);
    }

    private static Transport.Request request(String method, String url) {
        HttpHeaders headers = HttpHeaders.of(Map.of("Authorization", List.of("Bearer the-key")), (n, v) -> true);
        return new Transport.Request(method, URI.create(url), headers, new byte[0]);
    }

    private Transport.Response fetch(HttpTransport transport, RawServer server)
            throws IOException, InterruptedException {
        return transport.fetch(request("GET", server.url()), received, LIMITS);
    }

    private static Transport.Response send(HttpTransport transport, RawServer server, int letters)
            throws IOException, InterruptedException {
        return transport.send(request("POST", server.url()), new Letters(letters), LIMITS);
    }

    private static String text(Transport.Response answer) {
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    static Stream<String> whole() {
        int half = FILE.length() / 2;
        return Stream.of(
                OK + "Content-Length: " + FILE.length() + "\r\n\r\n" + FILE,
                OK + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(half) + "\r\n" + FILE.substring(0, half)
                        + "\r\n" + Integer.toHexString(half) + "\r\n" + FILE.substring(half) + "\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("whole")
    void aWholeFileArrivesAndItsConnectionIsKept(String bytes) throws Exception {
        try (RawServer server = new RawServer(RawServer.bytes(bytes), RawServer.answer(201, "done"));
                HttpTransport transport = transport()) {
            Transport.Response answer = fetch(transport, server);

            assertThat(text(answer)).isEqualTo("200 ");
            assertThat(received.toString(StandardCharsets.US_ASCII)).isEqualTo(FILE);
            assertThat(received.head).isEqualTo(answer.headers());
            assertThat(text(send(transport, server, 100))).isEqualTo("201 done");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anotherStatusIsADocumentAndItsConnectionIsKept() throws Exception {
        try (RawServer server = new RawServer(
                        RawServer.answer(409, "{\"not\":\"ready\"}"),
                        RawServer.answer(307, "", "Location", "http://127.0.0.1:1/"));
                HttpTransport transport = transport()) {
            assertThat(text(fetch(transport, server))).isEqualTo("409 {\"not\":\"ready\"}");
            assertThat(fetch(transport, server).status()).isEqualTo(307);
            assertThat(received.head).isNull();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "Content-Length: 10\r\n\r\n",
                OK + "Content-Length: 10\r\n\r\n012345678",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n",
                OK + "Transfer-Encoding: chunked\r\n\r\n5\r\n012",
                OK + "\r\n0123456789",
                OK + "Content-Le"
            })
    void aCutFileFailsAndItsConnectionIsNotUsedAgain(String bytes) throws Exception {
        try (RawServer server = new RawServer(RawServer.truncated(bytes), RawServer.answer(200, "next"));
                HttpTransport transport = transport()) {
            assertThatThrownBy(() -> fetch(transport, server))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOfAny(ConnectException.class, HttpTimeoutException.class);

            received.reset();
            fetch(transport, server);
            assertThat(received.toString(StandardCharsets.US_ASCII)).isEqualTo("next");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    static Stream<Arguments> tooLarge() {
        String block = "f4240\r\n" + "x".repeat(1_000_000) + "\r\n";
        return Stream.of(
                Arguments.of(OK + "Content-Length: 1000001\r\n\r\n", false),
                Arguments.of(OK + "Transfer-Encoding: chunked\r\n\r\n" + block + "1\r\nx\r\n0\r\n\r\n", true),
                Arguments.of("HTTP/1.1 500 X\r\nContent-Length: 1001\r\n\r\n", false));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void aFileThatIsTooLargeFails(String bytes, boolean begun) throws Exception {
        try (RawServer server = new RawServer(RawServer.bytes(bytes), RawServer.answer(200, "next"));
                HttpTransport transport = transport()) {
            assertThatThrownBy(() -> fetch(transport, server)).isInstanceOf(OversizedBodyException.class);

            assertThat(received.head != null).isEqualTo(begun);
            assertThat(received.size()).isLessThanOrEqualTo(1_000_000);
            fetch(transport, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void theFailureOfASinkEndsTheFetch() throws Exception {
        IOException full = new IOException("no space left");
        try (RawServer server = new RawServer(
                        RawServer.bytes(whole().findFirst().orElseThrow()), RawServer.answer(200, "next"));
                HttpTransport transport = transport()) {
            assertThatThrownBy(() -> transport.fetch(
                            request("GET", server.url()),
                            headers -> new OutputStream() {
                                @Override
                                public void write(int b) throws IOException {
                                    throw full;
                                }
                            },
                            LIMITS))
                    .isSameAs(full);

            fetch(transport, server);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aFileIsSentWithItsExactLength() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(202, "taken"));
                HttpTransport transport = transport()) {
            assertThat(text(send(transport, server, 200_001))).isEqualTo("202 taken");
            assertThat(text(send(transport, server, 0))).isEqualTo("202 taken");

            assertThat(server.requests().get(0))
                    .contains("\r\nContent-Length: 200001\r\n", "\r\nAuthorization: Bearer the-key\r\n")
                    .doesNotContainIgnoringCase("Transfer-Encoding", "Expect")
                    .endsWith("\r\n\r\n" + "x".repeat(200_001));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aSourceOfAnotherLengthEndsTheRequestBeforeItIsWhole(int more) throws Exception {
        for (int letters : new int[] {10, 200_000}) {
            try (RawServer server = new RawServer(RawServer.answer(200, "taken"));
                    HttpTransport transport = transport()) {
                assertThatThrownBy(() -> transport.send(
                                request("POST", server.url()), new Letters(letters + more, letters), LIMITS))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("the stated length");
                assertThat(server.requests()).noneMatch(request -> request.endsWith("x".repeat(letters)));
            }
        }
    }

    @Test
    void aSourceThatCannotBeOpenedIsNotSent() throws Exception {
        IOException gone = new IOException("gone");
        try (RawServer server = new RawServer(RawServer.answer(200, "taken"));
                HttpTransport transport = transport()) {
            assertThatThrownBy(() -> transport.send(
                            request("POST", server.url()),
                            new FileTransport.Source() {
                                @Override
                                public long length() {
                                    return 1;
                                }

                                @Override
                                public InputStream open() throws IOException {
                                    throw gone;
                                }
                            },
                            LIMITS))
                    .isSameAs(gone);
            assertThat(server.connections()).isZero();
        }
    }

    private static RawServer.Behaviour early(String bytes, boolean drains) {
        return RawServer.unread(socket -> {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            if (drains) {
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            return false;
        });
    }

    static Stream<RawServer.Behaviour> early() {
        String refusal = "HTTP/1.1 413 X\r\nContent-Length: 9\r\n\r\ntoo large";
        return Stream.of(
                early(refusal, true),
                early("HTTP/1.1 103 X\r\n\r\n" + refusal, true),
                early(refusal.replace("\r\nContent", "\r\nConnection: close\r\nContent"), false));
    }

    @ParameterizedTest
    @MethodSource("early")
    void anAnswerBeforeTheEndOfAnUploadIsReturned(RawServer.Behaviour early) throws Exception {
        try (RawServer server = new RawServer(early, RawServer.answer(200, "next"));
                HttpTransport transport = transport()) {
            assertThat(text(send(transport, server, LARGE))).isEqualTo("413 too large");
            assertThat(text(send(transport, server, 10))).isEqualTo("200 next");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerBeforeTheEndOfAnUploadIsReturnedInTls() throws Exception {
        try (RawServer server = RawServer.withTls(early("HTTP/1.1 401 X\r\nContent-Length: 2\r\n\r\n{}", true));
                HttpTransport transport = transport(new HttpSettings(null, OwnAuthority.context(), 10))) {
            assertThat(text(transport.send(
                            request("POST", server.url().replace("http:", "https:")), new Letters(LARGE), LIMITS)))
                    .isEqualTo("401 {}");
        }
    }

    @Test
    void anInterimAnswerDoesNotEndAnUpload() throws Exception {
        try (RawServer server = new RawServer(RawServer.unread(socket -> {
                    socket.getOutputStream().write("HTTP/1.1 102 X\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] end = "x\r\n".getBytes(StandardCharsets.US_ASCII);
                    socket.getInputStream().skipNBytes(LARGE);
                    return RawServer.bytes(OK + "Content-Length: " + end.length + "\r\n\r\nx\r\n")
                            .handle(socket);
                }));
                HttpTransport transport = transport()) {
            assertThat(text(send(transport, server, LARGE))).isEqualTo("200 x\r\n");
        }
    }

    @Test
    void aSuccessBeforeTheEndOfAnUploadIsRefused() throws Exception {
        try (RawServer server = new RawServer(early(OK + "Content-Length: 2\r\n\r\n{}", true));
                HttpTransport transport = transport()) {
            assertThatThrownBy(() -> send(transport, server, LARGE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("before the whole request");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void filesGoThroughTls(boolean upload) throws Exception {
        try (RawServer server = RawServer.withTls(RawServer.answer(200, FILE));
                HttpTransport transport = transport(new HttpSettings(null, OwnAuthority.context(), 10))) {
            Transport.Request request =
                    request(upload ? "POST" : "GET", server.url().replace("http:", "https:"));
            for (int i = 0; i < 2; i++) {
                received.reset();
                transport.fetch(request, received, LIMITS);
                assertThat(received.toString(StandardCharsets.US_ASCII)).isEqualTo(FILE);
                if (upload) {
                    assertThatThrownBy(() -> transport.send(request, new Letters(200_000), LIMITS))
                            .isInstanceOf(OversizedBodyException.class);
                    assertThat(server.requests()).last().asString().endsWith("x".repeat(200_000));
                }
            }
            assertThat(server.connections()).isEqualTo(upload ? 2 : 1);
        }
    }

    @Test
    void aRefusedConnectionIsNotSent() throws Exception {
        try (RefusingPort port = new RefusingPort();
                HttpTransport transport = transport()) {
            String url = "http://127.0.0.1:" + port.number();
            assertThatThrownBy(() -> transport.fetch(request("GET", url), received, LIMITS))
                    .isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> transport.send(request("POST", url), new Letters(1), LIMITS))
                    .isInstanceOf(ConnectException.class);
        }
    }

    /** A stage at which an exchange of a file can hang. */
    enum FileStage {
        QUEUE(false),
        HEAD(true),
        FILE(true),
        UPLOAD(true),
        ANSWER(true);

        final boolean sent;

        FileStage(boolean sent) {
            this.sent = sent;
        }
    }

    /** Something that hangs at this stage until its end. */
    private static final class FileHang implements Closeable {

        private final List<Closeable> open = new ArrayList<>();
        private final HttpTransport transport;
        private final String url;
        private final boolean upload;
        private final Received received = new Received();

        FileHang(FileStage stage) throws Exception {
            transport = transport(new HttpSettings(null, null, stage == FileStage.QUEUE ? 1 : 10));
            upload = stage == FileStage.UPLOAD || stage == FileStage.ANSWER;
            if (stage == FileStage.UPLOAD) {
                ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                open.add(deaf);
                url = "http://127.0.0.1:" + deaf.getLocalPort();
            } else {
                RawServer server = new RawServer(RawServer.stall(
                        switch (stage) {
                            case HEAD -> OK + "Content-";
                            case FILE -> OK + "Content-Length: 10\r\n\r\n01234";
                            default -> "";
                        }));
                open.add(server::close);
                url = server.url();
                if (stage == FileStage.QUEUE) {
                    Thread first = new Thread(new FutureTask<>(() -> transport.exchange(request("GET", url), LONG)));
                    first.start();
                    server.awaitRequest();
                }
            }
            open.add(transport::close);
        }

        Throwable failure(Limits limits) {
            return catchThrowable(() -> {
                if (upload) {
                    transport.send(request("POST", url), new Letters(LARGE), limits);
                } else {
                    transport.fetch(request("GET", url), received, limits);
                }
            });
        }

        /** Begins an exchange with long limits, and returns its thread once it hangs. */
        Thread begin(CompletableFuture<Throwable> failure) {
            Thread caller = new Thread(() -> failure.complete(failure(LIMITS)));
            caller.start();
            while (!isBlocked(List.of(caller.getStackTrace()))) {
                Thread.onSpinWait();
            }
            return caller;
        }

        private static boolean isBlocked(List<StackTraceElement> stack) {
            return !stack.isEmpty()
                    && stack.get(0).getMethodName().matches("park|poll|read0|write0")
                    && stack.stream().anyMatch(frame -> frame.getClassName().endsWith("HttpTransport"));
        }

        @Override
        public void close() throws IOException {
            for (Closeable each : open) {
                each.close();
            }
        }
    }

    private static @Nullable Throwable timeoutOf(Throwable failure, FileStage stage) {
        return stage.sent ? failure : failure.getCause();
    }

    @ParameterizedTest
    @EnumSource(FileStage.class)
    void theIdleTimeHoldsAtEveryStageAndIsNeverEarly(FileStage stage) throws Exception {
        try (FileHang hang = new FileHang(stage)) {
            long start = System.nanoTime();
            Throwable failure = hang.failure(new Limits(LONG, SHORT, MOST));
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(timeoutOf(failure, stage))
                    .isInstanceOf(IdleTimeoutException.class)
                    .hasMessageContaining("300 ms");
            assertThat(failure instanceof ConnectException).isEqualTo(!stage.sent);
            assertThat(took).isBetween(SHORT, SHORT.plus(SLACK));
        }
    }

    @ParameterizedTest
    @EnumSource(FileStage.class)
    void theTotalTimeHoldsAtEveryStage(FileStage stage) throws Exception {
        try (FileHang hang = new FileHang(stage)) {
            Throwable failure = hang.failure(new Limits(SHORT, LONG, MOST));

            assertThat(timeoutOf(failure, stage))
                    .isInstanceOf(HttpTimeoutException.class)
                    .isNotInstanceOf(IdleTimeoutException.class);
        }
    }

    @Test
    void aSlowFileIsNotIdle() throws Exception {
        try (RawServer server = new RawServer(RawServer.drip(OK + "Content-Length: 1000\r\n\r\n", 20));
                HttpTransport transport = transport()) {
            Limits limits = new Limits(Duration.ofMillis(1500), Duration.ofMillis(1000), MOST);

            assertThatThrownBy(() -> transport.fetch(request("GET", server.url()), received, limits))
                    .isInstanceOf(HttpTimeoutException.class)
                    .isNotInstanceOf(IdleTimeoutException.class);
            assertThat(received.size()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(FileStage.class)
    void anInterruptEndsAnExchangeAtEveryStage(FileStage stage) throws Exception {
        try (FileHang hang = new FileHang(stage)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            hang.begin(failure).interrupt();

            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(FileStage.class)
    void aCloseEndsExchangesAtEveryStage(FileStage stage) throws Exception {
        try (FileHang hang = new FileHang(stage)) {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            hang.begin(failure);
            hang.transport.close();

            assertThat(failure.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(stage.sent ? IOException.class : ConnectException.class)
                    .hasMessage("the client was closed");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void limitsArePositive(long wrong) {
        assertThatThrownBy(() -> new Limits(LONG, LONG, wrong)).hasMessage("bytes must be positive, but was " + wrong);
        assertThatThrownBy(() -> new Limits(Duration.ofSeconds(wrong), LONG, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(LONG, Duration.ofSeconds(wrong), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
