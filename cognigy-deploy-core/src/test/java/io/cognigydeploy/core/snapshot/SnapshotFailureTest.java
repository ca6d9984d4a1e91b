package io.cognigydeploy.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Secrets;
import io.cognigydeploy.client.product.model.ObjectId;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import io.cognigydeploy.testing.JobScript;
import io.cognigydeploy.testing.ScriptedReply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Releases of snapshots that do not go well: nothing that users see is changed, or it is changed back. */
class SnapshotFailureTest {

    private static final String ENDPOINTS = "/new/v2.0/endpoints/.*";
    private static final String CREATE = "/new/v2.0/snapshots";
    private static final String PACKAGE = "/new/v2.0/snapshots/[^/]*/package";
    private static final String UPLOAD = "/new/v2.0/snapshots/upload";
    private static final String SCHEDULE = "/new/v2.0/playbooks/[^/]*/schedule";
    private static final String TALK = "/test/.*";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private SnapshotFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = SnapshotFixture.twoInstallations(records);
        fixture.prod.addEndpoint("Voice", "v1.0.0");
        fixture.release = SnapshotRelease.from("dev", "shop-dev")
                .to("prod", "shop-prod", "Web", "Voice")
                .testedBy("Smoke")
                .saying("hello");
    }

    private Report failed(String because) {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains(because);
        assertThat(fixture.target.requests("PATCH", ".*")).isEmpty();
        return report;
    }

    private Report rolledBack(String because) {
        Report report = fixture.run();
        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains(because);
        assertAsBefore();
        return report;
    }

    private void assertAsBefore() {
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v1.0.0");
        assertThat(fixture.prod.endpoint("Voice").snapshot()).contains("v1.0.0");
    }

    // ---------------------------------------------------------------- tasks

    @ParameterizedTest
    @CsvSource({"createSnapshot, dev", "packageSnapshot, dev", "uploadSnapshotPackage, prod", "runPlaybook, prod"})
    void aTaskThatFailsIsReportedByItsReason(String task, String place) {
        (place.equals("dev") ? fixture.source : fixture.target)
                .installation()
                .nextTask(task, JobScript.states("queued", "active", "error").message("no space"));

        failed("no space");
    }

    @Test
    void aTaskThatWasCancelledIsNotAFailedOne() {
        fixture.source.installation().nextTask("createSnapshot", JobScript.states("queued", "cancelled"));

        failed("ended as cancelled");
    }

    @Test
    void aTaskThatDoesNotEndIsCancelled() {
        String[] states = new String[1000];
        Arrays.fill(states, "active");
        fixture.source.installation().nextTask("packageSnapshot", JobScript.states(states));

        failed("did not end within 10 min");
        assertThat(fixture.source.requests("POST", "/new/v2.0/tasks/[^/]*/cancel"))
                .hasSize(1);
    }

    @Test
    void aNameThatIsTakenMeanwhileFailsTheTask() {
        fixture.releasing(release -> release.named("v2"));
        fixture.at(Event.MutationIntended.class, "transfer/apply", () -> fixture.prod.addSnapshot("v2"));

        failed("already exists");
    }

    @Test
    void aProjectThatIsFullMeanwhileFailsTheTask() {
        fixture.at(Event.MutationIntended.class, "snapshot/apply", () -> fixture.dev.snapshotCap(1));

        failed("limit of allowed snapshots");
    }

    @Test
    void aPlaybookThatFailsStopsTheReleaseBeforeAnySwitch() {
        fixture.prod.playbookEnds("Smoke", "failed");

        Report report = failed("playbooks: run");

        assertThat(SnapshotFixture.of(report.verifications(), "playbooks")).isInstanceOf(Verdict.Fail.class);
        assertThat(report.payload().at("/release/endpoints/0/after"))
                .isEqualTo(report.payload().at("/release/endpoints/0/before"));
        assertThat(report.outcome().because()).contains("stays");
    }

    private static final String RUN = "/new/v2.0/playbooks/[^/]*/runs/.*";

    private static Fault aRunThatHasNotEnded(int reads) {
        return Fault.on("GET", RUN)
                .times(reads)
                .body("{\"_id\": \"" + "a".repeat(24) + "\", \"status\": \"running\"}", "application/json");
    }

    @Test
    void aPlaybookMayRunOnAfterItsTaskForAsLongAsAnOperationMayTake() {
        fixture.target.fail(aRunThatHasNotEnded(25));
        Instant start = fixture.time.now();

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Duration.between(start, fixture.time.now())).isGreaterThan(Duration.ofMinutes(4));
    }

    @Test
    void aPlaybookThatRunsOnBeyondTheLimitIsUnknownAndItsRunIsResumed() {
        fixture.with(builder -> builder.poll(usual ->
                PollOptions.builder().from(usual).timeout(Duration.ofMinutes(2)).build()));
        fixture.target.fail(aRunThatHasNotEnded(25));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("its run has not ended");
        assertThat(fixture.target.requests("PATCH", ".*")).isEmpty();
        for (int looks = 0; looks < 20 && report.outcome() instanceof Outcome.Unknown; looks++) {
            report = fixture.pipeline().resume(report.runId());
        }
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.target.requests("POST", SCHEDULE)).hasSize(1);
    }

    @Test
    void aPlaceholderOfAFileIsNotSent() {
        fixture.source.installation().placeholders(2).cutFiles(1);

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.target.requests("POST", UPLOAD)).hasSize(1);
    }

    @Test
    void aRunWithoutResultsOfTasksFindsThemByName() {
        fixture.source.installation().hideTaskResults();
        fixture.target.installation().hideTaskResults();

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    // ---------------------------------------------------------------- lost answers

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("POST", CREATE, true),
                Arguments.of("POST", PACKAGE, true),
                Arguments.of("POST", UPLOAD, false),
                Arguments.of("POST", SCHEDULE, false),
                Arguments.of("PATCH", ENDPOINTS, false));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anAnswerThatIsLostAfterTheEffectIsFound(String method, String path, boolean isSource) {
        (isSource ? fixture.source : fixture.target).fail(Fault.on(method, path).dropAfterEffect());

        succeedsWithoutRepeating(0);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aRequestThatIsLostBeforeItsEffectIsSentOnceMore(String method, String path, boolean isSource) {
        (isSource ? fixture.source : fixture.target).fail(Fault.on(method, path).drop());

        succeedsWithoutRepeating(1);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aServerErrorAfterTheEffectIsFound(String method, String path, boolean isSource) {
        (isSource ? fixture.source : fixture.target).fail(Fault.on(method, path).statusAfterEffect(502));

        succeedsWithoutRepeating(0);
    }

    private void succeedsWithoutRepeating(int withoutEffect) {
        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.dev.snapshots()).hasSize(2);
        assertThat(fixture.prod.snapshots()).hasSize(2);
        assertThat(fixture.effects().stream().filter(effect -> !effect.contains("/test/") && !effect.contains("link")))
                .hasSize(6 + withoutEffect);
    }

    @Test
    void aSnapshotOfAnotherPersonIsNotTakenForTheLostOne() {
        fixture.releasing(release -> release.named("v2"));
        fixture.target.fail(Fault.on("POST", UPLOAD).drop());
        fixture.at(Event.MutationInDoubt.class, "transfer/apply", () -> fixture.prod.addSnapshot("v2"));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("no task of this run made");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v1.0.0");
    }

    @Test
    void aGivenNameIsNoObstacleToFindingALostUpload() {
        fixture.releasing(release -> release.named("v2"));
        fixture.target.fail(Fault.on("POST", UPLOAD).dropAfterEffect());

        succeedsWithoutRepeating(0);
    }

    @Test
    void twoTasksThatMayBeTheLostOneAreLeftToAPerson() {
        String row = "{\"_id\":\"%s\",\"status\":\"active\",\"type\":\"createSnapshot\"}";
        fixture.source.fail(
                Fault.on("POST", CREATE).drop(),
                Fault.on("GET", "/new/v2.0/tasks")
                        .nth(2)
                        .always()
                        .body(
                                "{\"items\":[" + row.formatted("a".repeat(24)) + "," + row.formatted("b".repeat(24))
                                        + "],\"total\":2}",
                                "application/json"));

        Report report = fixture.run();

        assertThat(report.outcome()).as(report.toText()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("it may be " + "a".repeat(24) + " or " + "b".repeat(24));
        assertThat(fixture.source.requests("POST", CREATE)).hasSize(1);
    }

    @Test
    void aPlatformThatListsNoTasksIsServed() {
        listsNoTasks();

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void withoutAListOfTasksALostRequestIsSettledWhenItsEffectShows() {
        listsNoTasks();
        fixture.source.fail(Fault.on("POST", CREATE).dropAfterEffect());
        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Unknown.class);

        fixture.time.advance(Duration.ofMinutes(1));

        assertThat(fixture.pipeline().resume(fixture.runId()).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.source.requests("POST", CREATE)).hasSize(1);
    }

    private void listsNoTasks() {
        for (var fake : List.of(fixture.source, fixture.target)) {
            fake.fail(Fault.on("GET", "/new/v2.0/tasks").always().status(404));
        }
    }

    // ---------------------------------------------------------------- drift

    private void adaChanges(String endpoint) {
        fixture.time.advance(Duration.ofSeconds(1));
        fixture.prod.addSnapshot("hers");
        fixture.prod.endpoint(endpoint).changedBy("ada", "{\"entrypoint\":\"hers\"}");
    }

    @Test
    void anEndpointThatWasChangedBeforeTheFirstSwitchIsNotOverwritten() {
        fixture.at(Event.MutationAccepted.class, "playbook/Smoke/apply", () -> adaChanges("Web"));

        failed("endpoint Web was changed");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("hers");
    }

    @Test
    void anEndpointThatWasChangedBeforeTheSecondSwitchLeadsBack() {
        fixture.at(Event.MutationConfirmed.class, "switch/Web/apply", () -> adaChanges("Voice"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("endpoint Voice was changed", "ada");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("v1.0.0");
        assertThat(fixture.prod.endpoint("Voice").snapshot()).contains("hers");
    }

    @Test
    void anEndpointThatWasChangedAfterItsSwitchIsLeftToAPerson() {
        fixture.prod.replies(ScriptedReply.nothing());
        fixture.at(Event.MutationConfirmed.class, "switch/Web/apply", () -> adaChanges("Web"));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(report.outcome().because()).contains("endpoint Web was changed", "ada");
        assertThat(fixture.prod.endpoint("Web").snapshot()).contains("hers");
        assertThat(fixture.target.requests("PATCH", ".*")).hasSize(1);
    }

    @Test
    void aRunWhoseEndpointWasChangedSinceIsNotUndone() {
        Report report = fixture.run();
        adaChanges("Voice");

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> fixture.pipeline().undo(report.runId()))
                .withMessageContaining("endpoint Voice was changed");
        assertThat(fixture.target.requests("PATCH", ".*")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"Shop\"} | endpoint Web was changed: its name is Shop, last changed by ada",
                "{\"overrideSnapshotConnections\": false} | its overrideSnapshotConnections is false",
                "{\"active\": false} | endpoint Web was changed: in something else than what it runs, last changed by ada",
                "{\"flowId\": \"\"} | endpoint Web was changed: its flow is not set, last changed by ada"
            })
    void aReportNamesWhatWasChangedOfAnEndpoint(String change, String words) {
        fixture.at(Event.MutationAccepted.class, "playbook/Smoke/apply", () -> {
            fixture.time.advance(Duration.ofSeconds(1));
            fixture.prod.endpoint("Web").changedBy("ada", change);
        });

        Report report = failed(words);

        assertThat(report.outcome().because())
                .doesNotContain("it runs snapshot")
                .doesNotContainPattern("\\. [a-z]");
    }

    @Test
    void anUndoneRunIsReadBackAndNotUndoneAgain() {
        String run = fixture.run().runId();
        fixture.pipeline().undo(run);
        int sent = fixture.target.requests("PATCH", ".*").size();

        assertThat(fixture.pipeline().undo(run).outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(fixture.target.requests("PATCH", ".*")).hasSize(sent);
        adaChanges("Web");
        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> fixture.pipeline().undo(run));
    }

    @Test
    void endpointsThatAPersonHasLedBackAreReadBackOnly() {
        String run = fixture.run().runId();
        for (String endpoint : List.of("Web", "Voice")) {
            fixture.prod.endpoint(endpoint).changedBy("ada", "{\"entrypoint\":\"v1.0.0\"}");
        }
        int sent = fixture.target.requests("PATCH", ".*").size();

        Report report = fixture.pipeline().undo(run);

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because())
                .isEqualTo(
                        "nothing to undo: endpoint Web runs snapshot v1.0.0;" + " endpoint Voice runs snapshot v1.0.0");
        assertThat(fixture.target.requests("PATCH", ".*")).hasSize(sent);
    }

    @Test
    void aRunWhoseSnapshotWasDeletedIsNotUndoneForThatReason() {
        Report report = fixture.run();
        fixture.target.installation().deleteAttachedSnapshots();
        String name = "shop-dev " + report.runId();
        SnapshotFixture.client("https://api-prod.test", fixture.target, fixture.time, new Secrets())
                .snapshots()
                .delete(new ObjectId(fixture.prod.snapshotId(name).orElseThrow()));
        fixture.time.advance(Duration.ofMinutes(1));

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> fixture.pipeline().undo(report.runId()))
                .withMessageContaining("was deleted, and so was snapshot " + name)
                .withMessageContaining("Switch the endpoint by hand")
                .withMessageNotContaining("a later change");
        assertThat(fixture.prod.snapshots()).doesNotContain(name);
    }

    @Test
    void aTargetThatWasChangedSinceThePlanIsNotReleasedTo() {
        fixture.more = builder -> builder.gate("slow person", plan -> {
            adaChanges("Web");
            return Verdict.pass();
        });

        Outcome outcome = fixture.run().outcome();

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(outcome.because()).contains("endpoint Web snapshot hers");
        assertThat(fixture.effects()).isEmpty();
    }

    // ---------------------------------------------------------------- after a switch

    @Test
    void anEmptyAnswerLeadsBackToExactlyTheEarlierValues() {
        String web = fixture.prod.endpoint("Web").entrypoint();
        fixture.prod.replies(ScriptedReply.nothing());

        Report report = rolledBack("endpoint Web did not answer \"hello\"");

        assertThat(fixture.target.requests("PATCH", ".*")).hasSize(2);
        assertThat(fixture.target.requests("PATCH", ".*").get(1).body()).contains(web);
        assertThat(report.payload().at("/release/endpoints/0/after/entrypoint").asText())
                .isEqualTo(web);
    }

    @Test
    void theSecondEndpointThatIsSilentLeadsBothBack() {
        fixture.at(
                Event.MutationConfirmed.class,
                "switch/Voice/apply",
                () -> fixture.prod.replies(ScriptedReply.nothing()));

        rolledBack("endpoint Voice did not answer");
        assertThat(fixture.target.requests("PATCH", ".*")).hasSize(4);
    }

    @Test
    void oneBadGatewayIsNoSilence() {
        fixture.target.fail(Fault.on("POST", TALK).status(502));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fixture.target.requests("POST", TALK))
                .extracting(request -> request.body().replaceAll(".*sessionId\":\"([^\"]*)\".*", "$1"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aBotThatAlwaysFailsIsBroken() {
        fixture.prod.replies(ScriptedReply.failure(500));

        rolledBack("endpoint Web did not answer");
    }

    @Test
    void anEndpointThatNeedsAKeyIsNotCalledBroken() {
        fixture.target.fail(Fault.on("POST", TALK).always().status(401));

        Report report = fixture.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(((Outcome.Succeeded) report.outcome()).unconfirmed())
                .anyMatch(line -> line.contains("whether endpoint Web answers is not confirmed: it refuses to talk"));
    }

    @Test
    void aSwitchThatTheTargetDoesNotShowIsNoSuccess() {
        fixture.target.fail(Fault.on("PATCH", ENDPOINTS).status(204));

        rolledBack("endpoint Web still runs snapshot v1.0.0");
    }

    @Test
    void aRollbackThatTheTargetRefusesIsSaid() {
        fixture.prod.replies(ScriptedReply.nothing());
        fixture.target.fail(Fault.on("PATCH", ENDPOINTS).nth(2).always().status(400));

        assertThat(fixture.run().outcome()).isInstanceOf(Outcome.RollbackFailed.class);
    }

    @Test
    void anEndpointIsNotLedBackToASnapshotThatWasDeleted() {
        fixture.prod.replies(ScriptedReply.nothing());
        fixture.at(Event.MutationConfirmed.class, "switch/Web/apply", () -> {
            String before = fixture.prod.snapshotId("v1.0.0").orElseThrow();
            fixture.target.fail(
                    Fault.on("GET", "/new/v2.0/snapshots/" + before).always().status(404));
        });

        Report report = fixture.run();

        assertThat(report.outcome())
                .isInstanceOfSatisfying(
                        Outcome.RollbackFailed.class,
                        outcome -> assertThat(outcome.rollbackFailure())
                                .contains(
                                        "snapshot v1.0.0, which endpoint Web ran before, was deleted. Switch the endpoint"));
        assertThat(fixture.target.requests("PATCH", ".*")).hasSize(1);
    }

    @Test
    void aCancelledReleaseLeadsBack() {
        fixture.at(
                Event.MutationConfirmed.class,
                "switch/Web/apply",
                () -> Thread.currentThread().interrupt());

        Report report = fixture.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertAsBefore();
    }

    @Test
    void aReleaseThatIsCancelledBeforeItsFirstSwitchChangedNothingThatUsersSee() {
        fixture.at(
                Event.MutationAccepted.class,
                "snapshot/apply",
                () -> Thread.currentThread().interrupt());

        Report report = fixture.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(report.outcome().because()).contains("if it was made, stays");
    }
}
