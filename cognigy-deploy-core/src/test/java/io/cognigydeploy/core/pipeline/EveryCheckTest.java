package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.model.TestRun;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.canary.CanaryValidator;
import io.cognigydeploy.core.check.ActiveSessions;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.check.ConversationProbe;
import io.cognigydeploy.core.check.ConversationProbe.Turn;
import io.cognigydeploy.core.check.FreezeWindows;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.rollback.VersionRollback;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check that this library brings, with every kind of deployment. */
class EveryCheckTest {

    private static final String BOT_TEST = "/api/v1/bots/[^/]+/test";
    private static final String HEALTH = "/api/v2/environments/[^/]+/health";

    private static final String UNDERSTOOD =
            "{\"success\":true,\"data\":{\"intent\":{\"name\":\"greeting\",\"confidence\":0.99},\"entities\":[]}}";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    static Stream<ReleaseExample<?>> examples() {
        return ReleaseExample.all().stream();
    }

    private <D extends Deployment> ReleaseFixture<D> fixture(ReleaseExample<D> example) {
        FakeCognigy fake = example.world().get();
        return example.setup().on(fake, fake, records);
    }

    private static <D extends Deployment> Plan plan(ReleaseFixture<D> fixture) {
        return fixture.pipeline().plan(fixture.deployment);
    }

    private static <D extends Deployment> Applied applied(ReleaseFixture<D> fixture) {
        return new Applied(plan(fixture), List.of("op_1"));
    }

    /** A verdict where the deployment is about a bot; without one, nothing can be said, and nothing is guessed. */
    private static void assertJudged(Verdict verdict, Deployment deployment, Class<? extends Verdict> ofBot) {
        assertThat(verdict)
                .as(deployment + ": " + verdict)
                .isInstanceOf(deployment.bot().isPresent() ? ofBot : Verdict.Inconclusive.class);
    }

    @Test
    void botVersionsCanariesAndRollbacksAreAboutABotAndTheOthersAreNot() {
        assertThat(examples()
                        .map(example -> example.name() + " "
                                + fixture(example)
                                        .deployment
                                        .bot()
                                        .map(Deployment.Bot::id)
                                        .orElse("-")))
                .containsExactly(
                        "bot version " + BotRelease.BOT,
                        "configuration -",
                        "version rollback " + ReleaseFixture.BOT,
                        "canary " + ReleaseFixture.CANARY_BOT,
                        "flow bundle -",
                        "snapshot -",
                        "retention -");
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void aTestRunOfSomethingElseIsNoReasonToDeploy(ReleaseExample<D> example) {
        D deployment = fixture(example).deployment;
        Optional<Deployment.Bot> bot = deployment.bot();
        TestRun.Builder good = TestRun.builder().totalTests(10).passedTests(10);
        bot.ifPresent(known -> good.botId(known.id()).version(known.version()).environmentId(known.environmentId()));

        assertThat(judge(good.build(), deployment)).isInstanceOf(Verdict.Pass.class);

        Class<? extends Verdict> ofOthers = bot.isPresent() ? Verdict.Fail.class : Verdict.Pass.class;
        assertThat(judge(
                        TestRun.builder()
                                .from(good.build())
                                .botId("bot_of_others")
                                .build(),
                        deployment))
                .isInstanceOf(ofOthers);
        assertThat(judge(TestRun.builder().from(good.build()).version("v0").build(), deployment))
                .isInstanceOf(ofOthers);
        assertThat(judge(
                        TestRun.builder()
                                .from(good.build())
                                .environmentId("env_of_others")
                                .build(),
                        deployment))
                .isInstanceOf(ofOthers);
    }

    private static Verdict judge(TestRun run, Deployment deployment) {
        return QualityGate.suite("suite").judge(List.of(run), deployment, Instant.EPOCH);
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void openSessionsAreCountedWhereverThereIsABot(ReleaseExample<D> example) throws Exception {
        ReleaseFixture<D> fixture = fixture(example);

        assertJudged(ActiveSessions.block().judge(plan(fixture)), fixture.deployment, Verdict.Pass.class);

        fixture.deployment
                .bot()
                .ifPresent(bot ->
                        fixture.fake.openSessions(bot.id(), bot.environmentId().orElseThrow(), 3));
        assertJudged(ActiveSessions.block().judge(plan(fixture)), fixture.deployment, Verdict.Fail.class);
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void theProbeTalksToTheBotThatWasDeployed(ReleaseExample<D> example) throws Exception {
        ReleaseFixture<D> fixture = fixture(example);
        ConversationProbe probe = ConversationProbe.of(Turn.of("hello", "greeting"));
        fixture.fault(Fault.on("POST", BOT_TEST).always().status(200).body(UNDERSTOOD, "application/json"));

        assertJudged(probe.judge(applied(fixture)), fixture.deployment, Verdict.Pass.class);

        assertThat(fixture.fake.requests("POST", BOT_TEST).stream().map(request -> request.path()))
                .isEqualTo(fixture.deployment.bot().stream()
                        .map(bot -> "/api/v1/bots/" + bot.id() + "/test")
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("reversibleExamples")
    <D extends Deployment> void aHealthyCanaryOrReleaseIsNotRolledBackByAProbe(ReleaseExample<D> example) {
        ReleaseFixture<D> fixture = fixture(example);
        fixture.fault(Fault.on("POST", BOT_TEST).always().status(200).body(UNDERSTOOD, "application/json"));
        fixture.with(builder -> builder.verify("talk", ConversationProbe.of(Turn.of("hello", "greeting"))));

        assertThat(fixture.run().outcome())
                .isInstanceOf(
                        fixture.deployment.bot().isPresent() ? Outcome.Succeeded.class : Outcome.RolledBack.class);
    }

    @ParameterizedTest
    @MethodSource("examplesWithAnEnvironment")
    <D extends Deployment> void healthIsTheEnvironmentsWhateverWasDeployedThere(ReleaseExample<D> example)
            throws Exception {
        ReleaseFixture<D> fixture = fixture(example);
        HealthSoak soak = HealthSoak.defaults().window(Duration.ofSeconds(30));
        fixture.fault(Fault.on("GET", HEALTH)
                .times(100)
                .status(200)
                .body("{\"status\":\"healthy\",\"errorRate\":0.01}", "application/json"));

        assertThat(soak.judge(applied(fixture))).isInstanceOf(Verdict.Pass.class);

        assertThat(fixture.fake.requests("GET", HEALTH))
                .isNotEmpty()
                .allMatch(request -> request.path().contains(fixture.deployment.target()));
    }

    static Stream<ReleaseExample<?>> reversibleExamples() {
        return ReleaseExample.reversible().stream();
    }

    static Stream<ReleaseExample<?>> examplesWithAnEnvironment() {
        return examples().filter(example -> !List.of("snapshot", "retention").contains(example.name()));
    }

    @Test
    void healthOfAnEnvironmentWhoseIdIsNotKnownCannotBeJudged() throws Exception {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        ReleaseFixture<VersionRollback> fixture = ReleaseFixture.rollback(fake, fake, records);
        fixture.deployment =
                VersionRollback.of(ReleaseFixture.BOT, ReleaseFixture.TARGET).in("PRODUCTION");

        assertThat(HealthSoak.defaults().judge(applied(fixture))).isInstanceOf(Verdict.Inconclusive.class);

        assertThat(fake.requests("GET", HEALTH)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void freezesAndApprovalsHoldForEveryKind(ReleaseExample<D> example) throws Exception {
        ReleaseFixture<D> fixture = fixture(example);
        Plan plan = plan(fixture);
        Instant now = fixture.fake.time().now();
        FreezeWindows frozen = new FreezeWindows(List.of(new FreezeWindows.Once(now, now.plusSeconds(1))));

        assertThat(frozen.judge(plan)).isInstanceOf(Verdict.Fail.class);
        assertThat(new FreezeWindows(List.of()).judge(plan)).isInstanceOf(Verdict.Pass.class);
        assertThat(Approval.from(of -> Optional.of(new ApprovalDecision(of.fingerprint(), true, "ops", "", now)))
                        .judge(plan))
                .isInstanceOf(Verdict.Pass.class);
        assertThat(Approval.from(of -> Optional.of(new ApprovalDecision("another", true, "ops", "", now)))
                        .judge(plan))
                .isInstanceOf(Verdict.Inconclusive.class);
    }

    @ParameterizedTest
    @MethodSource("examples")
    <D extends Deployment> void aCanaryThatIsNotThereIsNeverFoundGood(ReleaseExample<D> example) throws Exception {
        ReleaseFixture<D> fixture = fixture(example);
        fixture.fault(Fault.on("GET", "/api/v1/metrics.*").always().status(404));

        CheckResult result = CheckRunner.judge(CanaryValidator.defaults(), applied(fixture), fixture.client());

        assertThat(result.verdict()).isInstanceOf(Verdict.Inconclusive.class);
    }
}
