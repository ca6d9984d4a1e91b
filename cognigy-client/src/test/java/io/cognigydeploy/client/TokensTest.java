package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class TokensTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport().then(200, JOB);
    private final AtomicInteger issued = new AtomicInteger();

    private CognigyClient client(Credentials credentials) {
        return builder(credentials).build();
    }

    private CognigyClient.Builder builder(Credentials credentials) {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(credentials)
                .transport(platform)
                .time(time);
    }

    private final CognigyClient client = client(Credentials.clientCredentials("id", "the-secret"));

    private ScriptedTransport.Step token(String life) {
        return (request, limit) -> ScriptedTransport.json(
                200, "{\"access_token\":\"token-" + issued.incrementAndGet() + "\"" + life + "}");
    }

    private void get() {
        client.deployments().get("dep_1");
    }

    private void deploy() {
        client.deployments()
                .deploy(
                        "key",
                        BotDeploymentRequest.builder()
                                .botId("bot_1")
                                .environmentId("env_1")
                                .version("v1")
                                .build());
    }

    private List<String> bearers() {
        return platform.requests().stream().map(ScriptedTransport::bearer).toList();
    }

    @Test
    void theRequestIsAForm() {
        platform.thenToken(token(",\"expires_in\":3600"));
        Credentials.ClientCredentials credentials = Credentials.clientCredentials("id&x=1", "s&e=c+r%et é");

        client(credentials).deployments().get("dep_1");
        client(credentials.withScopes("bot:read", "deployment:write"))
                .deployments()
                .get("dep_1");

        Transport.Request request = platform.tokenRequests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo(URI.create("https://api.example.com/oauth/token"));
        assertThat(request.headers().map()).containsOnlyKeys("Accept", "Content-Type", "User-Agent", "X-Request-Id");
        assertThat(request.headers().firstValue("Accept")).contains("*/*");
        assertThat(request.headers().firstValue("Content-Type")).contains("application/x-www-form-urlencoded");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "grant_type=client_credentials&client_id=id%26x%3D1&client_secret=s%26e%3Dc%2Br%25et+%C3%A9");
        assertThat(new String(platform.tokenRequests().get(1).body(), StandardCharsets.UTF_8))
                .endsWith("&scope=bot%3Aread+deployment%3Awrite");
    }

    @Test
    void tokensMayComeFromElsewhere() {
        platform.thenToken(token(""));
        Credentials elsewhere = Credentials.clientCredentials("id", "the-secret")
                .withTokenUrl(URI.create("https://login.example.com/oauth/token"));

        client(elsewhere).deployments().get("dep_1");

        assertThat(platform.tokenRequests().get(0).uri()).hasHost("login.example.com");
        assertThat(platform.requests().get(0).uri()).hasHost("api.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example.com/t", "https://u:p@login.example.com/t", "/oauth/token"})
    void secretsGoToNoUnsafeTokenUrl(String url) {
        Credentials elsewhere =
                Credentials.clientCredentials("id", "the-secret").withTokenUrl(URI.create(url));

        assertThatThrownBy(() -> client(elsewhere)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        // life as stated, seconds until it is replaced
        "3600, 3300",
        "7200, 6900",
        "600, 480",
        "100, 80",
        "5, 5",
        "1, 5",
        "0.9, 240",
        "31622400, 31622100",
        "31622401, 240",
        "3599.9, 3299",
        "1500, 1200",
        // no believable statement: five minutes
        "0, 240",
        "-1, 240",
        "null, 240",
        "'\"3600\"', 3300",
        "1e300, 240",
        "99999999999, 240",
        "true, 240"
    })
    void aTokenIsReplacedBeforeItEnds(String life, int seconds) {
        platform.thenToken(token(",\"expires_in\":" + life));

        get();
        time.advance(Duration.ofSeconds(seconds).minusNanos(1));
        get();
        assertThat(platform.tokenRequests()).hasSize(1);
        time.advance(Duration.ofNanos(1));
        get();

        assertThat(platform.tokenRequests()).hasSize(2);
        assertThat(bearers()).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2");
    }

    @Test
    void theLifeBeginsBeforeTheRequest() {
        platform.thenToken((request, limit) -> {
            time.advance(Duration.ofSeconds(20));
            return token(",\"expires_in\":100").answer(request, limit);
        });

        get();
        time.advance(Duration.ofSeconds(60));
        get();

        assertThat(platform.tokenRequests()).hasSize(2);
    }

    @Test
    void aTokenThatTakesLongerThanItsLifeIsUsedOnce() {
        platform.thenToken((request, limit) -> {
            time.advance(Duration.ofSeconds(10));
            return token(",\"expires_in\":5").answer(request, limit);
        });

        get();
        get();

        assertThat(bearers()).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void aShortLivedTokenIsNotFetchedPerRequest() {
        platform.thenToken(token(",\"expires_in\":1"));

        for (int i = 0; i < 50; i++) {
            get();
            time.advance(Duration.ofMillis(100));
        }

        assertThat(platform.tokenRequests()).hasSize(1);
    }

    @Test
    void aHundredFirstCallsFetchOneToken() throws Exception {
        CountDownLatch calling = new CountDownLatch(100);
        platform.thenToken((request, limit) -> {
            calling.await();
            return token(",\"expires_in\":3600").answer(request, limit);
        });
        // Waits for a rate budget on a hundred threads would add up in virtual time, past the deadline.
        try (CognigyClient unlimited = builder(Credentials.clientCredentials("id", "the-secret"))
                .withoutRateLimit()
                .build()) {
            onThreads(100, () -> {
                calling.countDown();
                return unlimited.deployments().get("dep_1");
            });
        }

        assertThat(platform.tokenRequests()).hasSize(1);
        assertThat(bearers()).hasSize(100).containsOnly("Bearer token-1");
    }

    @Test
    void aTokenThatIsRefusedMidRunIsReplacedOnceForAllThreads() throws Exception {
        CountDownLatch refused = new CountDownLatch(20);
        ScriptedTransport revoking = new ScriptedTransport()
                .thenToken(token(",\"expires_in\":3600"))
                .then((request, limit) -> {
                    if (ScriptedTransport.bearer(request).equals("Bearer token-1")) {
                        refused.countDown();
                        refused.await();
                        return ScriptedTransport.json(401, "{}");
                    }
                    return ScriptedTransport.json(200, JOB);
                });
        CognigyClient shared = CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .transport(revoking)
                .time(time)
                .build();

        onThreads(20, () -> shared.deployments().get("dep_1"));

        assertThat(revoking.tokenRequests()).hasSize(2);
        assertThat(revoking.requests()).hasSize(40);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void aRefusedTokenIsReplayedOnceOutsideTheRetryCount() {
        platform.thenToken(token(",\"expires_in\":3600"));
        ScriptedTransport script = new ScriptedTransport()
                .thenToken(token(",\"expires_in\":3600"))
                .then(401, "{}")
                .then(202, JOB);
        CognigyClient once = CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .transport(script)
                .time(time)
                .retry(RetryOptions.builder().maxAttempts(1).build())
                .build();

        assertThat(once.deployments()
                        .deploy(
                                "key",
                                BotDeploymentRequest.builder()
                                        .botId("b")
                                        .environmentId("e")
                                        .version("v")
                                        .build())
                        .id())
                .isEqualTo("dep_1");

        assertThat(script.requests())
                .extracting(ScriptedTransport::bearer)
                .containsExactly("Bearer token-1", "Bearer token-2");
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void aSecondRefusalIsFinal() {
        ScriptedTransport script =
                new ScriptedTransport().thenToken(token(",\"expires_in\":3600")).then(401, "{}");
        CognigyClient refused = CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .transport(script)
                .time(time)
                .build();

        assertThatThrownBy(() -> refused.deployments().get("dep_1")).isInstanceOf(UnauthorizedException.class);

        assertThat(script.requests()).hasSize(2);
        assertThat(script.tokenRequests()).hasSize(2);
    }

    @Test
    void aTokenThatStillHoldsIsUsedWhenItCannotBeRefreshed() {
        platform.thenToken(token(",\"expires_in\":1000"))
                .thenToken(503, "{}")
                .thenToken((request, limit) -> {
                    throw new IOException("Connection reset");
                })
                .thenToken(401, "{\"error\":\"invalid_client\"}")
                .thenToken(token(",\"expires_in\":1000"));

        get();
        time.advance(Duration.ofSeconds(801));
        for (int i = 0; i < 3; i++) {
            get();
            get();
            time.advance(Duration.ofSeconds(5));
        }
        assertThat(platform.tokenRequests()).hasSize(4);
        assertThat(bearers()).containsOnly("Bearer token-1");
        get();

        assertThat(bearers()).endsWith("Bearer token-2");
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void aTokenEndpointThatPassesIsAskedAgain() {
        platform.thenToken(429, "{}", "Retry-After", "9")
                .thenToken(500, "{}")
                .thenToken((request, limit) -> {
                    throw new HttpTimeoutException("request timed out");
                })
                .thenToken(token(""));

        deploy();

        assertThat(platform.tokenRequests()).hasSize(4);
        assertThat(platform.requests()).hasSize(1);
        assertThat(time.sleeps().get(0)).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void aTokenThatCannotBeHadMeansThatNothingWasSent() {
        List<ScriptedTransport.Step> failures = List.of(
                (request, limit) -> ScriptedTransport.json(500, "{}"),
                (request, limit) -> ScriptedTransport.json(408, "{}"),
                (request, limit) -> ScriptedTransport.json(409, "{}"),
                (request, limit) -> ScriptedTransport.json(404, "{}"),
                (request, limit) -> ScriptedTransport.json(429, "{}"),
                (request, limit) -> ScriptedTransport.json(302, "{}"),
                (request, limit) -> ScriptedTransport.json(200, "<html>", "content-type", "text/html"),
                (request, limit) -> ScriptedTransport.json(200, "{}"),
                (request, limit) -> ScriptedTransport.json(200, "{\"access_token\":\"a\\r\\nX: y\"}"),
                (request, limit) -> ScriptedTransport.json(200, "{\"access_token\":7}"),
                (request, limit) -> ScriptedTransport.json(200, "{\"access_token\":\"a\",\"access_token\":\"b\"}"),
                (request, limit) -> {
                    throw new ConnectException("refused");
                },
                (request, limit) -> {
                    throw new IOException("Connection reset");
                },
                (request, limit) -> {
                    throw new IllegalStateException("broken");
                },
                (request, limit) -> {
                    time.advance(limit);
                    throw new HttpTimeoutException("request timed out");
                });
        for (ScriptedTransport.Step failure : failures) {
            ScriptedTransport script =
                    new ScriptedTransport().thenToken(failure).then(200, JOB);
            CognigyClient refused = CognigyClient.builder()
                    .baseUrl("https://api.example.com")
                    .credentials(Credentials.clientCredentials("id", "the-secret"))
                    .transport(script)
                    .time(time)
                    .build();

            CognigyException e = catchThrowableOfType(
                    CognigyException.class, () -> refused.deployments().rollback("dep_1", "key"));

            assertThat(e.outcome()).isIn(OutcomeClass.NOT_SENT, OutcomeClass.REJECTED);
            assertThat(e).isNotInstanceOfAny(NotFoundException.class, ConflictException.class);
            assertThat(script.requests()).isEmpty();
            assertThat(script.tokenRequests()).hasSizeBetween(1, 4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void refusedCredentialsAreFinalAndNotQuoted(int status) {
        platform.thenToken(
                status,
                "{\"error\":\"invalid_client\",\"error_description\":\"bad secret"
                        + " the-secret\",\"message\":\"the-secret\"}");

        UnauthorizedException e = catchThrowableOfType(UnauthorizedException.class, this::deploy);

        assertThat(e.outcome()).isEqualTo(OutcomeClass.REJECTED);
        assertThat(e.code()).contains("invalid_client");
        assertThat(e.call()).contains("POST /oauth/token");
        assertThat(e.getMessage()).doesNotContain("the-secret");
        assertThat(platform.tokenRequests()).hasSize(1);
        assertThat(platform.requests()).isEmpty();
    }

    @Test
    void missingScopesAreNamed() {
        platform.thenToken(200, "{\"access_token\":\"t\",\"expires_in\":60,\"scope\":\"bot:read  bot:read\"}");
        Credentials.ClientCredentials credentials = Credentials.clientCredentials("id", "the-secret");

        assertThatThrownBy(() -> client(credentials.withScopes("bot:read", "deployment:write", "audit:write"))
                        .deployments()
                        .get("dep_1"))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("deployment:write, audit:write")
                .hasMessageNotContaining("lacks bot:read");
        client(credentials.withScopes("bot:read")).deployments().get("dep_1");
        client(credentials).deployments().get("dep_1");
    }

    @Test
    void waitersShareAFailureAndSurviveAnInterruptedLeader() throws Exception {
        CountDownLatch leading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        platform.thenToken((request, limit) -> {
                    leading.countDown();
                    never.await();
                    throw new IOException("unreachable");
                })
                .thenToken(token(""));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> leader = threads.submit(this::get);
            leading.await();
            Future<?> waiter = threads.submit(this::get);
            leader.cancel(true);

            waiter.get(10, TimeUnit.SECONDS);
            assertThat(platform.tokenRequests()).hasSize(2);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Lets one call fetch a first token by the given step while another call waits, and returns the waiting call. */
    private FutureTask<DeploymentJob> waitFor(ScriptedTransport.Step step) throws Exception {
        CountDownLatch leading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        platform.thenToken((request, limit) -> {
                    leading.countDown();
                    release.await();
                    return step.answer(request, limit);
                })
                .thenToken(token(""));
        FutureTask<DeploymentJob> waiting =
                new FutureTask<>(() -> client.deployments().get("dep_1"));
        Thread leader = new Thread(new FutureTask<>(() -> client.deployments().get("dep_1")));
        Thread waiter = new Thread(waiting);
        leader.setDaemon(true);
        waiter.setDaemon(true);
        leader.start();
        leading.await();
        time.advance(Duration.ofSeconds(1));
        waiter.start();
        while (waiter.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        release.countDown();
        leader.join();
        waiter.join();
        return waiting;
    }

    @Test
    void aWaiterUsesTheTokenOfItsLeaderEvenIfItCameLate() throws Exception {
        FutureTask<DeploymentJob> waiting = waitFor((request, limit) -> {
            time.advance(Duration.ofSeconds(10));
            return token(",\"expires_in\":5").answer(request, limit);
        });

        assertThat(waiting.get().id()).isEqualTo("dep_1");
        assertThat(bearers()).containsExactly("Bearer token-1", "Bearer token-1");
    }

    @Test
    void aWaiterSharesTheRefusalOfItsLeader() throws Exception {
        FutureTask<DeploymentJob> waiting = waitFor((request, limit) -> ScriptedTransport.json(400, "{}"));

        assertThatThrownBy(waiting::get).hasCauseInstanceOf(UnauthorizedException.class);
        assertThat(platform.tokenRequests()).hasSize(1);
    }

    @Test
    void aWaiterLeadsWhereItsLeaderBroke() throws Exception {
        FutureTask<DeploymentJob> waiting = waitFor((request, limit) -> {
            throw new AssertionError("broken");
        });

        assertThat(waiting.get().id()).isEqualTo("dep_1");
        assertThat(platform.tokenRequests()).hasSize(2);
    }

    @Test
    void aWaiterLeadsWhereItsLeaderWasInterrupted() throws Exception {
        FutureTask<DeploymentJob> waiting = waitFor((request, limit) -> {
            throw new InterruptedException();
        });

        assertThat(waiting.get().id()).isEqualTo("dep_1");
        assertThat(platform.tokenRequests()).hasSize(2);
    }

    @Test
    void aWaiterLeadsWhereTheTimeOfItsLeaderIsOver() throws Exception {
        FutureTask<DeploymentJob> waiting = waitFor((request, limit) -> {
            time.advance(Duration.ofSeconds(119));
            throw new HttpTimeoutException("late");
        });

        assertThat(waiting.get().id()).isEqualTo("dep_1");
        assertThat(platform.tokenRequests()).hasSize(2);
        assertThat(time.sleeps()).as("no attempt of the waiter has failed").isEmpty();
    }

    @Test
    void waitersAreInterruptible() throws Exception {
        CountDownLatch leading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        platform.thenToken((request, limit) -> {
            leading.countDown();
            release.await();
            return token("").answer(request, limit);
        });
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try {
            Future<?> leader = threads.submit(this::get);
            leading.await();
            Thread.currentThread().interrupt();

            assertThatThrownBy(this::deploy)
                    .isInstanceOf(CallInterruptedException.class)
                    .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
            assertThat(Thread.interrupted()).isTrue();
            release.countDown();
            leader.get(10, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aThousandCallersFetchOneTokenPerExpiry() throws Exception {
        herd(1000, 12);
    }

    /** {@code mvn -pl cognigy-client test -Dtest=TokensTest -Dgroups=long -DexcludedGroups=none}. */
    @Test
    @Tag("long")
    void aThousandCallersFetchOneTokenPerExpiryAThousandTimes() throws Exception {
        long start = System.nanoTime();
        herd(1000, 1000);
        System.out.printf(
                "1,000 callers x 1,000 expiries: 1,000 token requests, %d s%n",
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    /** While the wall clock jumps by a day at every look. */
    private void herd(int callers, int expiries) throws Exception {
        Duration life = Duration.ofHours(1);
        AtomicInteger tokens = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger stale = new AtomicInteger();
        Map<String, Long> ends = new ConcurrentHashMap<>();
        Transport counting = (request, limit) -> {
            if (request.uri().getPath().equals("/oauth/token")) {
                String token = "token-" + tokens.incrementAndGet();
                ends.put("Bearer " + token, time.nanoTime() + life.toNanos());
                return ScriptedTransport.json(
                        200, "{\"access_token\":\"" + token + "\",\"expires_in\":" + life.toSeconds() + "}");
            }
            answered.incrementAndGet();
            if (ends.getOrDefault(ScriptedTransport.bearer(request), Long.MIN_VALUE) - time.nanoTime() <= 0) {
                stale.incrementAndGet();
            }
            return ScriptedTransport.json(200, JOB);
        };
        AtomicInteger looks = new AtomicInteger();
        Time jumping = new Time() {
            @Override
            public CompletableFuture<Void> alarm(Duration after) {
                return time.alarm(after);
            }

            @Override
            public Instant now() {
                return time.now().plus(Duration.ofDays(looks.incrementAndGet() % 2 == 0 ? 1 : -1));
            }

            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                time.sleep(duration);
            }
        };
        CognigyClient shared = CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .transport(counting)
                .time(jumping)
                .withoutRateLimit()
                .build();
        AtomicInteger round = new AtomicInteger();
        // By turns past the end of the token, and into the time before it in which the old one still holds.
        CyclicBarrier expiry = new CyclicBarrier(
                callers,
                () -> time.advance(round.getAndIncrement() % 2 == 0 ? life : life.minus(Duration.ofMinutes(4))));
        onThreads(callers, () -> {
            for (int i = 0; i < expiries; i++) {
                expiry.await();
                shared.deployments().get("dep_1");
            }
            return null;
        });

        assertThat(tokens).hasValue(expiries);
        assertThat(answered).hasValue(callers * expiries);
        assertThat(stale).hasValue(0);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void aTokenThatHoldsIsUsedWhileTheEndpointIsDown() {
        platform.thenToken(token(",\"expires_in\":7200")).thenToken((request, limit) -> {
            throw new ConnectException("refused");
        });
        for (int minute = 0; minute < 120; minute++) {
            get();
            time.advance(Duration.ofMinutes(1));
        }

        assertThat(bearers()).hasSize(120).containsOnly("Bearer token-1");
        // The last five minutes are when it is asked for another, once for each call.
        assertThat(platform.tokenRequests()).hasSize(1 + 5);
        assertThatThrownBy(this::get)
                .isInstanceOf(CognigyException.class)
                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
    }

    private static void onThreads(int count, Callable<?> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(threads.submit(work));
            }
            for (Future<?> future : futures) {
                future.get(300, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
