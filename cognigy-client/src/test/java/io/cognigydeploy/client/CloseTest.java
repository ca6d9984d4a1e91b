package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.model.BotDeploymentRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of calls that are under way when their client is closed, on the system's clock. */
@Timeout(30)
@SuppressWarnings("try") // closing by hand is the point
class CloseTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final BotDeploymentRequest REQUEST = BotDeploymentRequest.builder()
            .botId("bot_1")
            .environmentId("env_1")
            .version("v1")
            .build();
    private static final PollOptions SELDOM = PollOptions.builder()
            .interval(Duration.ofMinutes(10))
            .timeout(Duration.ofHours(1))
            .build();

    private final ScriptedTransport platform = new ScriptedTransport();

    private static CognigyClient.Builder client(String url) {
        return CognigyClient.builder().baseUrl(url).credentials(Credentials.apiKey("the-key"));
    }

    private CognigyClient.Builder scripted() {
        return client("https://platform.test").transport(platform);
    }

    private static void get(CognigyClient client) {
        client.deployments().get("dep_1");
    }

    /** Something that a thread of its own does, until it fails or ends. */
    private static final class Doing {

        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
        private final Thread thread;

        Doing(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
            thread = new Thread(() -> failure.complete(catchThrowable(work)));
            thread.setDaemon(true);
            thread.start();
        }

        /** Waits until the thread waits in this method. */
        Doing awaitWaitingIn(Class<?> type, String method) {
            while (!isWaitingIn(type, method)) {
                Thread.onSpinWait();
            }
            return this;
        }

        private boolean isWaitingIn(Class<?> type, String method) {
            StackTraceElement[] stack = thread.getStackTrace();
            return stack.length > 0
                    && stack[0].getMethodName().equals("park")
                    && List.of(stack).stream()
                            .anyMatch(frame -> frame.getClassName().equals(type.getName())
                                    && frame.getMethodName().equals(method));
        }

        Throwable failure() throws Exception {
            return failure.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aWaitBeforeARetryEnds() throws Exception {
        platform.then(503, "{}", "Retry-After", "60");
        CognigyClient client = scripted().build();
        Doing call = new Doing(() -> get(client)).awaitWaitingIn(Retries.class, "pause");

        client.close();

        assertThat(call.failure())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("503")
                .hasMessageEndingWith("not sent again, because the client was closed");
        assertThat(platform.requests()).hasSize(1);
    }

    @Test
    void allWaitsForTheRateBudgetEndAndNothingIsSent() throws Exception {
        platform.then(200, JOB);
        CognigyClient client =
                scripted().rateLimit(1, 1).timeout(Duration.ofHours(1)).build();
        get(client);
        List<Doing> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(new Doing(() -> client.deployments().deploy("key", REQUEST)));
        }
        calls.forEach(call -> call.awaitWaitingIn(RateBudget.class, "acquire"));

        client.close();

        for (Doing call : calls) {
            assertThat(call.failure())
                    .isInstanceOf(TransportException.class)
                    .hasMessageEndingWith("not sent: the client was closed")
                    .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
        }
        assertThat(platform.requests()).hasSize(1);
    }

    @Test
    void whatAnEarlierAttemptMayHaveDoneIsNotForgotten() throws Exception {
        platform.then(503, "{}");
        CognigyClient client = scripted().rateLimit(1, 1).build();
        Doing call = new Doing(() -> client.deployments().cancel("dep_1")).awaitWaitingIn(RateBudget.class, "acquire");

        client.close();

        assertThat(call.failure())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("the client was closed")
                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.UNKNOWN);
    }

    @Test
    void aWaitForAnOperationEnds() throws Exception {
        platform.then(200, JOB);
        CognigyClient client = scripted().build();
        Doing wait = new Doing(() -> client.operations().deployment("dep_1").await(SELDOM))
                .awaitWaitingIn(Operation.class, "await");

        client.close();

        assertThat(wait.failure())
                .isInstanceOf(TransportException.class)
                .hasMessage("operation dep_1 is no longer awaited: the client was closed")
                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.UNKNOWN);
        assertThat(platform.requests()).hasSize(1);
    }

    @Test
    void aPollEndsAndIsTheLast() throws Exception {
        try (RawServer server = new RawServer(RawServer.stall(""));
                CognigyClient client = client(server.url()).build()) {
            Doing wait = new Doing(() -> client.operations().deployment("dep_1").await(SELDOM));
            server.awaitRequest();
            client.close();

            assertThat(wait.failure())
                    .isInstanceOf(TransportException.class)
                    .hasMessage("operation dep_1 is no longer awaited: the client was closed");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aWaitForATokenEndsForAllWhoWait() throws Exception {
        try (RawServer server = new RawServer(RawServer.stall(""));
                CognigyClient client = client(server.url())
                        .credentials(Credentials.clientCredentials("id", "the-secret"))
                        .build()) {
            Doing first = new Doing(() -> client.deployments().deploy("key", REQUEST));
            server.awaitRequest();
            Doing second = new Doing(() -> client.deployments().deploy("key", REQUEST))
                    .awaitWaitingIn(OAuthTokens.class, "join");
            client.close();

            for (Doing call : List.of(first, second)) {
                assertThat(call.failure())
                        .isInstanceOf(TransportException.class)
                        .hasMessageContaining("the client was closed")
                        .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
            }
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aCallAfterTheCloseDoesNotFailWithTheTokenOfOneBefore() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        platform.thenToken((request, limit) -> {
                    asked.countDown();
                    end.await();
                    throw new IOException("reset");
                })
                .thenToken(200, "{\"access_token\":\"t\"}")
                .then(200, JOB);
        CognigyClient client = scripted()
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .build();
        Doing before = new Doing(() -> get(client));
        asked.await();
        client.close();
        Doing after = new Doing(() -> get(client)).awaitWaitingIn(OAuthTokens.class, "join");
        end.countDown();

        assertThat(before.failure()).isInstanceOf(TransportException.class);
        assertThat(after.failure()).isNull();
        assertThat(platform.requests()).hasSize(1);
    }

    @Test
    void aCallThatTheCloseEndedSaysNothingAboutThePlatform() throws Exception {
        try (RawServer server = new RawServer(RawServer.stall(""), RawServer.answer(200, JOB));
                CognigyClient client = client(server.url())
                        .circuit(1, Duration.ofMinutes(5), Duration.ofMinutes(1))
                        .build()) {
            Doing call = new Doing(() -> get(client));
            server.awaitRequest();
            client.close();
            assertThat(call.failure()).isInstanceOf(TransportException.class);

            get(client);
        }
    }

    /** The system's clock, which does something the nth time that a thread reads it. */
    private static final class WatchedTime implements Time {

        private final AtomicInteger left = new AtomicInteger();
        private volatile Runnable work = () -> {};

        void beforeReading(int number, Runnable doing) {
            work = doing;
            left.set(number);
        }

        @Override
        public long nanoTime() {
            if (left.decrementAndGet() == 0) {
                work.run();
            }
            return SYSTEM.nanoTime();
        }

        @Override
        public Instant now() {
            return SYSTEM.now();
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("nothing waits here");
        }

        @Override
        public CompletableFuture<Void> alarm(Duration after) {
            throw new AssertionError("nothing in the client sets an alarm");
        }
    }

    @Test
    void aCloseAtAnyMomentBeforeTheRequestEndsTheCall() throws Exception {
        WatchedTime time = new WatchedTime();
        try (RawServer server = new RawServer(RawServer.truncated(""));
                CognigyClient client = client(server.url()).time(time).build()) {
            int moment = 0;
            while (server.arrivals() == 0) {
                moment++;
                time.beforeReading(moment, client::close);

                assertThat(catchThrowableOfType(
                                        TransportException.class,
                                        () -> client.deployments().deploy("key", REQUEST))
                                .outcome())
                        .isEqualTo(server.arrivals() == 0 ? OutcomeClass.NOT_SENT : OutcomeClass.UNKNOWN);
            }
            assertThat(moment).isGreaterThan(4);
        }
    }
}
