package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.model.BotDeploymentRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of a call whose transport used up its time. The clock here never shows it, because it stands still. */
class DeadlineTest {

    private static final BotDeploymentRequest REQUEST = BotDeploymentRequest.builder()
            .botId("bot_1")
            .environmentId("env_1")
            .version("v1")
            .build();

    private final ScriptedTransport platform = new ScriptedTransport();

    private CognigyClient client(Duration total, Duration attempt) {
        return CognigyClient.builder()
                .baseUrl("https://platform.test")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(new VirtualTime())
                .timeout(total)
                .attemptTimeout(attempt)
                .build();
    }

    static Stream<Arguments> timeouts() {
        return Stream.of(
                Arguments.of(new HttpTimeoutException("in the body"), OutcomeClass.UNKNOWN),
                Arguments.of(
                        new ConnectException().initCause(new HttpConnectTimeoutException("before")),
                        OutcomeClass.NOT_SENT));
    }

    @ParameterizedTest
    @MethodSource("timeouts")
    void theEndOfTheTotalTimeIsReportedAsSuchWhateverTheClockShows(IOException timeout, OutcomeClass outcome) {
        platform.then((request, limit) -> {
            assertThat(limit).isEqualTo(Duration.ofSeconds(1));
            throw timeout;
        });

        DeadlineExceededException e = catchThrowableOfType(
                DeadlineExceededException.class,
                () -> client(Duration.ofSeconds(1), Duration.ofSeconds(30))
                        .deployments()
                        .deploy("key", REQUEST));

        assertThat(e.outcome()).isEqualTo(outcome);
        assertThat(platform.requests()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("timeouts")
    void theEndOfAnAttemptIsNotTheEndOfTheTotalTime(IOException timeout, OutcomeClass outcome) {
        platform.then((request, limit) -> {
            throw timeout;
        });
        platform.then(200, "{\"id\":\"dep_1\",\"status\":\"queued\"}");

        assertThat(client(Duration.ofSeconds(30), Duration.ofSeconds(1))
                        .deployments()
                        .get("dep_1")
                        .id())
                .isEqualTo("dep_1");
    }
}
