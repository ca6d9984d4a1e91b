package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.store.TargetLock;
import io.cognigydeploy.core.store.TargetLockTest;
import io.cognigydeploy.testing.FakeCognigy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that wait until another run leaves their target. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitForTargetTest {

    @TempDir
    Path records;

    private final FakeCognigy fake = FakeCognigy.withDefaultWorld();
    private final EventfulTime time = new EventfulTime(fake.time());
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @AfterEach
    void tearDown() {
        executor.shutdownNow();
        Thread.interrupted();
    }

    private BotRelease waiting(Duration atMost) {
        return new BotRelease(fake, fake, time, records).with(builder -> builder.waitForTarget(atMost));
    }

    private TargetLock taken() {
        return TargetLock.acquire(records, BotRelease.ENVIRONMENT, "another-run", fake.time());
    }

    @Test
    void itGoesOnAsSoonAsTheOtherRunHasEnded() throws Exception {
        var working = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        BotRelease first = new BotRelease(fake, records)
                .with(builder -> builder.gate("calendar", plan -> {
                    working.countDown();
                    mayEnd.await();
                    return Verdict.fail("closed");
                }));
        BotRelease second = waiting(Duration.ofMinutes(1));
        Future<Report> other = executor.submit(() -> first.run());
        working.await();
        time.atEachSleep(() -> {
            mayEnd.countDown();
            await(other);
        });

        Report report = second.run();

        assertThat(other.get().outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(fake.deployments()).hasSize(1);
    }

    @Test
    void aPlanThatWentStaleInTheWaitIsRejected() throws Exception {
        BotRelease release = waiting(Duration.ofMinutes(1));
        TargetLock other = taken();
        time.atEachSleep(() -> {
            fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, BotRelease.NEW);
            other.close();
        });

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("Make a new plan");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void itGivesUpWhenTheTimeIsOver() {
        BotRelease release = waiting(Duration.ofMillis(2500));
        try (TargetLock other = taken()) {
            assertThatExceptionOfType(TargetBusyException.class)
                    .isThrownBy(release::run)
                    .satisfies(busy -> assertThat(busy.owner()).contains("another-run"));
            assertThat(other.stillOwned()).isTrue();
        }
        assertThat(fake.time().sleeps())
                .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500));
        assertThat(release.runIds()).isEmpty();
    }

    @Test
    void itDoesNotWaitByDefault() {
        BotRelease release = new BotRelease(fake, fake, time, records);
        try (TargetLock other = taken()) {
            assertThatExceptionOfType(TargetBusyException.class).isThrownBy(release::run);
            assertThat(other.stillOwned()).isTrue();
        }
        assertThat(fake.time().sleeps()).isEmpty();
    }

    @Test
    void aStartedRunAndAResumedRunWaitAsWell() throws Exception {
        BotRelease release = waiting(Duration.ofMinutes(1));
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        TargetLock first = taken();
        time.atEachSleep(first::close);

        Report started =
                pipeline.start(pipeline.plan(release.deployment), Runnable::run).await();

        TargetLock second = taken();
        time.atEachSleep(second::close);
        Report resumed = pipeline.resume(started.runId());

        assertThat(started.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(resumed.outcome()).isEqualTo(started.outcome());
    }

    @Test
    void itWaitsForTheRunsOfOtherProcessesToo() throws Exception {
        BotRelease release = waiting(Duration.ofMinutes(1));
        try (var child = ChildJvm.start(TargetLockTest.class, records, BotRelease.ENVIRONMENT, "another-run", "stay")) {
            assertThat(child.line()).isEqualTo("locked 1");
            List<String> tries = new ArrayList<>();
            time.atEachSleep(() -> {
                tries.add("try");
                if (tries.size() == 2) {
                    kill(child);
                }
            });

            Report report = release.run();

            assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
            assertThat(tries).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndNothingHasBegun() {
        BotRelease release = waiting(Duration.ofMinutes(1));
        time.atEachSleep(() -> Thread.currentThread().interrupt());
        try (TargetLock other = taken()) {
            assertThatExceptionOfType(TargetBusyException.class).isThrownBy(release::run);
            assertThat(other.stillOwned()).isTrue();
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(release.deploymentsSent()).isZero();
        assertThat(release.runIds()).isEmpty();
    }

    @Test
    void aRunThatIsCancelledInTheWaitDoesNotBegin() throws Exception {
        BotRelease release = waiting(Duration.ofMinutes(1));
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Plan plan = pipeline.plan(release.deployment);
        List<Runnable> queue = new ArrayList<>();
        Run run = pipeline.start(plan, queue::add);
        time.atEachSleep(run::cancel);
        try (TargetLock other = taken()) {
            boolean leaked = executor.submit(() -> {
                        queue.get(0).run();
                        return Thread.currentThread().isInterrupted();
                    })
                    .get();

            assertThat(leaked).isFalse();
            assertThatExceptionOfType(TargetBusyException.class).isThrownBy(run::await);
            assertThat(other.stillOwned()).isTrue();
        }
        assertThat(release.deploymentsSent()).isZero();
        assertThat(release.runIds()).isEmpty();
    }

    @Test
    void aNegativeWaitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> waiting(Duration.ofSeconds(-1)).pipeline());
    }

    private static void await(Future<Report> run) {
        try {
            run.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void kill(ChildJvm child) {
        try {
            child.kill();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
