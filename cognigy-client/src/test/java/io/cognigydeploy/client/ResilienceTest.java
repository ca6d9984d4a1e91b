package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.CallListener.Next;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.micrometer.CallMetrics;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a client from making an outage worse, and what an embedder sees of it. */
@Timeout(30)
class ResilienceTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final BotDeploymentRequest REQUEST = BotDeploymentRequest.builder()
            .botId("bot_1")
            .environmentId("env_1")
            .version("v1")
            .build();

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();
    private final List<CallListener.Attempt> seen = new ArrayList<>();

    private CognigyClient.Builder builder() {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(time)
                .random(new Random(1))
                .withoutRateLimit()
                .listener(seen::add);
    }

    private static <E extends CognigyException> E failure(Class<E> type, Runnable call) {
        E e = catchThrowableOfType(type, call::run);
        assertThat(e).isNotNull();
        return e;
    }

    private static void get(CognigyClient client) {
        client.deployments().get("dep_1");
    }

    @Nested
    class TheRetryBudget {

        /** The cases that the AWS SDKs' standard mode publishes for its bucket. */
        @Test
        void costsAndEarnsAsStandardModeDoes() {
            RetryBudget budget = new RetryBudget(500);
            assertThat(budget.take(5)).isTrue();
            assertThat(budget.left()).isEqualTo(495);
            assertThat(budget.take(5)).isTrue();
            assertThat(budget.left()).isEqualTo(490);
            budget.give(5);
            assertThat(budget.left()).isEqualTo(495);

            RetryBudget small = new RetryBudget(5);
            assertThat(small.take(5)).isTrue();
            assertThat(small.left()).isZero();
            assertThat(small.take(5)).isFalse();
            assertThat(small.left()).isZero();

            assertThat(new RetryBudget(0).take(5)).isFalse();

            RetryBudget full = new RetryBudget(500);
            full.give(1);
            assertThat(full.left()).isEqualTo(500);
            RetryBudget endless = new RetryBudget(Integer.MAX_VALUE);
            endless.give(5);
            assertThat(endless.left()).isEqualTo(Integer.MAX_VALUE);
        }

        @Test
        void anEmptyOneEndsTheRetriesAndSaysSo() {
            platform.then(503, "{}");
            CognigyClient client = builder()
                    .withoutCircuit()
                    .retry(RetryOptions.builder().budget(12).build())
                    .build();

            ApiException e = failure(ApiException.class, () -> get(client));
            ApiException next = failure(ApiException.class, () -> get(client));

            assertThat(platform.requests()).hasSize(4);
            assertThat(e).hasMessageContaining("answered 503").hasMessageContaining("retry budget");
            assertThat(next).hasMessageContaining("retry budget");
            assertThat(seen)
                    .extracting(CallListener.Attempt::next)
                    .containsExactly(Next.BACKOFF, Next.BACKOFF, Next.NO_RETRY_BUDGET, Next.NO_RETRY_BUDGET);
        }

        @Test
        void successesFillIt() {
            platform.then(503, "{}")
                    .then(503, "{}")
                    .then(200, JOB)
                    .then(503, "{}")
                    .then(200, JOB);
            CognigyClient client =
                    builder().retry(RetryOptions.builder().budget(10).build()).build();

            get(client); // costs 10, earns the last 5
            get(client); // costs 5, earns 5

            assertThat(platform.requests()).hasSize(5);
        }

        @Test
        void aFirstSuccessEarnsOne() {
            platform.then(503, "{}");
            for (int i = 0; i < 5; i++) {
                platform.then(200, JOB);
            }
            platform.then(503, "{}").then(200, JOB);
            CognigyClient client = builder()
                    .retry(RetryOptions.builder().maxAttempts(2).budget(5).build())
                    .build();
            // Costs 5 and earns 5 again; a second failure in between would find it empty.
            for (int i = 0; i < 6; i++) {
                get(client);
            }
            assertThat(platform.requests()).hasSize(8);
        }

        @Test
        void aTimeoutCostsMore() {
            platform.then((request, limit) -> {
                throw new HttpTimeoutException("late");
            });
            CognigyClient client = builder()
                    .retry(RetryOptions.builder().maxAttempts(10).budget(30).build())
                    .build();

            TransportException e = failure(TransportException.class, () -> get(client));

            assertThat(e).hasMessageContaining("retry budget");
            assertThat(platform.requests()).hasSize(3);
        }

        @Test
        void anOutageIsNotMultiplied() {
            platform.then(503, "{}");
            CognigyClient client = builder().withoutCircuit().build();

            for (int i = 0; i < 2000; i++) {
                failure(ApiException.class, () -> get(client));
            }

            // 500 / 5 = 100 retries beside the calls themselves.
            assertThat(platform.requests()).hasSize(2100);
        }

        @Test
        void aNegativeOneIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RetryOptions.builder().budget(-1).build());
        }
    }

    @Nested
    class TheCircuit {

        private CognigyClient.Builder fragile() {
            return builder()
                    .retry(RetryOptions.builder().maxAttempts(1).build())
                    .circuit(3, Duration.ofMinutes(1), Duration.ofSeconds(10));
        }

        private void fail(CognigyClient client, int times) {
            for (int i = 0; i < times; i++) {
                failure(CognigyException.class, () -> get(client));
            }
        }

        @Test
        void opensAfterSoManyFailuresAndNamesWhenItTriesAgain() {
            platform.then(500, "{}").then(503, "{}").then((request, limit) -> {
                throw new ConnectException("refused");
            });
            CognigyClient client = fragile().build();
            fail(client, 3);
            time.advance(Duration.ofSeconds(4));

            CircuitOpenException e = failure(
                    CircuitOpenException.class, () -> client.deployments().deploy("key", REQUEST));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
            assertThat(e.retryIn()).isEqualTo(Duration.ofSeconds(6));
            assertThat(e).hasMessageContaining("3 times").hasMessageContaining("in 6 s");
            assertThat(e.call()).contains("POST /api/v1/deployments");
            assertThat(platform.requests()).hasSize(3);
            assertThat(time.sleeps()).isEmpty();
        }

        @Test
        void oneCallFindsOutAndTheOthersGoOnFailing() throws Exception {
            CountDownLatch probing = new CountDownLatch(1);
            CountDownLatch answer = new CountDownLatch(1);
            platform.then(500, "{}")
                    .then(500, "{}")
                    .then(500, "{}")
                    .then((request, limit) -> {
                        probing.countDown();
                        answer.await();
                        return ScriptedTransport.json(200, JOB);
                    })
                    .then(200, JOB);
            CognigyClient client = fragile().build();
            fail(client, 3);
            time.advance(Duration.ofSeconds(10));

            CompletableFuture<Void> probe = CompletableFuture.runAsync(() -> get(client));
            probing.await();
            CircuitOpenException e = failure(CircuitOpenException.class, () -> get(client));
            answer.countDown();
            probe.get(10, TimeUnit.SECONDS);
            get(client);

            assertThat(e.retryIn()).isZero();
            assertThat(platform.requests()).hasSize(5);
        }

        @Test
        void aProbeThatFailsKeepsItOpen() {
            platform.then(500, "{}");
            CognigyClient client = fragile().build();
            fail(client, 3);
            time.advance(Duration.ofSeconds(10));

            failure(ApiException.class, () -> get(client));
            CircuitOpenException e = failure(CircuitOpenException.class, () -> get(client));

            assertThat(e.retryIn()).isEqualTo(Duration.ofSeconds(10));
            assertThat(platform.requests()).hasSize(4);
        }

        @Test
        void aProbeThatWasGivenUpLeavesItToTheNext() {
            platform.then(500, "{}")
                    .then(500, "{}")
                    .then(500, "{}")
                    .then((request, limit) -> {
                        throw new InterruptedException();
                    })
                    .then(200, JOB);
            CognigyClient client = fragile().build();
            fail(client, 3);
            time.advance(Duration.ofSeconds(10));
            failure(CallInterruptedException.class, () -> get(client));
            assertThat(Thread.interrupted()).isTrue();

            get(client);

            assertThat(platform.requests()).hasSize(5);
        }

        @ParameterizedTest
        @ValueSource(ints = {200, 400, 401, 404, 409, 429})
        void anAnswerBreaksTheRow(int status) {
            platform.then(500, "{}")
                    .then(500, "{}")
                    .then(status, JOB)
                    .then(500, "{}")
                    .then(500, "{}")
                    .then(200, JOB);
            CognigyClient client = fragile().build();
            for (int i = 0; i < 5; i++) {
                var unused = catchThrowableOfType(CognigyException.class, () -> get(client));
            }

            get(client);

            assertThat(platform.requests()).hasSize(6);
        }

        @Test
        void failuresFarApartDoNotAddUp() {
            platform.then(500, "{}");
            CognigyClient client = fragile().build();

            for (int i = 0; i < 10; i++) {
                failure(ApiException.class, () -> get(client));
                time.advance(Duration.ofSeconds(31));
            }

            assertThat(platform.requests()).hasSize(10);
        }

        @Test
        void retriesStopAtItWithWhatTheyKnow() {
            platform.then((request, limit) -> {
                throw new IOException("Connection reset");
            });
            CognigyClient client = builder()
                    .retry(RetryOptions.builder().maxAttempts(9).build())
                    .circuit(3, Duration.ofMinutes(1), Duration.ofHours(1))
                    .build();

            TransportException e =
                    failure(TransportException.class, () -> client.deployments().cancel("dep_1"));

            // Not sent the fourth time, but the outcome of the first three is unknown.
            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(e).hasMessageContaining("Connection reset").hasMessageContaining("3 times in a row");
            assertThat(platform.requests()).hasSize(3);
        }

        @Test
        void aRefusalOnThisSideIsNoneOfIts() {
            platform.then(200, JOB);
            CognigyClient client = fragile().build();
            for (int i = 0; i < 10; i++) {
                failure(InvalidRequestException.class, () -> client.bots().get("../x"));
            }
            get(client);
        }

        @Test
        void itCanBeOff() {
            platform.then(500, "{}");
            CognigyClient client = fragile().withoutCircuit().build();

            for (int i = 0; i < 100; i++) {
                failure(ApiException.class, () -> get(client));
            }

            assertThat(platform.requests()).hasSize(100);
        }

        @Test
        void aUsualOutageOfOneCallDoesNotOpenIt() {
            platform.then(503, "{}");
            CognigyClient client = builder().build();

            for (int i = 0; i < 5; i++) {
                failure(ApiException.class, () -> get(client));
            }
            assertThat(platform.requests()).hasSize(20);
            failure(CircuitOpenException.class, () -> get(client));
        }

        @Test
        void onlySensibleFiguresAreTaken() {
            Duration some = Duration.ofSeconds(1);
            assertThatIllegalArgumentException().isThrownBy(() -> builder().circuit(0, some, some));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().circuit(1, Duration.ZERO, some));
            assertThatIllegalArgumentException().isThrownBy(() -> builder().circuit(1, some, Duration.ZERO));
        }
    }

    @Nested
    class WhatEarlierAttemptsMayHaveDone {

        private ScriptedTransport lost() {
            return platform.then((request, limit) -> {
                throw new IOException("Connection reset");
            });
        }

        @Test
        void isReportedWhenTheLastOneWasNotSent() {
            lost().then((request, limit) -> {
                throw new ConnectException("refused");
            });

            TransportException e = failure(
                    TransportException.class,
                    () -> builder().build().deployments().cancel("dep_1"));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(e).hasMessageContaining("Connection reset").hasMessageContaining("refused");
        }

        @Test
        void isNothingForACallThatChangesNothing() {
            lost().then((request, limit) -> {
                throw new ConnectException("refused");
            });

            TransportException e =
                    failure(TransportException.class, () -> get(builder().build()));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
        }

        @Test
        void isReportedWhenTheNextOneIsInterruptedBeforeItIsSent() {
            lost();
            // Between the pause and the next attempt, where only the guards look.
            CognigyClient client = builder()
                    .time(new Time() {
                        @Override
                        public CompletableFuture<Void> alarm(Duration after) {
                            return time.alarm(after);
                        }

                        @Override
                        public Instant now() {
                            return time.now();
                        }

                        @Override
                        public long nanoTime() {
                            return time.nanoTime();
                        }

                        @Override
                        public void sleep(Duration duration) {
                            Thread.currentThread().interrupt();
                        }
                    })
                    .build();

            CallInterruptedException e = failure(
                    CallInterruptedException.class, () -> client.deployments().cancel("dep_1"));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(platform.requests()).hasSize(1);
        }
    }

    /** The last guards before and after the transport. */
    @Nested
    class Guards {

        private final Origin origin = Origin.ofBaseUrl("https://api.example.com");
        private final GuardedTransport wire = new GuardedTransport(
                Duration.ofSeconds(1), origin, null, null, new RequestInterceptors(List.of(), Instant.EPOCH));

        private Transport.Response send(String url, String... headers) {
            Map<String, List<String>> all = new HashMap<>();
            for (int i = 0; i < headers.length; i += 2) {
                all.put(headers[i], List.of(headers[i + 1]));
            }
            CallSpec call = CallSpec.of("GET /x", Effect.NONE);
            return wire.exchange(
                    call,
                    origin,
                    new OutgoingRequest(call, "GET", URI.create(url), all, new byte[0]),
                    new CallDeadline(time, Duration.ofSeconds(1), new Lifetime(platform)));
        }

        @Test
        void nothingLeavesForAnotherOriginOrWithAnotherHeader() {
            platform.then(200, "{}");
            for (String url : List.of(
                    "https://evil.example.com/x", "https://api.example.com:444/x", "http://api.example.com/x")) {
                failure(InvalidRequestException.class, () -> send(url));
            }
            failure(InvalidRequestException.class, () -> send("https://api.example.com/x", "X-A", "a\u0001b"));
            failure(InvalidRequestException.class, () -> send("https://api.example.com/x", "Host", "evil"));
            assertThat(platform.requests()).isEmpty();

            assertThat(send("https://api.example.com/x", "X-A", "a").status()).isEqualTo(200);
        }

        @Test
        void headersHaveABound() {
            String[] most = headers(255, 10);
            platform.then(200, JOB, most)
                    .then(200, JOB, headers(256, 10))
                    .then(200, JOB, headers(1, 65_000))
                    .then(200, JOB, headers(1, 65_600))
                    .then(200, JOB, headers(2, 33_000));

            assertThat(send("https://api.example.com/x").status()).isEqualTo(200);
            assertThat(failure(UnreadableResponseException.class, () -> send("https://api.example.com/x")))
                    .hasMessageContaining("257 headers");
            assertThat(send("https://api.example.com/x").status()).isEqualTo(200);
            failure(UnreadableResponseException.class, () -> send("https://api.example.com/x"));
            failure(UnreadableResponseException.class, () -> send("https://api.example.com/x"));
        }

        private String[] headers(int count, int length) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add("X-" + i);
                all.add("a".repeat(length));
            }
            return all.toArray(String[]::new);
        }

        @Test
        void aLargePackedAnswerOfRealContentIsTaken() throws IOException {
            byte[] text = new byte[1 << 20];
            Random random = new Random(3);
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) ('a' + random.nextInt(26));
            }
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(text);
            }
            HttpHeaders headers = HttpHeaders.of(
                    Map.of("Content-Encoding", List.of("GZIP"), "Content-Length", List.of("7"), "X-A", List.of("b")),
                    (name, value) -> true);
            platform.then((request, limit) -> new Transport.Response(200, headers, packed.toByteArray()));

            Transport.Response answer = send("https://api.example.com/x");

            assertThat(answer.body()).isEqualTo(text);
            assertThat(answer.headers().map()).containsOnlyKeys("X-A");
        }

        @Test
        void aLargeErrorIsNotReadForItsReason() {
            platform.then(422, "{\"detail\":\"because\"" + " ".repeat(64 * 1024) + "}");

            ApiException e = failure(ApiException.class, () -> get(builder().build()));

            assertThat(e.getMessage()).endsWith("answered 422");
        }

        @Test
        void aRetryAfterThatIsPastIsZero() {
            platform.then(400, "{}", "Retry-After", "Fri, 20 Nov 2015 08:00:00 GMT");

            assertThat(failure(ApiException.class, () -> get(builder().build())).retryAfter())
                    .contains(Duration.ZERO);
        }
    }

    @Nested
    class Listening {

        @Test
        void everyAttemptIsReported() {
            platform.then(429, "{}", "Retry-After", "7")
                    .then((request, limit) -> {
                        time.advance(Duration.ofSeconds(2));
                        throw new IOException("Connection reset");
                    })
                    .then(200, JOB);
            CognigyClient client = builder().build();

            get(client);

            assertThat(seen).hasSize(3).allSatisfy(attempt -> {
                assertThat(attempt.call()).isEqualTo("GET /api/v1/deployments/{deploymentId}");
                assertThat(attempt.effect()).isEqualTo(Effect.NONE);
            });
            assertThat(seen).extracting(CallListener.Attempt::number).containsExactly(1, 2, 3);
            assertThat(seen)
                    .extracting(CallListener.Attempt::next)
                    .containsExactly(Next.RETRY_AFTER, Next.BACKOFF, Next.DONE);
            assertThat(seen)
                    .extracting(CallListener.Attempt::status)
                    .containsExactly(OptionalInt.of(429), OptionalInt.empty(), OptionalInt.of(200));
            assertThat(seen)
                    .extracting(CallListener.Attempt::took)
                    .containsExactly(Duration.ZERO, Duration.ofSeconds(2), Duration.ZERO);
            assertThat(seen.get(0).nextIn()).isEqualTo(Duration.ofSeconds(7));
            assertThat(seen.get(1).nextIn()).isEqualTo(time.sleeps().get(1));
            assertThat(seen.get(2).nextIn()).isZero();
            assertThat(seen.get(0).failure()).containsInstanceOf(ThrottledException.class);
            assertThat(seen.get(2).failure()).isEmpty();
        }

        @Test
        void whatIsHeldUpIsNotCountedAsTaken() {
            platform.then(200, JOB);
            CognigyClient client = builder().rateLimit(60, 1).build();

            get(client);
            get(client);

            assertThat(seen)
                    .extracting(CallListener.Attempt::held)
                    .containsExactly(Duration.ZERO, Duration.ofSeconds(1));
            assertThat(seen).extracting(CallListener.Attempt::took).containsOnly(Duration.ZERO);
        }

        @Test
        void tokensAndTheirReplacementsAreReported() {
            platform.thenToken(200, "{\"access_token\":\"a\",\"expires_in\":3600}")
                    .thenToken(200, "{\"access_token\":\"b\",\"expires_in\":3600}")
                    .then(401, "{}")
                    .then(200, JOB);
            CognigyClient client = builder()
                    .credentials(Credentials.clientCredentials("id", "the-secret"))
                    .build();

            get(client);

            assertThat(seen)
                    .extracting(attempt -> attempt.call().split(" ", 2)[0] + " "
                            + attempt.status().orElse(0) + " " + attempt.next())
                    .containsExactly("POST 200 DONE", "GET 401 NEW_TOKEN", "POST 200 DONE", "GET 200 DONE");
        }

        @Test
        void finalsSayWhy() {
            platform.then(404, "{}").then(503, "{}").then(429, "{}", "Retry-After", "3600");
            CognigyClient client = builder().build();

            failure(NotFoundException.class, () -> get(client));
            failure(ApiException.class, () -> client.deployments().deploy("key", REQUEST));
            failure(DeadlineExceededException.class, () -> get(client));

            assertThat(seen)
                    .extracting(CallListener.Attempt::next)
                    .containsExactly(Next.FINAL, Next.FINAL, Next.NO_TIME);
            assertThat(seen.get(1).failure().orElseThrow().outcome()).isEqualTo(OutcomeClass.UNKNOWN);
        }

        @Test
        void aListenerThatThrowsBreaksNothing() {
            platform.then(503, "{}").then(200, JOB);
            CognigyClient client = builder()
                    .listener(attempt -> {
                        throw new IllegalStateException("mine");
                    })
                    .listener(attempt -> {
                        throw new AssertionError("mine as well");
                    })
                    .listener(seen::add)
                    .build();

            get(client);

            assertThat(seen).hasSize(4);
        }

        @Test
        void noReportOfAnAttemptHasASecretOrAnId() {
            platform.then((request, limit) ->
                    ScriptedTransport.json(422, "{\"detail\":\"" + ScriptedTransport.bearer(request) + "\"}"));
            CognigyClient client = builder().build();

            failure(ApiException.class, () -> client.deployments().rollback("dep_17", "key-17"));

            assertThat(seen.toString())
                    .doesNotContain("the-key")
                    .doesNotContain("dep_17")
                    .doesNotContain("key-17");
        }

        @Test
        void metricsCountByTemplateStatusAndOutcome() {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            platform.then(503, "{}")
                    .then((request, limit) -> {
                        time.advance(Duration.ofSeconds(2));
                        return ScriptedTransport.json(200, JOB);
                    })
                    .then((request, limit) -> {
                        throw new IOException("Connection reset");
                    });
            CognigyClient client = builder()
                    .rateLimit(60, 1)
                    .listener(new CallMetrics(registry))
                    .build();

            get(client);
            failure(TransportException.class, () -> client.deployments().rollback("dep_17", "key-17"));

            String get = "GET /api/v1/deployments/{deploymentId}";
            assertThat(registry.get("cognigy.client.attempts")
                            .tags("call", get, "status", "503", "outcome", "unknown", "next", "backoff")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("cognigy.client.attempts")
                            .tags("call", get, "status", "200", "outcome", "success", "next", "done")
                            .timer()
                            .totalTime(TimeUnit.SECONDS))
                    .isEqualTo(2);
            assertThat(registry.get("cognigy.client.attempts")
                            .tags("status", "none", "outcome", "unknown", "next", "final")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("cognigy.client.held")
                            .tags("call", get)
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.getMeters())
                    .extracting(Meter::getId)
                    .allSatisfy(id -> assertThat(id.toString()).doesNotContain("17"));
        }
    }
}
