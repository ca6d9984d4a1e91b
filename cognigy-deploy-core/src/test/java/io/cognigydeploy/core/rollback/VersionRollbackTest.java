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
import io.cognigydeploy.core.pipeline.BotRelease;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.pipeline.Rollbacker;
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
            ConversationProbe.Turn.of(ReleaseFixture.MESSAGE, "order_support").naming("subject", "order"));

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private ReleaseFixture<VersionRollback> fixture;

    @BeforeEach
    void setUp() {
        begin(FakeCognigy.withDefaultWorld());
    }

    @AfterEach
    void tearDown() {
        assertThat(Thread.interrupted()).as("interrupt flag left over").isFalse();
    }

    private void begin(FakeCognigy fake) {
        fixture = ReleaseFixture.rollback(fake, fake, records);
    }

    private void begin(Consumer<ObjectNode> change) {
        begin(ReleaseFixture.world(change));
    }

    private String live() {
        return fixture.fake
                .liveVersion(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION)
                .orElse("nothing");
    }

    private void sessions(ActiveSessions policy) {
        fixture.kind = cognigy -> VersionRollback.pipeline(cognigy, policy);
    }

    private void fallback() {
        fixture.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(ReleaseFixture.FALLBACK)));
    }

    private static ObjectNode version(ObjectNode world, String id) {
        return ReleaseFixture.byId(ReleaseFixture.byId(world, "bots", ReleaseFixture.BOT), "versions", id);
    }

    // ---------------------------------------------------------------- the way it should go

    @Test
    void anEnvironmentIsBroughtBackByOneRequestInItsDocumentedForm() throws Exception {
        fixture.with(builder -> builder.verify("conversation", PROBE));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(live()).isEqualTo(ReleaseFixture.TARGET);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed()).isEmpty();
        assertThat(Json.MAPPER.readTree(fixture.sent(POST).get(0).body())).isEqualTo(Json.MAPPER.readTree("""
            {"botId": "bot_12345", "targetVersionId": "v_67890", "environment": "PRODUCTION",
             "action": "ROLLBACK", "validateDependencies": true, "force": false}
            """));
        assertThat(fixture.wire())
                .containsSubsequence(
                        "GET /api/v1/bots/bot_12345/versions",
                        "GET /api/v1/sessions",
                        "POST /api/v1/deployments",
                        STATUS.replaceFirst("^", "GET "),
                        STATUS.replaceFirst("^", "GET "),
                        "POST /api/v1/bots/bot_12345/test");
        assertThat(fixture.sent(POST)).hasSize(1);
        assertThat(fixture.fake.violations()).isEmpty();
    }

    @Test
    void withoutTheEnvironmentsIdItIsDoneAndSaidNotToBeConfirmed() {
        fixture.deployment =
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION");

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("id is unknown");
        assertThat(fixture.wire().stream().distinct().toList())
                .containsExactly(
                        "GET /api/v1/bots/bot_12345/versions",
                        "GET /api/v1/sessions",
                        "POST /api/v1/deployments",
                        "GET " + STATUS);
    }

    @Test
    void aPlatformThatHasNothingButTheDocumentedRequestsIsServed() {
        fixture.deployment =
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION");
        fallback();
        fixture.with(builder -> builder.verify(
                "conversation",
                ConversationProbe.of(ConversationProbe.Turn.of(ReleaseFixture.MESSAGE, "order_support"))));
        fixture.fake.only(Document.VERSION_ROLLBACK);
        fixture.withClient(fixture.fake.client());

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("which version is live", "no id was given");
        assertThat(live()).isEqualTo(ReleaseFixture.TARGET);
    }

    @Test
    void soItIsWithTheIdOfAnEnvironmentThatItDoesNotShow() {
        fixture.fake.only(Document.VERSION_ROLLBACK);
        fixture.withClient(fixture.fake.client());

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("environment " + ReleaseFixture.PRODUCTION + " is PRODUCTION: not offered by this platform")
                .doesNotContain("there is no");
    }

    @Test
    void anEnvironmentWithoutANameIsNoReasonToRefuse() {
        fixture.fault(Fault.on("GET", "/api/v1/environments/.*")
                .always()
                .status(200)
                .body("{\"runtimeVersion\": \"2.10.0\"}", "application/json"));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("does not say its name");
        assertThat(live()).isEqualTo(ReleaseFixture.TARGET);
    }

    @Test
    void aDeploymentThatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> VersionRollback.of("../x", ReleaseFixture.TARGET).in("PRODUCTION"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET)
                        .in("PROD\r\nUCTION"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET)
                        .in("P")
                        .withEnvironmentId("a/b"));
    }

    // ---------------------------------------------------------------- versions

    @Test
    void theVersionIsFoundOnAnyPage() {
        begin(world -> {
            var versions =
                    ReleaseFixture.byId(world, "bots", ReleaseFixture.BOT).withArray("versions");
            for (int i = 0; i < 130; i++) {
                versions.insert(
                        0, Json.MAPPER.createObjectNode().put("id", "v_" + i).put("status", "PUBLISHED"));
            }
        });

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(live()).isEqualTo(ReleaseFixture.TARGET);
    }

    @ParameterizedTest
    @MethodSource("versionsThatWillNotDo")
    void onlyAPublishedVersionOfTheEnvironmentIsGoneBackTo(
            Consumer<ObjectNode> change, Class<? extends Verdict> verdict, String said) {
        begin(change);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.gate(report, "version to go back to"))
                .isInstanceOf(verdict)
                .extracting(Verdict::reason)
                .asString()
                .contains(said);
        assertThat(fixture.sent(POST)).isEmpty();
    }

    static Stream<Arguments> versionsThatWillNotDo() {
        Consumer<ObjectNode> draft =
                world -> version(world, ReleaseFixture.TARGET).put("status", "DRAFT");
        Consumer<ObjectNode> silent =
                world -> version(world, ReleaseFixture.TARGET).remove("status");
        Consumer<ObjectNode> elsewhere =
                world -> version(world, ReleaseFixture.TARGET).put("environment", "STAGING");
        Consumer<ObjectNode> nowhere =
                world -> version(world, ReleaseFixture.TARGET).remove("environment");
        Consumer<ObjectNode> gone =
                world -> version(world, ReleaseFixture.TARGET).put("id", "v_other");
        Consumer<ObjectNode> live =
                world -> ((ObjectNode) ReleaseFixture.byId(world, "environments", ReleaseFixture.PRODUCTION)
                                .path("live"))
                        .put(ReleaseFixture.BOT, ReleaseFixture.TARGET);
        Consumer<ObjectNode> renamed = world -> ReleaseFixture.byId(world, "environments", ReleaseFixture.PRODUCTION)
                .put("name", "STAGING");
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
        fixture.fault(Fault.on("GET", VERSIONS).always().status(403));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("could not be read", "answered 403");
        assertThat(fixture.sent(POST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePlanSaysWhetherTheVersionIsNewerThanWhatIsLive(boolean newer) {
        begin(world -> {
            version(world, ReleaseFixture.BROKEN).put("createdAt", "2026-01-10T00:00:00Z");
            version(world, ReleaseFixture.TARGET)
                    .put("createdAt", newer ? "2026-01-11T00:00:00Z" : "2026-01-09T00:00:00Z");
        });

        assertThat(fixture.pipeline().plan(fixture.deployment).describe())
                .contains("live version " + ReleaseFixture.BROKEN, newer ? "; newer than" : "; not newer than");
    }

    @Test
    void theFallbackIsValidatedBeforeAnythingIsChanged() {
        begin(world -> version(world, ReleaseFixture.FALLBACK).put("status", "DRAFT"));
        fallback();

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("fallback v_stable_fallback is DRAFT");
    }

    @Test
    void aFallbackThatIsTheVersionItselfIsRefusedInThePlan() throws Exception {
        fixture.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback(ReleaseFixture.TARGET)));

        DeploymentPipeline<VersionRollback> pipeline = fixture.pipeline();
        assertThat(pipeline.check(pipeline.plan(fixture.deployment)))
                .anySatisfy(gate -> assertThat(gate.verdict().reason()).contains("would have to replace"));
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.sent(POST)).isEmpty();
    }

    @Test
    void aFallbackThatDoesNotExistIsRefusedInThePlan() {
        fixture.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_none")));

        assertThat(fixture.run().outcome().because()).contains("there is no fallback v_none");
        assertThat(fixture.sent(POST)).isEmpty();
    }

    // ---------------------------------------------------------------- sessions

    @Test
    void openSessionsOfTheEnvironmentBlockOnWhateverPageTheyAre() {
        fixture.fake
                .openSessions(ReleaseFixture.BOT, "env_dev", 60)
                .openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 1);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("1 sessions are open");
        assertThat(fixture.sent(POST)).isEmpty();
    }

    @Test
    void sessionsElsewhereDoNotMatter() {
        fixture.fake.openSessions(ReleaseFixture.BOT, "env_dev", 60);

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void withoutTheEnvironmentsIdEverySessionMayBeInTheWay() {
        fixture.deployment =
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION");
        fixture.fake.openSessions(ReleaseFixture.BOT, "env_dev", 1);

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void sessionsWithABrokenVersionDoNotBlockUnlessAsked() {
        fixture.deployment = fixture.deployment.fromBroken();
        fixture.fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 3);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.sent(POST).get(0).body()).contains("\"force\":true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRollbackThatGoesOnWhateverIsOpenDoesNotReadTheSessions(boolean broken) {
        if (broken) {
            fixture.deployment = fixture.deployment.fromBroken();
        } else {
            sessions(ActiveSessions.goOn());
        }
        fixture.fault(Fault.on("GET", "/api/v1/sessions").always().status(503));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.fake.requests("GET", "/api/v1/sessions")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1, false", "1, 1, true", "2, 1, true", "2, 3, false"})
    void soManySessionsMayBeOpenAsTheGateAllows(int allowed, int open, boolean passes) {
        sessions(ActiveSessions.atMost(allowed));
        fixture.fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, open);

        assertThat(fixture.run().outcome()).isInstanceOf(passes ? Outcome.Succeeded.class : Outcome.Rejected.class);
    }

    @Test
    void sessionsAreWaitedForUntilThereAreNoMoreThanAllowed() {
        sessions(ActiveSessions.atMost(1).waiting(Duration.ofMinutes(5)));
        fixture.fake
                .openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 3)
                .sessionsEndPerPoll(1);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.gate(report, "active sessions").evidence().toString())
                .contains("open sessions 1");
    }

    @Test
    void sessionsWithABrokenVersionBlockIfAsked() {
        fixture.deployment = fixture.deployment.fromBroken();
        sessions(ActiveSessions.block());
        fixture.fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 3);

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void sessionsAreWaitedFor() {
        sessions(ActiveSessions.drain(Duration.ofMinutes(5)).every(Duration.ofSeconds(10)));
        fixture.fake
                .openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 3)
                .sessionsEndPerPoll(1);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.fake.requests("GET", "/api/v1/sessions")).hasSize(4);
        assertThat(fixture.gate(report, "active sessions").evidence().toString())
                .contains("waited 30 s");
    }

    @Test
    void sessionsAreNotWaitedForForEver() {
        sessions(ActiveSessions.drain(Duration.ofSeconds(22)));
        fixture.fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 3);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("3 sessions are still open");
        // At once, every 5 s, and when the time is over.
        assertThat(fixture.fake.requests("GET", "/api/v1/sessions")).hasSize(6);
        assertThat(report.took()).isBetween(Duration.ofSeconds(22), Duration.ofSeconds(25));
    }

    @Test
    void whereThereIsNoTimeToWaitOneLookDecides() {
        sessions(ActiveSessions.drain(Duration.ZERO));
        fixture.fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 1);

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.fake.requests("GET", "/api/v1/sessions")).hasSize(1);
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
        fixture.at(
                Event.ManifestWritten.class,
                () -> fixture.fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 1));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("active_sessions", "Nothing was changed");
        assertThat(fixture.sent(POST)).hasSize(1);
    }

    @Test
    void missingDependenciesAreReportedAsSuch() {
        fixture.fake.requires(ReleaseFixture.BOT, ReleaseFixture.TARGET, "crm-connector");

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("dependencies_missing", "crm-connector");
        assertThat(live()).isEqualTo(ReleaseFixture.BROKEN);
    }

    @Test
    void aBotDeploymentCanMindSessionsToo() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        fake.openSessions(BotRelease.BOT, BotRelease.ENVIRONMENT, 1);
        BotRelease release = new BotRelease(fake, records).with(builder -> builder.gate(ActiveSessions.block()));

        assertThat(release.run().outcome().because()).contains("1 sessions are open");
    }

    @Test
    void aConfigurationHasNoBotWhoseSessionsCouldBeCounted() {
        ReleaseFixture<ConfigurationDeployment> other = ReleaseFixture.configuration(
                        fixture.fake, fixture.fake, records)
                .with(builder -> builder.gate(ActiveSessions.block()));

        assertThat(other.gate(other.run(), "active sessions")).isInstanceOf(Verdict.Inconclusive.class);
    }

    // ---------------------------------------------------------------- the job and its undoing

    @Test
    void aFailedJobLeadsToTheFallbackInTheSameEnvironmentFollowedToItsEnd() throws Exception {
        fallback();
        fixture.job(JobScript.fails("image lost").halfApplied());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("image lost");
        assertThat(live()).isEqualTo(ReleaseFixture.FALLBACK);
        JsonNode second = Json.MAPPER.readTree(fixture.sent(POST).get(1).body());
        assertThat(second.path("targetVersionId").asText()).isEqualTo(ReleaseFixture.FALLBACK);
        assertThat(second.path("environment").asText()).isEqualTo("PRODUCTION");
        assertThat(fixture.fake.requests("GET", "/api/v1/deployments/dep_0002/status"))
                .hasSizeGreaterThan(1);
    }

    @Test
    void theFallbackGoesWhereTheRollbackWent() throws Exception {
        begin(world -> {
            ReleaseFixture.byId(world, "environments", ReleaseFixture.PRODUCTION)
                    .put("name", "LIVE-EU");
            for (String id : List.of(ReleaseFixture.BROKEN, ReleaseFixture.TARGET, ReleaseFixture.FALLBACK)) {
                version(world, id).put("environment", "LIVE-EU");
            }
        });
        fixture.deployment = VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET)
                .in("LIVE-EU")
                .withEnvironmentId(ReleaseFixture.PRODUCTION);
        fallback();
        fixture.job(JobScript.fails("boom"));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.RolledBack.class);
        for (RecordedRequest request : fixture.sent(POST)) {
            assertThat(Json.MAPPER.readTree(request.body()).path("environment").asText())
                    .isEqualTo("LIVE-EU");
        }
    }

    @Test
    void aFallbackThatFailsTooIsReportedBesideTheFirstFailure() {
        fallback();
        fixture.job(JobScript.fails("image lost").halfApplied(), JobScript.fails("disk full"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(report.outcome().because()).contains("image lost");
        assertThat(((Outcome.RollbackFailed) report.outcome()).rollbackFailure())
                .contains("disk full");
        assertThat(fixture.sent(POST)).hasSize(2);
    }

    @Test
    void withoutAFallbackWhatWasLiveComesBack() {
        fixture.job(JobScript.fails("boom").halfApplied());

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(live()).isEqualTo(ReleaseFixture.BROKEN);
    }

    @Test
    void withNothingToGoBackToAPersonIsNeeded() {
        fixture.deployment =
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION");
        fixture.job(JobScript.fails("boom"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(((Outcome.RollbackFailed) report.outcome()).rollbackFailure())
                .contains("nothing is known");
        assertThat(((Outcome.RollbackFailed) report.outcome()).nextStep()).contains("PRODUCTION");
    }

    @Test
    void aThrottledFallbackIsSentOnce() {
        fallback();
        fixture.job(JobScript.fails("boom"));
        fixture.fault(Fault.on("POST", POST).nth(2).status(429).retryAfter("3"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fixture.fake.deployments()).hasSize(2);
    }

    @Test
    void aRefusedFallbackDoesNotHideTheFirstFailure() {
        fallback();
        fixture.job(JobScript.fails("boom"));
        fixture.fake.requires(ReleaseFixture.BOT, ReleaseFixture.FALLBACK, "crm-connector");

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("boom", "crm-connector", "as it was");
        assertThat(live()).isEqualTo(ReleaseFixture.BROKEN);
    }

    @Test
    void aJobThatOthersCancelIsAnEnd() {
        fixture.job(JobScript.isCancelled());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("cancelled", "as it was");
        assertThat(report.took()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aStuckJobIsCancelledAfterItsTime() {
        fixture.job(JobScript.neverEnds());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.took()).isBetween(Duration.ofSeconds(400), Duration.ofSeconds(460));
        assertThat(fixture.sent("/api/v1/deployments/dep_0001/cancel")).hasSize(1);
        assertThat(fixture.fake.deployments()).extracting(DeploymentJob::state).containsExactly(JobState.CANCELLED);
        assertThat(live()).isEqualTo(ReleaseFixture.BROKEN);
    }

    @ParameterizedTest
    @MethodSource("failingPolls")
    void aPollThatFailsIsNoEnd(String what, Fault fault) {
        fixture.fault(fault);

        assertThat(fixture.run().outcome()).as(what).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.sent(POST)).hasSize(1);
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
        fixture.fault(fault);

        Report report = fixture.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.fake.deployments()).hasSize(1);
        assertThat(report.mutations().get(0).adopted()).isEqualTo(hadEffect);
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void withoutTheEnvironmentsIdALostAnswerIsUnknownAndNothingIsSentAgain(
            String what, Fault fault, boolean hadEffect) {
        fixture.deployment =
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION");
        fixture.fault(fault);

        Report report = fixture.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.Unknown.class);
        assertThat(fixture.sent(POST)).hasSize(1);
        assertThat(fixture.fake.deployments()).hasSize(hadEffect ? 1 : 0);
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
        fixture.fake.understandsIn(
                ReleaseFixture.BOT,
                ReleaseFixture.TARGET,
                ReleaseFixture.MESSAGE,
                "order_support",
                0.5,
                "subject=order");
        fixture.with(builder -> builder.verify("conversation", PROBE, then));

        Report report = fixture.run();

        assertThat(fixture.verification(report, "conversation")).isInstanceOf(Verdict.Fail.class);
        switch (then) {
            case ROLL_BACK -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
                assertThat(live()).isEqualTo(ReleaseFixture.FALLBACK);
            }
            case ASK -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
                assertThat(report.outcome().because()).contains("left so", "confidence 0.5");
                assertThat(live()).isEqualTo(ReleaseFixture.TARGET);
            }
            case ACCEPT -> {
                assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
                assertThat(report.toText()).contains("confidence 0.5");
                assertThat(live()).isEqualTo(ReleaseFixture.TARGET);
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
            assertThat(exchange).isGreaterThan(7);
        }
    }

    private boolean dies(int exchange, boolean afterEffect, boolean fails) {
        String when = "exchange " + exchange + (afterEffect ? " after" : " before") + " its effect";
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut way = new PowerCut(fake);
        fixture = ReleaseFixture.rollback(fake, way, records.resolve(exchange + "-" + afterEffect + "-" + fails));
        fallback();
        if (fails) {
            fixture.job(JobScript.fails("boom").halfApplied());
        }
        ReleaseFixture<VersionRollback> second = ReleaseFixture.rollback(fake, fake, fixture.records);
        second.more = fixture.more;
        DeploymentPipeline<VersionRollback> pipeline = fixture.pipeline();
        Plan plan = pipeline.plan(fixture.deployment);
        way.atExchange(exchange, afterEffect);
        Report report;
        boolean died = false;
        try {
            report = pipeline.run(plan);
        } catch (PowerCut.Dead e) {
            died = true;
            report = second.pipeline().resume(fixture.onlyRunId());
        }
        assertThat(report.outcome()).as(when).isInstanceOf(fails ? Outcome.RolledBack.class : Outcome.Succeeded.class);
        assertThat(live()).as(when).isEqualTo(fails ? ReleaseFixture.FALLBACK : ReleaseFixture.TARGET);
        assertThat(fake.deployments()).as(when).hasSize(fails ? 2 : 1);
        return died;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptAtEachSingleEventLeadsToATrueOutcome(boolean fails) {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            FakeCognigy fake = FakeCognigy.withDefaultWorld();
            fixture = ReleaseFixture.rollback(fake, fake, records.resolve(number + "-" + fails));
            if (fails) {
                fixture.job(JobScript.fails("boom").halfApplied());
            }
            fixture.interruptAt(number);

            Report report = fixture.run();

            reached = Thread.interrupted();
            assertThat(report.outcome())
                    .as("interrupted at event " + number + " of\n" + report.toMarkdown())
                    .isInstanceOfAny(
                            Outcome.Cancelled.class,
                            Outcome.RolledBack.class,
                            fails ? Outcome.RolledBack.class : Outcome.Succeeded.class);
            assertThat(live()).isEqualTo(report.outcome().isSuccess() ? ReleaseFixture.TARGET : ReleaseFixture.BROKEN);
            assertThat(fake.deployments())
                    .allMatch(job -> job.state().isTerminal())
                    .hasSizeLessThanOrEqualTo(2);
        }
        assertThat(fixture.events).hasSizeGreaterThan(8);
    }

    // ---------------------------------------------------------------- records

    @Test
    void theWebhookGetsTheAnswersToTheProbe() throws Exception {
        fixture.with(builder ->
                builder.verify("conversation", PROBE).notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci"))));

        fixture.run();

        JsonNode body = body();
        assertThat(body.path("eventType").asText()).isEqualTo("BOT_VERSION_ROLLBACK");
        assertThat(body.path("targetVersionId").asText()).isEqualTo(ReleaseFixture.TARGET);
        assertThat(body.path("jobId").asText()).isEqualTo("dep_0001");
        assertThat(body.path("status").asText()).isEqualTo("SUCCESS");
        assertThat(body.path("metrics").path("detectedIntent").asText()).isEqualTo("order_support");
        assertThat(body.path("metrics").path("confidence").asDouble()).isEqualTo(0.93);
        assertThat(body.path("metrics").path("latencyMs").isNumber()).isTrue();
        assertThat(body.path("metrics").path("verificationPassed").asBoolean()).isTrue();
    }

    @Test
    void theWebhookGetsAFailureBeforeTheProbeWithoutMadeUpValues() throws Exception {
        fixture.fake.openSessions(ReleaseFixture.BOT, ReleaseFixture.PRODUCTION, 1);
        fixture.with(builder ->
                builder.verify("conversation", PROBE).notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci"))));

        fixture.run();

        JsonNode body = body();
        assertThat(body.path("status").asText()).isEqualTo("FAILED");
        assertThat(body.path("jobId").isNull()).isTrue();
        assertThat(body.path("metrics").path("verificationPassed").isNull()).isTrue();
        assertThat(body.path("metrics").path("confidence").isNull()).isTrue();
    }

    @Test
    void thePlatformsAuditLogGetsOtherKindsUnderTheirName() throws Exception {
        fixture.with(builder -> builder.notify(PlatformAudit.log().approvedBy("version to go back to")));

        fixture.run();

        JsonNode line = Json.MAPPER.readTree(fixture.fake.audits().get(0).body());
        assertThat(line.path("auditCategory").asText()).isEqualTo("version-rollback");
        assertThat(line.path("complianceFlags"))
                .isEqualTo(Json.MAPPER.readTree("{\"governanceApproved\":true,\"dataResidencyCheck\":false}"));
    }

    private JsonNode body() throws Exception {
        return Json.MAPPER.readTree(fixture.sent("/hooks/ci").get(0).body());
    }
}
