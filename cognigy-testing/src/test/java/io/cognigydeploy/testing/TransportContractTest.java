package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.SampleRequests;
import io.cognigydeploy.client.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TransportContractTest {

    private static final Pattern SNIPPET =
            Pattern.compile("<!-- from (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theTransportOfThePageKeepsTheContract() throws Exception {
        assertThat(TransportContract.problems(new JdkTransport())).isEmpty();
    }

    @Test
    void theTransportOfThePageCarriesACall() throws Exception {
        try (FakeServer server = FakeServer.start(FakeCognigy.withDefaultWorld(), 0);
                CognigyClient client = CognigyClient.builder()
                        .baseUrl(server.url())
                        .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                        .transport(new JdkTransport())
                        .build()) {
            assertThat(client.bots().get(SampleRequests.BOT).minimumRuntimeVersion())
                    .isPresent();
        }
    }

    @Test
    void thePageShowsTheFile() throws Exception {
        Matcher page = SNIPPET.matcher(Files.readString(Path.of("../docs/own-transport.md")));

        assertThat(page.find()).isTrue();
        assertThat(lines(Files.readString(Path.of("..", page.group(1))))).containsSequence(lines(page.group(2)));
    }

    @Test
    void aTransportThatSendsTwiceIsFound() throws Exception {
        Transport jdk = new JdkTransport();
        Transport twice = (request, limit) -> {
            try {
                return jdk.exchange(request, limit);
            } catch (IOException e) {
                return jdk.exchange(request, limit);
            }
        };

        assertThat(TransportContract.problems(twice))
                .contains("a request is sent once if the connection drops after ''");
    }

    @Test
    void aTransportThatCallsEveryFailureNotSentIsFound() throws Exception {
        Transport jdk = new JdkTransport();
        Transport wrong = (request, limit) -> {
            try {
                return jdk.exchange(request, limit);
            } catch (IOException e) {
                throw new ConnectException(e.getMessage());
            }
        };

        assertThat(TransportContract.problems(wrong))
                .contains(
                        "no ConnectException is thrown if the connection drops after ''",
                        "an exchange that hangs is an HttpTimeoutException after ''");
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
