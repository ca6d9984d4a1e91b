package io.cognigydeploy.core.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.check.ConversationProbe;
import io.cognigydeploy.core.configuration.ConfigurationDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.Release;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.pipeline.Stage;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Document;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Environments back to versions. */
public class VersionRollbackTest {

    private static final String POST = "/api/v1/deployments";
    private static final String STATUS = "/api/v1/deployments/dep_0001/status";
    private static final String VERSIONS = "/api/v1/bots/[^/]+/versions";
    private static final ConversationProbe PROBE = ConversationProbe.of(
            ConversationProbe.Turn.of(Stage.MESSAGE, "order_support").naming("subject", "order"));

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private Stage<VersionRollback> stage;

    @BeforeEach
    void setUp() {
        begin(FakeCognigy.withDefaultWorld());
    }

    @AfterEach
    void tearDown() {
        assertThat(Thread.interrupted()).as("interrupt flag left over").isFalse();
    }

    private void begin(FakeCognigy fake) {
        stage = Stage.rollback(fake, fake, records);
    }

    private void begin(Consumer<ObjectNode> change) {
        begin(Stage.world(change));
    }

    private String live() {
        return stage.fake.liveVersion(Stage.BOT, Stage.PRODUCTION).orElse("nothing");
    }

    private void sessions(ActiveSessions policy) {
        stage.kind = cognigy -> VersionRollback.pipeline(cognigy, policy);
    }

    private void fallback() {
        stage.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(Stage.FALLBACK)));
    }

    private static ObjectNode version(ObjectNode world, String id) {
        return Stage.byId(Stage.byId(world, "bots", Stage.BOT), "versions", id);
    }

    // ---------------------------------------------------------------- the way it should go

    @Test
    void anEnvironmentIsBroughtBackByOneRequestInItsDocumentedForm() throws Exception {
        stage.with(builder -> builder.verify("conversation", PROBE));

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(live()).isEqualTo(Stage.TARGET);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed()).isEmpty();
        assertThat(Json.MAPPER.readTree(stage.sent(POST).get(0).body())).isEqualTo(Json.MAPPER.readTree("""
            {"botId": "bot_12345", "targetVersionId": "v_67890", "environment": "PRODUCTION",
             "action": "ROLLBACK", "validateDependencies": true, "force": false}
            """));
        assertThat(stage.wire())
                .containsSubsequence(
                        "GET /api/v1/bots/bot_12345/versions",
                        "GET /api/v1/sessions",
                        "POST /api/v1/deployments",
                        STATUS.replaceFirst("^", "GET "),
                        STATUS.replaceFirst("^", "GET "),
                        "POST /api/v1/bots/bot_12345/test");
        assertThat(stage.sent(POST)).hasSize(1);
        assertThat(stage.fake.violations()).isEmpty();
    }

    @Test
    void withoutTheEnvironmentsIdItIsDoneAndSaidNotToBeConfirmed() {
        stage.deployment = VersionRollback.of(Stage.BOT, Stage.TARGET).in("PRODUCTION");

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("id is unknown");
        assertThat(stage.wire().stream().distinct().toList())
                .containsExactly(
                        "GET /api/v1/bots/bot_12345/versions",
                        "GET /api/v1/sessions",
                        "POST /api/v1/deployments",
                        "GET " + STATUS);
    }

    @Test
    void aPlatformThatHasNothingButTheDocumentedRequestsIsServed() {
        stage.deployment = VersionRollback.of(Stage.BOT, Stage.TARGET).in("PRODUCTION");
        fallback();
        stage.with(builder -> builder.verify(
                "conversation", ConversationProbe.of(ConversationProbe.Turn.of(Stage.MESSAGE, "order_support"))));
        stage.fake.only(Document.VERSION_ROLLBACK);
        stage.withClient(stage.fake.client());

        Report report = stage.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("which version is live", "no id was given");
        assertThat(live()).isEqualTo(Stage.TARGET);
    }

    @Test
    void soItIsWithTheIdOfAnEnvironmentThatItDoesNotShow() {
        stage.fake.only(Document.VERSION_ROLLBACK);
        stage.withClient(stage.fake.client());

        Report report = stage.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("environment " + Stage.PRODUCTION + " is PRODUCTION: not offered by this platform")
                .doesNotContain("there is no");
    }

    @Test
    void anEnvironmentWithoutANameIsNoReasonToRefuse() {
        stage.fault(Fault.on("GET", "/api/v1/environments/.*")
                .always()
                .status(200)
                .body("{\"runtimeVersion\": \"2.10.0\"}", "application/json"));

        Report report = stage.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("does not say its name");
        assertThat(live()).isEqualTo(Stage.TARGET);
    }

    @Test
    void aDeploymentThatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionRollback.of("../x", Stage.TARGET).in("PRODUCTION"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionRollback.of(Stage.BOT, Stage.TARGET).in("PROD\r\nUCTION"));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        VersionRollback.of(Stage.BOT, Stage.TARGET).in("P").withEnvironmentId("a/b"));
    }

    // ---------------------------------------------------------------- versions

    @Test
    void theVersionIsFoundOnAnyPage() {
        begin(world -> {
            var versions = Stage.byId(world, "bots", Stage.BOT).withArray("versions");
            for (int i = 0; i < 130; i++) {
                versions.insert(
                        0, Json.MAPPER.createObjectNode().put("id", "v_" + i).put("status", "PUBLISHED"));
            }
        });

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(live()).isEqualTo(Stage.TARGET);
    }

    @ParameterizedTest
    @MethodSource("versionsThatWillNotDo")
    void onlyAPublishedVersionOfTheEnvironmentIsGoneBackTo(
            Consumer<ObjectNode> change, Class<? extends Verdict> verdict, String said) {
        begin(change);

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(stage.gate(report, "version to go back to"))
                .isInstanceOf(verdict)
                .extracting(Verdict::reason)
                .asString()
                .contains(said);
        assertThat(stage.sent(POST)).isEmpty();
    }

    static Stream<Arguments> versionsThatWillNotDo() {
        Consumer<ObjectNode> draft = world -> version(world, Stage.TARGET).put("status", "DRAFT");
        Consumer<ObjectNode> silent = world -> version(world, Stage.TARGET).remove("status");
        Consumer<ObjectNode> elsewhere = world -> version(world, Stage.TARGET).put("environment", "STAGING");
        Consumer<ObjectNode> nowhere = world -> version(world, Stage.TARGET).remove("environment");
        Consumer<ObjectNode> gone = world -> version(world, Stage.TARGET).put("id", "v_other");
        Consumer<ObjectNode> live = world -> ((ObjectNode)
                        Stage.byId(world, "environments", Stage.PRODUCTION).path("live"))
                .put(Stage.BOT, Stage.TARGET);
        Consumer<ObjectNode> renamed =
                world -> Stage.byId(world, "environments", Stage.PRODUCTION).put("name", "STAGING");
        return Stream.of(
                Arguments.of(draft, Verdict.Fail.class, "DRAFT"),
                Arguments.of(silent, Verdict.Inconclusive.class, "whether version v_67890 is published"),
                Arguments.of(elsewhere, Verdict.Fail.class, "of STAGING, not of PRODUCTION"),
                Arguments.of(nowhere, Verdict.Inconclusive.class, "which environment"),
                Arguments.of(gone, Verdict.Fail.class, "there is no version v_67890"),
                Arguments.of(live, Verdict.Fail.class, "is live already"),
                Arguments.of(renamed, Verdict.Fail.class, "is called STAGING"));
    }

    @Test
    void aListOfVersionsThatCannotBeReadStopsTheRun() {
        stage.fault(Fault.on("GET", VERSIONS).always().status(403));

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("could not be read", "answered 403");
        assertThat(stage.sent(POST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePlanSaysWhetherTheVersionIsNewerThanWhatIsLive(boolean newer) {
        begin(world -> {
            version(world, Stage.BROKEN).put("createdAt", "2026-01-10T00:00:00Z");
            version(world, Stage.TARGET).put("createdAt", newer ? "2026-01-11T00:00:00Z" : "2026-01-09T00:00:00Z");
        });

        assertThat(stage.pipeline().plan(stage.deployment).describe())
                .contains("live version " + Stage.BROKEN, newer ? "; newer than" : "; not newer than");
    }

    @Test
    void theFallbackIsValidatedBeforeAnythingIsChanged() {
        begin(world -> version(world, Stage.FALLBACK).put("status", "DRAFT"));
        fallback();

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("fallback v_stable_fallback is DRAFT");
    }

    @Test
    void aFallbackThatIsTheVersionItselfIsRefusedInThePlan() throws Exception {
        stage.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(Stage.TARGET)));

        DeploymentPipeline<VersionRollback> pipeline = stage.pipeline();
        assertThat(pipeline.check(pipeline.plan(stage.deployment)))
                .anySatisfy(gate -> assertThat(gate.verdict().reason()).contains("would have to replace"));
        assertThat(stage.run().outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(stage.sent(POST)).isEmpty();
    }

    @Test
    void aFallbackThatDoesNotExistIsRefusedInThePlan() {
        stage.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_none")));

        assertThat(stage.run().outcome().because()).contains("there is no fallback v_none");
        assertThat(stage.sent(POST)).isEmpty();
    }

    // ---------------------------------------------------------------- sessions

    @Test
    void openSessionsOfTheEnvironmentBlockOnWhateverPageTheyAre() {
        stage.fake.openSessions(Stage.BOT, "env_dev", 60).openSessions(Stage.BOT, Stage.PRODUCTION, 1);

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("1 sessions are open");
        assertThat(stage.sent(POST)).isEmpty();
    }

    @Test
    void sessionsElsewhereDoNotMatter() {
        stage.fake.openSessions(Stage.BOT, "env_dev", 60);

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void withoutTheEnvironmentsIdEverySessionMayBeInTheWay() {
        stage.deployment = VersionRollback.of(Stage.BOT, Stage.TARGET).in("PRODUCTION");
        stage.fake.openSessions(Stage.BOT, "env_dev", 1);

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void sessionsWithABrokenVersionDoNotBlockUnlessAsked() {
        stage.deployment = stage.deployment.fromBroken();
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 3);

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(stage.sent(POST).get(0).body()).contains("\"force\":true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRollbackThatGoesOnWhateverIsOpenDoesNotReadTheSessions(boolean broken) {
        if (broken) {
            stage.deployment = stage.deployment.fromBroken();
        } else {
            sessions(ActiveSessions.goOn());
        }
        stage.fault(Fault.on("GET", "/api/v1/sessions").always().status(503));

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(stage.fake.requests("GET", "/api/v1/sessions")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, false", "1, 1, true", "2, 1, true", "2, 3, false"})
    void soManySessionsMayBeOpenAsTheGateAllows(int allowed, int open, boolean passes) {
        sessions(ActiveSessions.atMost(allowed));
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, open);

        assertThat(stage.run().outcome()).isInstanceOf(passes ? Outcome.Succeeded.class : Outcome.Rejected.class);
    }

    @Test
    void sessionsAreWaitedForUntilThereAreNoMoreThanAllowed() {
        sessions(ActiveSessions.atMost(1).waiting(Duration.ofMinutes(5)));
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 3).sessionsEndPerPoll(1);

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(stage.gate(report, "active sessions").evidence().toString()).contains("open sessions 1");
    }

    @Test
    void sessionsWithABrokenVersionBlockIfAsked() {
        stage.deployment = stage.deployment.fromBroken();
        sessions(ActiveSessions.block());
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 3);

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void sessionsAreWaitedFor() {
        sessions(ActiveSessions.drain(Duration.ofMinutes(5)).every(Duration.ofSeconds(10)));
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 3).sessionsEndPerPoll(1);

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(stage.fake.requests("GET", "/api/v1/sessions")).hasSize(4);
        assertThat(stage.gate(report, "active sessions").evidence().toString()).contains("waited 30 s");
    }

    @Test
    void sessionsAreNotWaitedForForEver() {
        sessions(ActiveSessions.drain(Duration.ofSeconds(22)));
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 3);

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("3 sessions are still open");
        // At once, every 5 s, and when the time is over.
        assertThat(stage.fake.requests("GET", "/api/v1/sessions")).hasSize(6);
        assertThat(report.took()).isBetween(Duration.ofSeconds(22), Duration.ofSeconds(25));
    }

    @Test
    void whereThereIsNoTimeToWaitOneLookDecides() {
        sessions(ActiveSessions.drain(Duration.ZERO));
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 1);

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(stage.fake.requests("GET", "/api/v1/sessions")).hasSize(1);
    }

    @Test
    void timesThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ActiveSessions.drain(Duration.ofSeconds(-1)));
        for (Duration pause : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> ActiveSessions.drain(Duration.ofMinutes(1)).every(pause));
        }
    }

    @Test
    void aSessionThatBeginsAfterTheReadIsRefusedByThePlatformAndReported() {
        stage.at(Event.ManifestWritten.class, () -> stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 1));

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("active_sessions", "Nothing was changed");
        assertThat(stage.sent(POST)).hasSize(1);
    }

    @Test
    void missingDependenciesAreReportedAsSuch() {
        stage.fake.requires(Stage.BOT, Stage.TARGET, "crm-connector");

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("dependencies_missing", "crm-connector");
        assertThat(live()).isEqualTo(Stage.BROKEN);
    }

    @Test
    void aBotDeploymentCanMindSessionsToo() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.openSessions(Release.BOT, Release.ENVIRONMENT, 1);
        Release release = new Release(fake, records).with(builder -> builder.gate(ActiveSessions.block()));

        assertThat(release.run().outcome().because()).contains("1 sessions are open");
    }

    @Test
    void aConfigurationHasNoBotWhoseSessionsCouldBeCounted() {
        Stage<ConfigurationDeployment> other = Stage.configuration(stage.fake, stage.fake, records)
                .with(builder -> builder.gate(ActiveSessions.block()));

        assertThat(other.gate(other.run(), "active sessions")).isInstanceOf(Verdict.Inconclusive.class);
    }

    // ---------------------------------------------------------------- the job and its undoing

    @Test
    void aFailedJobLeadsToTheFallbackInTheSameEnvironmentFollowedToItsEnd() throws Exception {
        fallback();
        stage.job(JobScript.fails("image lost").halfApplied());

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("image lost");
        assertThat(live()).isEqualTo(Stage.FALLBACK);
        JsonNode second = Json.MAPPER.readTree(stage.sent(POST).get(1).body());
        assertThat(second.path("targetVersionId").asText()).isEqualTo(Stage.FALLBACK);
        assertThat(second.path("environment").asText()).isEqualTo("PRODUCTION");
        assertThat(stage.fake.requests("GET", "/api/v1/deployments/dep_0002/status"))
                .hasSizeGreaterThan(1);
    }

    @Test
    void theFallbackGoesWhereTheRollbackWent() throws Exception {
        begin(world -> {
            Stage.byId(world, "environments", Stage.PRODUCTION).put("name", "LIVE-EU");
            for (String id : List.of(Stage.BROKEN, Stage.TARGET, Stage.FALLBACK)) {
                version(world, id).put("environment", "LIVE-EU");
            }
        });
        stage.deployment =
                VersionRollback.of(Stage.BOT, Stage.TARGET).in("LIVE-EU").withEnvironmentId(Stage.PRODUCTION);
        fallback();
        stage.job(JobScript.fails("boom"));

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.RolledBack.class);
        for (RecordedRequest request : stage.sent(POST)) {
            assertThat(Json.MAPPER.readTree(request.body()).path("environment").asText())
                    .isEqualTo("LIVE-EU");
        }
    }

    @Test
    void aFallbackThatFailsTooIsReportedBesideTheFirstFailure() {
        fallback();
        stage.job(JobScript.fails("image lost").halfApplied(), JobScript.fails("disk full"));

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(report.outcome().because()).contains("image lost");
        assertThat(((Outcome.RollbackFailed) report.outcome()).rollbackFailure())
                .contains("disk full");
        assertThat(stage.sent(POST)).hasSize(2);
    }

    @Test
    void withoutAFallbackWhatWasLiveComesBack() {
        stage.job(JobScript.fails("boom").halfApplied());

        assertThat(stage.run().outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(live()).isEqualTo(Stage.BROKEN);
    }

    @Test
    void withNothingToGoBackToAPersonIsNeeded() {
        stage.deployment = VersionRollback.of(Stage.BOT, Stage.TARGET).in("PRODUCTION");
        stage.job(JobScript.fails("boom"));

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(((Outcome.RollbackFailed) report.outcome()).rollbackFailure())
                .contains("nothing is known");
        assertThat(((Outcome.RollbackFailed) report.outcome()).nextStep()).contains("PRODUCTION");
    }

    @Test
    void aThrottledFallbackIsSentOnce() {
        fallback();
        stage.job(JobScript.fails("boom"));
        stage.fault(Fault.on("POST", POST).nth(2).status(429).retryAfter("3"));

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(stage.fake.deployments()).hasSize(2);
    }

    @Test
    void aRefusedFallbackDoesNotHideTheFirstFailure() {
        fallback();
        stage.job(JobScript.fails("boom"));
        stage.fake.requires(Stage.BOT, Stage.FALLBACK, "crm-connector");

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("boom", "crm-connector", "as it was");
        assertThat(live()).isEqualTo(Stage.BROKEN);
    }

    @Test
    void aJobThatOthersCancelIsAnEnd() {
        stage.job(JobScript.isCancelled());

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("cancelled", "as it was");
        assertThat(report.took()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aStuckJobIsCancelledAfterItsTime() {
        stage.job(JobScript.neverEnds());

        Report report = stage.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.took()).isBetween(Duration.ofSeconds(400), Duration.ofSeconds(460));
        assertThat(stage.sent("/api/v1/deployments/dep_0001/cancel")).hasSize(1);
        assertThat(stage.fake.deployments()).extracting(DeploymentJob::state).containsExactly(JobState.CANCELLED);
        assertThat(live()).isEqualTo(Stage.BROKEN);
    }

    @ParameterizedTest
    @MethodSource("failingPolls")
    void aPollThatFailsIsNoEnd(String what, Fault fault) {
        stage.fault(fault);

        assertThat(stage.run().outcome()).as(what).isInstanceOf(Outcome.Succeeded.class);
        assertThat(stage.sent(POST)).hasSize(1);
    }

    static Stream<Arguments> failingPolls() {
        Fault polls = Fault.on("GET", STATUS).times(9);
        return Stream.of(
                Arguments.of("500", polls.status(500)),
                Arguments.of("429 with a date", polls.status(429).retryAfter("Thu, 15 Jan 2026 12:00:30 GMT")),
                Arguments.of("429 with a fraction", polls.status(429).retryAfter("1.5")),
                Arguments.of("dropped", polls.drop()),
                Arguments.of("null data", polls.body("{\"success\":true,\"data\":null}", "application/json")),
                Arguments.of(
                        "no success",
                        polls.body("{\"success\":false,\"message\":\"later\",\"data\":null}", "application/json")),
                Arguments.of(
                        "unknown state",
                        polls.body("{\"success\":true,\"data\":{\"state\":\"MIGRATING\"}}", "application/json")));
    }

    // ---------------------------------------------------------------- lost answers

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aLostAnswerNeverMakesASecondRollback(String what, Fault fault, boolean hadEffect) {
        stage.fault(fault);

        Report report = stage.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.Succeeded.class);
        assertThat(stage.fake.deployments()).hasSize(1);
        assertThat(report.mutations().get(0).adopted()).isEqualTo(hadEffect);
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void withoutTheEnvironmentsIdALostAnswerIsUnknownAndNothingIsSentAgain(
            String what, Fault fault, boolean hadEffect) {
        stage.deployment = VersionRollback.of(Stage.BOT, Stage.TARGET).in("PRODUCTION");
        stage.fault(fault);

        Report report = stage.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.Unknown.class);
        assertThat(stage.sent(POST)).hasSize(1);
        assertThat(stage.fake.deployments()).hasSize(hadEffect ? 1 : 0);
    }

    static Stream<Arguments> lostAnswers() {
        Fault post = Fault.on("POST", POST);
        return Stream.of(
                Arguments.of("dropped before effect", post.drop(), false),
                Arguments.of("dropped after effect", post.dropAfterEffect(), true),
                Arguments.of("500 applied", post.statusAfterEffect(500), true),
                Arguments.of("503 not applied", post.status(503), false),
                Arguments.of("no id", post.body("{\"success\":true,\"data\":{}}", "application/json"), true));
    }

    // ---------------------------------------------------------------- probe

    @ParameterizedTest
    @EnumSource(OnFailedVerification.class)
    void whatAFailedProbeDoesIsPolicy(OnFailedVerification then) {
        fallback();
        stage.fake.understandsIn(Stage.BOT, Stage.TARGET, Stage.MESSAGE, "order_support", 0.5, "subject=order");
        stage.with(builder -> builder.verify("conversation", PROBE, then));

        Report report = stage.run();

        assertThat(stage.verification(report, "conversation")).isInstanceOf(Verdict.Fail.class);
        switch (then) {
            case ROLL_BACK -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
                assertThat(live()).isEqualTo(Stage.FALLBACK);
            }
            case ASK -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
                assertThat(report.outcome().because()).contains("left so", "confidence 0.5");
                assertThat(live()).isEqualTo(Stage.TARGET);
            }
            case ACCEPT -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
                assertThat(report.toText()).contains("confidence 0.5");
                assertThat(live()).isEqualTo(Stage.TARGET);
            }
        }
    }

    // ---------------------------------------------------------------- dying and cancelling

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunWhoseProcessDiesAtAnyExchangeIsBroughtToItsEnd(boolean fails) {
        for (boolean afterEffect : List.of(false, true)) {
            int exchange = 1;
            while (dies(exchange, afterEffect, fails)) {
                exchange++;
            }
            assertThat(exchange).isGreaterThan(8);
        }
    }

    private boolean dies(int exchange, boolean afterEffect, boolean fails) {
        String when = "exchange " + exchange + (afterEffect ? " after" : " before") + " its effect";
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        stage = Stage.rollback(fake, way, records.resolve(exchange + "-" + afterEffect + "-" + fails));
        fallback();
        if (fails) {
            stage.job(JobScript.fails("boom").halfApplied());
        }
        Stage<VersionRollback> second = Stage.rollback(fake, fake, stage.records);
        second.more = stage.more;
        DeploymentPipeline<VersionRollback> pipeline = stage.pipeline();
        Plan plan = pipeline.plan(stage.deployment);
        way.atExchange(exchange, afterEffect);
        Report report;
        boolean died = false;
        try {
            report = pipeline.run(plan);
        } catch (PowerCut.Dead e) {
            died = true;
            report = second.pipeline().resume(stage.onlyRunId());
        }
        assertThat(report.outcome()).as(when).isInstanceOf(fails ? Outcome.RolledBack.class : Outcome.Succeeded.class);
        assertThat(live()).as(when).isEqualTo(fails ? Stage.FALLBACK : Stage.TARGET);
        assertThat(fake.deployments()).as(when).hasSize(fails ? 2 : 1);
        return died;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptAtEachSingleEventLeadsToATrueOutcome(boolean fails) {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            FakeCognigy fake = FakeCognigy.withDefaultWorld();
            stage = Stage.rollback(fake, fake, records.resolve(number + "-" + fails));
            if (fails) {
                stage.job(JobScript.fails("boom").halfApplied());
            }
            stage.interruptAt(number);

            Report report = stage.run();

            reached = Thread.interrupted();
            assertThat(report.outcome())
                    .as("interrupted at event " + number + " of\n" + report.toMarkdown())
                    .isInstanceOfAny(
                            Outcome.Cancelled.class,
                            Outcome.RolledBack.class,
                            fails ? Outcome.RolledBack.class : Outcome.Succeeded.class);
            assertThat(live()).isEqualTo(report.outcome().isSuccess() ? Stage.TARGET : Stage.BROKEN);
            assertThat(fake.deployments())
                    .allMatch(job -> job.state().isTerminal())
                    .hasSizeLessThanOrEqualTo(2);
        }
        assertThat(stage.events).hasSizeGreaterThan(8);
    }

    // ---------------------------------------------------------------- records

    @Test
    void theWebhookGetsTheAnswersToTheProbe() throws Exception {
        stage.with(builder ->
                builder.verify("conversation", PROBE).notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci"))));

        stage.run();

        JsonNode body = body();
        assertThat(body.path("eventType").asText()).isEqualTo("BOT_VERSION_ROLLBACK");
        assertThat(body.path("targetVersionId").asText()).isEqualTo(Stage.TARGET);
        assertThat(body.path("jobId").asText()).isEqualTo("dep_0001");
        assertThat(body.path("status").asText()).isEqualTo("SUCCESS");
        assertThat(body.path("metrics").path("detectedIntent").asText()).isEqualTo("order_support");
        assertThat(body.path("metrics").path("confidence").asDouble()).isEqualTo(0.93);
        assertThat(body.path("metrics").path("latencyMs").isNumber()).isTrue();
        assertThat(body.path("metrics").path("verificationPassed").asBoolean()).isTrue();
    }

    @Test
    void theWebhookGetsAFailureBeforeTheProbeWithoutMadeUpValues() throws Exception {
        stage.fake.openSessions(Stage.BOT, Stage.PRODUCTION, 1);
        stage.with(builder ->
                builder.verify("conversation", PROBE).notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci"))));

        stage.run();

        JsonNode body = body();
        assertThat(body.path("status").asText()).isEqualTo("FAILED");
        assertThat(body.path("jobId").isNull()).isTrue();
        assertThat(body.path("metrics").path("verificationPassed").isNull()).isTrue();
        assertThat(body.path("metrics").path("confidence").isNull()).isTrue();
    }

    @Test
    void thePlatformsAuditLogGetsOtherKindsUnderTheirName() throws Exception {
        stage.with(builder -> builder.notify(PlatformAudit.log().approvedBy("version to go back to")));

        stage.run();

        JsonNode line = Json.MAPPER.readTree(stage.fake.audits().get(0).body());
        assertThat(line.path("auditCategory").asText()).isEqualTo("version-rollback");
        assertThat(line.path("complianceFlags"))
                .isEqualTo(Json.MAPPER.readTree("{\"governanceApproved\":true,\"dataResidencyCheck\":false}"));
    }

    private JsonNode body() throws Exception {
        return Json.MAPPER.readTree(stage.sent("/hooks/ci").get(0).body());
    }
}
