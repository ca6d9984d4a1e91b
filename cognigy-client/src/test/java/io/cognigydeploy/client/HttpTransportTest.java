package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport on real sockets, against answers and moments that other clients take the wrong way. */
@Timeout(30)
class HttpTransportTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static HttpTransport transport() {
        return transport(HttpSettings.DEFAULT);
    }

    private static HttpTransport transport(HttpSettings settings) {
        // Long enough for a slow machine.
        return new HttpTransport(Json.MAX_BYTES, settings, NameResolver.JVM, LONG);
    }

    private static HttpTransport trusting() {
        return transport(new HttpSettings(null, OwnAuthority.context(), 10));
    }

    private static Transport.Request get(String url) {
        return request("GET", url, "");
    }

    private static Transport.Request post(String url) {
        return request("POST", url, "{\"mine\":1}");
    }

    private static Transport.Request request(String method, String url, String body) {
        HttpHeaders headers = HttpHeaders.of(Map.of("Authorization", List.of("Bearer the-key")), (n, v) -> true);
        return new Transport.Request(method, URI.create(url), headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Transport.Response answer) {
        return answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String answer(String body) {
        return OK + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static Stream<Arguments> misframed() {
        return Stream.of(
                Arguments.of("two lengths", OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "),
                Arguments.of("two lengths in one line", OK + "Content-Length: 2, 3\r\n\r\n{} "),
                Arguments.of("a negative length", OK + "Content-Length: -2\r\n\r\n{}"),
                Arguments.of("a length that is no number", OK + "Content-Length: two\r\n\r\n{}"),
                Arguments.of("a coding that is not known", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("a line without colon", OK + "Nonsense\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of("a status line of HTTP/2", "HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of("something before the status line", "junk\r\n" + answer("{}")),
                Arguments.of("a status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of("a chunk size that is none", OK + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n"),
                Arguments.of("1,001 headers", OK + "X-A: 0\r\n".repeat(1001) + "Content-Length: 2\r\n\r\n{}"),
                Arguments.of("a header of 100 kB", OK + "X-A: " + "0".repeat(100_000) + "\r\n\r\n"),
                Arguments.of("a head of 200 kB", OK + ("X-A: " + "0".repeat(1000) + "\r\n").repeat(200) + "\r\n"),
                Arguments.of(
                        "trailers of 200 kB",
                        OK + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                                + ("X-A: " + "0".repeat(1000) + "\r\n").repeat(200) + "\r\n"),
                Arguments.of(
                        "an unasked change of protocol", "HTTP/1.1 101 X\r\nUpgrade: TLS/1.2\r\n\r\n" + answer("{}")),
                Arguments.of("nine interim answers", "HTTP/1.1 103 X\r\n\r\n".repeat(9) + answer("{}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misframed")
    void anAnswerThatCanBeReadInTwoWaysIsRefused(String name, String bytes) throws Exception {
        try (RawServer server = new RawServer(RawServer.bytes(bytes), RawServer.bytes(answer("{\"next\":1}")));
                HttpTransport transport = transport()) {
            assertThatThrownBy(() -> transport.exchange(post(server.url()), LONG))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(ConnectException.class)
                    .isNotInstanceOf(HttpTimeoutException.class);

            assertThat(server.requests()).hasSize(1);
            assertThat(text(transport.exchange(get(server.url()), LONG))).isEqualTo("200 {\"next\":1}");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
                "HTTP/1.1 100 Continue\r\n\r\n"
            })
    void anAnswerThatWasCutOffIsRefused(String bytes) throws Exception {
        try (RawServer server = new RawServer(RawServer.truncated(bytes));
                HttpTransport transport = transport()) {
            for (Transport.Request request : List.of(get(server.url()), post(server.url()))) {
                assertThatThrownBy(() -> transport.exchange(request, LONG))
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(ConnectException.class);
            }

            assertThat(server.requests()).hasSize(2);
        }
    }

    static Stream<Arguments> unusual() {
        return Stream.of(
                Arguments.of("interim answers", "HTTP/1.1 103 X\r\n\r\n".repeat(8) + answer("{}"), "200 {}", true),
                Arguments.of("204 with a length", "HTTP/1.1 204 X\r\nContent-Length: 5\r\n\r\n", "204 ", false),
                Arguments.of("304 with a length", "HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\n", "304 ", true),
                Arguments.of(
                        "a length beside chunks",
                        OK + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n",
                        "200 {\"a\":1}",
                        false),
                Arguments.of(
                        "extensions and trailers",
                        OK + "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-A: 0\r\n\r\n",
                        "200 {}",
                        true),
                Arguments.of("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", "200 {}", false),
                Arguments.of("a folded header", OK + "X-A: 1\r\n 2\r\nContent-Length: 2\r\n\r\n{}", "200 {}", true),
                Arguments.of("a farewell", OK + "Connection: close\r\nContent-Length: 2\r\n\r\n{}", "200 {}", false),
                Arguments.of("a 401 alone", "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n", "401 ", true),
                Arguments.of(
                        "a 401 with a challenge",
                        "HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n",
                        "401 ",
                        true),
                Arguments.of(
                        "a 407 of the platform",
                        "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n",
                        "407 ",
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusual")
    void anUnusualAnswerIsReadAndItsConnectionKeptIfThatIsSafe(String name, String bytes, String expected, boolean kept)
            throws Exception {
        try (RawServer server = new RawServer(RawServer.bytes(bytes), RawServer.bytes(answer("{\"next\":1}")));
                HttpTransport transport = transport()) {
            assertThat(text(transport.exchange(post(server.url()), LONG))).isEqualTo(expected);
            assertThat(text(transport.exchange(get(server.url()), LONG))).isEqualTo("200 {\"next\":1}");

            assertThat(server.requests()).hasSize(2);
            assertThat(server.connections()).isEqualTo(kept ? 1 : 2);
        }
    }

    @Test
    void aBodyWithoutLengthEndsWithItsConnection() throws Exception {
        try (RawServer server = new RawServer(RawServer.truncated(OK + "\r\n" + "x".repeat(100_000)));
                HttpTransport transport = transport()) {
            assertThat(transport.exchange(get(server.url()), LONG).body()).hasSize(100_000);
        }
    }

    @Test
    void aBodyOfTheLargestSizeIsReadAndOneByteMoreIsNot() throws Exception {
        String largest = "x".repeat(20_000);
        String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n4e20\r\n" + largest + "\r\n";
        try (RawServer server = new RawServer(
                        RawServer.bytes(answer(largest)),
                        RawServer.bytes(answer(largest + "x")),
                        RawServer.bytes(chunked + "0\r\n\r\n"),
                        RawServer.bytes(chunked + "1\r\nx\r\n0\r\n\r\n"));
                HttpTransport transport = new HttpTransport(20_000, HttpSettings.DEFAULT)) {
            for (int i = 0; i < 2; i++) {
                assertThat(transport.exchange(get(server.url()), LONG).body()).hasSize(20_000);
                assertThatThrownBy(() -> transport.exchange(get(server.url()), LONG))
                        .isInstanceOf(OversizedBodyException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"poison\":1}", "HTTP/1.1 408 X\r\n\r\n", " "})
    void anAnswerToNothingIsNotTakenForThatToTheNextRequest(String stray) throws Exception {
        try (RawServer server = new RawServer(
                        RawServer.bytes(answer("{\"first\":1}") + stray), RawServer.bytes(answer("{\"own\":1}")));
                HttpTransport transport = transport()) {
            assertThat(text(transport.exchange(get(server.url()), LONG))).isEqualTo("200 {\"first\":1}");
            assertThat(text(transport.exchange(post(server.url()), LONG))).isEqualTo("200 {\"own\":1}");

            assertThat(server.requests()).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void anAnswerToNothingIsNotTakenForThatToTheNextRequestInTls() throws Exception {
        try (RawServer server = RawServer.withTls(
                        RawServer.bytes(answer("{\"first\":1}") + answer("{\"poison\":1}")),
                        RawServer.bytes(answer("{\"own\":1}")));
                HttpTransport transport = trusting()) {
            String url = server.url().replace("http:", "https:");
            assertThat(text(transport.exchange(get(url), LONG))).isEqualTo("200 {\"first\":1}");
            assertThat(text(transport.exchange(post(url), LONG))).isEqualTo("200 {\"own\":1}");

            assertThat(server.requests()).hasSize(2);
        }
    }

    enum Idle {
        STRAY_ANSWER,
        TIMEOUT_AND_END,
        END,
        RESET;

        void happen(Socket socket) throws IOException {
            if (this == STRAY_ANSWER) {
                socket.getOutputStream().write(answer("{\"poison\":1}").getBytes(StandardCharsets.US_ASCII));
                return;
            }
            if (this == TIMEOUT_AND_END) {
                socket.getOutputStream().write("HTTP/1.1 408 X\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            if (this == RESET) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Idle.class)
    void whateverHappensToAnIdleConnectionTheNextRequestIsSentOnceAndAnswered(Idle idle) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch happened = new CountDownLatch(1);
        RawServer.Behaviour first = socket -> {
            RawServer.answer(200, "{}").handle(socket);
            await(answered);
            idle.happen(socket);
            happened.countDown();
            return idle == Idle.STRAY_ANSWER;
        };
        try (RawServer server = new RawServer(first, RawServer.bytes(answer("{\"own\":1}")));
                HttpTransport transport = transport()) {
            transport.exchange(get(server.url()), LONG);
            answered.countDown();
            happened.await();

            assertThat(text(transport.exchange(post(server.url()), LONG))).isEqualTo("200 {\"own\":1}");
            assertThat(server.requests()).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aReadOnAKeptConnectionThatIsLostIsNotSentTwice() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"), RawServer.truncated(""));
                HttpTransport transport = transport()) {
            transport.exchange(get(server.url()), LONG);

            assertThatThrownBy(() -> transport.exchange(get(server.url()), LONG))
                    .isInstanceOf(IOException.class);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void aLargeRequestArrivesWholeAndKeepsLittleNativeMemory() throws Exception {
        String body = "0123456789abcdef".repeat(256 * 1024 + 1);
        try (RawServer server = new RawServer(RawServer.answer(200, "done"));
                HttpTransport transport = transport()) {
            long before = nativeBytes();
            assertThat(text(transport.exchange(request("POST", server.url(), body), LONG)))
                    .isEqualTo("200 done");
            assertThat(nativeBytes() - before).isLessThan(body.length() / 2);
            assertThat(server.requests()).singleElement().asString().endsWith("\r\n\r\n" + body);
        }
    }

    private static long nativeBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void oneConnectionServesManyRequestsInTls() throws Exception {
        try (RawServer server = RawServer.withTls(RawServer.answer(200, "{}"));
                HttpTransport transport = trusting()) {
            for (int i = 0; i < 50; i++) {
                transport.exchange(post(server.url().replace("http:", "https:")), LONG);
            }

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefusedBeforeAnythingIsSent() throws Exception {
        try (RawServer server = RawServer.withTls(RawServer.answer(200, "{}"));
                HttpTransport transport = trusting()) {
            assertThatThrownBy(() -> transport.exchange(post("https://localhost:" + server.port()), LONG))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("the TLS handshake failed");
            assertThat(server.requests()).isEmpty();
        }
    }

    /** A stage at which an exchange can hang. */
    enum Stage {
        NAME(false),
        CONNECT(false),
        TLS(false),
        TUNNEL(false),
        QUEUE(false),
        UPLOAD(true),
        HEAD(true),
        BODY(true);

        final boolean sent;

        Stage(boolean sent) {
            this.sent = sent;
        }
    }

    /** Something that hangs at this stage until its end. */
    private static final class Hang implements Closeable {

        private final CountDownLatch end = new CountDownLatch(1);
        private final CountDownLatch begun = new CountDownLatch(1);
        private final List<Closeable> open = new ArrayList<>();
        private final Transport.Request request;
        private final HttpTransport transport;

        Hang(Stage stage) throws Exception {
            switch (stage) {
                case NAME -> {
                    transport = new HttpTransport(
                            1000,
                            HttpSettings.DEFAULT,
                            new NameResolver(host -> {
                                begun.countDown();
                                HttpTransportTest.await(end);
                                throw new UnknownHostException(host);
                            }),
                            LONG);
                    request = post("http://platform.test");
                }
                case CONNECT -> {
                    transport = transport();
                    request = post("http://127.0.0.1:" + full());
                }
                case TLS -> {
                    transport = transport();
                    request = post(server(RawServer.stall("")).replace("http:", "https:"));
                }
                case TUNNEL -> {
                    RawServer proxy = listening(RawServer.stall(""));
                    transport = transport(new HttpSettings(new ProxyServer("127.0.0.1", proxy.port(), ""), null, 10));
                    request = post("https://platform.test");
                }
                case QUEUE -> {
                    RawServer server = listening(RawServer.stall(""));
                    transport = transport(new HttpSettings(null, null, 1));
                    request = post(server.url());
                    Thread first = new Thread(new FutureTask<>(() -> transport.exchange(request, LONG)));
                    first.start();
                    server.awaitRequest();
                    begun.countDown();
                }
                case UPLOAD -> {
                    ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                    open.add(deaf);
                    transport = transport();
                    request = request("POST", "http://127.0.0.1:" + deaf.getLocalPort(), "x".repeat(20_000_000));
                    begun.countDown();
                }
                case HEAD -> {
                    transport = transport();
                    request = post(server(RawServer.stall("HTTP/1.1 200 OK\r\nContent-")));
                }
                case BODY -> {
                    transport = transport();
                    request = post(server(RawServer.drip(OK + "Content-Length: 100000\r\n\r\n", 20)));
                }
                default -> throw new AssertionError(stage);
            }
            open.add(transport::close);
        }

        /** Returns the port of a server whose backlog is full: it drops the next handshake, as a firewall does. */
        private int full() throws IOException {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            open.add(server);
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                open.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), 100);
                } catch (SocketTimeoutException full) {
                    break;
                }
            }
            return server.getLocalPort();
        }

        private String server(RawServer.Behaviour behaviour) throws IOException {
            return listening(behaviour).url();
        }

        private RawServer listening(RawServer.Behaviour behaviour) throws IOException {
            RawServer server = new RawServer(behaviour);
            open.add(server::close);
            return server;
        }

        Throwable failure(Duration limit) {
            return catchThrowable(() -> transport.exchange(request, limit));
        }

        @Override
        public void close() throws IOException {
            end.countDown();
            for (Closeable each : open) {
                each.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void theLimitHoldsAtEveryStageAndIsNeverEarly(Stage stage) throws Exception {
        try (Hang hang = new Hang(stage)) {
            long start = System.nanoTime();
            Throwable failure = hang.failure(SHORT);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(failure)
                    .isInstanceOf(stage.sent ? HttpTimeoutException.class : ConnectException.class)
                    .hasMessageContaining(stage.sent ? "300 ms" : "no connection in time");
            assertThat(took).isBetween(SHORT, SHORT.plus(SLACK));
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void anInterruptEndsAnExchangeAtEveryStage(Stage stage) throws Exception {
        try (Hang hang = new Hang(stage)) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> thrown.complete(hang.failure(LONG)));
            caller.start();
            awaitBlocked(caller);
            caller.interrupt();

            assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aCloseEndsExchangesAtEveryStage(Stage stage) throws Exception {
        try (Hang hang = new Hang(stage)) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> thrown.complete(hang.failure(LONG)));
            caller.start();
            awaitBlocked(caller);
            hang.transport.close();

            assertThat(thrown.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(stage.sent ? IOException.class : ConnectException.class)
                    .hasMessage("the client was closed");
        }
    }

    /** Waits until a thread waits within an exchange. */
    private static void awaitBlocked(Thread thread) {
        while (!isBlocked(List.of(thread.getStackTrace()))) {
            Thread.onSpinWait();
        }
    }

    private static boolean isBlocked(List<StackTraceElement> stack) {
        return !stack.isEmpty()
                && stack.get(0).getMethodName().matches("park|poll|read0|write0")
                && stack.stream()
                        .anyMatch(frame -> frame.getClassName().equals(HttpTransport.class.getName())
                                && frame.getMethodName().equals("send"));
    }

    @Test
    void thoseWhoWaitForAConnectionAreServedInTheirOrder() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"));
                HttpTransport transport = transport(new HttpSettings(null, null, 2))) {
            List<CompletableFuture<Integer>> calls = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return transport
                                            .exchange(get(server.url()), LONG)
                                            .status();
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            work -> new Thread(work).start()))
                    .toList();

            assertThat(calls).allSatisfy(call -> assertThat(call.get()).isEqualTo(200));
            assertThat(server.connections()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void anInterruptedWaitForAConnectionLosesNone() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"));
                HttpTransport transport = transport(new HttpSettings(null, null, 1))) {
            for (int i = 0; i < 50; i++) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> transport.exchange(get(server.url()), LONG))
                        .isInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted()).isFalse();
            }

            assertThat(transport.exchange(get(server.url()), LONG).status()).isEqualTo(200);
        }
    }

    /** An answer after which the connection stays, and a count of the connections that the client closes. */
    private static RawServer.Behaviour answerAndCountDown(CountDownLatch ended) {
        return socket -> {
            RawServer.answer(200, "{}").handle(socket);
            if (socket.getInputStream().read() < 0) {
                ended.countDown();
            }
            return false;
        };
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawServer server = new RawServer(answerAndCountDown(ended));
                HttpTransport transport =
                        new HttpTransport(1000, HttpSettings.DEFAULT, NameResolver.JVM, Duration.ofMillis(1))) {
            transport.exchange(get(server.url()), LONG);

            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aConnectionThatWasIdleTooLongIsNotUsedAgain() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"));
                HttpTransport transport =
                        new HttpTransport(1000, HttpSettings.DEFAULT, NameResolver.JVM, Duration.ZERO)) {
            transport.exchange(get(server.url()), LONG);
            transport.exchange(post(server.url()), LONG);

            assertThat(server.requests()).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    @SuppressWarnings("resource") // that nothing stays open without a close is the point
    void oneSecondAfterTheLastExchangeNeitherConnectionNorThreadIsLeft() throws Exception {
        CountDownLatch ended = new CountDownLatch(100);
        try (RawServer server = new RawServer(answerAndCountDown(ended))) {
            for (int i = 0; i < 100; i++) {
                new HttpTransport(1000, HttpSettings.DEFAULT).exchange(get(server.url()), LONG);
            }

            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        }

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("cognigy-client-")) {
                thread.join(SLACK.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void aClosedTransportSendsNothing() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"))) {
            HttpTransport transport = transport();
            transport.close();

            assertThatThrownBy(() -> transport.exchange(get(server.url()), LONG))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("the client was closed");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aClosedTransportLeavesNoConnection() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawServer server = new RawServer(answerAndCountDown(ended))) {
            HttpTransport transport = transport();
            transport.exchange(get(server.url()), LONG);
            transport.close();

            assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theCheckedAddressIsTheConnectedOne() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        NameResolver fickle =
                new NameResolver(host -> new InetAddress[] {loopback(lookUps.incrementAndGet() == 1 ? 1 : 99)});
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"));
                HttpTransport transport = new HttpTransport(1000, HttpSettings.DEFAULT, fickle, LONG)) {
            List<InetAddress> checked = new ArrayList<>();

            transport.exchange(post("http://hook.test:" + server.port()), LONG, checked::add);

            assertThat(checked).containsExactly(loopback(1));
            assertThat(lookUps).hasValue(1);
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .contains("\r\nHost: hook.test:" + server.port() + "\r\n");
        }
    }

    @Test
    void aRefusedAddressIsNotConnectedToByAKeptConnectionEither() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"));
                HttpTransport transport = transport()) {
            transport.exchange(post(server.url()), LONG);

            assertThatThrownBy(() -> transport.exchange(post(server.url()), LONG, PublicAddresses::contain))
                    .isInstanceOf(Transport.AddressRefusedException.class)
                    .hasMessage("127.0.0.1 is 127.0.0.1");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void theNextAddressIsTriedIfOneCannotBeReached() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"));
                HttpTransport transport = new HttpTransport(
                        1000,
                        HttpSettings.DEFAULT,
                        new NameResolver(host -> new InetAddress[] {loopback(99), loopback(1)}),
                        LONG)) {
            String url = "http://platform.test:" + server.port();

            assertThat(transport.exchange(post(url), LONG).status()).isEqualTo(200);
            assertThat(transport.exchange(post(url), LONG, address -> true).status())
                    .isEqualTo(200);
        }
    }

    private static HttpSettings loggedIn(RawServer proxy, @Nullable SSLContext tls) {
        return new HttpSettings(new ProxyServer("127.0.0.1", proxy.port(), "Basic bWU6cGFzcw=="), tls, 10);
    }

    @Test
    void aProxyLoginTakesNothingFromThePlatform() throws Exception {
        try (RawServer proxy = new RawServer(RawServer.bytes("HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n"));
                HttpTransport transport = transport(loggedIn(proxy, null))) {
            assertThat(transport
                            .exchange(post("http://platform.test/a?b=c"), LONG)
                            .status())
                    .isEqualTo(401);

            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("POST http://platform.test/a?b=c HTTP/1.1\r\nHost: platform.test\r\n")
                    .contains("\r\nAuthorization: Bearer the-key\r\n")
                    .contains("\r\nProxy-Authorization: Basic bWU6cGFzcw==\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404, 407, 502})
    void aRefusedTunnelIsNotSent(int status) throws Exception {
        try (RawServer proxy = new RawServer(RawServer.answer(status, "{}"));
                HttpTransport transport = transport(loggedIn(proxy, null))) {
            assertThatThrownBy(() -> transport.exchange(post("https://platform.test/secret"), LONG))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("the proxy 127.0.0.1:" + proxy.port() + " answered " + status);

            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT platform.test:443 HTTP/1.1\r\nHost: platform.test:443\r\n")
                    .contains("\r\nProxy-Authorization: Basic bWU6cGFzcw==\r\n")
                    .doesNotContain("the-key")
                    .doesNotContain("secret");
        }
    }

    /** A proxy that connects to one server whatever it is asked for. */
    private static RawServer.Behaviour tunnelTo(RawServer server, String afterwards) {
        return socket -> {
            Socket inner = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.getOutputStream().write(("HTTP/1.1 200 X\r\n\r\n" + afterwards).getBytes(StandardCharsets.US_ASCII));
            Thread back =
                    new Thread(new FutureTask<>(() -> inner.getInputStream().transferTo(socket.getOutputStream())));
            back.setDaemon(true);
            back.start();
            socket.getInputStream().transferTo(inner.getOutputStream());
            inner.close();
            return false;
        };
    }

    @Test
    void aTunnelLeadsToThePlatformWhichGetsNoLogin() throws Exception {
        try (RawServer platform = RawServer.withTls(RawServer.answer(401, "{}"));
                RawServer proxy = new RawServer(tunnelTo(platform, ""));
                HttpTransport transport = transport(loggedIn(proxy, OwnAuthority.context()))) {
            for (int i = 0; i < 2; i++) {
                assertThat(transport
                                .exchange(post("https://127.0.0.1:1/a"), LONG)
                                .status())
                        .isEqualTo(401);
            }

            assertThat(proxy.requests()).hasSize(1);
            assertThat(platform.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request)
                            .startsWith("POST /a HTTP/1.1\r\n")
                            .contains("\r\nAuthorization: Bearer the-key\r\n")
                            .doesNotContain("Proxy-Authorization"));
        }
    }

    @Test
    void whatAProxySaysBeforeTheTunnelIsNotTakenForThePlatformsAnswer() throws Exception {
        try (RawServer platform = RawServer.withTls(RawServer.answer(200, "{\"own\":1}"));
                RawServer proxy = new RawServer(tunnelTo(platform, answer("{\"poison\":1}")));
                HttpTransport transport = transport(loggedIn(proxy, OwnAuthority.context()))) {
            Transport.Response answer = null;
            try {
                answer = transport.exchange(post("https://127.0.0.1:1/a"), LONG);
            } catch (ConnectException refused) {
                assertThat(refused).hasMessageContaining("by way of the proxy 127.0.0.1:" + proxy.port());
            }
            if (answer != null) {
                assertThat(text(answer)).isEqualTo("200 {\"own\":1}");
            }
        }
    }

    @Test
    void anErrorInTheMiddleDoesNotEndTheTransport() throws Exception {
        AtomicInteger checks = new AtomicInteger();
        X509TrustManager failing = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String kind) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String kind) {
                if (checks.incrementAndGet() < 5) {
                    throw new StackOverflowError("in the middle");
                }
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try (RawServer server = RawServer.withTls(RawServer.answer(200, "{}"));
                HttpTransport transport = transport(new HttpSettings(null, context(failing), 1))) {
            String url = server.url().replace("http:", "https:");
            for (int i = 1; i < 5; i++) {
                assertThat(catchThrowable(() -> transport.exchange(post(url), LONG)))
                        .isInstanceOf(StackOverflowError.class);
            }

            assertThat(transport.exchange(post(url), LONG).status()).isEqualTo(200);
        }
    }

    private static SSLContext context(TrustManager trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        return context;
    }

    private static InetAddress loopback(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
