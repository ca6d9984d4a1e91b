package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that never left, and what is said of them. */
class NotSentTest {

    private static CognigyClient.Builder client(String baseUrl) {
        return CognigyClient.builder()
                .baseUrl(baseUrl)
                .credentials(Credentials.apiKey("not-a-real-key"))
                .retry(RetryOptions.builder().maxAttempts(1).build());
    }

    private static TransportException failureOf(CognigyClient.Builder builder) {
        try (CognigyClient client = builder.build()) {
            return catchThrowableOfType(
                    TransportException.class, () -> client.bots().get("bot_1"));
        }
    }

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(
                        "refused",
                        new ConnectException().initCause(new ClosedChannelException()),
                        "the connection was refused"),
                Arguments.of("refused in words", new ConnectException("Connection refused"), "Connection refused"),
                Arguments.of(
                        "no such host",
                        new ConnectException()
                                .initCause(new ConnectException().initCause(new UnresolvedAddressException())),
                        "the name of the host cannot be resolved"),
                Arguments.of(
                        "TLS",
                        new ConnectException("the TLS handshake failed")
                                .initCause(new IOException("PKIX path building failed")),
                        "the TLS handshake failed: PKIX path building failed"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void addressAndCauseAreNamed(String name, ConnectException failure, String words) {
        TransportException e = failureOf(
                client("https://api.cognigy.test:8443").transport(new ScriptedTransport().then((request, limit) -> {
                            throw failure;
                        })));

        assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
        assertThat(e)
                .as(name)
                .hasMessageContaining("not sent to api.cognigy.test:8443: " + words)
                .hasMessageNotContaining("ConnectException")
                .hasMessageNotContaining("not-a-real-key");
    }

    @Test
    void aPortWithoutAServerIsNamed() throws IOException {
        try (RefusingPort port = new RefusingPort()) {
            TransportException e = failureOf(client("http://127.0.0.1:" + port.number()));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
            assertThat(e)
                    .hasMessageContaining("not sent to 127.0.0.1:" + port.number() + ": ")
                    .hasMessageNotContaining("Exception");
        }
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        TransportException e = failureOf(client("https://no-such-host.invalid"));

        assertThat(e).hasMessageContaining("not sent to no-such-host.invalid: the name of the host cannot be resolved");
    }

    @Test
    void aHookOnAHostThatDoesNotExistIsNamed() {
        try (CognigyClient client = client("https://api.cognigy.test").build()) {
            assertThatThrownBy(() ->
                            client.postOutside(URI.create("https://no-such-host.invalid/hook"), Map.of(), new byte[0]))
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining("not sent to no-such-host.invalid: the name of the host cannot be resolved");
        }
    }

    @Test
    void theProxyOfTheJvmIsTheDefault() throws IOException {
        ProxySelector before = ProxySelector.getDefault();
        try (RefusingPort port = new RefusingPort()) {
            ProxySelector.setDefault(ProxySelector.of(InetSocketAddress.createUnresolved("localhost", port.number())));

            assertThat(failureOf(client("https://api.cognigy.test")))
                    .hasMessageContaining("no connection by way of the proxy localhost:" + port.number());
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void aProxyThatCannotBeReachedIsNamed() throws IOException {
        try (RefusingPort port = new RefusingPort()) {
            TransportException e = failureOf(client("https://api.cognigy.test").proxy("127.0.0.1", port.number()));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
            assertThat(e)
                    .hasMessageContaining("not sent to api.cognigy.test: ")
                    .hasMessageContaining("127.0.0.1:" + port.number());
        }
    }
}
