package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.DeploymentFailedException;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.RecordedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments that the platform accepted and that did not work, and what is done about them. */
public class FailedDeploymentTest {

    private static final String POLL = "/api/v1/deployments/dep_0001";
    private static final String ROLLBACK = POLL + "/rollback";
    private static final String VERSIONS = "/api/v1/bots/[^/]+/versions";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    @Test
    void aFailedJobIsRolledBackFollowedAndReadBack() {
        release.job(JobScript.fails("out of memory"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("failed", "out of memory");
        assertThat(release.rollbacksSent()).isEqualTo(1);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(undoing(report).end()).contains("rolled_back");
        assertThat(undoing(report).confirmation()).get().isInstanceOf(Verdict.Pass.class);
        assertThatExceptionOfType(DeploymentFailedException.class)
                .isThrownBy(report::orThrow)
                .withMessageContaining("RolledBack")
                .withMessageContaining(report.runId());
    }

    @Test
    void whatAFailedJobLeftHalfAppliedIsUndone() {
        release.job(JobScript.fails("disk full").halfApplied());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.rollbacksSent()).isEqualTo(1);
    }

    @Test
    void aJobThatOthersCancelledBeforeAnythingWasDeployedIsNotRolledBack() {
        release.job(JobScript.isCancelled());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("cancelled", "as it was");
        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void aJobThatOthersCancelledWhenItWasDeployedIsRolledBack() {
        // The answer that would have shown it completed is lost.
        release.job(JobScript.states("queued", "completed", "cancelled"))
                .fault(Fault.on("GET", POLL).dropAfterEffect());

        Report report = release.run();

        assertThat(report.mutations().get(0).end()).contains("cancelled");
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.rollbacksSent()).isEqualTo(1);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void ifItIsUnclearWhetherACancelledJobDeployedAnythingTheOutcomeIsUnknown() {
        release.job(JobScript.isCancelled())
                .fault(
                        Fault.on("GET", VERSIONS).always().status(404),
                        Fault.on("GET", "/api/v1/deployments").always().status(404));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(((Outcome.Unknown) report.outcome()).nextStep()).contains(BotRelease.ENVIRONMENT);
    }

    @Test
    void aJobThatNeverEndsIsCancelledAfterItsTimeAndNothingIsLeftBehind() {
        release.job(JobScript.neverEnds());

        Report report = release.run();

        assertThat(release.sent(POLL + "/cancel")).isEqualTo(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("did not end within 10 min", "as it was");
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(report.took()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
    }

    @Test
    void aJobThatNeitherEndsNorLetsItselfBeCancelledIsLeftToAPerson() {
        release.job(JobScript.neverEnds())
                .fault(Fault.on("POST", POLL + "/cancel").always().status(500));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(((Outcome.RollbackFailed) report.outcome()).nextStep()).contains(BotRelease.ENVIRONMENT);
        assertThat(report.mutations().get(0).end()).contains("timed_out");
    }

    @Test
    void aJobThatCompletesWhileItIsBeingCancelledForItsTimeIsASuccess() {
        release.job(JobScript.neverEnds());
        release.with(builder -> builder.listener(event -> {
            // An operator of the platform finishes it at the last moment.
            if (event.event() instanceof Event.Waiting) {
                release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.NEW);
                release.fake.fail(Fault.on("POST", POLL + "/cancel").always().status(409));
                release.fake.fail(Fault.on("GET", POLL)
                        .always()
                        .body("{\"id\":\"dep_0001\",\"status\":\"completed\"}", "application/json"));
            }
        }));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);

        assertThat(release.rollbacksSent()).isZero();
    }

    @Test
    void aRollbackThatFailsIsNeverReportedAsOneAndTheNextStepIsNamed() {
        release.job(JobScript.fails("boom").halfApplied().rollbackFails());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        Outcome.RollbackFailed outcome = (Outcome.RollbackFailed) report.outcome();
        assertThat(outcome.because()).contains("boom");
        assertThat(outcome.rollbackFailure()).isNotBlank();
        assertThat(outcome.nextStep()).contains(BotRelease.ENVIRONMENT);
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
        assertThat(report.toMarkdown()).startsWith("# ROLLBACK FAILED").contains(outcome.nextStep());
    }

    @Test
    void aFallbackIsDeployedWhenThePlatformCannotUndo() {
        release.job(JobScript.fails("boom").halfApplied().rollbackFails())
                .with(builder ->
                        builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo("v_stable");
        assertThat(release.deploymentsSent()).isEqualTo(2);
    }

    @Test
    void aFallbackThatFailsTooIsReportedBesideTheRollback() {
        release.job(JobScript.fails("boom").halfApplied().rollbackFails(), JobScript.fails("fallback broken"))
                .with(builder ->
                        builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(((Outcome.RollbackFailed) report.outcome()).rollbackFailure())
                .contains("roll back deployment dep_0001", "fallback broken");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void aRollbackIsAcceptedByAnySuccessStatus(int status) {
        release.job(JobScript.fails("boom").halfApplied())
                .fault(Fault.on("POST", ROLLBACK).statusAfterEffect(status));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.rollbacksSent()).isEqualTo(1);
    }

    @Test
    void aRefusedRollbackIsReported() {
        release.job(JobScript.fails("boom").halfApplied())
                .fault(Fault.on("POST", ROLLBACK).always().status(403));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(undoing(report).refusal()).get().asString().contains("403");
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
    }

    @Test
    void aRollbackIsNotGivenUpBecauseThePlatformCannotBeReachedForAWhile() {
        release.job(JobScript.fails("boom").halfApplied())
                .fault(Fault.on("POST", ROLLBACK).times(40).notSent());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.fake.requests("POST", ROLLBACK)).hasSize(1);
        assertThat(release.events(Event.Waiting.class)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("lostRollbackAnswers")
    void aRollbackWhoseAnswerWasLostIsCarriedOutOnce(String what, Fault fault) {
        release.job(JobScript.fails("boom").halfApplied()).fault(fault);

        Report report = release.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.fake.requests("POST", ROLLBACK))
                .filteredOn(request -> request.status() == 409)
                .isEmpty();
    }

    static Stream<Arguments> lostRollbackAnswers() {
        return Stream.of(
                Arguments.of("dropped before effect", Fault.on("POST", ROLLBACK).drop()),
                Arguments.of("dropped after effect", Fault.on("POST", ROLLBACK).dropAfterEffect()),
                Arguments.of("500 applied", Fault.on("POST", ROLLBACK).statusAfterEffect(500)),
                Arguments.of("503 not applied", Fault.on("POST", ROLLBACK).status(503)));
    }

    @Test
    void aRollbackThatCannotBeReadBackIsUnknownNotRolledBack() {
        release.job(JobScript.fails("boom"))
                .fault(
                        Fault.on("GET", VERSIONS).always().status(404),
                        Fault.on("GET", "/api/v1/deployments").always().status(404));

        Report report = release.run();

        assertThat(release.rollbacksSent()).isEqualTo(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("not known");
    }

    @Test
    void aRollbackThatEndsWellButChangesNothingIsAFailedRollback() {
        // Says rolled_back straight from running, while the new version stays live.
        release.job(JobScript.fails("boom").halfApplied());
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationEnded ended
                    && ended.state().equals("rolled_back")) {
                release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.NEW);
            }
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(report.toJson()).contains(BotRelease.NEW + " is live");
    }

    // ---------------------------------------------------------------- polling

    @Test
    void anUnknownStateIsNotAnEnd() {
        release.job(JobScript.states("queued", "warming_up", "running", "polishing", "completed"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.mutations().get(0).states()).containsExactly("warming_up", "running", "polishing");
    }

    @Test
    void statesAreReadInAnyCase() {
        release.job(JobScript.states("QUEUED", "Running", "COMPLETED"));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @ParameterizedTest
    @MethodSource("failingPolls")
    void aPollThatFailsIsNotAJobThatFailed(String what, Fault fault) {
        release.fault(fault);

        Report report = release.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    static Stream<Arguments> failingPolls() {
        Fault polls = Fault.on("GET", POLL).times(9);
        return Stream.of(
                Arguments.of("500", polls.status(500)),
                Arguments.of("503 with a date", polls.status(503).retryAfter("Thu, 15 Jan 2026 12:00:20 GMT")),
                Arguments.of("429 with seconds", polls.status(429).retryAfter("7")),
                Arguments.of("429 with a date", polls.status(429).retryAfter("Thu, 15 Jan 2026 12:00:30 GMT")),
                Arguments.of("429 with a fraction", polls.status(429).retryAfter("1.5")),
                Arguments.of("429 without a hint", polls.status(429)),
                Arguments.of("404", polls.status(404)),
                Arguments.of("dropped", polls.drop()),
                Arguments.of("not sent", polls.notSent()),
                Arguments.of("html", polls.status(200).body("<html>", "text/html")),
                Arguments.of("broken JSON", polls.status(200).body("{\"id\":", "application/json")),
                Arguments.of("no status", polls.status(200).body("{\"id\":\"dep_0001\"}", "application/json")),
                Arguments.of("stalled", Fault.on("GET", POLL).times(2).drop().stall(Duration.ofHours(1))));
    }

    @Test
    void aThrottledPollWaitsAsLongAsThePlatformAsks() {
        release.fault(Fault.on("GET", POLL).status(429).retryAfter("42"));

        release.run();

        List<RecordedRequest> polls = release.fake.requests("GET", POLL);
        assertThat(Duration.between(polls.get(0).at(), polls.get(1).at()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(42));
    }

    @Test
    void aRetryAfterLongerThanTheRunDoesNotOvershootItsDeadline() {
        release.fault(Fault.on("GET", POLL).always().status(429).retryAfter("86400"));

        Report report = release.run();

        assertThat(report.took()).isLessThan(Duration.ofHours(1));
        assertThat(report.outcome().isSuccess()).isFalse();
    }

    @Test
    void everyRequestHasATimeLimit() {
        release.fault(Fault.on("GET", "/api/v1/.*").always().drop().stall(Duration.ofDays(1)));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.took()).isLessThan(Duration.ofHours(1));
    }

    // ---------------------------------------------------------------- refusals

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 422})
    void aRefusedRequestChangesNothingAndIsNotSentAgain(int status) {
        release.fault(Fault.on("POST", "/api/v1/deployments").status(status));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains(String.valueOf(status), "Nothing was changed");
        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void aThrottledRequestIsSentAgainAfterTheTimeThatThePlatformAsksFor() {
        release.fault(
                Fault.on("POST", "/api/v1/deployments").times(2).status(429).retryAfter("11"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        List<RecordedRequest> sent = release.fake.requests("POST", "/api/v1/deployments");
        assertThat(sent).hasSize(3);
        assertThat(Duration.between(sent.get(0).at(), sent.get(2).at())).isGreaterThanOrEqualTo(Duration.ofSeconds(22));
        assertThat(release.fake.deployments()).hasSize(1);
    }

    @Test
    void throttledGatesAreAskedAgain() {
        release.fault(
                Fault.on("GET", "/api/v1/tests/.*").status(429).retryAfter("3"),
                Fault.on("GET", "/api/v1/environments/.*").status(503),
                Fault.on("GET", "/api/v1/bots/[^/]+").drop());

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    // ---------------------------------------------------------------- reading back

    @Test
    void aJobThatCompletedWhileAnotherVersionIsLiveIsNotASuccess() {
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationEnded ended
                    && ended.state().equals("completed")) {
                release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");
            }
        }));

        Report report = release.run();

        assertThat(report.mutations().get(0).confirmation())
                .get()
                .isInstanceOf(Verdict.Fail.class)
                .extracting(Verdict::reason)
                .asString()
                .contains("v_stable is live");
        // The platform refuses to undo what is no longer live.
        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(undoing(report).refusal()).get().asString().contains("409");
        assertThat(release.rollbacksSent()).isEqualTo(1);
        assertThat(release.live()).isEqualTo("v_stable");
    }

    @Test
    void aListOfVersionsThatLagsBehindIsReadAgainBeforeAnythingIsUndone() {
        String stale = """
            {"success": true, "message": "", "data": [
              {"id": "v2.4.0-stable", "status": "PUBLISHED", "environment": "env_prod_us_east_1"},
              {"id": "v2.4.1-stable", "status": "PUBLISHED"}]}
            """;
        // The third reading is the first after the deployment.
        release.fault(Fault.on("GET", VERSIONS).nth(3).times(1).body(stale, "application/json"));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.events(Event.Waiting.class))
                .singleElement()
                .extracting(Event::describe)
                .asString()
                .contains("reading back again");
        assertThat(release.fake.time().sleeps()).contains(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @MethodSource("verificationsThatDoNotPass")
    void aVerificationThatDoesNotPassUndoesTheDeployment(String what, Check<Applied> verification) {
        release.with(builder -> builder.verify("smoke test", verification));

        Report report = release.run();

        assertThat(report.outcome()).as(what).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("smoke test");
        assertThat(report.verifications()).singleElement().matches(result -> !result.passed());
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    static Stream<Arguments> verificationsThatDoNotPass() {
        Check<Applied> fails = applied -> Verdict.fail("no greeting");
        Check<Applied> undecided = applied -> Verdict.inconclusive("there was no traffic");
        Check<Applied> throwing = applied -> {
            throw new IllegalStateException("probe broken");
        };
        Check<Applied> unreachable = applied -> {
            applied.plan().cognigy().tests().latestResults("no_such_suite", 1);
            return Verdict.pass();
        };
        return Stream.of(
                Arguments.of("fails", fails),
                Arguments.of("is inconclusive", undecided),
                Arguments.of("throws", throwing),
                Arguments.of("cannot ask", unreachable));
    }

    @Test
    void aVerificationSeesTheOperationAndThePlan() {
        release.with(builder -> builder.verify(
                "look",
                applied -> applied.operationIds().equals(List.of("dep_0001"))
                                && applied.plan().deployment().equals(release.deployment)
                                && BotRelease.NEW.equals(release.live())
                        ? Verdict.pass()
                        : Verdict.fail("seen " + applied)));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aFallbackIsNotDeployedOverAPreviousVersionThatIsStillLive() {
        release.job(JobScript.fails("image not found"))
                .fault(Fault.on("POST", ROLLBACK).always().status(400))
                .with(builder ->
                        builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")));

        Report report = release.run();

        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("image not found", "as it was");
    }

    private static Report.MutationReport undoing(Report report) {
        return report.mutations().stream()
                .filter(mutation -> mutation.name().equals("bot-version/revert-1"))
                .findFirst()
                .orElseThrow();
    }
}
