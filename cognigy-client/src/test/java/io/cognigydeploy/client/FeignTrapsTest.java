package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * What Feign does with its stock settings and on the usual transports, each shown not to happen here. The tests are
 * named after the traps.
 */
@Timeout(30)
class FeignTrapsTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final BotDeploymentRequest REQUEST = BotDeploymentRequest.builder()
            .botId("bot_1")
            .environmentId("env_1")
            .version("v1")
            .build();

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();

    private CognigyClient.Builder scripted() {
        return wire("https://api.example.com").transport(platform).time(time);
    }

    private static CognigyClient.Builder wire(String url) {
        return CognigyClient.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("the-key"))
                .random(new Random(1));
    }

    private static <E extends CognigyException> E failure(Class<E> type, Runnable call) {
        E e = catchThrowableOfType(type, call::run);
        assertThat(e).isNotNull();
        return e;
    }

    /** Stock: five copies of a POST whose answer is lost. */
    @Test
    void theRetryerSendsALostPostFiveTimes() throws Exception {
        try (RawServer server = new RawServer(RawServer.reset());
                CognigyClient client = wire(server.url()).build()) {
            failure(TransportException.class, () -> client.deployments().deploy("key", REQUEST));
            assertThat(server.arrivals()).isEqualTo(1);
        }
    }

    /** Stock: HttpURLConnection sends a POST without a body again on a kept connection that drops. */
    @Test
    void aBodilessPostOnAReusedConnectionIsSentTwiceBehindOurBack() throws Exception {
        for (RawServer.Behaviour drop : List.of(RawServer.reset(), RawServer.truncated(""), RawServer.resetUnread())) {
            try (RawServer server = new RawServer(RawServer.answer(200, JOB), drop);
                    CognigyClient client = wire(server.url()).build()) {
                client.deployments().get("dep_1");
                failure(TransportException.class, () -> client.deployments().rollback("dep_1", "key"));
                assertThat(server.arrivals()).isEqualTo(2);
            }
        }
    }

    /** Stock: an idle connection that the server has closed costs a POST. */
    @Test
    void anIdleConnectionThatTheServerClosedIsUsedForAPost() throws Exception {
        RawServer.Behaviour lastOne = socket -> {
            RawServer.answer(200, JOB).handle(socket);
            return false;
        };
        try (RawServer server = new RawServer(lastOne);
                CognigyClient client = wire(server.url()).build()) {
            for (int i = 0; i < 20; i++) {
                client.deployments().get("dep_1");
                try {
                    client.deployments().deploy("key", REQUEST);
                } catch (TransportException e) {
                    // The close may still be on its way: then the outcome is unknown, and it is not sent again.
                    assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
                }
            }
            assertThat(server.requests().stream()
                            .filter(r -> r.startsWith("POST"))
                            .count())
                    .isLessThanOrEqualTo(20);
        }
    }

    /**
     * Below us, the JDK's client sends a GET a second time when a kept connection drops before the first byte. It
     * cannot be switched off, except for the whole process; it is harmless, and this shows that it is no more than that.
     */
    @Test
    void theJdkRepeatsAGetOnceAndNothingElse() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(200, JOB), RawServer.truncated(""));
                CognigyClient client = wire(server.url())
                        .retry(RetryOptions.builder().maxAttempts(1).build())
                        .build()) {
            client.deployments().get("dep_1");
            failure(TransportException.class, () -> client.deployments().get("dep_1"));
            assertThat(server.arrivals()).isBetween(2, 3);
        }
    }

    /** Stock: an hour is cut to the longest period of its own, one second. */
    @Test
    void aLongRetryAfterIsCutToASecond() {
        platform.then(429, "{}", "Retry-After", "60").then(200, JOB);
        scripted().build().deployments().get("dep_1");
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(60));
    }

    /** Stock: five requests within ten milliseconds. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "Fri, 20 Nov 2015 08:00:00 GMT"})
    void aRetryAfterThatIsOverMakesAHotLoop(String value) {
        platform.then(429, "{}", "Retry-After", value);
        failure(ThrottledException.class, () -> scripted().build().deployments().get("dep_1"));
        assertThat(time.sleeps())
                .hasSize(3)
                .allSatisfy(wait -> assertThat(wait).isGreaterThanOrEqualTo(Duration.ofMillis(500)));
    }

    /** Stock: any status with the header is sent again, whatever the method. */
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 422, 500, 503})
    void anyStatusWithRetryAfterIsSentAgain(int status) {
        platform.then(status, "{}", "Retry-After", "1");
        failure(ApiException.class, () -> scripted().build().deployments().deploy("key", REQUEST));
        assertThat(platform.requests()).hasSize(1);
    }

    /** Stock: the number overflows to a time long ago, and the retry with it; or it switches all of it off. */
    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999", "99999999999999999999", "-5", "1.5"})
    void anOddRetryAfterOverflowsOrSwitchesRetriesOff(String value) {
        platform.then(429, "{}", "Retry-After", value).then(200, JOB);
        if (value.equals("99999999999999999")) {
            failure(
                    DeadlineExceededException.class,
                    () -> scripted().build().deployments().get("dep_1"));
            assertThat(platform.requests()).hasSize(1);
        } else {
            scripted().build().deployments().get("dep_1");
            assertThat(platform.requests()).hasSize(2);
        }
    }

    /** Stock: the third attempt carries three bearer tokens. */
    @Test
    void eachAttemptAddsAnotherAuthorization() {
        platform.then(503, "{}").then(503, "{}").then(200, JOB);
        scripted().build().deployments().get("dep_1");
        assertThat(platform.requests())
                .hasSize(3)
                .allSatisfy(request ->
                        assertThat(request.headers().allValues("Authorization")).containsExactly("Bearer the-key"));
    }

    /** Stock: followed, and the key goes along to whatever host. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsTakeTheCredentialsElsewhere(int status) throws Exception {
        try (RawServer other = new RawServer(RawServer.answer(200, JOB));
                RawServer server =
                        new RawServer(RawServer.answer(status, "", "Location", other.url() + "/api/v1/deployments"));
                CognigyClient client = wire(server.url()).build()) {
            failure(
                    UnreadableResponseException.class,
                    () -> client.deployments().get("dep_1"));
            failure(
                    UnreadableResponseException.class,
                    () -> client.deployments().deploy("key", REQUEST));
            assertThat(other.connections()).isZero();
            assertThat(server.arrivals()).isEqualTo(2);
        }
    }

    /** Stock: all of these leave the template's path, or name the collection. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../admin",
                "..%2F..%2Fadmin",
                "..",
                ".",
                "%2e%2e",
                "%2E%2E%2Fadmin",
                "%252e%252e",
                "%00",
                "a%00",
                "",
                " ",
                "a/b",
                "a\\b",
                "a;b",
                "a?b",
                "a#b",
                "a%2Fb",
                "..;",
                "\u2024\u2024",
                "\uff0e\uff0e",
                "a\r\nX: 1",
                "//evil.example.com",
                "@evil.example.com",
                "{botId}",
                "a%"
            })
    void idsLeaveThePath(String id) {
        platform.then(200, JOB);
        CognigyClient client = scripted().build();
        failure(InvalidRequestException.class, () -> client.bots().get(id));
        failure(InvalidRequestException.class, () -> client.deployments().rollback(id, "key"));
        assertThat(platform.requests()).isEmpty();
    }

    /** Stock: null asks for, or deletes, the whole collection; a null query parameter vanishes. */
    @Test
    @SuppressWarnings("NullAway") // what a caller without null checking does
    void nullIdsNameTheCollection() {
        platform.then(200, JOB);
        CognigyClient client = scripted().build();
        failure(InvalidRequestException.class, () -> client.deployments().get(null));
        failure(InvalidRequestException.class, () -> client.deployments().cancel(null));
        failure(InvalidRequestException.class, () -> client.deployments().list(null, "env_1"));
        failure(InvalidRequestException.class, () -> client.deployments().list("", "env_1"));
        assertThat(platform.requests()).isEmpty();
    }

    /** Stock: a template for a body puts the secret into the form as it is, or the form is JSON. */
    @Test
    void secretsAreNotEncodedInAForm() {
        platform.thenToken(200, "{\"access_token\":\"t\",\"expires_in\":3600}").then(200, JOB);
        scripted()
                .credentials(Credentials.clientCredentials("my id", "s&e=c+r%et"))
                .build()
                .deployments()
                .get("dep_1");
        Transport.Request request = platform.tokenRequests().get(0);
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo("grant_type=client_credentials&client_id=my+id&client_secret=s%26e%3Dc%2Br%25et");
        assertThat(request.headers().firstValue("Content-Type")).contains("application/x-www-form-urlencoded");
    }

    /** Stock: no content type, or that of a form; and pretty-printed. */
    @Test
    void bodiesHaveNoContentType() {
        platform.then(200, JOB);
        scripted().build().deployments().deploy("key", REQUEST);
        Transport.Request request = platform.requests().get(0);
        assertThat(request.headers().allValues("Content-Type")).containsExactly("application/json");
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).doesNotContain("\n");
    }

    /** Stock: the garbage is not seen. */
    @Test
    void trailingGarbageIsTaken() {
        platform.then(200, JOB + " x");
        failure(
                UnreadableResponseException.class,
                () -> scripted().build().deployments().deploy("key", REQUEST));
    }

    /** Stock: Java's null comes back. */
    @ParameterizedTest
    @ValueSource(strings = {"", "null", "   "})
    void anEmptySuccessIsNull(String body) {
        platform.then(200, body);
        failure(
                UnreadableResponseException.class,
                () -> scripted().build().deployments().deploy("key", REQUEST));
    }

    /** Stock: an empty optional, an empty map or null. */
    @Test
    void notFoundIsAnEmptyValue() {
        platform.then(404, "{}");
        failure(NotFoundException.class, () -> scripted().build().deployments().get("dep_1"));
        failure(NotFoundException.class, () -> scripted().build().deployments().rollback("dep_1", "key"));
    }

    /** Stock: the message quotes address and body, the request hangs on the exception, the logger prints headers. */
    @Test
    void credentialsAreInMessagesAndLogs() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        try {
            platform.thenToken(200, "{\"access_token\":\"the-token\",\"expires_in\":3600}")
                    .then((request, limit) -> ScriptedTransport.json(
                            503, "{\"detail\":\"" + ScriptedTransport.bearer(request) + " the-token\"}"));
            CognigyClient client = scripted()
                    .credentials(Credentials.clientCredentials("id", "the-secret"))
                    .build();
            StringBuilder shown = new StringBuilder();
            for (Throwable at = failure(
                            ApiException.class, () -> client.deployments().get("dep_1"));
                    at != null;
                    at = at.getCause()) {
                shown.append(at);
            }
            log.list.forEach(event -> shown.append(event.getFormattedMessage()));
            assertThat(log.list).isNotEmpty();
            assertThat(shown.toString()).contains("503").doesNotContain("the-token", "the-secret", "feign");
        } finally {
            root.detachAppender(log);
            root.setLevel(before);
        }
    }

    /** Stock: the read limit ends with the headers, and begins again with each byte. */
    @Test
    void aStalledOrDrippingBodyHasNoLimit() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
        for (RawServer.Behaviour slow : List.of(RawServer.stall(head), RawServer.drip(head, 50))) {
            try (RawServer server = new RawServer(slow);
                    CognigyClient client = wire(server.url())
                            .attemptTimeout(Duration.ofMillis(300))
                            .build()) {
                long start = System.nanoTime();
                failure(TransportException.class, () -> client.deployments().deploy("key", REQUEST));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    /** Stock: an interrupt is an IOException like any other, and is retried; two transports do not even notice it. */
    @Test
    void interruptsAreRetriedOrUnnoticed() throws Exception {
        try (RawServer server = new RawServer(RawServer.stall(""));
                CognigyClient client = wire(server.url()).build()) {
            CompletableFuture<CognigyException> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                thrown.complete(failure(
                        CognigyException.class, () -> client.deployments().get("dep_1")));
            });
            caller.start();
            server.awaitRequest();
            caller.interrupt();
            assertThat(thrown.get(1, TimeUnit.SECONDS)).isInstanceOf(CallInterruptedException.class);
            assertThat(server.arrivals()).isEqualTo(1);
        }
    }

    /** Stock: bodies of errors are left unread, and each costs a connection. */
    @Test
    void everyErrorCostsAConnection() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(404, " ".repeat(50_000)));
                CognigyClient client = wire(server.url()).build()) {
            for (int i = 0; i < 20; i++) {
                failure(NotFoundException.class, () -> client.deployments().get("dep_1"));
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Stock: an error is inflated whole before its first 200 bytes are looked at. */
    @Test
    void aPackedErrorIsInflatedWithoutBounds() throws Exception {
        Transport.Response bomb = packed(500, " ".repeat(4_000_000));
        platform.then((request, limit) -> bomb);
        ApiException e = failure(
                ApiException.class, () -> scripted().build().deployments().deploy("key", REQUEST));
        assertThat(e.status()).isEqualTo(500);
        assertThat(e.getMessage()).isEqualTo("POST /api/v1/deployments: answered 500");
    }

    @Test
    void aPackedAnswerWithinBoundsIsAnAnswer() throws Exception {
        Transport.Response job = packed(200, JOB);
        Transport.Response refusal = packed(422, "{\"detail\":\"because\"}");
        platform.then((request, limit) -> job).then((request, limit) -> refusal).then((request, limit) -> {
            byte[] cut = Arrays.copyOf(job.body(), job.body().length - 9);
            return new Transport.Response(200, job.headers(), cut);
        });
        CognigyClient client = scripted().build();

        assertThat(client.deployments().deploy("key", REQUEST).id()).isEqualTo("dep_1");
        assertThat(failure(ApiException.class, () -> client.deployments().deploy("key", REQUEST)))
                .hasMessageContaining("because");
        assertThat(failure(
                                UnreadableResponseException.class,
                                () -> client.deployments().deploy("key", REQUEST))
                        .outcome())
                .isEqualTo(OutcomeClass.UNKNOWN);
    }

    /** Stock: whatever size is sent, and the platform cuts the connection. */
    @Test
    void bodiesAreOfAnySize() {
        platform.then(200, JOB);
        BotDeploymentRequest large = BotDeploymentRequest.builder()
                .from(REQUEST)
                .putConfigOverride("x", "é".repeat(30 * 1024))
                .build();
        CognigyClient client = scripted().build();
        InvalidRequestException e = failure(
                InvalidRequestException.class, () -> client.deployments().deploy("key", large));
        assertThat(e).hasMessageContaining("61440").hasMessageMatching(".*has 61[5-9]\\d\\d bytes.*");
        assertThat(platform.requests()).isEmpty();
        scripted().maxRequestBytes(1 << 20).build().deployments().deploy("key", large);
        assertThat(platform.requests()).hasSize(1);
    }

    private static Transport.Response packed(int status, String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        return new Transport.Response(
                status,
                HttpHeaders.of(
                        Map.of("content-type", List.of("application/json"), "content-encoding", List.of("gzip")),
                        (name, value) -> true),
                bytes.toByteArray());
    }
}
