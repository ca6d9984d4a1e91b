package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.CanaryRequest;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.FlowImportJob;
import io.cognigydeploy.client.model.FlowImportRequest;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.RollbackThresholds;
import io.cognigydeploy.client.model.TrafficShare;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationsTest {

    private static final PollOptions EVERY_FIVE_SECONDS =
            PollOptions.builder().timeout(Duration.ofMinutes(1)).build();

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();
    private final CognigyClient client = CognigyClient.builder()
            .baseUrl("https://api.example.com")
            .credentials(Credentials.apiKey("the-key"))
            .transport(platform)
            .time(time)
            .retry(RetryOptions.builder().maxAttempts(1).build())
            .build();

    private static String job(String state) {
        return "{\"id\":\"dep_1\",\"status\":\"" + state + "\",\"message\":\"because\"}";
    }

    @Test
    void aDeploymentIsStartedAndAwaited() throws Exception {
        platform.then(202, job("queued"))
                .then(200, job("running"))
                .then(200, job("warming_up"))
                .then(200, job("COMPLETED"));
        List<JobState> seen = new ArrayList<>();

        Operation<DeploymentJob> operation = client.operations()
                .deploy(
                        "key",
                        BotDeploymentRequest.builder()
                                .botId("bot_1")
                                .environmentId("env_1")
                                .version("v1")
                                .build());
        Job end = operation.await(EVERY_FIVE_SECONDS, job -> seen.add(job.state()));

        assertThat(operation.id()).isEqualTo("dep_1");
        assertThat(end.state()).isEqualTo(JobState.COMPLETED);
        assertThat(seen).containsExactly(JobState.RUNNING, new JobState("warming_up"), JobState.COMPLETED);
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    @Test
    void aPollThatFailsIsNotAnEnd() throws Exception {
        platform.then(429, "{}", "Retry-After", "20")
                .then((request, limit) -> {
                    throw new IOException("Connection reset");
                })
                .then(404, "{}")
                .then(200, job("completed"));

        client.operations().deployment("dep_1").awaitCompleted(EVERY_FIVE_SECONDS);

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    @Test
    void anEndOtherThanTheWantedOneIsAFailure() {
        platform.then(200, job("failed"));

        assertThatThrownBy(() -> client.operations().deployment("dep_1").awaitCompleted(EVERY_FIVE_SECONDS))
                .isInstanceOf(OperationFailedException.class)
                .hasFieldOrPropertyWithValue("state", JobState.FAILED)
                .hasMessageContaining("because");
    }

    @Test
    void theLastLookIsAtTheDeadline() {
        platform.then(200, job("running"));

        assertThatThrownBy(() -> client.operations()
                        .deployment("dep_1")
                        .await(PollOptions.builder()
                                .timeout(Duration.ofSeconds(12))
                                .build()))
                .isInstanceOf(OperationTimeoutException.class)
                .hasFieldOrPropertyWithValue("operationId", "dep_1")
                .hasMessageContaining("in state running");

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
        assertThat(platform.requests())
                .hasSize(4)
                .allSatisfy(request -> assertThat(request.method()).isEqualTo("GET"));
    }

    @Test
    void refusedCredentialsEndTheWaitAndAnInterruptDoesToo() {
        platform.then(401, "{}").then((request, limit) -> {
            throw new InterruptedException();
        });
        Operation<DeploymentJob> operation = client.operations().deployment("dep_1");

        assertThatThrownBy(() -> operation.await(EVERY_FIVE_SECONDS)).isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> operation.await(EVERY_FIVE_SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void anOperationIsCancelledByItsId() {
        platform.then(202, "");

        client.operations().deployment("dep_1").cancel();

        assertThat(platform.requests())
                .extracting(request -> request.method() + " " + request.uri().getPath())
                .containsExactly("POST /api/v1/deployments/dep_1/cancel");
    }

    @Test
    void everyKindIsWaitedForInItsOwnWay() throws Exception {
        platform.then(200, "{\"success\":true,\"data\":{\"state\":\"QUEUED\"}}")
                .then(200, "{\"success\":true,\"data\":{\"state\":\"RUNNING\"}}")
                .then(200, "{\"success\":true,\"data\":{\"state\":\"SOMETHING_NEW\"}}")
                .then(200, "{\"success\":true,\"data\":{}}")
                .then(200, "{\"success\":true,\"data\":{\"state\":\"CANCELLED\",\"errorMessage\":\"by hand\"}}")
                .then(200, "{\"status\":\"completed\"}");

        Job end = client.operations().versionRollback("job_1").await();
        assertThat(end.id()).isEqualTo("job_1");
        assertThat(end.state()).isEqualTo(JobState.CANCELLED);
        assertThat(end.message()).contains("by hand");
        assertThat(time.sleeps())
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofMillis(4500), Duration.ofMillis(6750));

        assertThat(client.operations().configuration("job_2").await().id()).isEqualTo("job_2");
        assertThat(time.sleeps()).last().isEqualTo(Duration.ofSeconds(15));
        assertThat(client.operations().canary("dep_1").pollOptions().interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(client.operations().deployment("dep_1").pollOptions()).isEqualTo(PollOptions.defaults());
    }

    @Test
    void waitsGrowUpToTheirLongest() throws Exception {
        platform.then(200, job("running"));
        PollOptions options = PollOptions.builder()
                .interval(Duration.ofSeconds(2))
                .growth(1.5)
                .maxInterval(Duration.ofSeconds(4))
                .timeout(Duration.ofSeconds(16))
                .build();

        assertThatThrownBy(() -> client.operations().deployment("dep_1").await(options))
                .isInstanceOf(OperationTimeoutException.class);
        assertThat(time.sleeps()).extracting(Duration::toSeconds).containsExactly(2L, 3L, 4L, 4L, 3L);
        for (PollOptions.Builder wrong : List.of(
                PollOptions.builder().growth(0.9),
                PollOptions.builder().growth(Double.NaN),
                PollOptions.builder().maxInterval(Duration.ofSeconds(1)),
                PollOptions.builder().firstPollAfter(Duration.ofSeconds(-1)))) {
            assertThatThrownBy(wrong::build).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anImportIsLookedForUntilItIsThere() throws Exception {
        platform.then(201, "")
                .then(404, "{}")
                .then(200, "{\"status\":\"deploying\"}")
                .then(200, "{\"status\":\"failed\",\"message\":\"no room\"}");
        FlowImportRequest request = new FlowImportRequest(SampleRequests.flow("flow_1", "intent_1"), "env_prod");

        Operation<FlowImportJob> operation = client.operations().importFlow("key", request);

        assertThatThrownBy(operation::awaitCompleted)
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("no room");
        assertThatThrownBy(operation::cancel)
                .isInstanceOf(InvalidRequestException.class)
                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.NOT_SENT);
        assertThat(platform.requests()).hasSize(4);
    }

    @Test
    void workThatWasAcceptedWithoutAnIdIsUnknown() {
        platform.then(201, "{\"deploymentId\":null}");

        assertThatThrownBy(() -> client.operations()
                        .deployCanary(
                                "key",
                                CanaryRequest.builder()
                                        .botId("bot_1")
                                        .environmentId("env_1")
                                        .version("v1")
                                        .canary(TrafficShare.ofPercent(5))
                                        .cap(TrafficShare.ofPercent(5))
                                        .rollbackThresholds(
                                                RollbackThresholds.builder().build())
                                        .build()))
                .isInstanceOf(UnreadableResponseException.class)
                .hasFieldOrPropertyWithValue("outcome", OutcomeClass.UNKNOWN);
    }

    @Test
    void workThatWasCompleteAtOnceIsAnOperationToo() throws Exception {
        Operation<Job> operation = Operation.completed("job_1");

        assertThat(operation.awaitCompleted()).isEqualTo(Job.of("job_1", JobState.COMPLETED, Optional.empty()));
        assertThat(operation).hasToString("Operation job_1");
    }

    @Test
    void aRollbackToAVersionIsCancelledByItsId() {
        platform.then(202, "");

        client.operations().versionRollback("job_1").cancel();

        assertThat(platform.requests())
                .extracting(request -> request.method() + " " + request.uri().getPath())
                .containsExactly("POST /api/v1/deployments/job_1/cancel");
    }

    @Test
    void aFailureNamesTheOperationAndItsEnd() {
        platform.then(200, job("cancelled"));

        OperationFailedException e = catchThrowableOfType(
                OperationFailedException.class,
                () -> client.operations().deployment("dep_1").awaitCompleted());

        assertThat(e.operationId()).isEqualTo("dep_1");
        assertThat(e.state()).isEqualTo(JobState.CANCELLED);
    }

    private OperationTimeoutException timeout(PollOptions options) {
        OperationTimeoutException e = catchThrowableOfType(
                OperationTimeoutException.class,
                () -> client.operations().deployment("dep_1").await(options));
        assertThat(e.operationId()).isEqualTo("dep_1");
        return e;
    }

    @Test
    void aTimeoutStatesTheLastAnswerAndWhetherTheOperationRan() {
        platform.then(200, job("running"));
        OperationTimeoutException running = timeout(EVERY_FIVE_SECONDS);
        assertThat(running.lastSeen()).isEqualTo("in state running");
        assertThat(running.wasSeenRunning()).isTrue();
        assertThat(running).hasNoCause();

        platform.then(200, job("running")).then(200, job("odd"));
        OperationTimeoutException odd = timeout(EVERY_FIVE_SECONDS);
        assertThat(odd.lastSeen()).isEqualTo("in a state that is not known: odd");
        assertThat(odd.wasSeenRunning()).isFalse();

        platform.then(200, job("odd")).then(503, "{}");
        OperationTimeoutException down = timeout(EVERY_FIVE_SECONDS);
        assertThat(down.lastSeen()).isEqualTo("in a state that is not known: odd");
        assertThat(down).hasCauseInstanceOf(ApiException.class);

        platform.then(200, "[]");
        OperationTimeoutException unreadable = timeout(EVERY_FIVE_SECONDS);
        assertThat(unreadable.lastSeen()).startsWith("with an answer that cannot be understood: GET ");
        assertThat(unreadable.wasSeenRunning()).isFalse();
    }

    @Test
    void aFailedPollDoesNotChangeWhatWasSeen() {
        platform.then(200, job("running")).then(503, "{}");
        OperationTimeoutException e = timeout(EVERY_FIVE_SECONDS);

        assertThat(e.lastSeen()).isEqualTo("in state running");
        assertThat(e.wasSeenRunning()).isTrue();
    }

    @Test
    void aWaitWithoutAnAnswerHasSeenNothing() {
        platform.then(503, "{}");
        OperationTimeoutException e = timeout(EVERY_FIVE_SECONDS);

        assertThat(e.lastSeen()).isEqualTo("never");
        assertThat(e.wasSeenRunning()).isFalse();
    }

    @Test
    void theFirstPollIsNotAfterTheDeadline() {
        platform.then(200, job("running"));
        timeout(PollOptions.builder()
                .firstPollAfter(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(12))
                .build());

        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(12));
        assertThat(platform.requests()).hasSize(1);
    }

    @Test
    void theLongestIntervalIsThirtySecondsOrTheFirst() {
        for (int[] pair : new int[][] {{1, 30}, {30, 30}, {31, 31}}) {
            assertThat(PollOptions.builder()
                            .interval(Duration.ofSeconds(pair[0]))
                            .build()
                            .maxInterval())
                    .isEqualTo(Duration.ofSeconds(pair[1]));
        }
    }

    @Test
    void boundsOfPollOptionsAreInclusive() {
        PollOptions options = PollOptions.builder()
                .interval(Duration.ofSeconds(2))
                .maxInterval(Duration.ofSeconds(2))
                .growth(1)
                .firstPollAfter(Duration.ZERO)
                .timeout(Duration.ofNanos(1))
                .build();
        assertThat(options.maxInterval()).isEqualTo(Duration.ofSeconds(2));
        for (PollOptions.Builder wrong : List.of(
                PollOptions.builder().growth(Double.POSITIVE_INFINITY),
                PollOptions.builder().interval(Duration.ZERO),
                PollOptions.builder().timeout(Duration.ZERO),
                PollOptions.builder().firstPollAfter(Duration.ofNanos(-1)),
                PollOptions.builder().interval(Duration.ofSeconds(2)).maxInterval(Duration.ofNanos(1_999_999_999)))) {
            assertThatThrownBy(wrong::build).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
