package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.CallListener.Next;
import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.micrometer.CallMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CognigyClientTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();
    private final List<CallListener.Attempt> seen = new ArrayList<>();

    private CognigyClient.Builder builder() {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(time)
                .retry(RetryOptions.builder().maxAttempts(1).build())
                .listener(seen::add);
    }

    /** A step that takes so many seconds. */
    private ScriptedTransport.Step after(int seconds, int status, String body) {
        return (request, limit) -> {
            time.advance(Duration.ofSeconds(seconds));
            return ScriptedTransport.json(status, body);
        };
    }

    @Test
    void aBodyIsTooLargeOnlyBeyondTheLimit() throws Exception {
        Object body = SampleRequests.aDeploymentRequest("v1");
        int bytes = Json.write(body).bytes().length;
        platform.then(202, JOB);
        CognigyClient enough = builder().maxRequestBytes(bytes).build();
        CognigyClient tooFew = builder().maxRequestBytes(bytes - 1).build();

        assertThat(enough.oversize(body)).isEmpty();
        assertThatCode(() -> enough.deployments().deploy("key", SampleRequests.aDeploymentRequest("v1")))
                .doesNotThrowAnyException();
        assertThat(tooFew.oversize(body))
                .contains("has " + bytes + " bytes, and the platform takes " + (bytes - 1)
                        + "; if it takes more, raise maxRequestBytes");
        assertThatThrownBy(() -> tooFew.deployments().deploy("key", SampleRequests.aDeploymentRequest("v1")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the body has " + bytes + " bytes");
    }

    @Test
    void theSmallestLimitsAreTaken() {
        assertThatCode(() -> builder().maxRequestBytes(1).circuit(1, Duration.ofNanos(1), Duration.ofNanos(1)))
                .doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> builder().maxRequestBytes(0));
        assertThat(RetryOptions.builder().budget(0).maxAttempts(1).build().budget())
                .isZero();
        Duration delay = Duration.ofSeconds(1);
        assertThat(RetryOptions.builder()
                        .firstDelay(delay)
                        .maxDelay(delay)
                        .build()
                        .maxDelay())
                .isEqualTo(delay);
    }

    @Test
    void credentialsArePrintedWithoutTheirSecret() {
        Credentials.ClientCredentials plain = Credentials.clientCredentials("id", "the-secret");

        assertThat(plain).hasToString("ClientCredentials of id, scopes []");
        assertThat(plain.withScopes("a", "b").withTokenUrl(URI.create("https://login.example.com/secret-path")))
                .hasToString("ClientCredentials of id, scopes [a, b], tokens from login.example.com");
    }

    @Test
    void theHighestPortIsAPort() {
        assertThat(builder().baseUrl("https://api.example.com:65535").build())
                .hasToString("CognigyClient for https://api.example.com:65535");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().baseUrl("https://api.example.com:65536"));
    }

    @Test
    void aDeadlineIsOverAtItsEnd() {
        CallDeadline deadline = new CallDeadline(time, Duration.ofSeconds(2), new Lifetime(platform));
        time.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(deadline.isOver()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void anAttemptTakesItsOwnTimeAndNotThatOfItsToken() {
        platform.thenToken(after(3, 200, "{\"access_token\":\"a\"}"))
                .thenToken(after(5, 200, "{\"access_token\":\"b\"}"))
                .then(after(1, 401, "{}"))
                .then(after(2, 200, JOB));

        builder()
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .build()
                .deployments()
                .get("dep_1");

        assertThat(seen)
                .extracting(attempt -> attempt.next() + " " + attempt.took().toSeconds())
                .containsExactly("DONE 3", "NEW_TOKEN 1", "DONE 5", "DONE 2");
    }

    @Test
    void aKeyThatIsRefusedIsFinal() {
        platform.then(after(1, 401, "{}"));

        assertThatThrownBy(() -> builder().build().deployments().get("dep_1"))
                .isInstanceOf(UnauthorizedException.class);
        assertThat(seen).extracting(CallListener.Attempt::next).containsExactly(Next.FINAL);
    }

    @Test
    void aTokenThatIsRefusedIsReported() {
        platform.thenToken(after(3, 400, "{}"));
        CognigyClient client = builder()
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .build();

        assertThatThrownBy(() -> client.deployments().get("dep_1")).isInstanceOf(UnauthorizedException.class);
        assertThat(seen)
                .extracting(attempt -> attempt.call() + " " + attempt.next() + " "
                        + attempt.took().toSeconds())
                .containsExactly("POST /oauth/token FINAL 3", "GET /api/v1/deployments/{deploymentId} FINAL 0");
    }

    @Test
    void aWaitForTheRateIsMeteredOnlyIfThereWasOne() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        platform.then(200, JOB);
        CognigyClient client =
                builder().rateLimit(60, 1).listener(new CallMetrics(registry)).build();

        client.deployments().get("dep_1");
        assertThat(registry.find("cognigy.client.held").timer()).isNull();
        client.deployments().get("dep_1");
        assertThat(registry.get("cognigy.client.held").timer().count()).isEqualTo(1);
    }

    @Test
    void retriesAreCountedByTheirReason() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        platform.then(503, "{}").then(429, "{}", "Retry-After", "30").then(200, JOB);
        CognigyClient client = builder()
                .retry(RetryOptions.defaults())
                .listener(new CallMetrics(registry))
                .build();

        client.deployments().get("dep_1");
        client.deployments().get("dep_1");

        assertThat(registry.get("cognigy.client.retries").counters())
                .allSatisfy(counter -> assertThat(counter.count()).isEqualTo(1))
                .extracting(counter ->
                        counter.getId().getTag("call") + " " + counter.getId().getTag("reason"))
                .containsExactlyInAnyOrder(
                        "GET /api/v1/deployments/{deploymentId} backoff",
                        "GET /api/v1/deployments/{deploymentId} retry_after");
    }

    @Test
    void theRemainingBudgetIsThatOfTheMoment() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        platform.then(200, JOB);
        CognigyClient client = builder().rateLimit(60, 2).build();
        CognigyInstallation installation = CognigyInstallation.builder()
                .baseUrl("https://api-trial.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .withoutRateLimit()
                .build();
        new CallMetrics(registry).budgetOf(client).budgetOf(installation);
        Gauge budget = registry.get("cognigy.client.budget.remaining")
                .tag("platform", client.baseUrl().getHost())
                .gauge();

        assertThat(budget.value()).isEqualTo(2);
        client.deployments().get("dep_1");
        assertThat(budget.value()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(budget.value()).isEqualTo(2);
        assertThat(registry.get("cognigy.client.budget.remaining")
                        .tag("platform", "api-trial.example.com")
                        .gauge()
                        .value())
                .isNaN();
    }

    @Test
    void aClockThatFailsIsAFailureOfTheCall() {
        Time broken = new Time() {
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
                throw new IllegalStateException("no clock");
            }

            @Override
            public CompletableFuture<Void> alarm(Duration after) {
                throw new IllegalStateException("no clock");
            }
        };
        platform.then(200, JOB);
        CognigyClient client = builder().time(broken).rateLimit(60, 1).build();
        client.deployments().get("dep_1");

        assertThatThrownBy(() -> client.deployments().get("dep_1"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(
                        "GET /api/v1/deployments/{deploymentId}: cannot be made a request" + " (IllegalStateException)")
                .hasNoCause();
    }

    @Test
    void aTransportMayUseAnotherClient() {
        ScriptedTransport inner = new ScriptedTransport().then(200, "{\"id\":\"env_1\"}");
        CognigyClient other = builder().transport(inner).build();
        platform.then((request, limit) -> {
            assertThat(other.environments().get("env_1").id()).contains("env_1");
            return ScriptedTransport.json(200, JOB);
        });

        assertThat(builder().build().deployments().get("dep_1").id()).isEqualTo("dep_1");
    }

    @Test
    void aHookKeepsItsAddressAndItsSecretsOutOfMessages() {
        platform.then((request, limit) -> ScriptedTransport.json(
                422,
                "{\"message\":\"" + request.uri() + " "
                        + new String(request.body(), StandardCharsets.UTF_8).replace("\"", "'") + "\"}"));
        CognigyClient client = builder().build();
        byte[] json = "{\"apiKey\":\"key-of-the-hook\"}".getBytes(StandardCharsets.UTF_8);

        ApiException e = catchThrowableOfType(
                ApiException.class,
                () -> client.postOutside(URI.create("https://ci.example.com/path-of-it?q=1"), Map.of(), json));

        assertThat(e).hasMessageNotContainingAny("path-of-it", "key-of-the-hook");
        assertThat(client.secrets().hide("/path-of-it?q=1, key-of-the-hook!")).isEqualTo("***?q=1, ***!");
    }

    @Test
    void aFailureExactlyAWindowAgoCounts() {
        Circuit circuit = new Circuit(time, 2, Duration.ofMinutes(1), Duration.ofSeconds(10));
        CallSpec call = CallSpec.of("GET /x", Effect.NONE);
        circuit.failed(false);
        time.advance(Duration.ofMinutes(1).plusNanos(1));
        circuit.failed(false);
        assertThat(circuit.enter(call)).isFalse();

        time.advance(Duration.ofMinutes(1));
        circuit.failed(false);
        assertThatThrownBy(() -> circuit.enter(call)).isInstanceOf(CircuitOpenException.class);
    }

    @Test
    void afterAProbeThatIsAnsweredTheRowBeginsAnew() {
        Circuit circuit = new Circuit(time, 2, Duration.ofMinutes(1), Duration.ofSeconds(10));
        CallSpec call = CallSpec.of("GET /x", Effect.NONE);
        circuit.failed(false);
        circuit.failed(false);
        time.advance(Duration.ofSeconds(10));
        assertThat(circuit.enter(call)).isTrue();
        circuit.answered();

        circuit.failed(false);
        assertThat(circuit.enter(call)).isFalse();
    }

    @Test
    void aSystemWithoutAClientIsAPlatformToo() throws Exception {
        Platform plain = Platform.named("the phone system");
        assertThat(plain).hasToString("the phone system");
        assertThat(plain.name()).isEqualTo("the phone system");
        assertThat(plain.time()).isSameAs(Time.SYSTEM);

        Platform named = Platform.named("the phone system", time);
        assertThat(named.time()).isSameAs(time);
        byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        try (RawServer server = new RawServer(RawServer.answer(200, "{}"))) {
            URI target = URI.create(server.url() + "/hook-of-it");
            assertThatThrownBy(() -> named.postOutside(target, Map.of(), json))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("not a public address");
            assertThat(server.requests()).isEmpty();

            named.postAnywhere(target, Map.of("X-Event", "1"), json);
            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .startsWith("POST /hook-of-it")
                    .contains("{\"a\":1}");
            assertThat(named.secrets().hide("to /hook-of-it!")).isEqualTo("to ***!");
        }
    }
}
