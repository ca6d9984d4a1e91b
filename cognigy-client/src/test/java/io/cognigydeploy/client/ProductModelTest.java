package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.AuditEvent;
import io.cognigydeploy.client.product.model.Connection;
import io.cognigydeploy.client.product.model.ConversationItem;
import io.cognigydeploy.client.product.model.DownloadLink;
import io.cognigydeploy.client.product.model.EndpointSummary;
import io.cognigydeploy.client.product.model.EndpointSwitch;
import io.cognigydeploy.client.product.model.EntryPoint;
import io.cognigydeploy.client.product.model.FlowSummary;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.client.product.model.PagePosition;
import io.cognigydeploy.client.product.model.PlaybookRun;
import io.cognigydeploy.client.product.model.ProductEndpoint;
import io.cognigydeploy.client.product.model.Project;
import io.cognigydeploy.client.product.model.ProjectGraph;
import io.cognigydeploy.client.product.model.ReferenceId;
import io.cognigydeploy.client.product.model.ResourceType;
import io.cognigydeploy.client.product.model.RunStatus;
import io.cognigydeploy.client.product.model.Snapshot;
import io.cognigydeploy.client.product.model.SnapshotName;
import io.cognigydeploy.client.product.model.SnapshotRequest;
import io.cognigydeploy.client.product.model.TalkMessage;
import io.cognigydeploy.client.product.model.TalkReply;
import io.cognigydeploy.client.product.model.Task;
import io.cognigydeploy.client.product.model.TaskStatus;
import io.cognigydeploy.client.product.model.UrlToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductModelTest {

    private static final String A = "aaaaaaaaaaaaaaaaaaaaaaa1";
    private static final String B = "bbbbbbbbbbbbbbbbbbbbbbz2";
    private static final String UUID = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private static final String TOKEN = "0123456789abcdef".repeat(4);

    private static <T> T read(Class<T> type, String json) throws Exception {
        String document =
                json.replace('\'', '"').replace("$A", A).replace("$B", B).replace("$U", UUID);
        return type.cast(Json.read(document.getBytes(StandardCharsets.UTF_8), type));
    }

    @Test
    void aSnapshotIsRead() throws Exception {
        Snapshot snapshot = read(
                Snapshot.class,
                "{'_id':'$A','name':'v1','description':'','hash':'h','createdAt':1700000000,'createdBy':'$B',"
                        + "'isPackaged':true,'packageExpiresAt':1700086400,'more':{'new':1}}");

        assertThat(snapshot)
                .isEqualTo(new Snapshot(
                        new ObjectId(A),
                        "v1",
                        Optional.empty(),
                        Optional.of("h"),
                        Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                        Optional.of(B),
                        Optional.of(true),
                        Optional.of(Instant.ofEpochSecond(1_700_086_400))));
    }

    @Test
    void whatDecidesNothingMayHaveAnyForm() throws Exception {
        Snapshot snapshot = read(
                Snapshot.class,
                "{'_id':'$A','name':'v1','createdBy':{'id':1},'createdAt':'soon','isPackaged':[],'hash':null}");

        assertThat(snapshot.createdBy()).isEmpty();
        assertThat(snapshot.createdAt()).isEmpty();
        assertThat(snapshot.isPackaged()).isEmpty();
        assertThat(snapshot.hash()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name':'v1'}",
                "{'_id':'$A'}",
                "{'_id':'$A','name':null}",
                "{'id':'$A','name':'v1'}",
                "{'_id':'AAAAAAAAAAAAAAAAAAAAAAAA','name':'v1'}",
                "{'_id':'$A','name':{}}",
                "[{'_id':'$A','name':'v1'}]",
                "{'data':{'_id':'$A','name':'v1'}}"
            })
    void whatDecidesMustBeThereAsDocumented(String json) {
        assertThatThrownBy(() -> read(Snapshot.class, json)).isInstanceOf(Json.UnreadableJsonException.class);
    }

    @Test
    void whatIsMissingIsNamedWithoutValues() {
        assertThatThrownBy(() -> read(ProductEndpoint.class, "{'_id':'$A','secret':'s3cret'}"))
                .hasMessage("an object of _id, secret without channel and entrypoint and name");
    }

    @Test
    void aTaskOfTheOlderGenerationIsRead() throws Exception {
        Task task = read(
                Task.class,
                "{'_id':'$A','name':'createSnapshot','data':{'snapshotId':'$B','list':[1,null]},'status':'done',"
                        + "'currentStep':3,'totalStep':3,'failReason':'','lastRunAt':'2026-01-02T03:04:05.678Z',"
                        + "'lastFinishedAt':null,'createdAt':1700000000}");

        assertThat(task.id()).isEqualTo(A);
        assertThat(task.state()).isEqualTo(JobState.COMPLETED);
        assertThat(task.message()).isEmpty();
        assertThat(task.name()).contains("createSnapshot");
        assertThat(task.currentStep()).contains(3L);
        assertThat(task.progress()).isEmpty();
        assertThat(task.lastRunAt()).contains(Instant.parse("2026-01-02T03:04:05.678Z"));
        assertThat(task.lastFinishedAt()).isEmpty();
        assertThat(task.snapshotId()).contains(new ObjectId(B));
        assertThat(task.playbookRunId()).isEmpty();
        assertThat(task.data()).containsOnlyKeys("snapshotId", "list");
    }

    @Test
    void aTaskOfTheNewerGenerationIsRead() throws Exception {
        Task task = read(
                Task.class,
                "{'_id':'$A','status':'active','type':'runPlaybook','parameters':{},'createdAt':1700000000,"
                        + "'lastChangedAt':1700000001,'progress':40,'job':{'name':'j','namespace':'n','timeoutInMs':5},"
                        + "'data':{'playbookRunId':'$B','packageId':'not an id'}}");

        assertThat(task.state()).isEqualTo(JobState.RUNNING);
        assertThat(task.name()).contains("runPlaybook");
        assertThat(task.progress()).contains(40.0);
        assertThat(task.totalStep()).isEmpty();
        assertThat(task.playbookRunId()).contains(new ObjectId(B));
        assertThat(task.packageId()).isEmpty();
    }

    @Test
    void anAcceptedTaskNeedsItsIdOnly() throws Exception {
        assertThat(read(AcceptedTask.class, "{'_id':'$A'}").id()).isEqualTo(new ObjectId(A));
        assertThat(read(AcceptedTask.class, "{'_id':'$A','status':'queued','parameters':{}}")
                        .id())
                .isEqualTo(new ObjectId(A));
    }

    @ParameterizedTest
    @CsvSource({
        "queued, queued, false",
        "ACTIVE, running, false",
        "cancelling, running, false",
        "done, completed, true",
        "error, failed, true",
        "cancelled, cancelled, true"
    })
    void aStatusOfATaskIsAStateOfAJob(String word, JobState state, boolean terminal) {
        assertThat(new TaskStatus(word).state()).isEqualTo(state);
        assertThat(state.isTerminal()).isEqualTo(terminal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paused", "live", "failed", "completed", "success", "aborted", ""})
    void anyOtherStatusOfATaskIsNoEnd(String word) {
        assertThat(new TaskStatus(word).state().isTerminal()).isFalse();
        assertThat(new TaskStatus(word).state().isKnown()).isFalse();
    }

    @Test
    void anEndpointMayHaveNoFlow() throws Exception {
        ProductEndpoint endpoint = read(
                ProductEndpoint.class,
                "{'_id':'$A','name':'Web','channel':'rest','URLToken':'" + TOKEN
                        + "','entrypoint':'$B','flowId':'','localeId':'$U','overrideSnapshotConnections':false}");
        Project project = new Project(new ObjectId(A), "shop", Optional.empty());

        assertThat(endpoint.flowId()).isEmpty();
        assertThat(endpoint.localeId()).contains(new ReferenceId(UUID));
        assertThat(endpoint.urlToken()).contains(UrlToken.of(TOKEN));
        assertThat(endpoint.overrideSnapshotConnections()).contains(false);
        assertThat(endpoint.asSwitch(project))
                .isEqualTo(new EndpointSwitch(
                        new EntryPoint.OfSnapshot(new ObjectId(B)),
                        Optional.empty(),
                        Optional.of(new ReferenceId(UUID))));
        assertThat(endpoint.toString()).doesNotContain(TOKEN);
    }

    @Test
    void idsOfTheWrongKindAreRefused() {
        assertThatThrownBy(
                        () -> read(EndpointSummary.class, "{'_id':'$A','name':'Web','channel':'rest','localeId':'$A'}"))
                .isInstanceOf(Json.UnreadableJsonException.class);
        assertThatThrownBy(() ->
                        read(FlowSummary.class, "{'_id':'$A','referenceId':'$U','name':'Main','localeReference':'$U'}"))
                .isInstanceOf(Json.UnreadableJsonException.class);
    }

    @Test
    void aGraphIsReadByTheIdsOfItsParts() throws Exception {
        ProjectGraph graph = read(
                ProjectGraph.class,
                "{'$A':{'type':'project','name':'shop','resources':[{'_id':'$B','type':'endpoint','name':'Web',"
                        + "'properties':{},'dependencies':[{'_id':'$A','type':'flow'}]},"
                        + "{'_id':'$A','type':'flow','referenceId':'$U'}]}}");

        assertThat(graph.parts()).containsOnlyKeys(A);
        ProjectGraph.Part part = graph.parts().values().iterator().next();
        assertThat(part.resources()).hasSize(2);
        assertThat(part.resources().get(0).dependencies())
                .containsExactly(new ProjectGraph.Dependency(new ObjectId(A), Optional.of("flow")));
        assertThat(part.resources().get(1).referenceId()).contains(new ReferenceId(UUID));
        assertThat(part.resources().get(1).dependencies()).isEmpty();
    }

    @Test
    void aRunOfAPlaybookIsRead() throws Exception {
        PlaybookRun run = read(
                PlaybookRun.class,
                "{'_id':'$A','status':'failed','entrypoint':'$B','flowId':'$A','localeId':'$U',"
                        + "'stepResults':[{'_id':'x','status':'failed','text':'hi','data':{},'timeout':true,'asserts':[]}]}");

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.stepResults())
                .containsExactly(new PlaybookRun.StepResult(
                        Optional.of(RunStatus.FAILED), Optional.of("hi"), Optional.of(true)));
        assertThat(read(PlaybookRun.class, "{'_id':'$A','status':'Running'}")
                        .status()
                        .isTerminal())
                .isFalse();
    }

    @Test
    void evidenceIsRead() throws Exception {
        ConversationItem item = read(
                ConversationItem.class,
                "{'sessionId':'s','snapshotId':'$A','snapshotName':'v1','endpointName':'Web','source':'bot',"
                        + "'endpointUrlToken':'" + TOKEN + "','timestamp':'2026-01-02T03:04:05Z'}");
        AuditEvent event =
                read(AuditEvent.class, "{'_id':'$A','timestamp':'2026-01-02T03:04:05Z','type':'patch','user':'u'}");
        Connection connection =
                read(Connection.class, "{'_id':'$A','referenceId':'$U','name':'crm','extension':'e','type':'t'}");

        assertThat(item.snapshotId()).contains(new ObjectId(A));
        assertThat(item.toString()).doesNotContain(TOKEN);
        assertThat(event.type()).isEqualTo("patch");
        assertThat(connection.extension()).contains("e");
        assertThatThrownBy(() -> read(ConversationItem.class, "{'snapshotId':7}"))
                .isInstanceOf(Json.UnreadableJsonException.class);
    }

    @Test
    void aReplyMayHaveNoText() throws Exception {
        TalkReply reply = read(
                TalkReply.class,
                "{'text':'','data':{},'outputStack':[{'text':null,'data':{'card':{}},'source':'bot'},{'text':'hi','data':[1]}]}");

        assertThat(reply.text()).isEmpty();
        assertThat(reply.outputStack()).hasSize(2);
        assertThat(reply.outputStack().get(0).data()).containsKey("card");
        assertThat(reply.outputStack().get(1).text()).contains("hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "aaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaa", "AAAAAAAAAAAAAAAAAAAAAAAA", UUID})
    void anObjectIdHasOneForm(String text) {
        assertThatThrownBy(() -> new ObjectId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text must be 24 lower-case letters or digits, but was '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", A, "0f8fad5bd9cb469fa16570867728950e", UUID + "0"})
    void aReferenceIdIsAUuid(String text) {
        assertThatThrownBy(() -> new ReferenceId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text must be a UUID, but was '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "a/b", "a\\b", "a:b", "a*b", "a?b", "a\"b", "a<b", "a>b", "a|b", "a\u00a5b", "a\nb"})
    void aNameThatThePlatformWouldRefuseIsNoName(String text) {
        assertThatThrownBy(() -> new SnapshotName(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("text must have ");
    }

    @Test
    void aNameHasUpToTwoHundredCharacters() {
        String longest = "\ud83d\ude00".repeat(200);

        assertThat(new SnapshotName(longest).text()).isEqualTo(longest);
        assertThatThrownBy(() -> new SnapshotName(longest + "x"))
                .hasMessage("text must have 1 to 200 characters, but had 201");
    }

    @Test
    void requestsRefuseWhatThePlatformWouldRefuse() {
        SnapshotName name = new SnapshotName("v1");

        assertThatThrownBy(() -> new SnapshotRequest(new ObjectId(A), name, " "))
                .hasMessageStartingWith("description must have 1 to 500 characters");
        assertThatThrownBy(() -> new SnapshotRequest(new ObjectId(A), name, "x".repeat(501)))
                .hasMessage("description must have 1 to 500 characters, but had 501");
        assertThatThrownBy(() -> new TalkMessage("", "s", "hello")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ResourceType("flow&x=y")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PagePosition.skip(-1)).hasMessage("rows must not be negative, but was -1");
        assertThatThrownBy(() -> PagePosition.after("a&b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsAreNeitherShownNorWritten() {
        UrlToken token = UrlToken.of(TOKEN);
        DownloadLink link = DownloadLink.of("https://files.example.com/s3cret");

        assertThat(List.of(token, link)).allSatisfy(secret -> {
            assertThat(secret).hasToString("***");
            assertThatThrownBy(() -> new ObjectMapper().writeValueAsString(secret))
                    .hasMessageNotContainingAny(TOKEN, "s3cret");
        });
        assertThat(token).isEqualTo(UrlToken.of(TOKEN)).hasSameHashCodeAs(UrlToken.of(TOKEN));
        assertThat(link).isEqualTo(DownloadLink.of("https://files.example.com/s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cret", "s3cret/s3cret/s3cret", "s3cret s3cret s3cret"})
    void aTokenInAWrongFormIsRefusedWithoutBeingShown(String text) {
        assertThatThrownBy(() -> UrlToken.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/s3cret", "s3cret", "mailto:s3cret@example.com", "https://a b/s3cret"})
    void aLinkInAWrongFormIsRefusedWithoutBeingShown(String text) {
        assertThatThrownBy(() -> DownloadLink.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }
}
