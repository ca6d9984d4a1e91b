package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The results of calls by the platform's answers: models, refusals, and the members that they are read from. */
class AnswersTest {

    private static final BotDeploymentRequest REQUEST = BotDeploymentRequest.builder()
            .botId("bot_1")
            .environmentId("env_1")
            .version("v1")
            .build();

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();
    private final CognigyClient client = CognigyClient.builder()
            .baseUrl("https://api.example.com")
            .credentials(Credentials.apiKey("the-key"))
            .transport(platform)
            .time(time)
            .retry(RetryOptions.builder().maxAttempts(1).build())
            .build();

    private void deploy() {
        client.deployments().deploy("key", REQUEST);
    }

    private ApiException refusal() {
        return catchThrowableOfType(ApiException.class, this::deploy);
    }

    @Test
    void theIdThatWasAskedForNeedNotBeRepeated() {
        platform.then(200, "{\"status\":\"running\"}").then(200, "{\"status\":\"running\",\"id\":\"request-1\"}");

        for (int i = 0; i < 2; i++) {
            DeploymentJob job = client.deployments().get("dep_1");
            assertThat(job.id()).isEqualTo("dep_1");
            assertThat(job.state()).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void theIdOfNewWorkIsStated() {
        platform.then(201, "{\"status\":\"queued\"}");

        assertThatThrownBy(this::deploy)
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("an object of status without id");
    }

    @Test
    void theIdOfTheWholeIsNoIdOfAPart() {
        platform.then(200, "{\"data\":[{\"status\":\"published\"}]}");

        assertThatThrownBy(() -> client.bots().versions("bot_1", 1, 50))
                .isInstanceOf(UnreadableResponseException.class);
    }

    @Test
    void theMembersThatADocumentNamesComeFirst() {
        platform.then(201, "{\"id\":\"a\",\"jobId\":\"b\",\"deploymentId\":\"c\"}");

        assertThat(client.bots()
                        .deployCanary("bot_1", "key", SampleRequests.aCanaryRequest("v1"))
                        .id())
                .isEqualTo("c");
        assertThat(client.deployments()
                        .configure("key", SampleRequests.aConfigurationRequest())
                        .id())
                .isEqualTo("b");
        assertThat(client.deployments().deploy("key", REQUEST).id()).isEqualTo("a");
    }

    @Test
    void aNoteAboutAnAnswerHasNoSecret() {
        platform.then(200, "{\"success\":true,\"data\":[{\"id\":\"v\",\"createdAt\":\"key is the-key\"}]}")
                .then(200, "{\"totalTests\":1,\"id\":\"v\",\"runtimeVersion\":[\"the-key\"]}");

        assertThat(client.bots().versions("bot_1", 1, 50).items().get(0).notes())
                .containsEntry("createdAt", "could not be read: was \"key is ***\"");
        assertThat(client.environments().get("env_1").notes())
                .containsEntry("runtimeVersion", "could not be read: was [\"***\"]");
    }

    @Test
    void onlyAListMayBeAnsweredWithoutContent() {
        platform.then(204, "");

        assertThat(client.bots().versions("bot_1", 1, 50).items()).isEmpty();
        assertThatThrownBy(() -> client.environments().get("env_1"))
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("an empty body");
        assertThatThrownBy(this::deploy)
                .isInstanceOf(UnreadableResponseException.class)
                .hasMessageContaining("an empty body");
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/deployments/dep_1/?x=1, dep_1", "dep_1, dep_1", "/, ''", "/api/a%2Fb, ''", "'', ''"})
    void aLocationNamesNewWorkOnlyIfItEndsWithAnId(String location, String id) {
        platform.then(201, " ", "Location", location);

        if (id.isEmpty()) {
            assertThatThrownBy(this::deploy).hasMessageContaining("an empty body");
        } else {
            assertThat(client.deployments().deploy("key", REQUEST).id()).isEqualTo(id);
        }
        assertThatThrownBy(() -> client.environments().get("env_1")).hasMessageContaining("an empty body");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"success\":false} | '' | answered 200: without success",
                "{\"success\":false,\"code\":\"E1\"} | E1 | answered 200 [E1]",
                "{\"success\":false,\"message\":\"why\"} | '' | answered 200: why",
                "{\"success\":false,\"code\":\"E1\",\"message\":\"why\"} | E1 | answered 200 [E1]: why",
                "{\"success\":false,\"error\":\"E1\"} | E1 | answered 200 [E1]",
                "{\"success\":0,\"traceId\":\"t-1\"} | '' | answered 200: without success (request id t-1)"
            })
    void aRefusalWithASuccessStatusHasItsWords(String body, String code, String words) {
        platform.then(200, body);

        ApiException e = refusal();
        assertThat(e).hasMessage("POST /api/v1/deployments: " + words);
        assertThat(e.code()).isEqualTo(Optional.of(code).filter(text -> !text.isEmpty()));
    }

    @Test
    void aRefusalWithoutCodeAndIdHasNone() {
        platform.then(422, "{\"message\":\"why\"}");

        ApiException e = refusal();
        assertThat(e).hasMessage("POST /api/v1/deployments: answered 422: why");
        assertThat(e.code()).isEmpty();
        assertThat(e.requestId()).isEmpty();
        assertThat(e.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"why\"", "why"})
    void aRefusalOf64KilobytesIsReadForItsReason(String body) {
        String most = body + " ".repeat(64 * 1024 - body.length());
        platform.then(422, most).then(422, most + " ");

        assertThat(refusal()).hasMessage("POST /api/v1/deployments: answered 422: why");
        assertThat(refusal()).hasMessage("POST /api/v1/deployments: answered 422");
    }

    @ParameterizedTest
    @CsvSource({"200, true", "299, true", "199, false", "300, false"})
    void aSuccessIsAStatusFrom200To299(int status, boolean success) {
        Transport.Response answer = ScriptedTransport.json(status, "{}");
        CallSpec call = CallSpec.of("GET /x", Effect.NONE);

        if (success) {
            assertThat(ErrorDecoder.requireSuccess(call, answer, VirtualTime.START))
                    .isSameAs(answer);
            assertThat(ErrorDecoder.requireToken(call, answer, VirtualTime.START))
                    .isSameAs(answer);
        } else {
            assertThatThrownBy(() -> ErrorDecoder.requireSuccess(call, answer, VirtualTime.START))
                    .isInstanceOf(ApiException.class);
            assertThatThrownBy(() -> ErrorDecoder.requireToken(call, answer, VirtualTime.START))
                    .isInstanceOf(ApiException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"86399, 86399", "86400, 86400", "86401, 86400", "0, 0"})
    void aRetryAfterIsReportedUpToADay(String stated, long reported) {
        HttpHeaders headers = HttpHeaders.of(Map.of("Retry-After", List.of(stated)), (name, value) -> true);

        assertThat(ErrorDecoder.retryAfter(headers, Instant.EPOCH)).isEqualTo(Duration.ofSeconds(reported));
    }
}
