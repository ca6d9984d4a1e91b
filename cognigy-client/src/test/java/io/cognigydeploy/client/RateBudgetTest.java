package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.api.Effect;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RateBudgetTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final URI HOOK = URI.create("https://ci.example.com/hook");

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();

    private CognigyClient.Builder builder() {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(time)
                .random(new Random(1));
    }

    private static void get(CognigyClient client) {
        client.deployments().get("dep_1");
    }

    private static void get(CognigyClient client, int times) {
        for (int i = 0; i < times; i++) {
            get(client);
        }
    }

    private Duration elapsed() {
        return Duration.between(VirtualTime.START, time.now());
    }

    @Test
    void aMinutesBudgetGoesAtOnceAndTheRestOneEachSecond() {
        platform.then(200, JOB);
        CognigyClient client = builder().build();

        get(client, 60);
        assertThat(time.sleeps()).isEmpty();

        get(client, 3);
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void standingStillEarnsNoMoreThanTheBurst() {
        platform.then(200, JOB);
        CognigyClient client = builder().rateLimit(60, 5).build();

        get(client, 5);
        time.advance(Duration.ofDays(40_000));
        get(client, 5);
        assertThat(time.sleeps()).isEmpty();
        get(client);
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void noWindowOfAMinuteHasMoreThanBurstAndRate() {
        List<Instant> sent = new ArrayList<>();
        platform.then((request, limit) -> {
            sent.add(time.now());
            return ScriptedTransport.json(200, JOB);
        });
        CognigyClient client = builder().rateLimit(100, 10).build();
        Random random = new Random(7);

        for (int i = 0; i < 1000; i++) {
            time.advance(Duration.ofMillis(random.nextInt(1500)));
            get(client);
        }

        for (int i = 0; i < sent.size(); i++) {
            Instant end = sent.get(i).plusSeconds(60);
            int from = i;
            long within =
                    sent.stream().skip(from).takeWhile(at -> at.isBefore(end)).count();
            assertThat(within).isLessThanOrEqualTo(110);
        }
    }

    @Test
    void itCanBeOff() {
        platform.then(429, "{}", "Retry-After", "60").then(200, JOB);
        CognigyClient client = builder().withoutRateLimit().build();

        get(client, 1000);

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 1", "1000001, 1", "1, 1000001"})
    void onlySensibleNumbersAreTaken(int perMinute, int burst) {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().rateLimit(perMinute, burst));
    }

    @Test
    void theLargestNumbersDoNotOverflow() {
        platform.then(200, JOB);
        CognigyClient client = builder().rateLimit(1, 1_000_000).build();

        get(client, 100);

        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void aTurnThatWouldComeTooLateFailsAtOnceAndSaysHowLong() {
        platform.then(200, JOB);
        CognigyClient client =
                builder().rateLimit(2, 1).timeout(Duration.ofSeconds(20)).build();
        get(client);

        DeadlineExceededException e = catchThrowableOfType(DeadlineExceededException.class, () -> get(client));

        assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
        assertThat(e).hasMessageContaining("30 s").hasMessageContaining("20 s").hasNoCause();
        assertThat(e.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(time.sleeps()).isEmpty();
        assertThat(platform.requests()).hasSize(1);
        // It left nothing behind in the queue.
        time.advance(Duration.ofSeconds(30));
        get(client);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void whatAnEarlierAttemptMayHaveDoneIsNotForgotten() {
        platform.then(503, "{}");
        CognigyClient client =
                builder().rateLimit(1, 1).timeout(Duration.ofSeconds(20)).build();

        DeadlineExceededException e = catchThrowableOfType(
                DeadlineExceededException.class, () -> client.deployments().cancel("dep_1"));

        assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
        assertThat(e).hasMessageContaining("rate budget").hasMessageContaining("503");
    }

    @Test
    void anInterruptEndsTheWait() {
        platform.then(200, JOB);
        CognigyClient client = builder().rateLimit(60, 1).build();
        platform.then((request, limit) -> ScriptedTransport.json(200, JOB));
        get(client);
        RateBudget budget = new RateBudget(time, 60, 1);
        CallSpec call = CallSpec.of("GET /x", Effect.NONE);
        CallDeadline deadline = new CallDeadline(time, Duration.ofMinutes(1), new Lifetime(platform));
        budget.acquire(call, deadline);
        Thread.currentThread().interrupt();

        CallInterruptedException e =
                catchThrowableOfType(CallInterruptedException.class, () -> budget.acquire(call, deadline));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
        // No thread is left waiting before the next one.
        budget.acquire(call, deadline);
        assertThat(deadline.held()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoComesFirstGoesFirst() throws Exception {
        // Sleeps end in the order of their ends, as on a real clock, but without its passing.
        SteppedTime stepped = new SteppedTime();
        RateBudget budget = new RateBudget(stepped, 60, 1);
        CallSpec call = CallSpec.of("GET /x", Effect.NONE);
        budget.acquire(call, new CallDeadline(stepped, Duration.ofHours(1), new Lifetime(platform)));
        List<Integer> order = new ArrayList<>();
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            CompletableFuture<Void> end = new CompletableFuture<>();
            done.add(end);
            Thread thread = new Thread(() -> {
                budget.acquire(call, new CallDeadline(stepped, Duration.ofHours(1), new Lifetime(platform)));
                synchronized (order) {
                    order.add(number);
                }
                end.complete(null);
            });
            thread.setDaemon(true);
            thread.start();
            stepped.awaitSleepers(i + 1);
        }

        for (int i = 0; i < 50; i++) {
            assertThat(order).hasSize(i);
            stepped.advance(Duration.ofSeconds(1));
            done.get(i).get(10, TimeUnit.SECONDS);
        }

        assertThat(order).isSorted().hasSize(50);
    }

    @Test
    void manyThreadsShareOneBudget() throws Exception {
        platform.then(200, JOB);
        CognigyClient client =
                builder().rateLimit(600, 20).timeout(Duration.ofHours(1)).build();
        CyclicBarrier start = new CyclicBarrier(40);
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            done.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            start.await();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                        get(client, 10);
                    },
                    work -> new Thread(work).start()));
        }
        for (CompletableFuture<Void> one : done) {
            one.get(20, TimeUnit.SECONDS);
        }

        // 400 requests, 20 at once and the rest at ten a second: no fewer than 38 s.
        assertThat(platform.requests()).hasSize(400);
        assertThat(elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(38));
    }

    @Nested
    class WhatThePlatformSays {

        @Test
        void retryAfterHoldsEverybodyUp() {
            platform.then(429, "{}", "Retry-After", "90").then(200, JOB);
            CognigyClient hasty = builder()
                    .retry(RetryOptions.builder().maxAttempts(1).build())
                    .build();
            assertThat(catchThrowableOfType(ThrottledException.class, () -> get(hasty)))
                    .isNotNull();

            get(hasty);

            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(90));
            // It did not say that there are sixty again.
            get(hasty);
            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(90), Duration.ofSeconds(1));
        }

        @Test
        void aLongRetryAfterPausesThatCallOnly() {
            platform.then(429, "{}", "Retry-After", "999999999").then(200, JOB);
            CognigyClient client = builder().build();
            assertThat(catchThrowableOfType(DeadlineExceededException.class, () -> get(client))
                            .outcome())
                    .isEqualTo(OutcomeClass.REJECTED);

            get(client);

            assertThat(platform.requests()).hasSize(2);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "30 | '' | 30",
                    "30.5 | '' | 31",
                    "0.001 | '' | 1",
                    "5 ~ 30 | '' | 30",
                    "Sun, 06 Nov 1994 08:50:07 GMT | '' | 30",
                    "Sunday, 06-Nov-94 08:50:07 GMT | '' | 30",
                    "Sun Nov  6 08:50:07 1994 | '' | 30",
                    "Sun, 06 Nov 1994 08:40:37 GMT | Sun, 06 Nov 1994 08:40:07 GMT | 30",
                    "Sun, 06 Nov 1994 08:40:37 GMT | '' | 0",
                    "99999999999999999 | '' | 86400",
                    "soon | '' | ''",
                    "-5 | '' | ''"
                })
        void aRetryAfterIsReadInEveryForm(String values, String date, String seconds) {
            Map<String, List<String>> headers = new HashMap<>(Map.of("Retry-After", List.of(values.split(" ~ "))));
            if (!date.isEmpty()) {
                headers.put("Date", List.of(date));
            }

            Duration hint = ErrorDecoder.retryAfter(
                    HttpHeaders.of(headers, (name, value) -> true), Instant.parse("1994-11-06T08:49:37Z"));

            assertThat(hint == null ? "" : Long.toString(hint.toSeconds())).isEqualTo(seconds);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"burst\";r=50;t=5, \"day\";r=0;t=30",
                    "\"day\";r=0;t=30, \"burst\";r=50;t=5",
                    "\"a\";r=0;t=5,\"b\";r=0;t=30",
                    "limit=100, remaining=0, reset=30"
                })
        void ofTwoPoliciesTheTightestCounts(String policies) {
            RateHint hint = RateHint.of(
                    HttpHeaders.of(Map.of("RateLimit", List.of(policies)), (name, value) -> true), Instant.EPOCH);

            assertThat(hint).isEqualTo(new RateHint(Optional.of(0), Optional.of(Duration.ofSeconds(30))));
        }

        @Test
        void aThrottleWithoutATimeEndsTheBurst() {
            platform.then(429, "{}").then(200, JOB);
            CognigyClient client = builder().build();

            get(client, 3);

            assertThat(time.sleeps()).hasSize(3);
            assertThat(time.sleeps().get(0)).isLessThan(Duration.ofSeconds(1));
            assertThat(elapsed()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "RateLimit-Remaining: 0 ~ RateLimit-Reset: 30",
                    "X-RateLimit-Remaining: 0 ~ X-RateLimit-Reset: 30",
                    "x-ratelimit-remaining: 0 ~ x-ratelimit-reset: 30",
                    "X-RateLimit-Remaining: 0 ~ X-RateLimit-Reset: 1795165230",
                    "X-RateLimit-Remaining: 0 ~ X-RateLimit-Reset: 1795165230000",
                    "RateLimit: limit=100, remaining=0, reset=30",
                    "RateLimit: \"default\";r=0;t=30",
                    "X-Rate-Limit-Remaining: 0 ~ X-Rate-Limit-Reset: 30.5"
                })
        void anEmptyQuotaIsWaitedOut(String headers) {
            platform.then(200, JOB, pairs(headers)).then(200, JOB);
            CognigyClient client = builder().build();

            get(client, 2);

            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(30));
        }

        @Test
        void whatIsLeftIsAllThatGoesAtOnce() {
            platform.then(200, JOB, "RateLimit-Remaining", "2").then(200, JOB);
            CognigyClient client = builder().build();

            get(client, 3);
            assertThat(time.sleeps()).isEmpty();
            get(client);
            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1));
        }

        @Test
        void retryAfterWins() {
            platform.then(429, "{}", pairs("Retry-After: 3 ~ RateLimit-Remaining: 0 ~ RateLimit-Reset: 60"))
                    .then(200, JOB);
            CognigyClient client = builder().build();

            get(client);

            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(3));
        }

        @Test
        void aShorterPauseDoesNotEndALongerOne() {
            RateBudget budget = new RateBudget(time, 60, 60);
            budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "60"));
            budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "5"));
            CallDeadline deadline = new CallDeadline(time, Duration.ofHours(1), new Lifetime(platform));

            budget.acquire(CallSpec.of("GET /x", Effect.NONE), deadline);
            assertThat(deadline.held()).isEqualTo(Duration.ofMinutes(1));

            budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "5"));
            budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "60"));
            budget.acquire(CallSpec.of("GET /x", Effect.NONE), deadline);
            assertThat(deadline.held()).isEqualTo(Duration.ofMinutes(2));
        }

        @Test
        void whoWaitsBehindAnotherWaitsForThePauseAndTheTurn() throws Exception {
            SteppedTime stepped = new SteppedTime();
            RateBudget budget = new RateBudget(stepped, 60, 1);
            budget.learn(ScriptedTransport.json(429, "{}", "Retry-After", "10"));
            Thread first = new Thread(() -> budget.acquire(
                    CallSpec.of("GET /x", Effect.NONE),
                    new CallDeadline(stepped, Duration.ofHours(1), new Lifetime(platform))));
            first.setDaemon(true);
            first.start();
            stepped.awaitSleepers(1);

            DeadlineExceededException e = catchThrowableOfType(
                    DeadlineExceededException.class,
                    () -> budget.acquire(
                            CallSpec.of("GET /x", Effect.NONE),
                            new CallDeadline(stepped, Duration.ofSeconds(11), new Lifetime(platform))));

            assertThat(e).hasMessageContaining("in 11 s");
            stepped.advance(Duration.ofSeconds(10));
            first.join();
        }

        @Test
        void aQuotaThatSaysAYearIsNotBelieved() {
            platform.then(200, JOB, pairs("RateLimit-Remaining: 0 ~ RateLimit-Reset: 31536000"))
                    .then(200, JOB);
            CognigyClient client = builder().timeout(Duration.ofMinutes(10)).build();

            get(client, 2);

            assertThat(time.sleeps()).containsExactly(Duration.ofMinutes(5));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "RateLimit-Remaining: none ~ RateLimit-Reset: 30",
                    "RateLimit-Remaining: -1",
                    "RateLimit-Remaining: 9999999999999999999",
                    "RateLimit-Remaining: 0 ~ RateLimit-Reset: 0",
                    "RateLimit-Remaining: 0x0",
                    "RateLimit: limit=100",
                    "RateLimit: r=soon;t=later",
                    "RateLimit-Reset: 30",
                    "RateLimit-Limit: 0",
                    "X-RateLimit-Remaining: 100000"
                })
        void whatSaysNothingChangesNothing(String headers) {
            platform.then(200, JOB, pairs(headers)).then(200, JOB);
            CognigyClient client = builder().build();

            get(client, 2);

            assertThat(time.sleeps()).isEmpty();
        }

        @Test
        void noHeaderBreaksTheReading() {
            Random random = new Random(42);
            String alphabet = "0123456789rt=;,.- \"remaininglimitXx\t";
            for (int i = 0; i < 100_000; i++) {
                Map<String, List<String>> headers = new HashMap<>();
                for (String name : List.of(
                        "RateLimit", "RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After", "X-Rate-Limit-Reset")) {
                    StringBuilder value = new StringBuilder();
                    for (int n = random.nextInt(24); n > 0; n--) {
                        value.append(alphabet.charAt(random.nextInt(alphabet.length())));
                    }
                    headers.put(name, List.of(value.toString()));
                }
                HttpHeaders all = HttpHeaders.of(headers, (name, value) -> true);

                RateHint hint = RateHint.of(all, VirtualTime.START);
                Duration after = ErrorDecoder.retryAfter(all, VirtualTime.START);

                assertThat(hint.remaining().orElse(0)).isNotNegative();
                assertThat(hint.reset().orElse(Duration.ZERO)).isGreaterThanOrEqualTo(Duration.ZERO);
                assertThat(after == null || (!after.isNegative() && after.compareTo(Duration.ofDays(1)) <= 0))
                        .isTrue();
            }
        }

        private String[] pairs(String headers) {
            List<String> pairs = new ArrayList<>();
            for (String header : headers.split(" ~ ", -1)) {
                pairs.addAll(List.of(header.split(": ", 2)));
            }
            return pairs.toArray(String[]::new);
        }
    }

    @Nested
    class OtherHosts {

        private final byte[] json = "{}".getBytes(StandardCharsets.UTF_8);

        @Test
        void hooksElsewhereCostNothing() {
            platform.then(200, "{}");
            CognigyClient client = builder().rateLimit(1, 1).build();

            for (int i = 0; i < 100; i++) {
                client.postOutside(HOOK, Map.of(), json);
            }

            assertThat(time.sleeps()).isEmpty();
        }

        @Test
        void whatAHookSaysOfItsQuotaIsNotThePlatforms() {
            platform.then(429, "{}", "Retry-After", "60").then(200, JOB);
            CognigyClient client = builder()
                    .retry(RetryOptions.builder().maxAttempts(1).build())
                    .build();
            assertThat(catchThrowableOfType(ThrottledException.class, () -> client.postOutside(HOOK, Map.of(), json)))
                    .isNotNull();

            get(client);

            assertThat(time.sleeps()).isEmpty();
        }

        @Test
        void aHookOnThePlatformItselfCosts() {
            platform.then(200, "{}");
            CognigyClient client = builder().rateLimit(60, 1).build();

            client.postOutside(URI.create("https://api.example.com/hook"), Map.of(), json);
            client.postOutside(URI.create("https://api.example.com/hook"), Map.of(), json);

            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1));
        }

        @Test
        void aTokenCostsWhereItComesFromThePlatformItself() {
            platform.then(200, JOB).thenToken(200, "{\"access_token\":\"t\",\"expires_in\":3600}");
            Credentials.ClientCredentials credentials = Credentials.clientCredentials("id", "the-secret");

            get(builder().credentials(credentials).rateLimit(60, 1).build());
            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(1));

            get(builder()
                    .credentials(credentials.withTokenUrl(URI.create("https://login.example.com/oauth/token")))
                    .rateLimit(60, 1)
                    .build());
            assertThat(time.sleeps()).hasSize(1);
        }
    }

    /** A clock whose sleepers really wait, until it is moved past their time. */
    private static final class SteppedTime implements Time {

        private long elapsed;
        private int sleepers;

        @Override
        public CompletableFuture<Void> alarm(Duration after) {
            throw new UnsupportedOperationException("nothing in the client sets an alarm");
        }

        @Override
        public synchronized Instant now() {
            return VirtualTime.START.plusNanos(elapsed);
        }

        @Override
        public synchronized long nanoTime() {
            return elapsed;
        }

        @Override
        public synchronized void sleep(Duration duration) throws InterruptedException {
            long end = elapsed + duration.toNanos();
            sleepers++;
            notifyAll();
            while (elapsed < end) {
                wait();
            }
            sleepers--;
        }

        synchronized void awaitSleepers(int count) throws InterruptedException {
            while (sleepers < count) {
                wait();
            }
        }

        synchronized void advance(Duration duration) {
            elapsed += duration.toNanos();
            notifyAll();
        }
    }
}
