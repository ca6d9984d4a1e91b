package io.cognigydeploy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.bot.BotDeployment;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.pipeline.DeploymentPipeline;
import io.cognigydeploy.core.pipeline.Run;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunStatus;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.runs.RunSummary;
import io.cognigydeploy.testing.FakeCognigy;
import io.cognigydeploy.testing.JobScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;

/** Runs that are under way when the application ends or starts. */
@Timeout(60)
class ShutdownTest {

    @TempDir
    private Path folder;

    private final WaitingTime time = new WaitingTime();
    private final FakeCognigy fake = FakeCognigy.withDefaultWorld(time);

    private ApplicationContextRunner application(String... properties) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CognigyAutoConfiguration.class))
                .withUserConfiguration(Releases.class)
                .withBean(FakeCognigy.class, () -> fake)
                .withPropertyValues("cognigy.store.folder=" + folder)
                .withPropertyValues(properties);
    }

    /** Starts a run and waits until it waits for its approval. */
    private Run begun(ApplicationContext context) throws InterruptedException {
        Run run = context.getBean(CognigyRuns.class).start(bots(context), Releases.DEPLOYMENT);
        time.firstWait.await();
        return run;
    }

    @SuppressWarnings("unchecked") // by the resolvable type
    private static DeploymentPipeline<BotDeployment> bots(ApplicationContext context) {
        return (DeploymentPipeline<BotDeployment>) context.getBeanProvider(
                        ResolvableType.forClassWithGenerics(DeploymentPipeline.class, BotDeployment.class))
                .getObject();
    }

    @Test
    void runsAreCancelledByDefault() throws InterruptedException {
        Run[] run = new Run[1];

        application().run(context -> run[0] = begun(context));

        assertThat(run[0].await().outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(RunStore.files(folder).unfinished()).isEmpty();
    }

    @Test
    void changesOfCancelledRunsAreUndone() {
        fake.everyJob(JobScript.neverEnds());
        CountDownLatch accepted = new CountDownLatch(1);

        application()
                .withBean(EventListener.class, () -> event -> {
                    if (event.event() instanceof Event.MutationAccepted) {
                        accepted.countDown();
                    }
                })
                .run(context -> {
                    Run run = begun(context);
                    context.getBean(CognigyRuns.class).approve(run.id(), "release board", "");
                    accepted.await();
                });

        assertThat(RunStore.files(folder).unfinished()).isEmpty();
        assertThat(fake.liveVersion("bot_9f8e7d6c5b4a3210", "env_prod_us_east_1"))
                .contains("v2.4.0-stable");
    }

    /** The end of the application closes the client, by which a run would end as unknown. */
    @Test
    void runsAreLeftByChoiceAsTheyAre() {
        fake.everyJob(JobScript.neverEnds());
        CountDownLatch accepted = new CountDownLatch(1);
        Run[] run = new Run[1];

        application("cognigy.shutdown.runs=leave")
                .withBean(EventListener.class, () -> event -> {
                    if (event.event() instanceof Event.MutationAccepted) {
                        accepted.countDown();
                    }
                })
                .run(context -> {
                    run[0] = begun(context);
                    context.getBean(CognigyRuns.class).approve(run[0].id(), "release board", "");
                    accepted.await();
                });
        int requests = fake.requests("POST", ".*").size();
        run[0].cancel();

        assertThat(run[0].future()).failsWithin(Duration.ofMillis(500)).withThrowableOfType(TimeoutException.class);
        assertThat(RunStore.files(folder).run(run[0].id()).status()).isEqualTo(RunStatus.UNDER_WAY);
        assertThat(fake.requests("POST", ".*")).hasSize(requests);
    }

    @Test
    void runsThatStandStillGoOnIfTheApplicationIsStartedAgain() {
        application("cognigy.shutdown.runs=leave").run(context -> {
            Run run = begun(context);

            context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                    .stop();
            context.getBean(CognigyRuns.class).approve(run.id(), "release board", "");
            assertThat(run.future()).failsWithin(Duration.ofMillis(200)).withThrowableOfType(TimeoutException.class);
            context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                    .start();

            assertThat(run.await().outcome()).isInstanceOf(Outcome.Succeeded.class);
        });
    }

    @Test
    void aRunThatDiedIsTakenOverAtTheStart() {
        String runId = died();
        CountDownLatch ended = new CountDownLatch(1);

        application()
                .withBean(EventListener.class, () -> event -> {
                    if (event.event() instanceof Event.RunFinished) {
                        ended.countDown();
                    }
                })
                .run(context -> {
                    time.firstWait.await();
                    context.getBean(CognigyRuns.class).approve(runId, "release board", "");
                    ended.await();
                });

        assertThat(RunStore.files(folder).run(runId).outcome()).containsInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aRunThatDiedIsLeftWithoutTakeoverUntilItIsResumed() {
        String runId = died();

        application("cognigy.worker.enabled=false").run(context -> {
            CognigyRuns runs = context.getBean(CognigyRuns.class);
            assertThat(runs.run(runId).status()).isEqualTo(RunStatus.UNDER_WAY);

            CompletableFuture<Report> resumed = runs.resume(runId);
            time.firstWait.await();
            runs.reject(runId, "release board", "not today");

            assertThat(resumed.join().outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            outcome -> assertThat(outcome.because()).contains("not today"));
        });
    }

    /** Returns the id of a run whose process died at its first event. */
    private String died() {
        String[] runId = new String[1];
        application()
                .withBean(EventListener.class, () -> event -> {
                    throw new InternalError("the power is cut");
                })
                .run(context -> {
                    Run run = context.getBean(CognigyRuns.class).start(bots(context), Releases.DEPLOYMENT);
                    assertThat(run.future()).failsWithin(Duration.ofSeconds(30));
                    runId[0] = run.id();
                });
        return runId[0];
    }

    @Test
    void aSuccessIsUndoneByItsId() {
        application().run(context -> {
            CognigyRuns runs = context.getBean(CognigyRuns.class);
            Run run = begun(context);
            runs.approve(run.id(), "release board", "");
            run.await();

            assertThat(runs.undo(run.id()).join().outcome()).isInstanceOf(Outcome.RolledBack.class);
            assertThat(runs.cancel(run.id())).isFalse();
        });
    }

    @Test
    void aWaitingRunIsApprovedAndListedByItsId() {
        application().run(context -> {
            CognigyRuns runs = context.getBean(CognigyRuns.class);
            Run run = begun(context);
            assertThat(runs.request(run.id())).isPresent();

            runs.approve(run.id(), "release board", "looked at");

            assertThat(run.await().outcome()).isInstanceOf(Outcome.Succeeded.class);
            assertThat(runs.newest())
                    .singleElement()
                    .isEqualTo(runs.run(run.id()))
                    .extracting(RunSummary::status)
                    .isEqualTo(RunStatus.ENDED);
            assertThat(runs.events(run.id())).isEqualTo(run.await().events());
        });
    }
}
