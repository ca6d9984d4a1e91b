package io.cognigydeploy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.DefaultTransport;
import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.client.SampleRequests;
import io.cognigydeploy.client.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class TransportContractTest {

    private static final Pattern SNIPPET =
            Pattern.compile("<!-- from (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void theTransportOfThePageKeepsTheContract() throws Exception {
        assertThat(TransportContract.problems(new JdkTransport())).isEmpty();
    }

    @Test
    void theDefaultTransportKeepsTheContract() throws Exception {
        assertThat(TransportContract.problems(DefaultTransport.create())).isEmpty();
    }

    /** A transport over another that breaks rules of files. */
    private record Careless(FileTransport other) implements FileTransport {

        @Override
        public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
            return other.exchange(request, limit);
        }

        @Override
        public Response fetch(Request request, Sink sink, Limits limits) throws IOException, InterruptedException {
            Response answer = other.exchange(request, limits.total());
            sink.begin(answer.headers()).write(answer.body());
            return answer;
        }

        @Override
        public Response send(Request request, Source body, Limits limits) throws IOException, InterruptedException {
            byte[] bytes = body.open().readAllBytes();
            return other.exchange(
                    new Request(request.method(), request.uri(), request.headers(), bytes), limits.total());
        }
    }

    @Test
    void aTransportThatIsCarelessWithFilesIsFound() throws Exception {
        assertThat(TransportContract.problems(new Careless(DefaultTransport.create())))
                .containsExactlyInAnyOrder(
                        "a fetched file is not in the answer",
                        "an answer that is no success does not reach the sink",
                        "a file that is too large is an IOException",
                        "no more than the limit reaches the sink",
                        "a source is closed",
                        "a body of another length than stated is an IOException",
                        "a body of another length than stated never arrives whole",
                        "a fetch without a byte ends by the idle time",
                        "a fetch without a byte is an IdleTimeoutException",
                        "a send without a byte ends by the idle time",
                        "a send without a byte is an IdleTimeoutException");
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
