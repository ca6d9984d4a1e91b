package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.model.BotDeploymentRequest;
import io.cognigydeploy.client.model.BotVersion;
import io.cognigydeploy.client.model.JobState;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

    private static final String JOB = "{\"id\":\"dep_1\",\"status\":\"queued\"}";
    private static final BotDeploymentRequest REQUEST = BotDeploymentRequest.builder()
            .botId("bot_1")
            .environmentId("env_1")
            .version("v1")
            .build();

    private final VirtualTime time = new VirtualTime();
    private final ScriptedTransport platform = new ScriptedTransport();

    private CognigyClient.Builder builder() {
        return CognigyClient.builder()
                .baseUrl("https://api.example.com")
                .credentials(Credentials.apiKey("the-key"))
                .transport(platform)
                .time(time)
                .random(new Random(1));
    }

    private final CognigyClient client = builder().build();

    private void deploy() {
        client.deployments().deploy("key", REQUEST);
    }

    private static <E extends CognigyException> E failure(Class<E> type, Runnable call) {
        E e = catchThrowableOfType(type, call::run);
        assertThat(e).isNotNull();
        return e;
    }

    @Nested
    class Retrying {

        @ParameterizedTest
        @ValueSource(ints = {408, 429, 500, 502, 503, 504})
        void aReadIsSentAgain(int status) {
            platform.then(status, "{}").then(200, JOB);

            assertThat(client.deployments().get("dep_1").state()).isEqualTo(JobState.QUEUED);
            assertThat(platform.requests()).hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 401, 403, 404, 409, 410, 422, 501, 505})
        void whatDoesNotPassIsNotAskedAgain(int status) {
            platform.then(status, "{}");

            assertThat(failure(ApiException.class, () -> client.deployments().get("dep_1"))
                            .status())
                    .isEqualTo(status);
            assertThat(platform.requests()).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource({
            "400, REJECTED", "401, REJECTED", "403, REJECTED", "404, REJECTED", "409, CONFLICT", "422, REJECTED",
            "408, UNKNOWN", "500, UNKNOWN", "501, UNKNOWN", "502, UNKNOWN", "503, UNKNOWN", "504, UNKNOWN"
        })
        void aDeploymentIsSentOnceWhateverTheAnswer(int status, OutcomeClass outcome) {
            platform.then(status, "{}", "Retry-After", "1");

            ApiException e = failure(ApiException.class, PolicyTest.this::deploy);

            assertThat(e.outcome()).isEqualTo(outcome);
            assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(platform.requests()).hasSize(1);
            assertThat(time.sleeps()).isEmpty();
        }

        @Test
        void typesFollowTheStatus() {
            platform.then(401, "{}")
                    .then(403, "{}")
                    .then(404, "{}")
                    .then(409, "{}")
                    .then(422, "{}");

            failure(UnauthorizedException.class, PolicyTest.this::deploy);
            failure(UnauthorizedException.class, PolicyTest.this::deploy);
            failure(NotFoundException.class, PolicyTest.this::deploy);
            failure(ConflictException.class, PolicyTest.this::deploy);
            assertThat(failure(ApiException.class, PolicyTest.this::deploy)).isExactlyInstanceOf(ApiException.class);
        }

        @Test
        void aDeploymentThatWasNotSentOrThrottledIsSentAgain() {
            platform.then((request, limit) -> {
                        throw new ConnectException("refused");
                    })
                    .then(429, "{}")
                    .then(202, JOB);

            deploy();

            assertThat(platform.requests()).hasSize(3);
            assertThat(platform.requests())
                    .allSatisfy(request -> assertThat(request.headers().allValues("Authorization"))
                            .containsExactly("Bearer the-key"))
                    .allSatisfy(request -> assertThat(request.headers().allValues("Idempotency-Key"))
                            .containsExactly("key"));
        }

        @Test
        void aCancelIsRepeatable() {
            platform.then((request, limit) -> {
                        throw new IOException("Connection reset");
                    })
                    .then(500, "")
                    .then(202, "whatever");

            client.deployments().cancel("dep_1");

            assertThat(platform.requests()).hasSize(3);
        }

        @Test
        void theLastFailureIsReportedWhenNoAttemptIsLeft() {
            platform.then(503, "{\"code\":\"busy\"}");

            ApiException e =
                    failure(ApiException.class, () -> client.deployments().get("dep_1"));

            assertThat(e.code()).contains("busy");
            assertThat(platform.requests()).hasSize(4);
        }

        @Test
        void waitsGrowAndAreLengthenedByUpToHalf() {
            platform.then(503, "{}");

            failure(ApiException.class, () -> client.deployments().get("dep_1"));

            List<Duration> waits = time.sleeps();
            assertThat(waits).hasSize(3);
            for (int i = 0; i < 3; i++) {
                Duration base = Duration.ofMillis(500L << i);
                assertThat(waits.get(i)).isBetween(base, base.plus(base.dividedBy(2)));
            }
            assertThat(waits).doesNotContain(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
        }

        @Test
        void theSameRandomnessMakesTheSameWaits() {
            platform.then(503, "{}");
            VirtualTime again = new VirtualTime();
            CognigyClient twin = builder().time(again).build();

            failure(ApiException.class, () -> client.deployments().get("dep_1"));
            failure(ApiException.class, () -> twin.deployments().get("dep_1"));

            assertThat(again.sleeps()).isEqualTo(time.sleeps());
        }

        @Test
        void theNumberOfAttemptsAndTheLongestDelayHold() {
            platform.then(503, "{}");
            CognigyClient patient = builder()
                    .retry(RetryOptions.builder()
                            .maxAttempts(8)
                            .firstDelay(Duration.ofSeconds(1))
                            .maxDelay(Duration.ofSeconds(1))
                            .build())
                    .build();

            failure(ApiException.class, () -> patient.deployments().get("dep_1"));

            assertThat(platform.requests()).hasSize(8);
            assertThat(time.sleeps())
                    .hasSize(7)
                    .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500)));
        }

        @Test
        void anInterruptEndsTheWaiting() {
            platform.then((request, limit) -> {
                Thread.currentThread().interrupt();
                return ScriptedTransport.json(429, "{}");
            });

            CallInterruptedException e = failure(CallInterruptedException.class, PolicyTest.this::deploy);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(e.outcome()).isEqualTo(OutcomeClass.REJECTED);
            assertThat(platform.requests()).hasSize(1);
        }
    }

    @Nested
    class RetryAfter {

        @Test
        void secondsAreObeyedExactly() {
            platform.then(429, "{}", "Retry-After", "7").then(200, JOB);

            deploy();

            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(7));
        }

        @Test
        void aDateIsObeyedExactly() {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    VirtualTime.START.plusSeconds(42).atOffset(ZoneOffset.UTC));
            platform.then(429, "{}", "Retry-After", date).then(200, JOB);

            deploy();

            assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(42));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0",
                    "-5",
                    "99999999999999999999",
                    "soon",
                    "1e3",
                    "Fri, 20 Nov 2026 08:00:00 GMT",
                    "Friday, 20-Nov-26 08:00:00 GMT",
                    "٣"
                })
        void whatIsPastOrUnreadableLeavesOurOwnWait(String value) {
            platform.then(429, "{}", "Retry-After", value).then(200, JOB);

            deploy();

            assertThat(time.sleeps()).hasSize(1);
            assertThat(time.sleeps().get(0)).isBetween(Duration.ofMillis(500), Duration.ofMillis(750));
        }

        @ParameterizedTest
        @CsvSource({"60, PT1M", "0, PT0S", "1.5, PT2S", "86401, PT24H", "999999999999999999, PT24H"})
        void itIsReportedWithACap(String value, Duration reported) {
            platform.then(400, "{}", "Retry-After", value);

            assertThat(failure(ApiException.class, PolicyTest.this::deploy).retryAfter())
                    .contains(reported);
        }

        @ParameterizedTest
        @ValueSource(strings = {"-5", "1e3", "99999999999999999999", "soon"})
        void whatIsUnreadableIsNotReported(String value) {
            platform.then(400, "{}", "Retry-After", value);

            assertThat(failure(ApiException.class, PolicyTest.this::deploy).retryAfter())
                    .isEmpty();
        }

        @Test
        void aWaitBeyondTheDeadlineIsNotBegun() {
            platform.then(429, "{}", "Retry-After", "120");

            DeadlineExceededException e = failure(DeadlineExceededException.class, PolicyTest.this::deploy);

            assertThat(e.outcome()).isEqualTo(OutcomeClass.REJECTED);
            assertThat(e.timeout()).isEqualTo(Duration.ofMinutes(2));
            assertThat(e).hasMessageContaining("2 min").hasCauseInstanceOf(ThrottledException.class);
            assertThat(time.sleeps()).isEmpty();
            assertThat(platform.requests()).hasSize(1);
        }
    }

    @Nested
    class Deadlines {

        private ScriptedTransport.Step takesTheWholeLimit() {
            return (request, limit) -> {
                time.advance(limit);
                throw new HttpTimeoutException("request timed out");
            };
        }

        @Test
        void attemptsHaveALimitAndTheTotalCutsTheLastOne() {
            platform.then(takesTheWholeLimit());
            CognigyClient hasty = builder()
                    .timeout(Duration.ofSeconds(70))
                    .retry(RetryOptions.builder().maxAttempts(10).build())
                    .build();

            DeadlineExceededException e = failure(
                    DeadlineExceededException.class, () -> hasty.deployments().get("dep_1"));

            assertThat(e).hasCauseInstanceOf(TransportException.class);
            assertThat(platform.limits()).hasSize(3);
            assertThat(platform.limits().subList(0, 2)).containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(30));
            assertThat(platform.limits().get(2)).isLessThan(Duration.ofSeconds(10));
            assertThat(Duration.between(VirtualTime.START, time.now())).isLessThanOrEqualTo(Duration.ofSeconds(70));
        }

        @Test
        void aDeploymentThatTimesOutIsNotSentAgain() {
            platform.then(takesTheWholeLimit());

            TransportException e = failure(TransportException.class, PolicyTest.this::deploy);

            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(e).hasMessageContaining("30 s");
            assertThat(platform.requests()).hasSize(1);
        }
    }

    @Nested
    class RequestGuards {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "", " ", ".", "..", "../x", "a/b", "a\\b", "a\r\nb", "a\u0000", "%2e%2e", "a%2Fb", "a?b", "a#b",
                    "a;b", "_a", "-a", "é", "a b", "{botId}", "\ud800"
                })
        void anIdThatCouldBeAnythingElseIsRefused(String id) {
            InvalidRequestException e =
                    failure(InvalidRequestException.class, () -> client.bots().get(id));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
            assertThat(e.call()).contains("GET /api/v1/bots/{botId}");
            assertThat(e).hasMessageContaining("botId must be");
            assertThat(e.getMessage()).hasLineCount(1);
            assertThat(platform.requests()).isEmpty();
        }

        @Test
        void aLongIdIsShownInPart() {
            assertThat(failure(
                            InvalidRequestException.class, () -> client.bots().get("x".repeat(129))))
                    .hasMessageEndingWith("but was '" + "x".repeat(40) + "…'");
            platform.then(200, "{}");
            client.bots().get("x".repeat(128));
        }

        @Test
        @SuppressWarnings("NullAway") // what a caller without null checking does
        void nullIsRefused() {
            failure(InvalidRequestException.class, () -> client.bots().get(null));
            failure(InvalidRequestException.class, () -> client.deployments().deploy(null, REQUEST));
            failure(InvalidRequestException.class, () -> client.deployments().deploy("key", null));
            failure(InvalidRequestException.class, () -> client.deployments().list("bot_1", null));
            failure(InvalidRequestException.class, () -> client.deployments().listInState("bot_1", "env_1", null));
            assertThat(platform.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a\r\nX-Admin: 1", "a\nb", "a\u0000", "clé", "a\u007f", " a", "a\r\n"})
        void aHeaderThatCouldBeTwoIsRefused(String key) {
            failure(InvalidRequestException.class, () -> client.deployments().deploy(key, REQUEST));
            failure(InvalidRequestException.class, () -> client.deployments().rollback("dep_1", key));
            assertThat(platform.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a\r\nb", "\u0000", "\ud800", "%2e%2e", "a%26b"})
        void aQueryThatWouldArriveAsAnotherIsRefused(String id) {
            failure(InvalidRequestException.class, () -> client.deployments().list(id, "env_1"));
            assertThat(platform.requests()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ' ',
                value = {
                    "a&b=c a%26b%3Dc",
                    "a+b a%2Bb",
                    "a#b a%23b",
                    "{status} %7Bstatus%7D",
                    "50% 50%25",
                    "é %C3%A9",
                    "a,b a%2Cb"
                })
        void aQueryIsEscaped(String value, String escaped) {
            platform.then(200, "{\"items\":[]}");

            client.deployments().listInState(value, "env_1", new JobState(value));

            assertThat(platform.requests().get(0).uri().getRawQuery())
                    .startsWith("botId=" + escaped + "&environmentId=env_1&status=");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a,b", "{idempotencyKey}", "a;b=c", "a: b", "\"a\"", "%0d%0a", "a{b"})
        void aHeaderIsSentAsItIs(String key) {
            platform.then(200, JOB);

            client.deployments().deploy(key, REQUEST);

            assertThat(platform.requests().get(0).headers().allValues("Idempotency-Key"))
                    .containsExactly(key);
        }

        @Test
        void aBodyThatIsNotJsonIsRefused() {
            for (Object value : List.of(Double.NaN, Double.POSITIVE_INFINITY, new Object())) {
                InvalidRequestException e = failure(
                        InvalidRequestException.class,
                        () -> client.deployments()
                                .deploy(
                                        "key",
                                        BotDeploymentRequest.builder()
                                                .from(REQUEST)
                                                .putConfigOverride("limit", value)
                                                .build()));
                assertThat(e.getCause()).isNull();
            }
            assertThat(platform.requests()).isEmpty();
        }

        @Test
        void proxiesAreOrdinaryObjects() {
            assertThat(client.bots()).isSameAs(client.bots()).isEqualTo(client.bots());
            assertThat(client.bots().equals(client.deployments())).isFalse();
            assertThat(client.bots().hashCode()).isEqualTo(client.bots().hashCode());
            assertThat(client.bots()).hasToString("BotsApi of https://api.example.com");
            assertThat(client).hasToString("CognigyClient for https://api.example.com");
            assertThat(platform.requests()).isEmpty();
        }
    }

    @Nested
    class Answers {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "null",
                    "[]",
                    "{}",
                    "true",
                    "\"a/b\"",
                    "{\"id\":{},\"status\":\"queued\"}",
                    "{\"id\":\"../../admin\",\"status\":\"queued\"}",
                    "{\"id\":null,\"status\":\"queued\"}",
                    "{\"id\":\"a\",\"status\":\"queued\"} x",
                    "{\"id\":\"a\",\"id\":\"b\",\"status\":\"queued\"}",
                    "{\"id\":\"a\",\"status\":\"queued\"",
                    "{'id':'a','status':'queued'}"
                })
        void whatIsNotAJobIsUnreadable(String body) {
            platform.then(200, body);

            UnreadableResponseException e = failure(UnreadableResponseException.class, PolicyTest.this::deploy);

            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(e.status()).isEqualTo(200);
            assertThat(e.getMessage()).hasLineCount(1).doesNotContain("feign").doesNotContain("jackson");
            assertThat(platform.requests()).hasSize(1);
        }

        @Test
        void bytesThatAreNotUtf8AreUnreadable() {
            byte[] latin = "{\"id\":\"\u00e9\",\"status\":\"queued\"}".getBytes(StandardCharsets.ISO_8859_1);
            platform.then((request, limit) -> new Transport.Response(
                    200, HttpHeaders.of(Map.of("content-type", List.of("application/json")), (n, v) -> true), latin));

            assertThat(failure(UnreadableResponseException.class, PolicyTest.this::deploy))
                    .hasMessageContaining("UTF-8");
        }

        @Test
        void whatIsNotJsonIsUnreadableAndSaysWhatItIs() {
            platform.then(200, "<html>", "content-type", "text/html")
                    .then(200, "packed", "Content-Encoding", "br")
                    .then(200, "{", "content-type", "application/json");

            assertThat(failure(UnreadableResponseException.class, PolicyTest.this::deploy))
                    .hasMessageContaining("text/html instead of JSON");
            assertThat(failure(UnreadableResponseException.class, PolicyTest.this::deploy))
                    .hasMessageContaining("the content coding br");
            assertThat(failure(UnreadableResponseException.class, PolicyTest.this::deploy))
                    .hasMessageContaining("not JSON at line 1");
        }

        @Test
        void anEncodingThatIsStatedIsRead() {
            byte[] latin = "{\"id\":\"a\",\"message\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
            Map<String, List<String>> headers = Map.of("content-type", List.of("application/json; charset=ISO-8859-1"));
            platform.then(
                    (request, limit) -> new Transport.Response(200, HttpHeaders.of(headers, (n, v) -> true), latin));

            deploy();

            assertThat(platform.requests()).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"application/json; charset=utf-8", "Application/JSON", "application/vnd.cognigy.v1+json"})
        void jsonComesUnderSeveralNames(String type) {
            platform.then(200, JOB, "content-type", type);

            deploy();
        }

        @Test
        void aMethodWithoutResultIgnoresTheBody() {
            platform.then(202, "<html>", "content-type", "text/html").then(204, "");

            client.deployments().rollback("dep_1", "key");
            client.deployments().rollback("dep_1", "key");
        }

        @Test
        void anEnvelopeIsOpened() {
            platform.then(200, "{\"success\":true,\"data\":[{\"id\":\"v1\",\"status\":\"published\"}]}");

            assertThat(client.bots().versions("bot_1", 1, 50).items())
                    .extracting(BotVersion::id)
                    .containsExactly("v1");
            assertThat(platform.requests().get(0).uri())
                    .isEqualTo(URI.create("https://api.example.com/api/v1/bots/bot_1/versions?page=1&size=50"));
        }

        @Test
        void anEnvelopeWithoutSuccessIsARefusal() {
            platform.then(200, "{\"success\":false,\"data\":null,\"message\":\"no\\nsuch bot\"}");

            ApiException e = failure(ApiException.class, () -> client.bots().versions("bot_1", 1, 50));

            assertThat(e.status()).isEqualTo(200);
            assertThat(e.outcome()).isEqualTo(OutcomeClass.REJECTED);
            assertThat(e).hasMessageContaining("no\\u000asuch bot");
            assertThat(platform.requests()).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "true",
                    "{\"success\":true}",
                    "{\"success\":true,\"data\":{}}",
                    "{\"success\":true,\"data\":[{}]}",
                    "{\"success\":true,\"data\":7}"
                })
        void anEnvelopeThatIsNoneIsUnreadable(String body) {
            platform.then(200, body);

            failure(UnreadableResponseException.class, () -> client.bots().versions("bot_1", 1, 50));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"success\":false,\"message\":\"the version is locked\"}",
                    "{\"success\":\"false\",\"error\":{\"message\":\"the version is locked\"}}",
                    "{\"ok\":false,\"errors\":[\"the version is locked\"],\"data\":null}"
                })
        void aRefusalInAnEnvelopeIsARefusalOfEveryCall(String body) {
            platform.then(200, body).then(201, body).then(202, body);

            List<ApiException> refusals = List.of(
                    failure(ApiException.class, () -> client.environments().get("env_1")),
                    failure(ApiException.class, PolicyTest.this::deploy),
                    failure(ApiException.class, () -> client.deployments().rollback("dep_1", "key")));

            assertThat(refusals).allSatisfy(refusal -> {
                assertThat(refusal.outcome()).isEqualTo(OutcomeClass.REJECTED);
                assertThat(refusal).hasMessageContaining("the version is locked");
            });
            assertThat(platform.requests()).hasSize(3);
        }

        @Test
        void aRefusalWithAnIdIsBelievedInNeither() {
            platform.then(201, "{\"success\":false,\"id\":\"dep_1\",\"message\":\"odd\"}");

            assertThat(failure(ApiException.class, PolicyTest.this::deploy).outcome())
                    .isEqualTo(OutcomeClass.UNKNOWN);
        }

        @Test
        void aJobThatFailedIsNoRefusalToSaySo() {
            platform.then(200, "{\"success\":false,\"data\":{\"state\":\"FAILED\",\"errorMessage\":\"no room\"}}");

            assertThat(client.deployments().statusOf("job_1").state()).isEqualTo(JobState.FAILED);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "application/json;charset=UTF-8 | utf-8",
                    "text/json | ''",
                    "text/plain; charset=\"utf-8\" | identity",
                    "application/problem+json | UTF-8",
                    "application/hal+json | none",
                    "text/html | ''",
                    "'' | ''"
                })
        void aLabelDoesNotMatterWhereTheBodyIsJson(String type, String coding) {
            platform.then(201, "{\"id\":\"dep_1\"}", "content-type", type, "Content-Encoding", coding);

            deploy();

            assertThat(platform.requests()).hasSize(1);
        }

        @Test
        void whatWasCreatedMayBeNamedByItsLocation() {
            platform.then(201, "", "Location", "https://api.example.com/api/v1/deployments/dep_1");

            assertThat(client.deployments().deploy("key", REQUEST).id()).isEqualTo("dep_1");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"code\":\"E1\",\"title\":\"t\",\"detail\":\"why\"} | E1 | why",
                    "{\"title\":\"t\"} | '' | t",
                    "{\"error\":\"conflict\",\"error_description\":\"why\"} | conflict | why",
                    "{\"message\":\"why\"} | '' | why",
                    "{\"error\":{\"code\":\"E2\",\"message\":\"why\"}} | E2 | why",
                    "{\"code\":42,\"message\":\"why\"} | 42 | why",
                    "\"why\" | '' | why",
                    "why | '' | why",
                    "{\"errors\":[\"why\",{\"message\":\"so\"}]} | '' | why; so",
                    "{\"detail\":[{\"loc\":[\"body\",\"env\"],\"msg\":\"field required\"}]} | '' | body.env: field"
                            + " required",
                    "<html><head><title>502 Bad Gateway</title></head></html> | '' | 502 Bad Gateway",
                    "<html>no</html> | '' | no",
                    "[] | '' | ''",
                    "'' | '' | ''"
                })
        void refusalsAreReadInEveryDialect(String body, String code, String detail) {
            platform.then(422, body, "X-Request-Id", "req-1");

            ApiException e = failure(ApiException.class, PolicyTest.this::deploy);

            assertThat(e.code().orElse("")).isEqualTo(code);
            assertThat(e.requestId()).contains("req-1");
            assertThat(e.getMessage())
                    .startsWith("POST /api/v1/deployments: answered 422")
                    .contains(detail)
                    .endsWith("(request id req-1)")
                    .doesNotContain("html");
        }

        @ParameterizedTest
        @ValueSource(ints = {403, 502, 503, 504})
        void aPageOfAGatewaySaysNothingAboutTheCredentials(int status) {
            platform.then(status, "<html><title>Blocked</title></html>", "content-type", "text/html; charset=utf-8");

            ApiException e = failure(ApiException.class, PolicyTest.this::deploy);

            assertThat(e).isNotInstanceOf(UnauthorizedException.class);
            assertThat(e)
                    .hasMessageContaining(
                            "answered " + status + ": a page of a gateway in front of the platform: Blocked");
        }

        @Test
        void aPageIsKnownWithoutItsMediaTypeAndARefusalInJsonIsOfThePlatform() {
            platform.then((request, limit) -> new Transport.Response(
                            403,
                            HttpHeaders.of(Map.of(), (name, value) -> true),
                            "<html>".getBytes(StandardCharsets.UTF_8)))
                    .then(403, "{\"detail\":\"no\"}");

            assertThat(failure(ApiException.class, PolicyTest.this::deploy))
                    .isNotInstanceOf(UnauthorizedException.class)
                    .hasMessageEndingWith("answered 403: a page of a gateway in front of the platform");
            assertThat(failure(UnauthorizedException.class, PolicyTest.this::deploy))
                    .hasMessageEndingWith("answered 403: no");
        }

        @Test
        void refusalsAreCutAndOnOneLine() {
            platform.then(422, "{\"detail\":\"a\\r\\nb\\u202e" + "x".repeat(1000) + "\",\"traceId\":\"trace-1\"}");

            ApiException e = failure(ApiException.class, PolicyTest.this::deploy);

            assertThat(e.getMessage())
                    .hasLineCount(1)
                    .contains("a\\u000d\\u000ab\\u202exxx")
                    .hasSizeLessThan(420);
            assertThat(e.requestId()).contains("trace-1");
        }

        @Test
        void aHugeAnswerIsNotRead() {
            platform.then(200, " ".repeat(9 << 20)).then(422, " ".repeat(9 << 20));

            failure(UnreadableResponseException.class, PolicyTest.this::deploy);
            assertThat(failure(ApiException.class, PolicyTest.this::deploy).status())
                    .isEqualTo(422);
        }

        @ParameterizedTest
        @ValueSource(ints = {100, 101, 300, 301, 302, 303, 304, 307, 308, 600, 0})
        void statusesThatEndNothingAreUnreadableAndFinal(int status) {
            platform.then(status, JOB);

            failure(
                    UnreadableResponseException.class,
                    () -> client.deployments().get("dep_1"));
            assertThat(platform.requests()).hasSize(1);
        }

        @Test
        void whateverATransportThrowsIsOfTheFamily() {
            platform.then((request, limit) -> {
                throw new IllegalArgumentException("header " + ScriptedTransport.bearer(request));
            });

            assertOfTheFamily(failure(TransportException.class, PolicyTest.this::deploy));
        }
    }

    @Nested
    class HiddenSecrets {

        @Test
        void aServerThatQuotesTheRequestDoesNotGetTheKeyIntoTheMessage() {
            for (int status : new int[] {400, 401, 403, 404, 409, 422, 429, 500}) {
                ScriptedTransport echo = new ScriptedTransport().then((request, limit) -> {
                    String bearer = ScriptedTransport.bearer(request);
                    return ScriptedTransport.json(
                            status,
                            "{\"code\":\"" + bearer + "\",\"detail\":\"" + bearer + "\"}",
                            "X-Request-Id",
                            bearer);
                });
                CognigyClient quoted = builder().transport(echo).build();
                assertOfTheFamily(failure(
                        CognigyException.class, () -> quoted.deployments().deploy("key", REQUEST)));
            }
        }

        @Test
        void nothingPrintsThem() {
            Credentials key = Credentials.apiKey("the-key");
            Credentials oauth = Credentials.clientCredentials("id", "the-secret");

            assertThat(key.toString()).doesNotContain("the-key");
            assertThat(oauth.toString()).doesNotContain("the-secret");
            assertThat(client.toString()).doesNotContain("the-key");
        }
    }

    @Nested
    class Hooks {

        private final byte[] json = "{}".getBytes(StandardCharsets.UTF_8);

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://ci.example.com/p4th",
                    "ftp://ci.example.com/p4th",
                    "/p4th",
                    "mailto:a@example.com",
                    "https://user:pa55@ci.example.com/p4th",
                    "https:///p4th",
                    "https://ci.example.com/p4th#x"
                })
        void targetsThatAreNotSafeAreRefused(String target) {
            InvalidRequestException e = failure(
                    InvalidRequestException.class, () -> client.postOutside(URI.create(target), Map.of(), json));

            assertThat(e.getMessage()).doesNotContain("p4th").doesNotContain("pa55");
            assertThat(platform.requests()).isEmpty();
        }

        @Test
        void failuresNameTheHostOnly() {
            platform.then(404, "{}");

            CognigyException e = failure(
                    NotFoundException.class,
                    () -> client.postOutside(URI.create("https://ci.example.com:8443/p4th?q=s3cret"), Map.of(), json));

            assertThat(e.call()).contains("POST https://ci.example.com:8443");
            assertThat(e.getMessage()).doesNotContain("p4th").doesNotContain("s3cret");
        }

        @Test
        void itIsRetriedAndCarriesNoCredentials() {
            platform.then(500, "")
                    .then((request, limit) -> {
                        throw new IOException("Connection reset");
                    })
                    .then(201, "<html>", "content-type", "text/html");

            client.postOutside(URI.create("https://ci.example.com/hook"), Map.of("X-Signature", "s"), json);

            assertThat(platform.requests()).hasSize(3).allSatisfy(request -> {
                assertThat(request.headers().map())
                        .containsOnlyKeys("Accept", "Content-Type", "User-Agent", "X-Signature");
                assertThat(request.body()).isEqualTo(json);
            });
        }

        @ParameterizedTest
        @CsvSource({
            "Host, x",
            "content-length, 1",
            "Transfer-Encoding, chunked",
            "'X A', b",
            "'', b",
            "X-A, 'b\r\nX-B: c'",
            "X-A, ''",
            "Content-Type, text/plain"
        })
        void headersThatAreNotOursToSetAreRefused(String name, String value) {
            failure(
                    InvalidRequestException.class,
                    () -> client.postOutside(URI.create("https://ci.example.com/hook"), Map.of(name, value), json));
            assertThat(platform.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0.0.0.0",
                    "0.1.2.3",
                    "10.0.0.0",
                    "10.255.255.255",
                    "100.64.0.0",
                    "100.127.255.255",
                    "127.0.0.1",
                    "127.255.255.254",
                    "169.254.169.254",
                    "172.16.0.0",
                    "172.31.255.255",
                    "192.0.0.8",
                    "192.0.2.1",
                    "192.88.99.1",
                    "192.168.0.1",
                    "192.168.255.255",
                    "198.18.0.1",
                    "198.19.255.255",
                    "198.51.100.1",
                    "203.0.113.1",
                    "224.0.0.1",
                    "239.255.255.255",
                    "240.0.0.1",
                    "255.255.255.255",
                    "::",
                    "::1",
                    "::127.0.0.1",
                    "::ffff:127.0.0.1",
                    "::ffff:10.0.0.1",
                    "64:ff9b::10.0.0.1",
                    "64:ff9b::7f00:1",
                    "64:ff9b:1::1",
                    "100::1",
                    "2001::1",
                    "2001:1ff:ffff::1",
                    "2001:db8::1",
                    "2002:7f00:1::",
                    "2002:808:808::1",
                    "3fff::1",
                    "4000::1",
                    "fc00::1",
                    "fdff::1",
                    "fe80::1",
                    "fec0::1",
                    "ff02::1"
                })
        void targetsInsideOfANetworkAreRefused(String address) {
            platform.then(200, "{}").resolving("1.1.1.1", address);

            InvalidRequestException e = failure(
                    InvalidRequestException.class,
                    () -> client.postOutside(URI.create("https://ci.example.com/p4th"), Map.of(), json));

            assertThat(e.getMessage())
                    .contains("ci.example.com", "not a public address")
                    .doesNotContain("p4th");
            assertThat(platform.requests()).isEmpty();
            assertThat(time.sleeps()).isEmpty();

            client.postAnywhere(URI.create("https://ci.example.com/p4th"), Map.of(), json);
            assertThat(platform.requests()).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1.0.0.1",
                    "9.255.255.255",
                    "11.0.0.0",
                    "100.63.255.255",
                    "100.128.0.0",
                    "128.0.0.1",
                    "169.253.255.255",
                    "172.15.255.255",
                    "172.32.0.0",
                    "192.0.1.1",
                    "192.167.255.255",
                    "192.169.0.0",
                    "198.17.255.255",
                    "198.20.0.0",
                    "223.255.255.255",
                    "64:ff9b::8.8.8.8",
                    "2000::1",
                    "2001:200::1",
                    "2001:4860:4860::8888",
                    "2003::1",
                    "2606:4700::1111"
                })
        void publicTargetsAreNot(String address) {
            platform.then(200, "{}").resolving(address);

            client.postOutside(URI.create("https://ci.example.com/hook"), Map.of(), json);

            assertThat(platform.requests()).hasSize(1);
        }

        @Test
        void aNameIsLookedUpBeforeEachAttempt() {
            platform.then(503, "").then(200, "{}").resolving("1.1.1.1").resolving("10.0.0.1");

            ApiException e = failure(
                    ApiException.class,
                    () -> client.postOutside(URI.create("https://ci.example.com/hook"), Map.of(), json));

            assertThat(e.status()).isEqualTo(503);
            assertThat(e.getMessage()).contains("10.0.0.1", "not a public address");
            assertThat(platform.requests()).hasSize(1);
        }

        @Test
        void aNameThatCannotBeResolvedIsTriedAgain() {
            platform.then(200, "{}").resolving().resolving("1.1.1.1");

            client.postOutside(URI.create("https://ci.example.com/hook"), Map.of(), json);

            assertThat(platform.requests()).hasSize(1);
            assertThat(time.sleeps()).hasSize(1);
        }

        @Test
        void aNameThatIsNotThereIsNotSentTo() {
            platform.then(200, "{}").resolving();

            TransportException e = failure(
                    TransportException.class,
                    () -> client.postOutside(URI.create("https://ci.example.com/hook"), Map.of(), json));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.NOT_SENT);
            assertThat(platform.requests()).isEmpty();
        }

        @Test
        void thePlatformItselfMayBeAnywhere() {
            platform.then(200, "{}").resolving("10.0.0.1");

            client.postOutside(URI.create("https://api.example.com/hook"), Map.of(), json);

            assertThat(platform.requests()).hasSize(1);
        }

        @Test
        void redirectsAreRefused() {
            platform.then(307, "", "Location", "https://elsewhere.example.com/");

            failure(
                    UnreadableResponseException.class,
                    () -> client.postOutside(URI.create("https://ci.example.com/hook"), Map.of(), json));
            assertThat(platform.requests()).hasSize(1);
        }
    }

    private static void assertOfTheFamily(CognigyException e) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable at = e; at != null; at = at.getCause()) {
            chain.add(at);
        }
        assertThat(chain).allSatisfy(at -> {
            assertThat(at.getClass().getName()).doesNotStartWith("feign").doesNotStartWith("dev.failsafe");
            assertThat(at.toString()).doesNotContain("the-key").doesNotContain("the-secret");
        });
    }
}
