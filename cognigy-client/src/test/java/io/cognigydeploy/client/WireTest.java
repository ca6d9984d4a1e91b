package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class WireTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final BotDeploymentRequest REQUEST = BotDeploymentRequest.builder()
            .botId("bot_1")
            .environmentId("env_1")
            .version("v1")
            .build();

    private static CognigyClient.Builder client(String url) {
        return CognigyClient.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("the-key"))
                .withoutRateLimit()
                .retry(RetryOptions.builder()
                        .firstDelay(Duration.ofMillis(10))
                        .maxDelay(Duration.ofMillis(20))
                        .build());
    }

    static Stream<Arguments> lostAnswers() {
        return Stream.of(
                Arguments.of("reset", RawServer.reset()),
                Arguments.of("closed", RawServer.truncated("")),
                Arguments.of("500", RawServer.answer(500, "{}")),
                Arguments.of("503", RawServer.answer(503, "{}")),
                Arguments.of("503 with Retry-After", RawServer.answer(503, "{}", "Retry-After", "0")),
                Arguments.of("408", RawServer.answer(408, "{}")),
                Arguments.of("stalled before the head", RawServer.stall("")),
                Arguments.of("stalled in the head", RawServer.stall("HTTP/1.1 200 OK\r\nContent-")),
                Arguments.of("stalled before the body", RawServer.stall(HEAD)),
                Arguments.of("stalled in the body", RawServer.stall(HEAD + "{\"id\":")),
                Arguments.of("dripping body", RawServer.drip(HEAD, 50)),
                Arguments.of("truncated in the body", RawServer.truncated(HEAD + "{\"id\":")),
                Arguments.of("cut in the head", RawServer.truncated("HTTP/1.1 20")),
                Arguments.of("HTML", RawServer.answer(200, "<html>", "Content-Type", "text/html")),
                Arguments.of("not JSON", RawServer.answer(200, "{\"id\":")),
                Arguments.of("nothing", RawServer.answer(200, "")),
                Arguments.of("null", RawServer.answer(200, "null")),
                Arguments.of("another shape", RawServer.answer(200, "[]")),
                Arguments.of("a redirect", RawServer.answer(307, "", "Location", "/elsewhere")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lostAnswers")
    void aDeploymentIsPostedOnceAndItsFateIsUnknown(String name, RawServer.Behaviour behaviour) throws Exception {
        try (RawServer server = new RawServer(behaviour);
                CognigyClient client =
                        client(server.url()).attemptTimeout(LIMIT).build()) {
            long start = System.nanoTime();

            CognigyException e = catchThrowableOfType(
                    CognigyException.class, () -> client.deployments().deploy("key", REQUEST));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.plus(SLACK));
            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(e.call()).contains("POST /api/v1/deployments");
            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().get(0)).startsWith("POST /api/v1/deployments HTTP/1.1\r\n");
        }
    }

    static Stream<Arguments> stalls() {
        Credentials key = Credentials.apiKey("the-key");
        return Stream.of(
                Arguments.of("in the answer", "http:", key, OutcomeClass.UNKNOWN),
                Arguments.of("in the TLS handshake", "https:", key, OutcomeClass.NOT_SENT),
                Arguments.of(
                        "in the token",
                        "http:",
                        Credentials.clientCredentials("id", "the-secret"),
                        OutcomeClass.NOT_SENT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stalls")
    void theTotalTimeBoundsAStalledDeploymentAndIsNotShortened(
            String stage, String scheme, Credentials credentials, OutcomeClass outcome) throws Exception {
        try (RawServer server = new RawServer(RawServer.stall(HEAD));
                CognigyClient client = client(server.url().replace("http:", scheme))
                        .credentials(credentials)
                        .timeout(Duration.ofMillis(200))
                        .build()) {
            long start = System.nanoTime();

            assertThatThrownBy(() -> client.deployments().deploy("key", REQUEST))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasFieldOrPropertyWithValue("outcome", outcome)
                    .hasCauseInstanceOf(TransportException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofMillis(200).plus(SLACK));
            // None if the machine took all of the time to set TLS up.
            assertThat(server.arrivals()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aReadIsSentAgainAfterEveryPassingFailure() throws Exception {
        try (RawServer server = new RawServer(
                        RawServer.answer(500, "{}"),
                        RawServer.answer(200, "<html>", "Content-Type", "text/html"),
                        RawServer.stall(HEAD + "{"),
                        RawServer.answer(200, JOB));
                CognigyClient client = client(server.url())
                        .attemptTimeout(Duration.ofSeconds(1))
                        .build()) {
            assertThat(client.deployments().get("dep_1").id()).isEqualTo("dep_1");

            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void aRefusedConnectionIsTriedAgainEvenForADeployment() throws Exception {
        VirtualTime time = new VirtualTime();
        try (RefusingPort port = new RefusingPort();
                CognigyClient client =
                        client("http://127.0.0.1:" + port.number()).time(time).build()) {
            assertThatThrownBy(() -> client.deployments().deploy("key", REQUEST))
                    .isInstanceOf(TransportException.class)
                    .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
        }
        assertThat(time.sleeps()).hasSize(3);
    }

    @Test
    void aConnectionThatIsNotMadeInTimeIsNotSent() throws Exception {
        // A backlog that is full drops the handshake, as a firewall does.
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> filling = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                filling.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), 100);
                } catch (IOException full) {
                    break;
                }
            }
            try (CognigyClient client = client("http://127.0.0.1:" + server.getLocalPort())
                    .retry(RetryOptions.builder().maxAttempts(1).build())
                    .attemptTimeout(LIMIT)
                    .build()) {
                assertThatThrownBy(() -> client.deployments().deploy("key", REQUEST))
                        .isInstanceOf(TransportException.class)
                        .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
            }
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void aHostThatDoesNotExistIsNotSent() {
        VirtualTime time = new VirtualTime();
        try (CognigyClient client =
                client("https://no-such-host.invalid").time(time).build()) {
            assertThatThrownBy(() -> client.deployments().deploy("key", REQUEST))
                    .isInstanceOf(TransportException.class)
                    .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
        }
    }

    @Test
    void aServerWithoutTlsIsAFailureOfTheFamily() throws Exception {
        try (RawServer server = new RawServer(RawServer.reset());
                CognigyClient client = client(server.url().replace("http:", "https:"))
                        .timeout(Duration.ofSeconds(2))
                        .build()) {
            assertThatThrownBy(() -> client.deployments().deploy("key", REQUEST))
                    .isInstanceOf(CognigyException.class);
        }
    }

    @Test
    void tlsIsAsTheEmbedderSetsAndNoOtherAuthorityIsTrusted() throws Exception {
        SSLContext ownAuthority = OwnAuthority.context();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(ownAuthority));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, JOB.length());
            exchange.getResponseBody().write(JOB.getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        String url = "https://127.0.0.1:" + server.getAddress().getPort();
        try (CognigyClient trusting = client(url).sslContext(ownAuthority).build();
                CognigyClient usual = client(url).build()) {
            assertThat(trusting.deployments().get("dep_1").id()).isEqualTo("dep_1");
            assertThatThrownBy(() -> usual.deployments().deploy("key", REQUEST))
                    .isInstanceOf(TransportException.class)
                    .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void requestsGoThroughTheProxyThatTheEmbedderNames() throws Exception {
        try (RawServer proxy = new RawServer(RawServer.answer(200, JOB));
                CognigyClient client = client("http://127.0.0.1:9")
                        .proxy("127.0.0.1", URI.create(proxy.url()).getPort())
                        .build()) {
            client.deployments().get("dep_1");

            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .startsWith("GET http://127.0.0.1:9/api/v1/deployments/dep_1 HTTP/1.1\r\n");
        }
    }

    @Test
    void aProxyGetsItsLoginAndNoMessageHasIt() throws Exception {
        try (RawServer proxy = new RawServer(RawServer.answer(400, "{\"message\":\"not s3cret-word\"}"));
                CognigyClient client = client("http://127.0.0.1:9")
                        .proxy("127.0.0.1", proxy.port(), "me", Secret.of("s3cret-word"))
                        .build()) {
            assertThatThrownBy(() -> client.deployments().get("dep_1")).hasMessageNotContaining("s3cret-word");

            assertThat(proxy.requests())
                    .singleElement()
                    .asString()
                    .contains("\r\nAuthorization: Bearer the-key\r\n")
                    .contains("\r\nProxy-Authorization: Basic bWU6czNjcmV0LXdvcmQ=\r\n");
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        CognigyClient.Builder builder = client("https://platform.test");

        assertThatThrownBy(() -> builder.proxy(" ", 80)).hasMessage("host must be a name or an address, but was blank");
        assertThatThrownBy(() -> builder.proxy("proxy.test", 0)).hasMessage("port must be from 1 to 65535, but was 0");
        assertThatThrownBy(() -> builder.proxy("proxy.test", 80, "a:b", Secret.of("c")))
                .hasMessage("user must be a name without a colon, but was 'a:b'");
        assertThatThrownBy(() -> builder.maxConnections(0)).hasMessage("connections must be positive, but was 0");
    }

    @Test
    @SuppressWarnings("try") // closing by hand is the point
    void aClosedClientEndsItsCallsAndSendsThemNotAgain() throws Exception {
        try (RawServer server = new RawServer(RawServer.stall(HEAD));
                CognigyClient client = client(server.url()).build()) {
            CompletableFuture<CognigyException> thrown = new CompletableFuture<>();
            new Thread(() -> thrown.complete(catchThrowableOfType(
                            CognigyException.class, () -> client.deployments().get("dep_1"))))
                    .start();
            server.awaitRequest();
            client.close();

            assertThat(thrown.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("the client was closed");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void settingsForATransportThatIsNotUsedAreRefused() {
        CognigyClient.Builder both =
                client("https://platform.test").maxConnections(1).transport(new ScriptedTransport());

        assertThatThrownBy(both::build).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPostWithoutABodySaysSo() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(202, ""));
                CognigyClient client = client(server.url()).build()) {
            client.deployments().rollback("dep_1", "key-1");
            client.deployments().cancel("dep_1");

            String rollback = server.requests().get(0).toLowerCase(Locale.ROOT);
            assertThat(rollback)
                    .startsWith("post /api/v1/deployments/dep_1/rollback http/1.1\r\n")
                    .contains("\r\ncontent-length: 0\r\n")
                    .contains("\r\ncontent-type: application/json\r\n")
                    .contains("\r\nidempotency-key: key-1\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(server.requests().get(1).toLowerCase(Locale.ROOT))
                    .contains("\r\ncontent-length: 0\r\n")
                    .contains("\r\ncontent-type: application/json\r\n");
        }
    }

    @Test
    void requestsLookAsAgreed() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, "{\"items\":[]}"));
                CognigyClient client = client(server.url() + "/api/v1/").build()) {
            client.tests().latestResults("suite_1", 1);

            assertThat(server.requests().get(0))
                    .startsWith("GET /api/v1/tests/suite_1/results?limit=1&sort=createdAt%3Adesc HTTP/1.1\r\n")
                    .contains("\r\nAuthorization: Bearer the-key\r\n")
                    .contains("\r\nAccept: application/json\r\n")
                    .contains("\r\nContent-Type: application/json\r\n")
                    .contains("\r\nUser-Agent: cognigy-deploy/dev\r\n")
                    .doesNotContain("Upgrade")
                    .doesNotContain("Content-Length");
        }
    }

    @Test
    void oneConnectionServesManyCalls() throws Exception {
        String filler = " ".repeat(30_000);
        try (RawServer server = new RawServer(
                        RawServer.answer(404, filler),
                        RawServer.answer(403, "x"),
                        RawServer.answer(200, JOB + filler));
                CognigyClient client = client(server.url()).build()) {
            assertThatThrownBy(() -> client.deployments().get("dep_1")).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> client.deployments().get("dep_1")).isInstanceOf(UnauthorizedException.class);
            for (int i = 0; i < 100; i++) {
                client.deployments().get("dep_1");
            }

            assertThat(server.requests()).hasSize(102);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptEndsAStalledCall() throws Exception {
        for (String first : List.of("", HEAD + "{")) {
            try (RawServer server = new RawServer(RawServer.stall(first));
                    CognigyClient client = client(server.url()).build()) {

                CompletableFuture<Boolean> flag = new CompletableFuture<>();
                CompletableFuture<Throwable> thrown = new CompletableFuture<>();
                Thread caller = new Thread(() -> {
                    try {
                        client.deployments().deploy("key", REQUEST);
                    } catch (CognigyException e) {
                        thrown.complete(e);
                    }
                    flag.complete(Thread.currentThread().isInterrupted());
                });
                caller.start();
                server.awaitRequest();
                long start = System.nanoTime();
                caller.interrupt();

                assertThat(thrown.get(5, TimeUnit.SECONDS))
                        .isInstanceOf(CallInterruptedException.class)
                        .hasFieldOrPropertyWithValue("outcome", OutcomeClass.UNKNOWN);
                assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void aThreadThatIsInterruptedAlreadySendsNothing() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, JOB));
                CognigyClient client = client(server.url()).build()) {
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> client.deployments().deploy("key", REQUEST))
                        .isInstanceOf(CallInterruptedException.class)
                        .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws Exception {
        String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
        RawServer.Behaviour flood = socket -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = chunk.getBytes(StandardCharsets.US_ASCII);
            while (true) {
                socket.getOutputStream().write(bytes);
            }
        };
        try (RawServer server = new RawServer(flood);
                CognigyClient client = client(server.url()).build()) {

            assertThatThrownBy(() -> client.deployments().deploy("key", REQUEST))
                    .isInstanceOf(UnreadableResponseException.class)
                    .hasMessageContaining("too much");
        }
    }

    @Test
    void aRedirectTakesNoCredentialsElsewhere() throws Exception {
        try (RawServer other = new RawServer(RawServer.answer(200, JOB));
                RawServer server = new RawServer(
                        RawServer.answer(302, "", "Location", other.url() + "/api/v1/deployments/dep_1"));
                CognigyClient client = client(server.url()).build()) {
            assertThatThrownBy(() -> client.deployments().get("dep_1"))
                    .isInstanceOf(UnreadableResponseException.class)
                    .hasFieldOrPropertyWithValue("status", 302);

            assertThat(server.requests()).hasSize(1);
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void aHookGetsNoCredentials() throws Exception {
        try (RawServer platform = new RawServer(RawServer.answer(200, JOB));
                RawServer hook = new RawServer(RawServer.answer(503, "{}"), RawServer.answer(204, ""));
                CognigyClient client = client(platform.url()).build()) {
            client.postAnywhere(
                    URI.create(hook.url() + "/hooks/s3cret?token=t0ken"),
                    Map.of("X-Signature", "abc"),
                    "{}".getBytes(StandardCharsets.UTF_8));

            assertThat(hook.requests()).hasSize(2);
            assertThat(hook.requests().get(1))
                    .startsWith("POST /hooks/s3cret?token=t0ken HTTP/1.1\r\n")
                    .contains("\r\nX-Signature: abc\r\n")
                    .contains("\r\nContent-Type: application/json\r\n")
                    .contains("\r\nAccept: */*\r\n")
                    .doesNotContain("Authorization")
                    .endsWith("\r\n\r\n{}");
        }
    }

    @Test
    void aHookOnThisMachineIsNotConnectedTo() throws Exception {
        try (RawServer platform = new RawServer(RawServer.answer(200, JOB));
                RawServer hook = new RawServer(RawServer.answer(204, ""));
                CognigyClient client = client(platform.url()).build()) {
            URI byName = URI.create("http://localhost:" + URI.create(hook.url()).getPort() + "/hook");
            for (URI target : List.of(byName, URI.create(hook.url() + "/hook"))) {
                assertThatThrownBy(() -> client.postOutside(target, Map.of(), "{}".getBytes(StandardCharsets.UTF_8)))
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("not a public address");
            }

            assertThat(hook.connections()).isZero();
        }
    }

    @Test
    @SuppressWarnings("try") // closing by hand is the point
    void aClosedClientOpensNewConnections() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, JOB));
                CognigyClient client = client(server.url()).build()) {
            client.deployments().get("dep_1");
            client.close();
            client.deployments().get("dep_1");

            assertThat(server.connections()).isEqualTo(2);
        }
    }
}
