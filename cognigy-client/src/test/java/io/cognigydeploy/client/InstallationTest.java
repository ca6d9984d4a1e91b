package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.Task;
import io.cognigydeploy.client.product.model.UrlToken;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstallationTest {

    private static final String A = "aaaaaaaaaaaaaaaaaaaaaaa1";
    private static final String B = "bbbbbbbbbbbbbbbbbbbbbbb2";
    private static final ObjectId ONE = new ObjectId(A);
    private static final Project PROJECT = new Project(ONE, "shop", Optional.empty());
    private static final String TOKEN = "0123456789abcdef".repeat(4);
    private static final String READ = "{\"_id\":\"" + A + "\",\"name\":\"shop\"}";

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();
    private final CognigyInstallation installation =
            builder("https://api-trial.cognigy.ai").build();

    private CognigyInstallation.Builder builder(String url) {
        return CognigyInstallation.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(time)
                .retry(RetryOptions.builder().maxAttempts(1).build());
    }

    @Test
    void clientsCanHideTheirSecretsTogether() {
        Secrets shared = new Secrets();
        CognigyInstallation dev = builder("https://api-dev.example.com")
                .credentials(Credentials.apiKey("key-of-dev"))
                .secrets(shared)
                .build();
        CognigyInstallation prod = builder("https://api-prod.example.com")
                .credentials(Credentials.apiKey("key-of-prod"))
                .secrets(shared)
                .build();

        assertThat(prod.secrets()).isSameAs(dev.secrets()).isSameAs(shared);
        assertThat(prod.secrets().hide("key-of-dev, key-of-prod")).isEqualTo("***, ***");
        assertThat(installation.secrets().hide("key-of-dev")).isEqualTo("key-of-dev");
    }

    private static ObjectId id(int number) {
        return new ObjectId(String.format(Locale.ROOT, "%024x", number));
    }

    private static String rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"_id\":\"" + id(i) + "\",\"name\":\"s" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private ScriptedTransport page(int from, int to, int total, String cursor) {
        return platform.then(
                200, "{\"items\":" + rows(from, to) + ",\"total\":" + total + ",\"nextCursor\":" + cursor + "}");
    }

    private List<String> queries() {
        return platform.requests().stream()
                .map(request -> request.uri().getRawQuery())
                .toList();
    }

    @Nested
    class AList {

        private final List<ObjectId> all =
                IntStream.range(0, 250).mapToObj(InstallationTest::id).toList();

        private List<ObjectId> read() {
            return installation.lists().snapshots(PROJECT).stream()
                    .map(Snapshot::id)
                    .toList();
        }

        @Test
        void isReadByTheNumberOfRows() {
            page(0, 100, 250, "null");
            page(100, 200, 250, "null");
            page(200, 250, 250, "null");

            assertThat(read()).isEqualTo(all);
            assertThat(queries())
                    .containsExactly(
                            "projectId=" + A + "&limit=100&skip=0",
                            "projectId=" + A + "&limit=100&skip=100",
                            "projectId=" + A + "&limit=100&skip=200");
        }

        @Test
        void isReadByCursorsWhereThereAreSome() {
            page(0, 100, 250, "\"" + A + "\"");
            page(100, 200, 250, "\"" + B + "\"");
            page(200, 250, 250, "null");

            assertThat(read()).isEqualTo(all);
            assertThat(queries())
                    .containsExactly(
                            "projectId=" + A + "&limit=100&skip=0",
                            "projectId=" + A + "&limit=100&next=" + A,
                            "projectId=" + A + "&limit=100&next=" + B);
        }

        @Test
        void isReadByTheOlderNameOfACursorAndWithoutATotal() {
            platform.then(200, "{\"items\":" + rows(0, 25) + ",\"next\":\"" + B + "\",\"previous\":null}")
                    .then(200, "{\"items\":" + rows(25, 30) + "}");

            assertThat(read()).isEqualTo(all.subList(0, 30));
            assertThat(queries()).last().isEqualTo("projectId=" + A + "&limit=100&next=" + B);
        }

        @Test
        void isReadToTheEndOfAnInstallationThatMakesSmallerPages() {
            page(0, 25, 30, "null");
            page(25, 30, 30, "null");

            assertThat(read()).isEqualTo(all.subList(0, 30));
            assertThat(queries()).last().isEqualTo("projectId=" + A + "&limit=100&skip=25");
        }

        @Test
        void isReadOnceMoreIfItEndsEarly() {
            page(0, 20, 30, "null");
            page(30, 30, 30, "null");
            page(0, 30, 30, "null");

            assertThat(read()).isEqualTo(all.subList(0, 30));
        }

        @Test
        void failsIfItEndsEarlyAgain() {
            page(0, 20, 30, "null");
            page(30, 30, 30, "null");
            page(0, 20, 30, "null");
            page(30, 30, 30, "null");

            assertThatThrownBy(this::read)
                    .isInstanceOf(UnreadableResponseException.class)
                    .hasMessageStartingWith("GET /new/v2.0/snapshots: ")
                    .hasMessageContaining("it ends after 20 of 30");
            assertThat(platform.requests()).hasSize(4);
        }

        @Test
        void failsIfItIsInTheFormOfHal() {
            platform.then(
                    200,
                    "{\"_embedded\":{\"snapshots\":[]},\"total\":0}",
                    "content-type",
                    "application/hal+json; charset=utf-8");

            assertThatThrownBy(this::read)
                    .isInstanceOf(UnreadableResponseException.class)
                    .hasMessageContaining("application/hal+json; charset=utf-8")
                    .hasMessageContaining("Accept: application/json was sent");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"data\":[],\"total\":0}",
                    "{\"total\":0}",
                    "{\"items\":null,\"total\":0}",
                    "[]",
                    "{\"items\":[{\"id\":\"" + A + "\",\"name\":\"s\"}],\"total\":1}"
                })
        void isReadByItsDocumentedNamesAlone(String answer) {
            platform.then(200, answer);

            assertThatThrownBy(this::read).isInstanceOf(UnreadableResponseException.class);
        }

        @Test
        void failsIfItsCursorCannotBeSent() {
            page(0, 20, 30, "\"a&b=c\"");

            assertThatThrownBy(this::read)
                    .isInstanceOf(UnreadableResponseException.class)
                    .hasMessageContaining("the cursor of page 0 cannot be sent");
        }

        @Test
        void ofAConversationHasTheSnapshotThatAnswered() {
            platform.then(
                    200,
                    "{\"items\":[{\"sessionId\":\"s\",\"snapshotId\":\"" + B
                            + "\",\"source\":\"bot\",\"timestamp\":\"2026-11-20T09:00:00.000Z\"}],\"total\":1}");

            assertThat(installation.lists().conversation(PROJECT, "s-1").stream())
                    .singleElement()
                    .satisfies(item -> assertThat(item.snapshotId()).contains(new ObjectId(B)));
            assertThat(platform.requests()).hasSize(1);
        }
    }

    @Nested
    class ARefusal {

        @Test
        void isAProblemDocument() {
            platform.then(
                    404,
                    "{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404,\"detail\":\"no such project\","
                            + "\"instance\":\"/new/v2.0/projects\",\"code\":1002,\"traceId\":\"api--7\",\"details\":{}}",
                    "content-type",
                    "application/problem+json");

            NotFoundException e = catchThrowableOfType(
                    NotFoundException.class, () -> installation.projects().get(ONE));

            assertThat(e.code()).contains("1002");
            assertThat(e.requestId()).contains("api--7");
            assertThat(e)
                    .hasMessage("GET /new/v2.0/projects/{projectId}: answered 404 [1002]: no such project"
                            + " (request id api--7)");
        }

        @ParameterizedTest
        @CsvSource({
            "401, UnauthorizedException",
            "403, UnauthorizedException",
            "409, ConflictException",
            "429, ThrottledException",
            "400, ApiException",
            "500, ApiException"
        })
        void hasTheTypeOfItsStatus(int status, String type) {
            platform.then(status, "{\"title\":\"t\",\"detail\":\"why\",\"code\":" + status + "}");

            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> installation.projects().get(ONE));

            assertThat(e.getClass().getSimpleName()).isEqualTo(type);
            assertThat(e.code()).contains(String.valueOf(status));
        }

        @Test
        void ofAGatewayIsNotAboutTheCredentials() {
            platform.then(403, "<html><title>Request blocked</title></html>", "content-type", "text/html");

            ApiException e = catchThrowableOfType(
                    ApiException.class, () -> installation.projects().get(ONE));

            assertThat(e).isNotInstanceOf(UnauthorizedException.class);
            assertThat(e).hasMessageContaining("a page of a gateway in front of the platform: Request blocked");
        }
    }

    @Nested
    class ATask {

        private String task(String status, String more) {
            return "{\"_id\":\"" + A + "\",\"status\":\"" + status + "\"" + more + "}";
        }

        private Operation<Task> operation() {
            return installation.operations().task(new AcceptedTask(ONE));
        }

        @Test
        void isAwaitedAtGrowingIntervals() throws Exception {
            platform.then(200, task("queued", ""))
                    .then(200, task("active", ",\"currentStep\":1,\"totalStep\":3"))
                    .then(200, task("cancelling", ""))
                    .then(200, task("Live", ""))
                    .then(200, task("active", ",\"progress\":66.5,\"job\":{\"name\":\"j\"}"))
                    .then(200, task("active", ""))
                    .then(200, task("done", ",\"data\":{\"snapshotId\":\"" + B + "\"}"));
            List<Task> seen = new ArrayList<>();

            Task end = operation().await(operation().pollOptions(), seen::add);

            assertThat(end.state()).isEqualTo(JobState.COMPLETED);
            assertThat(end.snapshotId()).contains(new ObjectId(B));
            assertThat(seen)
                    .extracting(task -> task.state().text())
                    .containsExactly(
                            "queued", "running", "running", "task status live", "running", "running", "completed");
            assertThat(time.sleeps())
                    .extracting(Duration::toMillis)
                    .containsExactly(2000L, 3000L, 4500L, 6750L, 10125L, 15000L);
            assertThat(operation().pollOptions().timeout()).isEqualTo(Duration.ofMinutes(10));
        }

        @ParameterizedTest
        @CsvSource({"error, failed", "cancelled, cancelled"})
        void endsOtherwiseWithThePlatformsReason(String status, JobState state) {
            platform.then(200, task(status, ",\"failReason\":\"the limit of allowed snapshots\""));

            OperationFailedException e = catchThrowableOfType(
                    OperationFailedException.class, () -> operation().awaitCompleted());

            assertThat(e.state()).isEqualTo(state);
            assertThat(e).hasMessageContaining("the limit of allowed snapshots");
        }

        @Test
        void mayNotBeFoundAtFirst() throws Exception {
            platform.then(404, "{}").then(404, "{}").then(200, task("done", ""));

            assertThat(operation().await().state()).isEqualTo(JobState.COMPLETED);
        }

        @Test
        void thatStaysNotFoundIsUnknown() {
            platform.then(404, "{\"code\":1002}");

            OperationNotFoundException e = catchThrowableOfType(
                    OperationNotFoundException.class, () -> operation().await());

            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(e.operationId()).isEqualTo(A);
            assertThat(e).hasCauseInstanceOf(NotFoundException.class);
            assertThat(Duration.between(VirtualTime.START, time.now()))
                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(45));
        }

        @Test
        void settlesFromTheMakingOfItsHandle() {
            Operation<Task> operation = operation();
            time.advance(Duration.ofSeconds(30));
            platform.then(404, "{}");

            assertThatThrownBy(operation::await).isInstanceOf(OperationNotFoundException.class);
            assertThat(platform.requests()).hasSize(1);
        }

        @Test
        void hasASettleTimeOfTheCallersChoice() {
            platform.then(404, "{}");

            assertThatThrownBy(() ->
                            installation.operations().task(ONE, Duration.ZERO).await())
                    .isInstanceOf(OperationNotFoundException.class);
            assertThat(platform.requests()).hasSize(1);
            assertThatThrownBy(() -> installation.operations().task(ONE, Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("settle must not be negative");
        }

        @Test
        void isCancelledByItsId() {
            platform.then(200, "");

            operation().cancel();

            assertThat(platform.requests().get(0).uri()).hasPath("/new/v2.0/tasks/" + A + "/cancel");
        }

        @Test
        void ofAnAnswerWithoutAnIdIsUnknown() {
            platform.then(202, "");

            CognigyException e = catchThrowableOfType(
                    CognigyException.class, () -> installation.snapshots().pack(ONE));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
        }
    }

    @Nested
    class TheBudget {

        private Duration elapsed() {
            return Duration.between(VirtualTime.START, time.now());
        }

        private void read(CognigyInstallation client, int times) {
            for (int i = 0; i < times; i++) {
                client.projects().get(ONE);
            }
        }

        @Test
        void isOneForAllClientsOfAnInstallation() {
            platform.then(200, READ);
            CognigyInstallation first = builder("https://api-trial.cognigy.ai").build();
            CognigyInstallation second =
                    builder("https://API-trial.cognigy.ai:443/").build();

            read(first, 60);
            read(second, 40);
            assertThat(elapsed()).isZero();

            read(first, 20);
            assertThat(elapsed()).isEqualTo(Duration.ofSeconds(6));
            read(second, 20);
            assertThat(elapsed()).isEqualTo(Duration.ofSeconds(12));
        }

        @Test
        void isOfOneOriginAndOneClock() {
            platform.then(200, READ);
            read(installation, 100);

            read(builder("https://api-app.cognigy.ai").build(), 100);
            read(builder("https://api-trial.cognigy.ai").time(new VirtualTime()).build(), 100);

            assertThat(elapsed()).isZero();
        }

        @Test
        void isTheClientsOwnIfItIsSet() {
            platform.then(200, READ);
            CognigyInstallation own =
                    builder("https://api-trial.cognigy.ai").rateLimit(60, 1).build();
            read(installation, 100);

            read(own, 1);
            assertThat(elapsed()).isZero();
            read(own, 1);
            assertThat(elapsed()).isEqualTo(Duration.ofSeconds(1));
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void ofAllWaitsAsLongAsThePlatformAsks(boolean asDate) {
            String retryAfter = asDate
                    ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            VirtualTime.START.plusSeconds(40).atOffset(ZoneOffset.UTC))
                    : "40";
            platform.then(429, "{\"code\":429}", "Retry-After", retryAfter).then(200, READ);
            CognigyInstallation other = builder("https://api-trial.cognigy.ai").build();

            assertThatThrownBy(() -> read(installation, 1)).isInstanceOf(ThrottledException.class);
            read(other, 1);

            assertThat(elapsed()).isEqualTo(Duration.ofSeconds(40));
        }
    }

    @Nested
    class TheEndpoints {

        private final UrlToken token = UrlToken.of(TOKEN);

        private String hostFor(String baseUrl) {
            platform.then(200, "{\"outputStack\":[]}");
            builder(baseUrl).build().talk().say(token, new TalkMessage("u", "s", "hello"));
            return platform.requests().get(0).uri().toString();
        }

        @ParameterizedTest
        @CsvSource({
            "https://api-trial.cognigy.ai, https://endpoint-trial.cognigy.ai/",
            "https://api-acme.cognigy.cloud:8443/gateway, https://endpoint-acme.cognigy.cloud:8443/",
            "https://cognigy-api-na1.nicecxone.com, https://cognigy-endpoint-na1.nicecxone.com/"
        })
        void areBesideTheApi(String baseUrl, String endpoints) {
            assertThat(hostFor(baseUrl)).isEqualTo(endpoints + TOKEN);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"https://cognigy.example.com", "https://my-api-acme.example.com", "https://api.cognigy.ai"})
        void mustBeStatedForAnyOtherHost(String baseUrl) {
            assertThatThrownBy(() -> builder(baseUrl).build().talk())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("endpointUrl must be set")
                    .hasMessageContaining(baseUrl);
            assertThat(platform.requests()).isEmpty();
        }

        @Test
        void mustBeAUrlThatSecretsMayBeSentTo() {
            assertThatThrownBy(() -> builder("https://api-trial.cognigy.ai").endpointUrl("http://example.com"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The endpoint URL must use https");
            assertThatThrownBy(() -> builder("https://api-trial.cognigy.ai").endpointUrl("https://example.com?a=b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The endpoint URL must not have a query");
        }

        @Test
        void getNoCredentialsAndShowNoToken() {
            platform.then((request, limit) -> {
                throw new IOException("reset while sending to " + request.uri());
            });

            CognigyException e = catchThrowableOfType(
                    CognigyException.class,
                    () -> installation.talk().sayInTest(token, new TalkMessage("u", "s", "hello")));

            assertThat(platform.requests().get(0).headers().map()).doesNotContainKeys("X-API-Key", "Authorization");
            assertThat(e).hasMessageStartingWith("POST /test/{urlToken}: ");
            for (Throwable at = e; at != null; at = at.getCause()) {
                assertThat(at.toString()).doesNotContain(TOKEN);
            }
        }
    }

    @Test
    void theNameOfAnInstallationStaysReadableWhenALinkWasRead() {
        platform.then(200, "{\"downloadLink\":\"" + installation.baseUrl() + "/files/the-one-time-token\"}");
        installation.snapshots().downloadLink(ONE);

        assertThat(installation.secrets().hide("on " + installation.name())).isEqualTo("on " + installation.name());
        assertThat(installation.secrets().hide("at /files/the-one-time-token")).isEqualTo("at ***");
    }

    @Test
    void secretsThatWereReadAreHiddenFromThenOn() {
        String link = "https://files.example.com/download/s3cret-path?sig=abc";
        platform.then(200, "{\"downloadLink\":\"" + link + "\"}")
                .then(
                        200,
                        "{\"_id\":\"" + A + "\",\"name\":\"Web\",\"channel\":\"rest\",\"URLToken\":\"" + TOKEN
                                + "\",\"entrypoint\":\"" + B + "\",\"flowId\":\"\",\"localeId\":null}")
                .then(
                        400,
                        "{\"detail\":\"not good: " + link + ", /download/s3cret-path and " + TOKEN + " and the-key\"}");

        String shown = installation.snapshots().downloadLink(ONE).toString()
                + installation.endpoints().get(ONE)
                + installation
                + catchThrowableOfType(
                        ApiException.class, () -> installation.projects().get(ONE));

        assertThat(shown).doesNotContain("s3cret-path", TOKEN, "the-key");
        assertThat(installation.secrets().hide("a file of https://files.example.com"))
                .isEqualTo("a file of https://files.example.com");
    }

    @Test
    void anEndpointIsOnASnapshotOrOnItsProject() {
        platform.then(
                        200,
                        "{\"_id\":\"" + B + "\",\"name\":\"Web\",\"channel\":\"webchat3\",\"entrypoint\":\"" + A
                                + "\"}")
                .then(
                        200,
                        "{\"_id\":\"" + B + "\",\"name\":\"Web\",\"channel\":\"webchat3\",\"entrypoint\":\"" + B
                                + "\"}");

        assertThat(installation.endpoints().get(ONE).entryPointIn(PROJECT)).isEqualTo(new EntryPoint.OfProject(ONE));
        assertThat(installation.endpoints().get(ONE).entryPointIn(PROJECT))
                .isEqualTo(new EntryPoint.OfSnapshot(new ObjectId(B)));
    }

    @Test
    void anInstallationIsAPlatform() {
        platform.then(200, READ, "X-Fake-Platform", "yes");
        assertThat(installation.name()).isEqualTo("https://api-trial.cognigy.ai");

        assertThat(installation.projects().get(ONE).name()).isEqualTo("shop");

        assertThat(installation.isFake()).isTrue();
        assertThat(installation.name()).isEqualTo("FAKE https://api-trial.cognigy.ai");
        assertThat(installation.time()).isSameAs(time);
        assertThat(installation).hasToString("CognigyInstallation at https://api-trial.cognigy.ai");
    }
}
