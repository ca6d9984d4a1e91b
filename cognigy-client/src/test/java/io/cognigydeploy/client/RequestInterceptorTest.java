package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.api.Effect;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestInterceptorTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final String TOKEN = "{\"access_token\":\"t0ken-of-a-test\",\"expires_in\":3600}";

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();

    private CognigyClient.Builder builder() {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(time);
    }

    private static String header(Transport.Request request, String name) {
        return String.join(",", request.headers().allValues(name));
    }

    @Test
    void aHeaderIsSentWithEachAttemptAndWithTheRequestForTheToken() {
        platform.thenToken(200, TOKEN)
                .then(503, "{}")
                .then(401, "{}")
                .then((request, limit) -> {
                    throw new IOException("Connection reset");
                })
                .then(200, JOB);
        CognigyClient client = builder()
                .credentials(Credentials.clientCredentials("id", "the-secret"))
                .header("X-Team", "bots")
                .build();

        client.deployments().get("dep_1");

        assertThat(platform.requests())
                .hasSize(4)
                .allSatisfy(request -> assertThat(header(request, "X-Team")).isEqualTo("bots"));
        assertThat(platform.tokenRequests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(header(request, "X-Team")).isEqualTo("bots"));
    }

    @Test
    void otherReceiversGetNeitherHeadersNorAnId() {
        platform.then(200, "{}");
        List<String> seen = new ArrayList<>();
        CognigyClient client = builder()
                .header("X-Team", "bots")
                .interceptor(request -> {
                    request.header("X-More", "1");
                    seen.add(request + " " + request.isToPlatform() + " '" + request.id() + "'");
                })
                .build();

        client.postAnywhere(URI.create("https://ci.example.com/hook"), Map.of(), new byte[0]);
        client.readAnywhere(URI.create("https://metrics.example.com/q"), Map.of());

        assertThat(seen)
                .containsExactly(
                        "POST https://ci.example.com to ci.example.com false ''",
                        "GET https://metrics.example.com to metrics.example.com false ''");
        assertThat(platform.requests())
                .allSatisfy(request ->
                        assertThat(request.headers().map()).doesNotContainKeys("X-Team", "X-More", "X-Request-Id"));
    }

    @Test
    void aRequestIsDescribedByItsCallAttemptAndId() {
        platform.then(503, "{}").then(200, JOB);
        List<String> seen = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        CognigyClient client = builder()
                .interceptor(request -> {
                    seen.add(request.call() + " " + request.effect() + " " + request.attempt() + " " + request.host());
                    ids.add(request.id());
                })
                .build();

        client.deployments().get("dep_1");
        client.deployments().get("dep_1");

        String call = "GET /api/v1/deployments/{deploymentId} " + Effect.NONE;
        assertThat(seen)
                .containsExactly(call + " 1 api.example.com", call + " 2 api.example.com", call + " 1 api.example.com");
        assertThat(ids)
                .doesNotHaveDuplicates()
                .isEqualTo(platform.requests().stream()
                        .map(request -> header(request, "X-Request-Id"))
                        .toList());
    }

    @Test
    void twoClientsHaveOtherIds() {
        platform.then(200, JOB);

        builder().build().deployments().get("dep_1");
        time.advance(Duration.ofSeconds(1));
        builder().build().deployments().get("dep_1");

        assertThat(platform.requests().stream().map(request -> header(request, "X-Request-Id")))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[0-9a-z]{6,}-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "authorization",
                "Proxy-Authorization",
                "X-API-Key",
                "Host",
                "Content-Length",
                "Content-Type",
                "Content-Encoding",
                "Transfer-Encoding",
                "Accept",
                "Accept-Encoding",
                "User-Agent",
                "Idempotency-Key",
                "X-Request-Id",
                "Connection",
                "X A",
                "X:A",
                "X-A\r\nHost",
                "Ä",
                ""
            })
    void aNameThatIsNoneOrTheClientsOwnIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().header(name, "value"))
                .withMessageStartingWith("name must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\r\nX-B: c", "s3cret\n", "s3crét", " s3cret", "s3cret ", "s3cret\u0000", "s3cret\t"})
    void aValueThatIsNotSentAsItIsIsRefusedAndNotShown(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().header("X-Team", value))
                .withMessageStartingWith("value must be ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cr"));
    }

    @Test
    void anEmptyValueIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().header("X-Team", ""));
    }

    @Test
    void aHeaderThatOnlyThisCallHasIsNotReplaced() {
        CognigyClient client = builder().header("x-deployment-type", "blue").build();

        InvalidRequestException e = catchThrowableOfType(
                InvalidRequestException.class,
                () -> client.bots()
                        .deployCanary(SampleRequests.CANARY_BOT, "key-1", SampleRequests.aCanaryRequest("2.0.0")));

        assertThat(e).hasMessageContaining("x-deployment-type");
        assertThat(platform.requests()).isEmpty();
    }

    @Test
    void theLastHeaderOfANameIsSent() {
        platform.then(200, JOB);
        CognigyClient client = builder()
                .header("X-Team", "bots")
                .interceptor(request -> request.header("x-team", "flows"))
                .build();

        client.deployments().get("dep_1");

        assertThat(header(platform.requests().get(0), "X-Team")).isEqualTo("flows");
    }

    @Test
    void anInterceptorThatThrowsKeepsTheRequestFromBeingSent() {
        List<RequestEnd> ends = new ArrayList<>();
        CognigyClient client = builder()
                .interceptor(request -> request.whenEnded(ends::add))
                .interceptor(request -> {
                    throw new IllegalStateException("no ticket for the-key");
                })
                .build();

        InvalidRequestException e = catchThrowableOfType(
                InvalidRequestException.class, () -> client.deployments().rollback("dep_1", "key-1"));

        assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
        assertThat(e).hasMessageContaining("no ticket for ***");
        assertThat(platform.requests()).isEmpty();
        assertThat(ends)
                .singleElement()
                .satisfies(end -> assertThat(end.failure()).contains(e));
    }

    @Test
    void theEndOfEachRequestIsReportedInReverseOrder() {
        platform.then(503, "{}")
                .then((request, limit) -> {
                    throw new IOException("Connection reset");
                })
                .then(200, JOB);
        List<String> ends = new ArrayList<>();
        CognigyClient client = builder()
                .interceptor(request -> request.whenEnded(end -> ends.add("first " + end.status())))
                .interceptor(request -> request.whenEnded(end -> {
                    throw new IllegalStateException("mine");
                }))
                .interceptor(request -> request.whenEnded(end -> ends.add("last "
                        + end.failure().map(e -> e.getClass().getSimpleName()).orElse("answered"))))
                .build();

        client.deployments().get("dep_1");

        assertThat(ends)
                .containsExactly(
                        "last answered",
                        "first " + OptionalInt.of(503),
                        "last TransportException",
                        "first " + OptionalInt.empty(),
                        "last answered",
                        "first " + OptionalInt.of(200));
    }

    @Test
    void aSecretInAHeaderIsHidden() {
        platform.then((request, limit) -> ScriptedTransport.json(
                422,
                "{\"detail\":\"" + header(request, "X-Gateway-Key") + " " + header(request, "X-Gateway-Token") + " "
                        + header(request, "X-Other-Token") + "\"}"));
        CognigyClient client = builder()
                .header("X-Gateway-Key", Secret.of("s3cret-of-the-gateway"))
                .header("X-Gateway-Token", "t0ken-of-the-gateway")
                .interceptor(request -> request.header("X-Other-Token", "0ther-secret"))
                .build();

        ApiException e = catchThrowableOfType(
                ApiException.class, () -> client.deployments().get("dep_1"));

        assertThat(e.getMessage()).contains("*** *** ***").doesNotContain("s3cret", "t0ken", "0ther");
    }

    @Test
    void theRequestsThatMayBeSentAtOnceAreCounted() {
        platform.then(200, JOB).then(429, "{}", "Retry-After", "30").then(200, JOB);
        CognigyClient client = builder()
                .rateLimit(60, 3)
                .retry(RetryOptions.builder().maxAttempts(1).build())
                .build();

        assertThat(client.remainingRequests()).hasValue(3);
        client.deployments().get("dep_1");
        assertThat(client.remainingRequests()).hasValue(2);
        assertThatThrownBy(() -> client.deployments().get("dep_1")).isInstanceOf(ThrottledException.class);
        assertThat(client.remainingRequests()).hasValue(0);
        time.advance(Duration.ofSeconds(40));
        assertThat(client.remainingRequests()).hasValue(3);
        assertThat(builder().withoutRateLimit().build().remainingRequests()).isEmpty();
    }
}
