package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.JobScript;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose time is over. */
public class DeadlineTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path records;

    private BotRelease release;

    @BeforeEach
    void setUp() {
        release = new BotRelease(records).with(builder -> builder.deadline(LIMIT));
    }

    @AfterEach
    void theThreadIsLeftAlone() {
        release.fake.time().advance(LIMIT);
        assertThat(Thread.interrupted()).as("interrupt flag").isFalse();
    }

    @Test
    void aRunThatIsDoneInTimeIsDone() {
        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aGateThatWaitsTooLongIsCutShortAndNothingIsChanged() {
        release.with(builder -> builder.gate("office hours", plan -> {
            plan.cognigy().time().sleep(Duration.ofHours(8));
            return Verdict.pass();
        }));

        Report report = release.run();

        assertThat(report.outcome())
                .isEqualTo(new Outcome.Failed(
                        "the deadline of 2 min passed before the first change. Nothing was changed."));
        assertThat(report.took()).isEqualTo(LIMIT);
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aGateThatDoesNotHeedInterruptsEndsTheRunWhenItReturns() {
        release.with(builder -> builder.gate("stubborn", plan -> {
            try {
                plan.cognigy().time().sleep(Duration.ofHours(8));
            } catch (InterruptedException e) {
                release.fake.time().advance(Duration.ofMinutes(1));
            }
            return Verdict.pass();
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.took()).isEqualTo(LIMIT.plusMinutes(1));
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aJobThatTakesTooLongIsCancelled() {
        release.job(JobScript.neverEnds());

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(report.outcome().because()).startsWith("the deadline of 2 min passed");
        assertThat(release.sent("/api/v1/deployments/dep_0001/cancel")).isEqualTo(1);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.events(Event.CompensationStarted.class))
                .singleElement()
                .satisfies(undoing -> assertThat(Duration.between(report.begun(), undoing.at()))
                        .isEqualTo(LIMIT));
    }

    @Test
    void aVerificationThatTakesTooLongUndoesEverything() {
        release.with(builder -> builder.verify("watch", applied -> {
            applied.plan().cognigy().time().sleep(Duration.ofHours(8));
            return Verdict.pass();
        }));

        Report report = release.run();

        assertThat(report.outcome()).isEqualTo(new Outcome.RolledBack("the deadline of 2 min passed"));
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void anUndoingIsNotCutShort() {
        release.job(JobScript.fails("boom")
                .halfApplied()
                .rollback("rolling_back", "rolling_back", "rolling_back", "rolled_back"));
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.CompensationStarted) {
                release.fake.time().advance(Duration.ofHours(1));
            }
        }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("boom").doesNotContain("deadline");
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeadlineAtEachSingleEventLeavesTheTargetConsistent(boolean jobFails) {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            release = new BotRelease(records.resolve("over-at-" + number)).with(builder -> builder.deadline(LIMIT));
            if (jobFails) {
                release.job(JobScript.fails("boom").halfApplied());
            }
            int last = number;
            boolean[] over = {false};
            release.with(builder -> builder.listener(event -> {
                if (release.events.size() == last) {
                    over[0] = true;
                    release.fake.time().advance(LIMIT);
                }
            }));

            Report report = release.run();

            reached = over[0];
            assertThat(Thread.currentThread().isInterrupted())
                    .as("interrupt flag, over at event " + number)
                    .isFalse();
            assertThat(report.outcome())
                    .as("over at event " + number + " of\n" + report.toMarkdown())
                    .isInstanceOfAny(
                            Outcome.Failed.class,
                            Outcome.Cancelled.class,
                            Outcome.RolledBack.class,
                            jobFails ? Outcome.RolledBack.class : Outcome.Succeeded.class);
            assertThat(release.live()).isEqualTo(report.outcome().isSuccess() ? BotRelease.NEW : BotRelease.OLD);
            assertThat(release.fake.deployments()).allMatch(job -> job.state().isTerminal());
            assertThat(release.fake.violations()).isEmpty();
        }
        assertThat(release.events).hasSizeGreaterThan(8);
    }

    @Test
    void aResumedRunHasTheDeadlineThatItHadFromTheStart() {
        String runId = diedWhileItsJobWasRunning();
        release.fake.time().advance(LIMIT);

        Report report = release.pipeline().resume(runId);

        assertThat(report.outcome().isSuccess()).isFalse();
        assertThat(report.outcome().because()).startsWith("the deadline of 2 min passed");
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void aRunWhoseTimeIsOverIsResumedWithALaterDeadline() {
        String runId = diedWhileItsJobWasRunning();
        release.fake.time().advance(LIMIT);

        Report report = release.with(builder -> builder.deadline(Duration.ofDays(1)))
                .pipeline()
                .resume(runId);

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    private String diedWhileItsJobWasRunning() {
        FakeCognigy fake = FakeCognigy.withDefaultWorld();
        PowerCut cut = new PowerCut(fake);
        BotRelease first = new BotRelease(fake, records).with(builder -> builder.listener(cut));
        DeploymentPipeline<BotDeployment> pipeline = first.pipeline();
        Plan plan = pipeline.plan(first.deployment);
        cut.afterEvent(8);
        try {
            throw new AssertionError(pipeline.run(plan));
        } catch (PowerCut.Dead e) {
            release = new BotRelease(fake, records).with(builder -> builder.deadline(LIMIT));
            return first.onlyRunId();
        }
    }

    @Test
    void aDeadlineHasToBePositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        release.with(builder -> builder.deadline(Duration.ZERO)).pipeline());
    }
}
