package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SendPermitTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final SendPermit NEVER = SendPermit.of(attempt -> false);

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

    @Test
    void whatAPermitDoesNotCoverIsNotSent() {
        platform.then(200, JOB);
        try (CognigyClient client = builder().build()) {
            TransportException e = catchThrowableOfType(
                    TransportException.class,
                    () -> NEVER.run(() -> client.deployments().get("dep_1")));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
            assertThat(e).hasMessageContaining("the right to send does not last for another 30 s");
            assertThat(platform.requests()).isEmpty();
        }
    }

    @Test
    void thePermitIsTestedAfterTheWaitForTheBudget() {
        platform.then(200, JOB);
        List<Duration> waited = new ArrayList<>();
        SendPermit permit = SendPermit.of(attempt -> {
            waited.add(Duration.between(VirtualTime.START, time.now()));
            return true;
        });
        try (CognigyClient client = builder().rateLimit(60, 1).build()) {
            for (int i = 0; i < 12; i++) {
                permit.run(() -> client.deployments().get("dep_1"));
            }
        }

        assertThat(waited).hasSize(12);
        assertThat(waited.get(11)).isGreaterThan(Duration.ofSeconds(10));
    }

    @Test
    void eachAttemptIsTested() {
        platform.then(503, "{}").then(200, JOB);
        List<Duration> limits = new ArrayList<>();
        SendPermit once = SendPermit.of(attempt -> {
            limits.add(attempt);
            return limits.size() < 2;
        });
        try (CognigyClient client = builder().build()) {
            assertThatExceptionOfType(TransportException.class)
                    .isThrownBy(() -> once.run(() -> client.deployments().get("dep_1")));
        }

        assertThat(platform.requests()).hasSize(1);
        assertThat(limits.get(0)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aRefusalDoesNotCountAgainstThePlatform() {
        platform.then(200, JOB);
        try (CognigyClient client = builder().build()) {
            for (int i = 0; i < 30; i++) {
                assertThatExceptionOfType(TransportException.class)
                        .isThrownBy(() -> NEVER.run(() -> client.deployments().get("dep_1")));
            }

            assertThat(client.deployments().get("dep_1").id()).isEqualTo("dep_1");
        }
    }

    @Test
    void anInnerPermitEndsWithItsCallsAndOtherThreadsHaveNone() {
        platform.then(200, JOB);
        SendPermit always = SendPermit.of(attempt -> true);
        try (CognigyClient client = builder().build()) {
            NEVER.run(() -> {
                always.run(() -> client.deployments().get("dep_1"));
                CompletableFuture.runAsync(() -> client.deployments().get("dep_1"))
                        .join();
                return catchThrowableOfType(
                        TransportException.class, () -> client.deployments().get("dep_1"));
            });
            client.deployments().get("dep_1");
        }

        assertThat(platform.requests()).hasSize(3);
    }

    @Test
    void theDefaultTransportTestsOnceMoreBeforeTheFirstByte() throws Exception {
        List<Duration> asked = new ArrayList<>();
        SendPermit untilConnected = SendPermit.of(attempt -> {
            asked.add(attempt);
            return asked.size() < 2;
        });
        try (RawServer server = new RawServer(RawServer.answer(200, JOB));
                CognigyClient client = CognigyClient.builder()
                        .baseUrl(server.url())
                        .credentials(Credentials.apiKey("the-key"))
                        .retry(RetryOptions.builder().maxAttempts(1).build())
                        .build()) {
            TransportException e = catchThrowableOfType(
                    TransportException.class,
                    () -> untilConnected.run(() -> client.deployments().get("dep_1")));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
            assertThat(asked).hasSize(2);
            assertThat(server.requests()).isEmpty();
        }
    }
}
