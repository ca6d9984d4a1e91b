package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.check.QualityGate;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.AuditLog;
import io.cognigydeploy.core.record.CiWebhook;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.testing.JobScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are cancelled, at every event, and runs that get into each other's way. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public class CancelTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private BotRelease release;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @BeforeEach
    void setUp() {
        release = new BotRelease(records);
    }

    @AfterEach
    void tearDown() {
        executor.shutdownNow();
        Thread.interrupted();
    }

    /** The event at which the run is cancelled, and the outcome that is then true. */
    static Stream<Arguments> moments() {
        return Stream.of(
                Arguments.of(Event.RunStarted.class, Outcome.Cancelled.class),
                Arguments.of(Event.CheckJudged.class, Outcome.Cancelled.class),
                Arguments.of(Event.ManifestWritten.class, Outcome.Cancelled.class),
                Arguments.of(Event.MutationIntended.class, Outcome.Cancelled.class),
                Arguments.of(Event.MutationAccepted.class, Outcome.Cancelled.class),
                Arguments.of(Event.MutationProgressed.class, Outcome.Cancelled.class),
                Arguments.of(Event.MutationEnded.class, Outcome.RolledBack.class),
                Arguments.of(Event.RunFinished.class, Outcome.Succeeded.class));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void anInterruptAtAnyEventLeadsToATrueOutcomeAndAConsistentTarget(
            Class<? extends Event> moment, Class<? extends Outcome> outcome) {
        at(moment, () -> Thread.currentThread().interrupt());

        Report report = release.run();

        assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        requireConsistent(report, outcome);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptAtEachSingleEventLeavesTheTargetConsistent(boolean jobFails) {
        boolean reached = true;
        for (int number = 1; reached; number++) {
            release = new BotRelease(records.resolve("interrupted-at-" + number));
            if (jobFails) {
                release.job(JobScript.fails("boom").halfApplied());
            }
            release.interruptAt(number);

            Report report = release.run();

            reached = Thread.interrupted();
            assertThat(report.outcome())
                    .as("interrupted at event " + number + " of\n" + report.toMarkdown())
                    .isInstanceOfAny(
                            Outcome.Cancelled.class,
                            Outcome.RolledBack.class,
                            jobFails ? Outcome.RolledBack.class : Outcome.Succeeded.class);
            requireConsistent(report, report.outcome().getClass());
            assertThat(report.folder().orElseThrow().resolve("report.json")).exists();
        }
        assertThat(release.events).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("moments")
    void cancellingAtAnyEventLeadsToATrueOutcomeAndAConsistentTarget(
            Class<? extends Event> moment, Class<? extends Outcome> outcome) throws Exception {
        List<Run> runs = new ArrayList<>();
        Deque<Runnable> queue = new ArrayDeque<>();
        at(moment, () -> runs.get(0).cancel());
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        runs.add(pipeline.start(pipeline.plan(release.deployment), queue::add));

        boolean leaked = executor.submit(() -> {
                    queue.remove().run();
                    return Thread.currentThread().isInterrupted();
                })
                .get();

        assertThat(leaked).as("interrupt flag on the executor's thread").isFalse();
        Report report = runs.get(0).await();
        assertThat(report.runId()).isEqualTo(runs.get(0).id());
        requireConsistent(report, outcome);
    }

    @ParameterizedTest
    @MethodSource("moments")
    void anInterruptedRunIsDeliveredLikeAnyOther(Class<? extends Event> moment, Class<? extends Outcome> outcome)
            throws Exception {
        AuditLog audit = AuditLog.jsonLines(records.resolve("audit.jsonl"));
        release.with(builder -> builder.audit(audit).notify(CiWebhook.to(URI.create("https://ci.test/hooks/cognigy"))));
        at(moment, () -> Thread.currentThread().interrupt());

        Report report = release.run();

        Thread.interrupted();
        audit.close();
        assertThat(report.outcome()).isInstanceOf(outcome);
        assertThat(report.deliveries())
                .extracting(Report.Delivery::receiver, Report.Delivery::failure)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("webhook ci.test", java.util.Optional.empty()));
        assertThat(release.sent("/hooks/cognigy")).isEqualTo(1);
        assertThat(report.folder().orElseThrow().resolve("report.json")).exists();
        assertThat(Files.readString(report.folder().orElseThrow().resolve("report.md")))
                .contains("## Deliveries");
        assertThat(Files.readString(records.resolve("audit.jsonl"))).contains("run_finished");
    }

    @ParameterizedTest
    @MethodSource("momentsOfAnUndoing")
    void anInterruptDoesNotStopAnUndoing(Class<? extends Event> moment) {
        release.job(JobScript.fails("boom").halfApplied());
        boolean[] undoing = {false};
        boolean[] interrupted = {false};
        release.with(builder -> builder.listener(event -> {
            undoing[0] |= event.event() instanceof Event.CompensationStarted;
            if (undoing[0] && moment.isInstance(event.event()) && !interrupted[0]) {
                interrupted[0] = true;
                Thread.currentThread().interrupt();
            }
        }));

        Report report = release.run();

        assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
        assertThat(release.fake.requests("POST", ".*/rollback"))
                .filteredOn(request -> request.status() == 202)
                .hasSize(1);
    }

    static Stream<Class<? extends Event>> momentsOfAnUndoing() {
        return Stream.of(
                Event.CompensationStarted.class,
                Event.MutationIntended.class,
                Event.MutationAccepted.class,
                Event.MutationProgressed.class,
                Event.MutationEnded.class,
                Event.MutationConfirmed.class);
    }

    @Test
    void aRunningJobIsCancelledOnThePlatformAndNothingIsRolledBack() {
        release.job(JobScript.neverEnds());
        at(Event.MutationProgressed.class, () -> Thread.currentThread().interrupt());

        Report report = release.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(release.sent("/api/v1/deployments/dep_0001/cancel")).isEqualTo(1);
        assertThat(release.rollbacksSent()).isZero();
        assertThat(release.fake.deployments().get(0).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void aRunThatIsCancelledBeforeItsThreadBeginsChangesNothing() throws Exception {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        List<Runnable> queue = new ArrayList<>();
        Run run = pipeline.start(pipeline.plan(release.deployment), queue::add);
        run.cancel();

        boolean leaked = executor.submit(() -> {
                    queue.get(0).run();
                    return Thread.currentThread().isInterrupted();
                })
                .get();

        assertThat(leaked).isFalse();
        assertThat(run.await().outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aRunOnAnInterruptedThreadChangesNothingAndIsRecorded() {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        Thread.currentThread().interrupt();

        Report report = pipeline.run(plan);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(release.deploymentsSent()).isZero();
        assertThat(report.folder().orElseThrow().resolve("report.json")).exists();
    }

    @Test
    void cancellingARunThatHasEndedHasNoEffect() throws Exception {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Run run = pipeline.start(pipeline.plan(release.deployment), executor);
        Report report = run.await();

        run.cancel();

        assertThat(run.await()).isSameAs(report);
        assertThat(executor.submit(() -> Thread.currentThread().isInterrupted()).get())
                .isFalse();
        assertThat(release.live()).isEqualTo(BotRelease.NEW);
    }

    @Test
    void cancellingTheFutureDoesNotCancelTheRun() throws Exception {
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Run run = pipeline.start(pipeline.plan(release.deployment), executor);

        run.future().cancel(true);

        assertThat(run.await().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(run.future().get(1, TimeUnit.SECONDS).runId()).isEqualTo(run.id());
    }

    @Test
    void aCheckThatIsInterruptedEndsTheRun() {
        release.with(builder -> builder.gate("slow", plan -> {
            throw new InterruptedException("stopped while waiting for a calendar");
        }));

        Report report = release.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(release.deploymentsSent()).isZero();
    }

    // ---------------------------------------------------------------- two at once

    @Test
    void aRunWhoseTargetWasTakenOverSendsNothing() {
        release.with(builder -> builder.listener(event -> {
            if (event.event() instanceof Event.MutationIntended) {
                anotherRunTakesTheTarget();
            }
        }));

        Report report = release.run();

        assertThat(release.deploymentsSent()).isZero();
        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(report.outcome().because()).contains("another run has taken over " + BotRelease.ENVIRONMENT);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    private void anotherRunTakesTheTarget() {
        try (Stream<Path> locks = Files.list(release.records.resolve("locks"))) {
            Path owner = locks.filter(file -> file.toString().endsWith(".owner"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(owner, Files.readString(owner).replace("\"epoch\":1", "\"epoch\":2"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSecondRunOnTheSameTargetIsTurnedAway() {
        List<RuntimeException> second = new ArrayList<>();
        BotRelease other = new BotRelease(release.fake, records);
        at(Event.MutationIntended.class, () -> {
            try {
                other.run();
            } catch (TargetBusyException e) {
                second.add(e);
            }
        });

        Report first = release.run();

        assertThat(first.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(second).singleElement().satisfies(busy -> {
            assertThat(((TargetBusyException) busy).target()).isEqualTo(BotRelease.ENVIRONMENT);
            assertThat(((TargetBusyException) busy).owner()).contains(first.runId());
        });
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    @Test
    void aDeadRunThatCannotGoOnForAnotherNamesWhatItLeftUnderWay() {
        PowerCut cut = new PowerCut(release.fake);
        BotRelease mortal = new BotRelease(release.fake, cut, records)
                .with(builder -> builder.listener(event -> {
                    if (event.event() instanceof Event.MutationAccepted) {
                        throw new PowerCut.Dead();
                    }
                }));
        assertThatExceptionOfType(PowerCut.Dead.class).isThrownBy(mortal::run);
        String dead = release.onlyRunId();
        List<TargetBusyException> refused = new ArrayList<>();
        BotRelease other = new BotRelease(release.fake, records)
                .with(builder -> builder.gate("meanwhile", plan -> {
                    for (Executable attempt : List.<Executable>of(
                            () -> release.pipeline().resume(dead),
                            () -> release.pipeline().undo(dead))) {
                        refused.add(assertThrows(TargetBusyException.class, attempt));
                    }
                    return Verdict.fail("enough");
                }));

        other.run();

        assertThat(refused).hasSize(2).allSatisfy(busy -> {
            assertThat(busy.runId()).hasValue(dead);
            assertThat(busy.underWay())
                    .containsExactly(release.fake.deployments().get(0).id());
            assertThat(busy)
                    .hasMessageContaining(
                            "May still be under way: " + busy.underWay().get(0));
        });
    }

    @Test
    void aSecondRunIsTurnedAwayByItsHandleToo() {
        List<Run> second = new ArrayList<>();
        BotRelease other = new BotRelease(release.fake, records);
        at(Event.MutationIntended.class, () -> {
            DeploymentPipeline<BotDeployment> pipeline = other.pipeline();
            second.add(pipeline.start(pipeline.plan(other.deployment), Runnable::run));
        });

        release.run();

        assertThatExceptionOfType(TargetBusyException.class)
                .isThrownBy(() -> second.get(0).await());
    }

    @Test
    void aRunOnAnotherTargetIsNotInTheWay() {
        List<Report> second = new ArrayList<>();
        BotRelease other = new BotRelease(release.fake, records.resolve("other"));
        other.deployment = BotDeployment.of(BotRelease.BOT, BotRelease.NEW).to("env_dev");
        at(Event.MutationIntended.class, () -> second.add(other.run()));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(second).singleElement().matches(report -> report.outcome().isSuccess());
    }

    @Test
    void theTargetIsFreeAgainHoweverARunEnds() {
        release.gate = QualityGate.suite("no_such_suite");
        assertThat(release.run().outcome()).isInstanceOf(Outcome.Rejected.class);
        release.fake.time().advance(java.time.Duration.ofSeconds(1));
        release.gate = QualityGate.suite(BotRelease.SUITE).minPassRate(0.95);

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    /** Does something at the first event of a kind. */
    private void at(Class<? extends Event> moment, Runnable what) {
        boolean[] done = {false};
        release.with(builder -> builder.listener(event -> {
            if (moment.isInstance(event.event()) && !done[0]) {
                done[0] = true;
                what.run();
            }
        }));
    }

    private void requireConsistent(Report report, Class<? extends Outcome> outcome) {
        assertThat(report.outcome()).isInstanceOf(outcome);
        assertThat(release.live()).isEqualTo(report.outcome().isSuccess() ? BotRelease.NEW : BotRelease.OLD);
        assertThat(release.fake.deployments()).hasSizeLessThanOrEqualTo(1);
        assertThat(release.fake.deployments()).allMatch(job -> job.state().isTerminal());
        assertThat(release.fake.violations()).isEmpty();
    }
}
