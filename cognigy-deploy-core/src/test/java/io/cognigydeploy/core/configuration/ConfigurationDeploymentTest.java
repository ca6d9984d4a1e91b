package io.cognigydeploy.core.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognigydeploy.client.model.ConfigurationSnapshot;
import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.client.model.RollbackPolicy;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.check.HealthSoak;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.json.Json;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.pipeline.PowerCut;
import io.cognigydeploy.core.pipeline.ReleaseFixture;
import io.cognigydeploy.core.pipeline.Rollbacker;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.PlatformAudit;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.ApprovalDecision;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations into environments. */
public class ConfigurationDeploymentTest {

    private static final String DEPLOY = "/api/v2/deployments";
    private static final String REVERT = DEPLOY + "/job_0001/rollback";
    private static final String HEALTH = "/api/v2/environments/[^/]+/health";
    private static final String VALIDATE = "/api/v2/environments/[^/]+/validate";
    private static final String TRACE = "/api/v2/validations/synthetic-trace";
    private static final String NEW = "production_v8";
    private static final String OLD = "production_v7";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private ReleaseFixture<ConfigurationDeployment> fixture;

    @BeforeEach
    void setUp() {
        begin(FakeCognigy.withDefaultWorld());
    }

    @AfterEach
    void tearDown() {
        assertThat(Thread.interrupted()).as("interrupt flag left over").isFalse();
    }

    private void begin(FakeCognigy fake) {
        fixture = ReleaseFixture.configuration(fake, fake, records);
    }

    private void inForce(String flow) {
        assertThat(fixture.fake.configuration(ReleaseFixture.PLACE))
                .get()
                .asString()
                .contains(flow);
    }

    private static RollbackPolicy.Builder policy() {
        return RollbackPolicy.builder().revertSnapshotId("snap_prev_stable");
    }

    // ---------------------------------------------------------------- the way it should go

    @Test
    void aConfigurationIsCheckedDeployedWatchedAndLookedAtOnceMore() throws Exception {
        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        inForce(NEW);
        List<String> wire = fixture.wire();
        assertThat(wire.subList(0, 5))
                .containsExactly(
                        "POST /api/v2/environments/env_prod_us_01/validate",
                        "POST /api/v2/validations/synthetic-trace",
                        "POST /api/v2/deployments",
                        "GET /api/v2/jobs/job_0001",
                        "GET /api/v2/jobs/job_0001");
        assertThat(wire.subList(5, wire.size() - 1)).hasSize(11).allMatch(call -> call.endsWith("/health"));
        assertThat(wire.get(wire.size() - 1)).isEqualTo("GET /api/v2/jobs/job_0001");
        JsonNode body = Json.MAPPER.readTree(fixture.sent(DEPLOY).get(0).body());
        assertThat(body).isEqualTo(Json.MAPPER.readTree("""
            {"environment_id": "env_prod_us_01",
             "configuration_snapshot": {"botVersion": "2.4.1", "nlpEngine": "v3.2",
               "dialogFlow": "production_v8", "integrations": ["salesforce_crm"]},
             "dependency_locks": [
               {"package_name": "cognigy-nlp-core", "version": "3.2.0", "pinned": true},
               {"package_name": "dialog-runtime", "version": "2.1.4", "pinned": true}],
             "rollback_policy": {"auto_trigger": true, "health_threshold": 3, "timeout_seconds": 300,
               "revert_snapshot_id": "snap_prev_stable"},
             "capacity_constraints": {"max_concurrent_sessions": 500, "memory_limit_mb": 4096},
             "webhookCallbackUrl": null}
            """));
        assertThat(fixture.fake.violations()).isEmpty();
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .singleElement()
                .asString()
                .contains("shows no configuration");
    }

    @Test
    void aPlanAsksNothingAndSaysWhatWouldBeGoneBackTo() {
        Plan plan = fixture.pipeline().plan(fixture.deployment);

        assertThat(plan.describe()).contains("snap_prev_stable", "validation", "synthetic trace", "dependency locks");
        assertThat(fixture.fake.requests()).isEmpty();
    }

    @Test
    void whatTheCallerGivesIsWhatIsSent() {
        fixture.deployment = fixture.deployment
                .under(policy().healthThreshold(5).timeoutSeconds(60).build())
                .callingBack(URI.create("https://ci.test/hooks/platform"));

        fixture.run();

        assertThat(fixture.sent(DEPLOY).get(0).body())
                .contains("\"health_threshold\":5", "\"timeout_seconds\":60", "https://ci.test/hooks/platform");
        assertThat(fixture.sent(VALIDATE).get(0).body()).contains("\"networkSegment\":\"production-us-east-1\"");
    }

    @Test
    void aDeploymentThatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.deployment.callingBack(URI.create("ci.test/hooks")))
                .withMessageContaining("URL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigurationDeployment.of(
                                fixture.deployment.snapshot(),
                                fixture.deployment.capacity(),
                                fixture.deployment.isolation())
                        .to("../x"))
                .withMessageContaining("environmentId");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy().healthThreshold(0).build());
    }

    @Test
    void aFallbackVersionIsRefused() {
        fixture.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.pipeline())
                .withMessageContaining("rollback policy");
    }

    // ---------------------------------------------------------------- gates

    @Test
    void anInvalidConfigurationIsRejectedWithEveryErrorAndNothingIsSent() {
        fixture.fake.validationErrors(ReleaseFixture.PLACE, "tenant isolation breached", "memory short");

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("tenant isolation breached", "memory short");
        assertThat(fixture.sent(DEPLOY)).isEmpty();
        inForce(OLD);
    }

    @ParameterizedTest
    @MethodSource("validations")
    void onlyAValidationThatSaysYesAndNothingElseIsAYes(String body, Class<? extends Verdict> verdict, String said) {
        fixture.fault(Fault.on("POST", VALIDATE).always().body(body, "application/json"));

        Report report = fixture.run();

        Verdict judged = fixture.gate(report, "validation");
        assertThat(judged).isInstanceOf(verdict);
        assertThat(judged.toString()).contains(said);
        assertThat(fixture.sent(DEPLOY)).hasSize(verdict == Verdict.Pass.class ? 1 : 0);
    }

    static Stream<Arguments> validations() {
        return Stream.of(
                Arguments.of(
                        "{\"valid\":true,\"warnings\":[\"tight\"],\"capacityUtilization\":0.42}",
                        Verdict.Pass.class,
                        "tight"),
                Arguments.of("{\"valid\":true,\"capacityUtilization\":0.42}", Verdict.Pass.class, "0.42"),
                Arguments.of("{}", Verdict.Inconclusive.class, "does not say"),
                Arguments.of(
                        "{\"valid\":true,\"validationErrors\":[\"no\"]}",
                        Verdict.Inconclusive.class,
                        "with errors: no"),
                Arguments.of("{\"valid\":true,\"capacityUtilization\":-1}", Verdict.Inconclusive.class, "impossible"),
                Arguments.of("{\"valid\":true,\"capacityUtilization\":1.2}", Verdict.Fail.class, "more capacity"),
                Arguments.of("{\"valid\":false}", Verdict.Fail.class, "not valid"));
    }

    @ParameterizedTest
    @MethodSource("traces")
    void onlyATraceThatPassedWithoutConflictsIsAYes(String body, Class<? extends Verdict> verdict, String said) {
        fixture.fault(Fault.on("POST", TRACE).always().body(body, "application/json"));

        Report report = fixture.run();

        Verdict judged = fixture.gate(report, "synthetic trace");
        assertThat(judged).isInstanceOf(verdict);
        assertThat(judged.toString()).contains(said);
        assertThat(fixture.sent(DEPLOY)).hasSize(verdict == Verdict.Pass.class ? 1 : 0);
    }

    static Stream<Arguments> traces() {
        return Stream.of(
                Arguments.of(
                        "{\"traceId\":\"tr_99x2\",\"status\":\"passed\",\"dependencyConflicts\":[],"
                                + "\"executionPath\":[\"a\",\"b\"]}",
                        Verdict.Pass.class,
                        "a > b"),
                Arguments.of("{\"status\":\"failed\",\"dependencyConflicts\":[]}", Verdict.Fail.class, "failed"),
                Arguments.of(
                        "{\"status\":\"passed\",\"dependencyConflicts\":[{\"package\":\"x\"}]}",
                        Verdict.Fail.class,
                        "package"),
                Arguments.of(
                        "{\"status\":\"odd\",\"dependencyConflicts\":[]}", Verdict.Inconclusive.class, "ended as odd"),
                Arguments.of("{\"dependencyConflicts\":[]}", Verdict.Inconclusive.class, "how the trace ended"),
                Arguments.of("{\"status\":\"passed\"}", Verdict.Inconclusive.class, "whether dependencies conflict"));
    }

    @Test
    void theTraceGetsTheLocks() throws Exception {
        fixture.run();

        JsonNode snapshot =
                Json.MAPPER.readTree(fixture.sent(TRACE).get(0).body()).path("configurationSnapshot");
        assertThat(snapshot.path("dependencyLocks").findValuesAsText("package_name"))
                .containsExactly("cognigy-nlp-core", "dialog-runtime");
        assertThat(fixture.sent(DEPLOY).get(0).body()).doesNotContain("dependencyLocks");
    }

    @ParameterizedTest
    @MethodSource("badLocks")
    void locksThatHoldNothingOrContradictEachOtherAreFoundByOurselves(List<DependencyLock> locks, String said) {
        fixture.deployment = ConfigurationDeployment.of(
                        fixture.deployment.snapshot(), fixture.deployment.capacity(), fixture.deployment.isolation())
                .to(ReleaseFixture.PLACE)
                .locking(locks.toArray(DependencyLock[]::new));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(fixture.gate(report, "dependency locks").reason()).contains(said);
        assertThat(report.gates()).as("every gate is judged").hasSize(3);
        assertThat(fixture.sent(DEPLOY)).isEmpty();
    }

    static Stream<Arguments> badLocks() {
        DependencyLock good = DependencyLock.pinned("a", "1.0.0");
        return Stream.of(
                Arguments.of(List.of(), "nothing is locked"),
                Arguments.of(List.of(good, DependencyLock.pinned("a", "1.1.0")), "several versions: 1.0.0, 1.1.0"),
                Arguments.of(List.of(good, new DependencyLock("b", "2.0.0", false)), "b is not pinned"),
                Arguments.of(List.of(good, DependencyLock.pinned("b", "latest")), "not a version"),
                Arguments.of(List.of(good, DependencyLock.pinned("b", "")), "not a version"),
                Arguments.of(List.of(good, DependencyLock.pinned(" ", "1.0.0")), "names no package"));
    }

    // ---------------------------------------------------------------- the job

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aFailedJobIsUndoneAtOnceAndSaysWhy(boolean halfApplied) {
        JobScript fails = JobScript.fails("out of memory");
        fixture.job(halfApplied ? fails.halfApplied() : fails);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("failed", "out of memory");
        assertThat(report.took()).isLessThan(Duration.ofMinutes(3));
        assertThat(fixture.sent(REVERT))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).contains("out of memory"));
        inForce(OLD);
    }

    @Test
    void aCancelledJobIsAnEndAndAPersonsBusiness() {
        fixture.job(JobScript.isCancelled());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("cancelled", "shows no configuration");
        assertThat(report.took()).isLessThan(Duration.ofMinutes(3));
    }

    @Test
    void anUnknownStateIsNotAnEnd() {
        fixture.job(JobScript.states("queued", "warming_up", "COMPLETED"));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void theJobHasAsLongAsThePolicySaysAndIsThenUndone() {
        String[] states = Collections.nCopies(35, "running").toArray(String[]::new);
        String[] all = Arrays.copyOf(states, 36);
        all[35] = "completed";
        fixture.job(JobScript.states(all));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("did not end");
        assertThat(report.toMarkdown()).contains("did not end within 5 min");
        inForce(OLD);
    }

    @Test
    void aJobThatNeverEndsIsLeftToAPerson() {
        fixture.job(JobScript.neverEnds());
        fixture.deployment =
                fixture.deployment.under(policy().timeoutSeconds(60).build());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(((Outcome.RollbackFailed) report.outcome()).nextStep()).contains(ReleaseFixture.PLACE);
        assertThat(report.toMarkdown()).contains("did not end within 1 min");
    }

    @Test
    void aConfigurationInProgressIsWaitedForAsLongAsItTakesToTryAgain() {
        fixture.fault(Fault.on("POST", DEPLOY).status(409));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.sent(DEPLOY)).hasSize(2);
    }

    // ---------------------------------------------------------------- health

    @Test
    void badAnswersInARowUndoTheConfigurationAndTheUndoingIsConfirmedByHealth() {
        for (int i = 0; i < 3; i++) {
            fixture.fake.nextHealth(ReleaseFixture.PLACE, "degraded", 0.2);
        }

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("3 bad answers in a row");
        assertThat(fixture.sent(REVERT))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).isEqualTo("{\"reason\":\"health_check_failure\"}"));
        assertThat(report.mutations().get(1).end()).contains("rolled_back");
        assertThat(report.mutations().get(1).confirmation()).get().isInstanceOf(Verdict.Pass.class);
        assertThat(report.mutations().get(1).description()).contains("snap_prev_stable");
        inForce(OLD);
    }

    @Test
    void aSlowJobLeavesTheWatchAllItsTime() {
        fixture.job(JobScript.states(
                "queued", "running", "running", "running", "running", "running", "running", "running", "completed"));
        for (int i = 0; i < 9; i++) {
            fixture.fake.nextHealth(ReleaseFixture.PLACE, "healthy", 0.01);
        }
        for (int i = 0; i < 3; i++) {
            fixture.fake.nextHealth(ReleaseFixture.PLACE, "unhealthy", 0.5);
        }

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.RolledBack.class);
        inForce(OLD);
    }

    @Test
    void anEnvironmentThatStaysUnhealthyIsNoConfirmedRollback() {
        fixture.fake.health(ReleaseFixture.PLACE, "unhealthy", 0.5);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(((Outcome.RollbackFailed) report.outcome()).rollbackFailure())
                .contains("still not healthy");
    }

    @Test
    void healthThatCannotBeReadIsNoPass() {
        fixture.fault(Fault.on("GET", HEALTH).always().status(404));

        Report report = fixture.run();

        assertThat(fixture.verification(report, "health soak")).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(fixture.sent(REVERT)).hasSize(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        inForce(OLD);
    }

    @Test
    void withoutAutoTriggerAFailureIsLeftToAPerson() {
        fixture.deployment =
                fixture.deployment.under(policy().autoTrigger(false).build());
        fixture.fake.health(ReleaseFixture.PLACE, "unhealthy", 0.5);

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("bad answers in a row", "autoTrigger");
        assertThat(((Outcome.Unknown) report.outcome()).nextStep()).contains(ReleaseFixture.PLACE, "Decide");
        assertThat(fixture.sent(REVERT)).isEmpty();
        inForce(NEW);
    }

    @Test
    void withoutAutoTriggerCancellingUndoesAllTheSame() {
        fixture.deployment =
                fixture.deployment.under(policy().autoTrigger(false).build());
        fixture.at(Event.MutationEnded.class, () -> Thread.currentThread().interrupt());

        Report report = fixture.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        inForce(OLD);
    }

    @Test
    void whatThePlatformUndoesByItselfIsNoSuccess() {
        fixture.at(Event.MutationConfirmed.class, () -> {
            var own = fixture.fake.client();
            own.deployments()
                    .rollbackConfiguration(
                            "job_0001", "theirs", new io.cognigydeploy.client.model.RollbackReason("platform"));
            while (!own.operations().configuration("job_0001").poll().state().isTerminal()) {
                fixture.fake.time().advance(Duration.ofSeconds(1));
            }
        });

        Report report = fixture.run();

        assertThat(fixture.verification(report, "still in place").reason()).contains("rolled_back");
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        inForce(OLD);
    }

    // ---------------------------------------------------------------- lost answers

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aLostAnswerIsNeverSentAgainAndTheOutcomeIsUnknown(String what, Fault fault) {
        fixture.fault(fault);

        Report report = fixture.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.Unknown.class);
        assertThat(((Outcome.Unknown) report.outcome()).nextStep()).contains(ReleaseFixture.PLACE);
        assertThat(fixture.sent(DEPLOY)).hasSize(1);
        assertThat(fixture.sent(REVERT)).isEmpty();
    }

    static Stream<Arguments> lostAnswers() {
        Fault post = Fault.on("POST", DEPLOY);
        return Stream.of(
                Arguments.of("dropped before effect", post.drop()),
                Arguments.of("dropped after effect", post.dropAfterEffect()),
                Arguments.of("500 applied", post.statusAfterEffect(500)),
                Arguments.of("503 not applied", post.status(503)),
                Arguments.of("201 without an id", post.body("{}", "application/json")),
                Arguments.of("html", post.body("<html>", "text/html")),
                Arguments.of("stalled", post.dropAfterEffect().stall(Duration.ofHours(1))));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422})
    void aRefusedRequestChangesNothing(int status) {
        fixture.fault(Fault.on("POST", DEPLOY).status(status));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains(String.valueOf(status), "Nothing was changed");
        inForce(OLD);
    }

    @ParameterizedTest
    @MethodSource("revertAnswers")
    void anUndoingIsFollowedWhateverItsAnswer(String what, Fault fault) {
        fixture.job(JobScript.fails("boom").halfApplied()).fault(fault);

        Report report = fixture.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.RolledBack.class);
        inForce(OLD);
    }

    static Stream<Arguments> revertAnswers() {
        Fault post = Fault.on("POST", REVERT);
        return Stream.of(
                Arguments.of("204", post.statusAfterEffect(204)),
                Arguments.of("no JSON", post.body("accepted", "text/plain")),
                Arguments.of("dropped before effect", post.drop()),
                Arguments.of("dropped after effect", post.dropAfterEffect()),
                Arguments.of("500 applied", post.statusAfterEffect(500)),
                Arguments.of("throttled", post.status(429).retryAfter("7")));
    }

    @Test
    void aRollbackThatFailsIsReported() {
        fixture.job(JobScript.fails("boom").halfApplied().rollbackFails());

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(report.outcome().because()).contains("boom");
        inForce(NEW);
    }

    @Test
    void throttledRequestsAreSentAgainAfterTheTimeThatThePlatformAsksFor() {
        fixture.fault(
                Fault.on("POST", DEPLOY).status(429).retryAfter("11"),
                Fault.on("POST", VALIDATE).status(503),
                Fault.on("POST", TRACE).drop());

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.sent(DEPLOY)).hasSize(2);
        assertThat(Duration.between(
                        fixture.sent(DEPLOY).get(0).at(),
                        fixture.sent(DEPLOY).get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(11));
    }

    // ---------------------------------------------------------------- dying and cancelling

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunWhoseProcessDiesAtAnyExchangeEndsTrue(boolean unhealthy) {
        for (boolean afterEffect : List.of(false, true)) {
            int exchange = 1;
            while (dies(exchange, afterEffect, unhealthy)) {
                exchange++;
            }
            assertThat(exchange).isGreaterThan(8);
        }
    }

    private boolean dies(int exchange, boolean afterEffect, boolean unhealthy) {
        String when = "exchange " + exchange + (afterEffect ? " after" : " before") + " its effect";
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        if (unhealthy) {
            for (int i = 0; i < 2; i++) {
                fake.nextHealth(ReleaseFixture.PLACE, "unhealthy", 0.4);
            }
            fake.nextJob(JobScript.fails("boom").halfApplied());
        }
        PowerCut way = new PowerCut(fake);
        Path folder = records.resolve(exchange + "-" + afterEffect + "-" + unhealthy);
        fixture = ReleaseFixture.configuration(fake, way, folder);
        fixture.kind = cognigy ->
                ConfigurationDeployment.pipeline(cognigy, HealthSoak.defaults().window(Duration.ofSeconds(30)));
        DeploymentPipeline<ConfigurationDeployment> pipeline = fixture.pipeline();
        Plan plan = pipeline.plan(fixture.deployment);
        way.atExchange(exchange, afterEffect);
        Report report;
        boolean died = false;
        try {
            report = pipeline.run(plan);
        } catch (PowerCut.Dead e) {
            died = true;
            ReleaseFixture<ConfigurationDeployment> second = ReleaseFixture.configuration(fake, fake, folder);
            second.kind = fixture.kind;
            report = second.pipeline().resume(fixture.onlyRunId());
        }
        assertThat(fixture.sent(DEPLOY)).as(when).hasSizeLessThanOrEqualTo(1);
        if (report.outcome() instanceof Outcome.Unknown) {
            // Only the one request that the platform does not list can be lost for good.
            assertThat(report.outcome().because()).as(when).contains("does not list");
        } else {
            assertThat(report.outcome())
                    .as(when)
                    .isInstanceOf(unhealthy ? Outcome.RolledBack.class : Outcome.Succeeded.class);
            inForce(unhealthy ? OLD : NEW);
        }
        assertThat(fixture.fake.requests("POST", REVERT))
                .as(when)
                .filteredOn(request -> request.status() == 202)
                .hasSizeLessThanOrEqualTo(1);
        return died;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptAtEachSingleEventLeadsToATrueOutcome(boolean fails) {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            FakeCognigy fake = FakeCognigy.withDefaultWorld();
            fixture = ReleaseFixture.configuration(fake, fake, records.resolve(number + "-" + fails));
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
            inForce(report.outcome().isSuccess() ? NEW : OLD);
            assertThat(fixture.sent(DEPLOY)).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(fixture.events).hasSizeGreaterThan(8);
    }

    // ---------------------------------------------------------------- records

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWebhookAndThePlatformsAuditLogGetSuccessAndFailureWithoutMadeUpValues(boolean success) throws Exception {
        if (!success) {
            fixture.job(JobScript.fails("boom"));
        }
        fixture.with(builder -> builder.gate(Approval.from(plan -> java.util.Optional.of(new ApprovalDecision(
                        plan.fingerprint(),
                        true,
                        "board",
                        "",
                        plan.cognigy().time().now()))))
                .notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci")), PlatformAudit.log()));

        Report report = fixture.run();

        assertThat(report.deliveries())
                .hasSize(2)
                .allMatch(delivery -> delivery.failure().isEmpty());
        JsonNode body = Json.MAPPER.readTree(fixture.sent("/hooks/ci").get(0).body());
        assertThat(body.path("event").asText()).isEqualTo("deployment_complete");
        assertThat(body.path("jobId").asText()).isEqualTo("job_0001");
        assertThat(body.path("success").asBoolean()).isEqualTo(success);
        assertThat(body.path("metrics").path("durationSeconds").asDouble()).isPositive();
        assertThat(body.path("metrics").path("validationSuccessRate").asDouble())
                .isEqualTo(1.0);
        JsonNode line = Json.MAPPER.readTree(fixture.fake.audits().get(0).body());
        assertThat(line.path("deploymentSuccess").asBoolean()).isEqualTo(success);
        assertThat(line.path("auditCategory").asText()).isEqualTo("environment_deployment");
        assertThat(line.path("complianceFlags"))
                .isEqualTo(Json.MAPPER.readTree("{\"governanceApproved\":true,\"dataResidencyCheck\":false}"));
    }

    @Test
    void receiversThatFailChangeNothing() {
        fixture.with(
                builder -> builder.notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci")), PlatformAudit.log()));
        fixture.fault(
                Fault.on("POST", "/hooks/ci").always().status(500),
                Fault.on("POST", "/api/v2/audit/logs").always().status(503));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.deliveries())
                .hasSize(2)
                .allMatch(delivery -> delivery.failure().isPresent());
    }

    @Test
    void anAuditLineIsTakenByAnyAnswer() {
        fixture.with(builder -> builder.notify(PlatformAudit.log()));
        fixture.fault(Fault.on("POST", "/api/v2/audit/logs").statusAfterEffect(204));

        assertThat(fixture.run().deliveries())
                .allMatch(delivery -> delivery.failure().isEmpty());
    }

    @Test
    void aRunWithoutAJobNotifiesTheWebhookAndReportsThatTheAuditLogCannotBeWritten() throws Exception {
        fixture.fake.validationErrors(ReleaseFixture.PLACE, "no");
        fixture.with(
                builder -> builder.notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci")), PlatformAudit.log()));

        Report report = fixture.run();

        JsonNode body = Json.MAPPER.readTree(fixture.sent("/hooks/ci").get(0).body());
        assertThat(body.path("jobId").isNull()).isTrue();
        assertThat(body.path("success").asBoolean(true)).isFalse();
        assertThat(report.deliveries().get(1).failure()).get().asString().contains("needs a job");
    }

    @Test
    void whatCouldNotBeReadBackIsNoErrorToACiSystem() {
        assertThat(fixture.run().toJUnitXml()).contains("errors=\"0\"").contains("failures=\"0\"");
    }

    @Test
    void secretsOfTheSnapshotGoToThePlatformAndIntoNoRecord() throws Exception {
        fixture.deployment = ConfigurationDeployment.of(
                        ConfigurationSnapshot.builder()
                                .from(fixture.deployment.snapshot())
                                .putOtherSetting("crmApiKey", "sk-live-4711")
                                .build(),
                        fixture.deployment.capacity(),
                        fixture.deployment.isolation())
                .to(ReleaseFixture.PLACE)
                .locking(DependencyLock.pinned("dialog-runtime", "2.1.4"));
        fixture.with(builder -> builder.notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci"))));

        Report report = fixture.run();

        assertThat(fixture.sent(DEPLOY).get(0).body()).contains("sk-live-4711");
        assertThat(fixture.sent("/hooks/ci").get(0).body()).doesNotContain("sk-live-4711");
        try (Stream<Path> files = Files.walk(report.folder().orElseThrow())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("sk-live-4711");
            }
        }
    }
}
