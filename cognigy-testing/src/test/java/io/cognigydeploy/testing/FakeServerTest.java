package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognigydeploy.client.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract over sockets, and what there is only there. */
final class FakeServerTest extends PlatformContract {

    private static final Transport SOCKETS = Wire.sockets();

    @SuppressWarnings("NullAway.Init")
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeServer.start(fake, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    Wire wire() {
        return new Wire(SOCKETS, server.url());
    }

    @Test
    void listenersAreCalledBeforeTheAnswer() {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        server.onRequest(request -> log.add(request.logLine()));
        fake.fail(Fault.on("POST", ".*").drop());
        authorised().get("/api/v1/bots/" + BOT);
        authorised().get("/api/v1/bots/none");
        assertThatThrownBy(() -> authorised().post(DEPLOYMENTS + "?x=1", DEPLOY))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(log)
                .containsExactly(
                        "2026-01-15T12:00:00Z GET /api/v1/bots/" + BOT + " 200",
                        "2026-01-15T12:00:00Z GET /api/v1/bots/none 404",
                        "2026-01-15T12:00:00Z POST /api/v1/deployments?x=1 -");
    }

    @Test
    void onlyTheLoopbackInterfaceIsServedAndAPortIsHadOnce() {
        assertThat(server.url()).isEqualTo("http://127.0.0.1:" + server.port());
        assertThatThrownBy(() -> FakeServer.start(fake, server.port())).isInstanceOf(BindException.class);
        server.close();
        assertThatThrownBy(() -> authorised().get("/api/v1/bots/" + BOT)).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void closingEndsWhatIsStalled() throws Exception {
        fake.fail(Fault.on("POST", DEPLOYMENTS).stall(Duration.ofHours(1)));
        CountDownLatch arrived = new CountDownLatch(1);
        server.onRequest(request -> arrived.countDown());
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> answer =
                    threads.submit(() -> authorised().exchange("POST", DEPLOYMENTS, DEPLOY, Duration.ofMinutes(1)));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            server.close();
            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aBodyWithoutEndIsRefused() {
        assertThat(authorised()
                        .post("/hooks/ci", "x".repeat(16 * 1024 * 1024 + 1))
                        .status())
                .isEqualTo(413);
    }
}
