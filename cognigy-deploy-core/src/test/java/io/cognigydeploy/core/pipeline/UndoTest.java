package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that have ended and are undone on request. */
public class UndoTest {

    private static final String ROLLBACK = "/api/v1/deployments/dep_0001/rollback";

    @TempDir
    Path records;

    private BotRelease release;
    private String runId;

    @BeforeEach
    void somethingWasDeployedADayAgo() {
        release = new BotRelease(records);
        runId = release.run().orThrow().runId();
        release.fake.time().advance(Duration.ofDays(1));
        release.events.clear();
    }

    private Report undo() {
        return release.pipeline().undo(runId);
    }

    @Test
    void whatWasLiveBeforeIsLiveAgainAndTheReportSaysSo() throws Exception {
        release.with(
                builder -> builder.actor("night shift").notify(CiWebhook.to(URI.create("https://ci.test/hooks/ci"))));

        Report report = undo();

        assertThat(report.runId()).isEqualTo(runId);
        assertThat(report.outcome()).isEqualTo(new Outcome.RolledBack("undone on request of night shift"));
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.rollbacksSent()).isEqualTo(1);
        assertThat(release.sent(".*/cancel")).isZero();
        assertThat(release.deploymentsSent()).isEqualTo(1);
        assertThat(release.fake.violations()).isEmpty();
        assertThat(Files.readString(report.folder().orElseThrow().resolve("report.json")))
                .contains("rolled_back");
        assertThat(release.fake.requests("POST", "/hooks/.*"))
                .singleElement()
                .satisfies(hook -> assertThat(hook.body()).contains("\"status\":\"rolled_back\""));
    }

    @Test
    void aFallbackIsDeployedIfThePlatformRefuses() {
        release.fault(Fault.on("POST", ROLLBACK).always().status(409));
        release.with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback("v_stable")));

        Report report = undo();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo("v_stable");
    }

    @Test
    void aRefusalWithoutAFallbackIsLeftToAPerson() {
        release.fault(Fault.on("POST", ROLLBACK).always().status(409));

        Report report = undo();

        assertThat(report.outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
    }

    @Test
    void whatCannotBeConfirmedIsNotRolledBack() {
        release.fault(
                Fault.on("GET", "/api/v1/bots/[^/]+/versions").always().status(404),
                Fault.on("GET", "/api/v1/deployments").always().status(404));

        Report report = undo();

        assertThat(release.rollbacksSent()).isEqualTo(1);
        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void whatCameLaterIsNotTakenBack() {
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(this::undo)
                .withMessageContaining("v_stable is live, not " + BotRelease.NEW);

        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.events).isEmpty();
        assertThat(release.pipeline().resume(runId).outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void whatIsUndoneIsReadBackAndNotUndoneAgain() {
        Outcome undone = undo().outcome();

        assertThat(undo().outcome()).isEqualTo(undone);
        assertThat(release.rollbacksSent()).isEqualTo(1);

        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");
        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(this::undo)
                .withMessageContaining("RolledBack");
        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> release.pipeline().undo("20260101-000000-00000000"));
        assertThat(release.rollbacksSent()).isEqualTo(1);
    }

    @Test
    void aRunThatSomeoneHasTakenBackIsRecordedAsSuch() {
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.OLD);

        Report report = undo();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).startsWith("nothing to undo: ").contains(BotRelease.OLD);
        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.pipeline().resume(runId).outcome()).isEqualTo(report.outcome());
    }

    @Test
    void aFailedRollbackThatAPersonHasMadeIsRecordedAsSuch() {
        release.fault(Fault.on("POST", ROLLBACK).times(2).status(409));
        assertThat(undo().outcome()).isInstanceOf(Outcome.RollbackFailed.class);
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.OLD);

        assertThat(undo().outcome()).isInstanceOf(Outcome.RolledBack.class);
    }

    @Test
    void aRunThatChangedNothingHasNothingToUndo() {
        BotRelease other = new BotRelease(records.resolve("other"))
                .with(builder -> builder.gate("shut", plan -> Verdict.fail("no")));
        Report rejected = other.run();

        Report report = other.pipeline().undo(rejected.runId());

        assertThat(report.outcome()).isEqualTo(rejected.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(other.rollbacksSent()).isZero();
    }

    @Test
    void aRunIsNeitherUndoneNorResumedOnAnotherPlatform() {
        CognigyClient elsewhere = CognigyClient.builder()
                .baseUrl("https://copy.test")
                .credentials(Credentials.clientCredentials("demo-client", "demo-secret"))
                .transport(release.fake)
                .time(release.fake.time())
                .build();
        DeploymentPipeline<BotDeployment> other =
                BotDeployment.pipeline(elsewhere).journal(records).build();
        int requests = release.fake.requests().size();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> other.undo(runId))
                .withMessageContaining("https://copy.test. Give the same one again.");
        assertThat(release.fake.requests()).hasSize(requests);

        PowerCut cut = new PowerCut(release.fake).afterEvent(3);
        BotRelease mortal = new BotRelease(release.fake, records).with(builder -> builder.listener(cut));
        assertThatExceptionOfType(PowerCut.Dead.class)
                .isThrownBy(() -> mortal.pipeline().undo(runId));
        long sent = release.rollbacksSent();
        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> other.resume(runId))
                .withMessageContaining("https://copy.test. Give the same one again.");
        assertThat(release.rollbacksSent()).isEqualTo(sent);
    }

    @Test
    void whatWasLeftToAPersonCanBeUndone() {
        BotRelease other = new BotRelease(records.resolve("other"))
                .with(builder -> builder.verify("tone", applied -> Verdict.fail("rude"), OnFailedVerification.ASK));
        Report left = other.run();
        assertThat(left.outcome()).isInstanceOf(Outcome.Unknown.class);

        Report report = other.pipeline().undo(left.runId());

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(other.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void anUndoingThatDiesAtAnyRecordIsBroughtToItsEnd() {
        int event = 1;
        while (diesAt(event)) {
            event++;
        }
        assertThat(event).isGreaterThan(4);
    }

    @Test
    void anUndoingThatDiedIsCompletedByUndoingAgain() {
        PowerCut cut = new PowerCut(release.fake).afterEvent(3);
        BotRelease mortal = new BotRelease(release.fake, records).with(builder -> builder.listener(cut));
        assertThatExceptionOfType(PowerCut.Dead.class)
                .isThrownBy(() -> mortal.pipeline().undo(runId));

        Report report = new BotRelease(release.fake, records).pipeline().undo(runId);

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.rollbacksSent()).isEqualTo(1);
    }

    private boolean diesAt(int event) {
        BotRelease whole = new BotRelease(records.resolve("dies-at-" + event));
        String id = whole.run().runId();
        PowerCut cut = new PowerCut(whole.fake).afterEvent(event);
        BotRelease mortal = new BotRelease(whole.fake, whole.records).with(builder -> builder.listener(cut));
        Report report;
        boolean died = false;
        try {
            report = mortal.pipeline().undo(id);
        } catch (PowerCut.Dead e) {
            died = true;
            report = new BotRelease(whole.fake, whole.records).pipeline().resume(id);
        }
        // Before the undoing is on record, nothing has been undone, and the run is what it was.
        boolean begun = report.events().stream().anyMatch(Event.CompensationStarted.class::isInstance);
        assertThat(report.outcome())
                .as("dies at event " + event)
                .isInstanceOf(begun ? Outcome.RolledBack.class : Outcome.Succeeded.class);
        assertThat(whole.live()).isEqualTo(begun ? BotRelease.OLD : BotRelease.NEW);
        assertThat(whole.rollbacksSent()).isEqualTo(begun ? 1 : 0);
        return died;
    }
}
