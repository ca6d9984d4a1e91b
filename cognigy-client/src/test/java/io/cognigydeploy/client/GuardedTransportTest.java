package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.api.Effect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedTransportTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";

    private final ScriptedTransport platform = new ScriptedTransport();
    private final CognigyClient client = client().build();

    private CognigyClient.Builder client() {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(new VirtualTime())
                .retry(RetryOptions.builder().maxAttempts(1).build());
    }

    private void get() {
        client.deployments().get("dep_1");
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void everyNameThatHttpAllowsCanBeSet() {
        CallSpec call = CallSpec.of("GET /x", Effect.NONE);
        for (String name : List.of("a", "Z", "0", "9", "!#$%&'*+.^_`|~-", "x".repeat(128))) {
            GuardedTransport.checkHeader(call, name, "v");
        }
        for (String name : List.of(
                "", "x".repeat(129), "a b", "a:", "/", ":", "@", "[", "{", "(", "\u007f", "é", "Host", "hOST")) {
            assertThatThrownBy(() -> GuardedTransport.checkHeader(call, name, "v"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("cannot be set");
        }
    }

    @Test
    void everyValueThatArrivesUnchangedCanBeSet() {
        for (String value : List.of("v", "~", "!", "a b")) {
            assertThat(Printable.isHeaderValue(value)).isTrue();
        }
        for (String value : List.of("", " ", " v", "v ", "a\tb", "a\u007fb", "\u001f", "é")) {
            assertThat(Printable.isHeaderValue(value)).isFalse();
        }
    }

    @Test
    void aPlatformIsAFakeOnceAnAnswerOfItHasTheMark() {
        platform.then(200, JOB).then(200, JOB, "X-Fake-Platform", "1").then(200, JOB);

        get();
        assertThat(client.isFake()).isFalse();
        assertThat(client.name()).isEqualTo("https://api.example.com");
        get();
        get();
        assertThat(client.isFake()).isTrue();
        assertThat(client.name()).isEqualTo("FAKE https://api.example.com");
    }

    @Test
    void aPlatformIsAFakeIfTheBuilderSaysSo() {
        assertThat(client().fake().build().name()).isEqualTo("FAKE https://api.example.com");
    }

    @Test
    void theMarkOfAnotherHostSaysNothingAboutThePlatform() {
        platform.then(200, "{}", "X-Fake-Platform", "1");

        client.postOutside(URI.create("https://ci.example.com/hook"), Map.of(), "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(client.isFake()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {199, 600})
    void aStatusOutsideOfHttpEndsNoCall(int status) {
        platform.then(status, JOB);

        assertThatThrownBy(this::get)
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("a status that ends no call");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 499, 599})
    void aStatusWithinHttpIsARefusal(int status) {
        platform.then(status, JOB);

        assertThatThrownBy(this::get).isInstanceOf(ApiException.class).hasMessageContaining("answered " + status);
    }

    @Test
    void aStatusUpTo299IsASuccess() {
        platform.then(299, JOB);

        assertThatCode(this::get).doesNotThrowAnyException();
    }

    @Test
    void aBodyThatIsTooLargeMattersOnlyWhereItIsTheResult() {
        String tooLarge = " ".repeat(Json.MAX_BYTES + 1);
        platform.then(200, tooLarge)
                .then(299, tooLarge)
                .then(300, tooLarge)
                .then(422, tooLarge)
                .then(200, JOB + tooLarge.substring(JOB.length() + 1));

        assertThatThrownBy(this::get).isInstanceOf(OversizedResponseException.class);
        assertThatThrownBy(this::get).isInstanceOf(OversizedResponseException.class);
        assertThatThrownBy(this::get)
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("a redirect");
        assertThatThrownBy(this::get).isInstanceOf(ApiException.class);
        assertThatCode(this::get).doesNotThrowAnyException();
    }

    private void answerWith(Map<String, List<String>> headers) {
        platform.then((request, limit) -> new Transport.Response(
                200, HttpHeaders.of(headers, (name, value) -> true), JOB.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anAnswerHasUpTo256Headers() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            values.add("v");
        }
        answerWith(Map.of("x", values));
        answerWith(Map.of("x", values, "y", List.of("v")));

        assertThatCode(this::get).doesNotThrowAnyException();
        assertThatThrownBy(this::get)
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("too much: 257 headers of 514 characters");
    }

    @Test
    void headersHaveUpTo65536Characters() {
        answerWith(Map.of("x", List.of("v".repeat(65_535))));
        answerWith(Map.of("x", List.of("v".repeat(65_536))));

        assertThatCode(this::get).doesNotThrowAnyException();
        assertThatThrownBy(this::get).hasMessageContaining("too much: 1 headers of 65537 characters");
    }

    @Test
    void aConnectionThatFailsIsExplainedByItsFirstThreeCauses() {
        ConnectException failure = new ConnectException("first");
        failure.initCause(
                new IOException("second", new IOException(" ", new IOException("third", new IOException("x")))));
        platform.then((request, limit) -> {
            throw failure;
        });

        assertThat(catchThrowableOfType(TransportException.class, this::get))
                .hasMessageContaining("not sent to api.example.com: first: second: third")
                .hasMessageNotContaining("third: x")
                .hasCause(failure);
    }

    @Test
    void aPackedAnswerIsUnpackedUpToItsBound() throws IOException {
        HttpHeaders headers = HttpHeaders.of(
                Map.of("Content-Encoding", List.of(" GZIP "), "Content-Length", List.of("99"), "X", List.of("y")),
                (name, value) -> true);
        byte[] most = new byte[64 * 1024];

        Transport.Response answer =
                GzipDecoder.decode(new Transport.Response(200, headers, packed(most)), Json.MAX_BYTES);
        assertThat(answer.body()).isEqualTo(most);
        assertThat(answer.headers().map()).containsOnlyKeys("X");
        Transport.Response tooLarge = new Transport.Response(200, headers, packed(new byte[64 * 1024 + 1]));
        assertThatThrownBy(() -> GzipDecoder.decode(tooLarge, Json.MAX_BYTES))
                .isInstanceOf(OversizedBodyException.class);
    }

    @Test
    void aRequestIsPrintedWithoutPathHeadersAndBody() {
        platform.then(200, JOB);
        get();

        assertThat(platform.requests().get(0)).hasToString("GET api.example.com");
    }
}
