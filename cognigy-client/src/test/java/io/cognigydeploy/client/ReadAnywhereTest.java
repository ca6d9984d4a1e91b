package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads of documents of other systems, under the policies of all calls. */
class ReadAnywhereTest {

    private static final URI TARGET = URI.create("https://metrics.example.com/api/v1/query_range?query=up&step=60");

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport other = new ScriptedTransport();
    private final CognigyClient client = CognigyClient.builder()
            .baseUrl("https://api.example.com")
            .credentials(Credentials.apiKey("the-key-of-the-platform"))
            .transport(other)
            .time(time)
            .timeout(Duration.ofMinutes(1))
            .build();

    private String read(Map<String, String> headers) {
        return new String(client.readAnywhere(TARGET, headers), StandardCharsets.UTF_8);
    }

    private <T extends Throwable> T failure(Class<T> type) {
        return catchThrowableOfType(type, () -> read(Map.of()));
    }

    @Test
    void aDocumentIsReadWithTheGivenHeadersAndNoOthersOfThePlatform() {
        other.then(200, "{\"status\":\"success\"}");

        assertThat(read(Map.of("Authorization", "Bearer the-token-of-the-reader")))
                .isEqualTo("{\"status\":\"success\"}");
        Transport.Request sent = other.requests().get(0);
        assertThat(sent.method()).isEqualTo("GET");
        assertThat(sent.uri()).isEqualTo(TARGET);
        assertThat(sent.body()).isEmpty();
        assertThat(sent.headers().map())
                .containsOnlyKeys("Accept", "Authorization", "User-Agent")
                .containsEntry("Authorization", List.of("Bearer the-token-of-the-reader"))
                .containsEntry("Accept", List.of("application/json"));
        assertThat(other.tokenRequests()).isEmpty();
    }

    @Test
    void aReadIsSentAgainAfterAFailureThatMayPass() {
        other.then(503, "{}")
                .then((request, limit) -> {
                    throw new IOException("reset");
                })
                .then(200, "[1]");

        assertThat(read(Map.of())).isEqualTo("[1]");
        assertThat(other.requests()).hasSize(3);
        assertThat(time.sleeps()).hasSize(2);
    }

    @Test
    void aRefusalIsTypedAndNotSentAgain() {
        other.then(400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}");

        ApiException e = failure(ApiException.class);

        assertThat(e.status()).isEqualTo(400);
        assertThat(e.getMessage()).contains("GET https://metrics.example.com", "parse error");
        assertThat(other.requests()).hasSize(1);
    }

    @Test
    void theTimeLimitCoversAllAttempts() {
        other.then((request, limit) -> {
            time.advance(Duration.ofSeconds(20));
            throw new IOException("reset");
        });

        assertThat(failure(DeadlineExceededException.class)).hasMessageContaining("1 min");
        assertThat(other.requests()).hasSizeBetween(2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>sign in</html>", "{", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":NaN}"})
    void anAnswerThatIsNotOneStrictDocumentIsRefused(String body) {
        other.then(200, body);

        assertThat(failure(UnreadableResponseException.class).status()).isEqualTo(200);
    }

    @Test
    void anAnswerWithoutBoundsIsRefused() {
        other.then(200, "[" + "0,".repeat(Json.MAX_TOKENS) + "0]");

        assertThat(failure(OversizedResponseException.class)).isNotNull();
        assertThat(other.requests()).hasSize(1);
    }

    @Test
    void redirectsAreRefused() {
        other.then(302, "", "Location", "https://elsewhere.example.com/");

        assertThat(failure(UnreadableResponseException.class)).isNotNull();
        assertThat(other.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://metrics.example.com/",
                "https://reader:secret@metrics.example.com/",
                "ftp://metrics.example.com/",
                "/api/v1/query"
            })
    void anUnsafeTargetIsRefused(String target) {
        assertThatThrownBy(() -> client.readAnywhere(URI.create(target), Map.of()))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(other.requests()).isEmpty();
    }

    @Test
    void credentialsOfTheReaderAreHiddenInMessages() {
        other.then(401, "{\"error\":\"no access for the-token-of-the-reader\"}");

        UnauthorizedException e = catchThrowableOfType(
                UnauthorizedException.class, () -> read(Map.of("Authorization", "Bearer the-token-of-the-reader")));

        assertThat(e.getMessage()).contains("no access for").doesNotContain("the-token-of-the-reader");
    }
}
