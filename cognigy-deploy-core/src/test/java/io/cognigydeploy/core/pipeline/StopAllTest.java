package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunQuery;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of an application whose runs are under way. */
@Timeout(30)
class StopAllTest {

    @TempDir
    private Path records;

    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private DeploymentPipeline<BotDeployment> pipelineThatWaits(Waiting how) {
        return new BotRelease(records)
                .with(builder -> builder.gate("waits", plan -> {
                    waiting.countDown();
                    how.until(released);
                    return Verdict.pass("released");
                }))
                .pipeline();
    }

    private interface Waiting {
        void until(CountDownLatch latch) throws InterruptedException;
    }

    private static void deaf(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Run begun(DeploymentPipeline<BotDeployment> pipeline) throws InterruptedException {
        Run run = pipeline.start(new BotRelease(records).deployment, body -> new Thread(body).start());
        waiting.await();
        return run;
    }

    @Test
    void runsAreCancelledAndAwaited() throws InterruptedException {
        DeploymentPipeline<BotDeployment> pipeline = pipelineThatWaits(CountDownLatch::await);
        Run run = begun(pipeline);

        assertThat(pipeline.stopAll(Duration.ofSeconds(20))).isEmpty();

        assertThat(run.await().outcome()).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void oneRunIsCancelledByItsId() throws InterruptedException {
        DeploymentPipeline<BotDeployment> pipeline = pipelineThatWaits(CountDownLatch::await);
        Run run = begun(pipeline);

        assertThat(pipeline.cancel("20260101-000000-00000000")).isFalse();
        assertThat(pipeline.cancel(run.id())).isTrue();

        assertThat(run.await().outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(pipeline.cancel(run.id())).isFalse();
    }

    @Test
    void whatDoesNotEndInTimeIsNamed() throws InterruptedException {
        DeploymentPipeline<BotDeployment> pipeline = pipelineThatWaits(StopAllTest::deaf);
        Run run = begun(pipeline);

        assertThat(pipeline.stopAll(Duration.ofMillis(1))).containsExactly(run.id());

        released.countDown();
        assertThat(run.await().outcome()).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void haltedRunsStandStillAlsoWhenTheyAreCancelled() throws InterruptedException {
        DeploymentPipeline<BotDeployment> pipeline = pipelineThatWaits(CountDownLatch::await);
        Run run = begun(pipeline);
        int events = RunStore.files(records).events(run.id()).size();

        assertThat(pipeline.halt()).containsExactly(run.id());
        released.countDown();
        run.cancel();

        assertStandsStill(run);
        assertThat(RunStore.files(records).events(run.id())).hasSize(events);
        pipeline.goOn();
        assertThat(run.await().outcome()).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void aRunThatIsStartedOnAHaltedPipelineDoesNotBegin() throws InterruptedException {
        BotRelease release = new BotRelease(records);
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        assertThat(pipeline.halt()).isEmpty();

        Run run = pipeline.start(release.deployment, body -> new Thread(body).start());

        assertStandsStill(run);
        assertThat(RunStore.files(records).runs(RunQuery.all())).isEmpty();
        assertThat(release.fake.requests("POST", ".*deployments")).isEmpty();
        pipeline.goOn();
        assertThat(run.await().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    /** The permission to send is the last that a run needs; after the intent in the journal it waits for nothing else. */
    @Test
    void aHaltBetweenTheIntentAndItsRequestHoldsTheRequest() throws InterruptedException {
        CompletableFuture<DeploymentPipeline<BotDeployment>> made = new CompletableFuture<>();
        CountDownLatch intended = new CountDownLatch(1);
        BotRelease release = new BotRelease(records)
                .with(builder -> builder.listener(event -> {
                    if (event.event() instanceof Event.MutationIntended) {
                        made.join().halt();
                        intended.countDown();
                    }
                }));
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        made.complete(pipeline);

        Run run = pipeline.start(release.deployment, body -> new Thread(body).start());
        intended.await();

        assertStandsStill(run);
        assertThat(release.fake.deployments()).isEmpty();
        pipeline.goOn();
        assertThat(run.await().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.fake.deployments()).hasSize(1);
    }

    private static void assertStandsStill(Run run) {
        assertThat(run.future()).failsWithin(Duration.ofMillis(200)).withThrowableOfType(TimeoutException.class);
    }

    @Test
    void withoutRunsThereIsNothingToStop() throws InterruptedException {
        BotRelease release = new BotRelease(records);
        DeploymentPipeline<BotDeployment> pipeline = release.pipeline();
        Report before = pipeline.run(release.deployment);

        assertThat(pipeline.stopAll(Duration.ZERO)).isEmpty();
        assertThat(before.outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aPipelineListsTheRunsOfItsKind() throws InterruptedException {
        DeploymentPipeline<BotDeployment> pipeline = pipelineThatWaits(CountDownLatch::await);
        CompletableFuture<Report> report = begun(pipeline).future();

        List<RunSummary> underWay = pipeline.runs();
        released.countDown();
        Report ended = report.join();

        assertThat(underWay).extracting(RunSummary::status).containsExactly(RunStatus.UNDER_WAY);
        assertThat(pipeline.runs()).singleElement().satisfies(run -> {
            assertThat(run.runId()).isEqualTo(ended.runId());
            assertThat(run.status()).isEqualTo(RunStatus.ENDED);
            assertThat(run.outcome()).contains(ended.outcome());
        });
        assertThat(ReleaseFixture.flows(new BotRelease(records).fake, new BotRelease(records).fake, records)
                        .pipeline()
                        .runs())
                .isEmpty();
    }
}
