package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.PlaybookRunRequest;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.client.product.model.ResourceType;
import io.cognigydeploy.client.product.model.RestoreRequest;
import io.cognigydeploy.client.product.model.SnapshotName;
import io.cognigydeploy.client.product.model.SnapshotRequest;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.TrainRequest;
import io.cognigydeploy.client.product.model.UrlToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The requests of an installation's client, byte by byte. */
@Timeout(60)
class InstallationWireTest {

    private static final String A = "aaaaaaaaaaaaaaaaaaaaaaa1";
    private static final String B = "bbbbbbbbbbbbbbbbbbbbbbb2";
    private static final ObjectId ONE = new ObjectId(A);
    private static final ObjectId TWO = new ObjectId(B);
    private static final ReferenceId FLOW = new ReferenceId("11111111-1111-1111-1111-111111111111");
    private static final ReferenceId LOCALE = new ReferenceId("22222222-2222-2222-2222-222222222222");
    private static final PagePosition FIRST = PagePosition.skip(0);
    private static final UrlToken TOKEN = UrlToken.of("cafe".repeat(16));
    private static final String LIST = "{\"items\":[],\"total\":0,\"nextCursor\":null,\"previousCursor\":null}";
    private static final String TASK = "{\"_id\":\"" + B + "\"}";
    private static final String NAMED = "{\"_id\":\"" + A + "\",\"name\":\"N\",\"channel\":\"rest\",\"entrypoint\":\""
            + B + "\",\"status\":\"done\",\"referenceId\":\"" + FLOW + "\"}";

    private static CognigyInstallation.Builder client(RawServer server) {
        return CognigyInstallation.builder()
                .baseUrl(server.url())
                .credentials(Credentials.apiKey("the-key"))
                .withoutRateLimit()
                .retry(RetryOptions.builder()
                        .firstDelay(Duration.ofMillis(10))
                        .maxDelay(Duration.ofMillis(20))
                        .build());
    }

    private static Arguments call(String line, String body, String answer, Consumer<CognigyInstallation> call) {
        return Arguments.of(line, body, answer, call);
    }

    private static Arguments read(String path, String answer, Consumer<CognigyInstallation> call) {
        return call("GET /new/v2.0" + path, "", answer, call);
    }

    private static Arguments post(String path, String body, Consumer<CognigyInstallation> call) {
        return call("POST /new/v2.0" + path, body, TASK, call);
    }

    static Stream<Arguments> calls() {
        String page = "?projectId=" + A + "&limit=100&skip=0";
        return Stream.of(
                read("/projects?limit=100&skip=0", LIST, c -> c.projects().list(FIRST)),
                read("/projects/" + A, NAMED, c -> c.projects().get(ONE)),
                read(
                        "/projects/" + A + "/graph?dependencies=true",
                        "{}",
                        c -> c.projects().graph(ONE)),
                read("/snapshots" + page, LIST, c -> c.snapshots().list(ONE, FIRST)),
                read(
                        "/snapshots?projectId=" + A + "&limit=100&next=" + B,
                        LIST,
                        c -> c.snapshots().list(ONE, PagePosition.after(B))),
                read("/snapshots/" + A, NAMED, c -> c.snapshots().get(ONE)),
                read(
                        "/snapshots/" + A + "/resources?resourceType=flow&limit=100&skip=0",
                        LIST,
                        c -> c.snapshots().resources(ONE, ResourceType.FLOW, FIRST)),
                post(
                        "/snapshots",
                        "{\"projectId\":\"" + A + "\",\"name\":\"v1 ünique\",\"description\":\"why\"}",
                        c -> c.snapshots().create(new SnapshotRequest(ONE, new SnapshotName("v1 ünique"), "why"))),
                post("/snapshots/" + A + "/package", "", c -> c.snapshots().pack(ONE)),
                call(
                        "POST /new/v2.0/snapshots/" + A + "/downloadlink",
                        "",
                        "{\"downloadLink\":\"https://files.example.com/f?t=s3cret\"}",
                        c -> c.snapshots().downloadLink(ONE)),
                call(
                        "DELETE /new/v2.0/snapshots/" + A,
                        "",
                        TASK,
                        c -> c.snapshots().delete(ONE)),
                post(
                        "/snapshots/" + A + "/restore",
                        "{\"projectId\":\"" + B + "\"}",
                        c -> c.snapshots().restore(ONE, new RestoreRequest(TWO))),
                read("/tasks" + page, LIST, c -> c.tasks().list(ONE, FIRST)),
                read("/tasks/" + A, NAMED, c -> c.tasks().get(ONE)),
                post("/tasks/" + A + "/cancel", "", c -> c.tasks().cancel(ONE)),
                read("/endpoints" + page, LIST, c -> c.endpoints().list(ONE, FIRST)),
                read("/endpoints/" + A, NAMED, c -> c.endpoints().get(ONE)),
                call(
                        "PATCH /new/v2.0/endpoints/" + A,
                        "{\"entrypoint\":\"" + B + "\",\"flowId\":\"" + FLOW + "\",\"localeId\":\"" + LOCALE + "\"}",
                        NAMED,
                        c -> c.endpoints()
                                .switchTo(ONE, EndpointSwitch.to(new EntryPoint.OfSnapshot(TWO), FLOW, LOCALE))),
                call(
                        "PATCH /new/v2.0/endpoints/" + A,
                        "{\"entrypoint\":\"" + B + "\",\"flowId\":\"\",\"localeId\":\"\"}",
                        "",
                        c -> c.endpoints()
                                .switchTo(
                                        ONE,
                                        new EndpointSwitch(
                                                new EntryPoint.OfProject(TWO), Optional.empty(), Optional.empty()))),
                read("/flows" + page, LIST, c -> c.flows().list(ONE, FIRST)),
                read("/flows/" + A, NAMED, c -> c.flows().get(ONE)),
                post(
                        "/flows/" + A + "/intents/train",
                        "{\"localeId\":\"" + B + "\"}",
                        c -> c.flows().train(ONE, new TrainRequest(TWO))),
                read("/locales" + page, LIST, c -> c.locales().list(ONE, FIRST)),
                read("/locales/" + A, NAMED, c -> c.locales().get(ONE)),
                read("/connections" + page, LIST, c -> c.connections().list(ONE, FIRST)),
                read("/connections/" + A, NAMED, c -> c.connections().get(ONE)),
                read("/extensions" + page, LIST, c -> c.extensions().list(ONE, FIRST)),
                read("/extensions/" + A, NAMED, c -> c.extensions().get(ONE)),
                read(
                        "/largelanguagemodels" + page,
                        LIST,
                        c -> c.languageModels().list(ONE, FIRST)),
                read("/largelanguagemodels/" + A, NAMED, c -> c.languageModels().get(ONE)),
                read("/playbooks" + page, LIST, c -> c.playbooks().list(ONE, FIRST)),
                post(
                        "/playbooks/" + A + "/schedule",
                        "{\"entrypoint\":\"" + B + "\",\"flowId\":\"" + FLOW + "\",\"localeId\":\"" + LOCALE + "\"}",
                        c -> c.playbooks()
                                .run(ONE, new PlaybookRunRequest(new EntryPoint.OfSnapshot(TWO), FLOW, LOCALE))),
                read(
                        "/playbooks/" + A + "/runs?limit=100&skip=0",
                        LIST,
                        c -> c.playbooks().runs(ONE, FIRST)),
                read("/playbooks/" + A + "/runs/" + B, NAMED, c -> c.playbooks().getRun(ONE, TWO)),
                read("/conversations" + page, LIST, c -> c.conversations().list(ONE, FIRST)),
                read(
                        "/conversations?projectId=" + A + "&sort=startTime:desc&limit=100&skip=0",
                        LIST,
                        c -> c.conversations().newest(ONE, FIRST)),
                read(
                        "/conversations/session-1" + page,
                        LIST,
                        c -> c.conversations().get("session-1", ONE, FIRST)),
                read("/auditevents" + page, LIST, c -> c.auditEvents().list(ONE, FIRST)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void requestsAreAsDocumented(String line, String body, String answer, Consumer<CognigyInstallation> call)
            throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(answer.isEmpty() ? 204 : 202, answer));
                CognigyInstallation client = client(server).build()) {
            call.accept(client);

            assertThat(arrived(server)).containsExactly(request(line, server.port(), "X-API-Key: the-key", body));
        }
    }

    private static String request(String line, int port, String authorization, String body) {
        boolean isKey = authorization.startsWith("X-API-Key");
        boolean hasLength = !line.startsWith("GET");
        return line + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n"
                + (hasLength ? "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" : "")
                + "Accept: application/json\r\n"
                + (isKey || authorization.isEmpty() ? "" : authorization + "\r\n")
                + "Content-Type: application/json\r\nUser-Agent: cognigy-deploy/dev\r\n"
                + (isKey ? authorization + "\r\n" : "")
                + (authorization.isEmpty() ? "" : "X-Request-Id: (id)\r\n")
                + "\r\n" + body;
    }

    /** Returns the requests that arrived, without the ids that tell one from another. */
    private static List<String> arrived(RawServer server) {
        return server.requests().stream()
                .map(request -> request.replaceAll("(?<=\r\nX-Request-Id: )[0-9a-z]+-\\d+(?=\r\n)", "(id)"))
                .toList();
    }

    @Test
    void anEndpointIsTalkedToWithoutTheKey() throws Exception {
        String reply = "{\"text\":\"\",\"data\":{},\"outputStack\":[{\"text\":\"\",\"data\":{\"type\":\"card\"},"
                + "\"traceId\":\"t\",\"source\":\"bot\"}],\"userId\":\"u\",\"sessionId\":\"s\"}";
        try (RawServer api = new RawServer(RawServer.answer(200, NAMED));
                RawServer endpoints = new RawServer(RawServer.answer(200, reply));
                CognigyInstallation client =
                        client(api).endpointUrl(endpoints.url() + "/talk/").build()) {
            client.talk().say(TOKEN, new TalkMessage("u", "s", "hello"));
            client.talk().sayInTest(TOKEN, new TalkMessage("u", "s", ""));

            assertThat(api.arrivals()).isZero();
            assertThat(endpoints.requests())
                    .containsExactly(
                            request(
                                    "POST /talk/" + TOKEN.reveal(),
                                    endpoints.port(),
                                    "",
                                    "{\"userId\":\"u\",\"sessionId\":\"s\",\"text\":\"hello\"}"),
                            request(
                                    "POST /talk/test/" + TOKEN.reveal(),
                                    endpoints.port(),
                                    "",
                                    "{\"userId\":\"u\",\"sessionId\":\"s\",\"text\":\"\"}"));
        }
    }

    @Test
    void aMessageIsNotSaidTwiceAndItsTokenIsNotShown() throws Exception {
        try (RawServer server = new RawServer(RawServer.reset());
                CognigyInstallation client =
                        client(server).endpointUrl(server.url()).build()) {
            CognigyException e = catchThrowableOfType(
                    CognigyException.class, () -> client.talk().say(TOKEN, new TalkMessage("u", "s", "hello")));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(e.call()).contains("POST /{urlToken}");
            assertThat(e.toString()).doesNotContain(TOKEN.reveal());
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("onceOnly")
    void whatCountsEachTimeIsSentOnce(Consumer<CognigyInstallation> call) throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(503, "{}"));
                CognigyInstallation client = client(server).build()) {
            CognigyException e = catchThrowableOfType(CognigyException.class, () -> call.accept(client));

            assertThat(e.outcome()).isEqualTo(OutcomeClass.UNKNOWN);
            assertThat(server.requests()).hasSize(1);
        }
    }

    static Stream<Consumer<CognigyInstallation>> onceOnly() {
        EntryPoint snapshot = new EntryPoint.OfSnapshot(TWO);
        return Stream.of(
                c -> c.snapshots().create(new SnapshotRequest(ONE, new SnapshotName("v1"), "why")),
                c -> c.snapshots().pack(ONE),
                c -> c.snapshots().delete(ONE),
                c -> c.snapshots().restore(ONE, new RestoreRequest(TWO)),
                c -> c.endpoints().switchTo(ONE, EndpointSwitch.to(snapshot, FLOW, LOCALE)),
                c -> c.playbooks().run(ONE, new PlaybookRunRequest(snapshot, FLOW, LOCALE)));
    }

    @Test
    void aTokenComesFromTheInstallationAndIsSentAsABearerToken() throws Exception {
        try (RawServer server = new RawServer(
                        RawServer.answer(
                                200, "{\"access_token\":\"t0ken\",\"token_type\":\"Bearer\",\"expires_in\":60}"),
                        RawServer.answer(200, NAMED));
                CognigyInstallation client = client(server)
                        .credentials(Credentials.clientCredentials("id", "the-secret"))
                        .build()) {
            client.projects().get(ONE);

            assertThat(server.requests().get(0))
                    .startsWith("POST /auth/oauth2/token HTTP/1.1\r\n")
                    .endsWith("\r\n\r\ngrant_type=client_credentials&client_id=id&client_secret=the-secret");
            assertThat(arrived(server).get(1))
                    .isEqualTo(
                            request("GET /new/v2.0/projects/" + A, server.port(), "Authorization: Bearer t0ken", ""));
        }
    }

    @Test
    void aDeletionMayBeAnsweredWithoutATask() throws Exception {
        try (RawServer server = new RawServer(RawServer.answer(204, ""), RawServer.answer(202, TASK));
                CognigyInstallation client = client(server).build()) {
            assertThat(client.snapshots().delete(ONE)).isEmpty();
            assertThat(client.snapshots().delete(ONE)).isPresent();
        }
    }

    @Test
    void theKeyDoesNotFollowARedirect() throws Exception {
        try (RawServer other = new RawServer(RawServer.answer(200, NAMED));
                RawServer server = new RawServer(RawServer.answer(307, "", "Location", other.url()));
                CognigyInstallation client = client(server).build()) {
            assertThatThrownBy(() -> client.projects().get(ONE))
                    .isInstanceOf(UnreadableResponseException.class)
                    .hasMessageContaining("redirect");

            assertThat(other.arrivals()).isZero();
        }
    }
}
