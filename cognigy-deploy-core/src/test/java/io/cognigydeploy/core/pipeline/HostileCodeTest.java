package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognigydeploy.client.Platform;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.check.Approval;
import io.cognigydeploy.core.event.AuditSink;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.core.record.Notifier;
import io.cognigydeploy.core.record.Report;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks, listeners, audit logs and notifiers of users that break whatever rule there is. */
class HostileCodeTest {

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private static <T> Check<T> check(Callable<Verdict> answer) {
        return subject -> {
            try {
                return answer.call();
            } catch (Exception e) {
                throw HostileCodeTest.<RuntimeException>unchecked(e);
            }
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable e) throws E {
        throw (E) e;
    }

    @SuppressWarnings("NullAway") // on purpose
    static Stream<Arguments> noAnswers() {
        return Stream.of(
                        Arguments.of("null", (Callable<Verdict>) () -> null),
                        Arguments.of("an assertion error", (Callable<Verdict>) () -> {
                            throw new AssertionError("expected: 1");
                        }),
                        Arguments.of("a missing method", (Callable<Verdict>) () -> {
                            throw new NoSuchMethodError("Timer.start");
                        }),
                        Arguments.of("an exception without a message", (Callable<Verdict>) () -> {
                            throw new IllegalStateException();
                        }),
                        Arguments.of("a checked exception", (Callable<Verdict>) () -> {
                            throw new java.io.IOException("disk");
                        }),
                        Arguments.of("a failure without a reason", (Callable<Verdict>) () -> Verdict.fail(null)))
                .flatMap(answer -> ReleaseExample.reversible().stream()
                        .map(example ->
                                Arguments.of(answer.get()[0] + ", " + example.name(), example, answer.get()[1])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noAnswers")
    <D extends Deployment> void aVerificationThatDoesNotAnswerUndoesTheRunOfEveryKind(
            String name, ReleaseExample<D> example, Callable<Verdict> answer) {
        var fake = example.world().get();

        Report report = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.verify("mine", check(answer)))
                .run();

        assertThat(report.outcome()).as(name).isInstanceOf(Outcome.RolledBack.class);
        assertThat(report.outcome().because()).contains("mine");
        assertThat(example.isAsBefore(fake)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noAnswers")
    <D extends Deployment> void aGateThatDoesNotAnswerLetsNothingThrough(
            String name, ReleaseExample<D> example, Callable<Verdict> answer) {
        var fake = example.world().get();

        Report report = example.setup()
                .on(fake, fake, records)
                .with(builder -> builder.gate("mine", check(answer)))
                .run();

        assertThat(report.outcome()).as(name).isInstanceOf(Outcome.Rejected.class);
        assertThat(example.isAsBefore(fake)).isTrue();
    }

    @Test
    void anApprovalWhoseSourceThrowsAnErrorLetsNothingThrough() {
        BotRelease release = new BotRelease(records)
                .with(builder -> builder.gate(Approval.from(plan -> {
                    throw new NoClassDefFoundError("com/example/Tickets");
                })));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void aListenerThatThrowsErrorsHindersNothing() {
        BotRelease release = new BotRelease(records)
                .with(builder -> builder.listener(event -> {
                    throw new AssertionError(event);
                }));

        assertThat(release.run().outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aNotifierThatThrowsAnErrorIsANoticeThatWasNotDelivered() {
        BotRelease release = new BotRelease(records)
                .with(builder -> builder.notify(new Notifier() {
                    @Override
                    public void deliver(Report report, Platform platform) {
                        throw new LinkageError();
                    }

                    @Override
                    public String name() {
                        return "chat";
                    }
                }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.events(Event.RecordLost.class)).singleElement().satisfies(lost -> {
            assertThat(lost.receiver()).isEqualTo("chat");
            assertThat(lost.reason()).contains("LinkageError");
        });
    }

    @Test
    void anAuditLogThatThrowsAnErrorStopsTheRunBeforeItsFirstChange() {
        BotRelease release = new BotRelease(records)
                .with(builder -> builder.audit(new AuditSink() {
                    @Override
                    public void append(RunEvent event) {
                        throw new ExceptionInInitializerError("no driver");
                    }

                    @Override
                    public long kept(String runId) {
                        return 0;
                    }

                    @Override
                    public String name() {
                        return "database";
                    }
                }));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Rejected.class);
        assertThat(report.outcome().because()).contains("database");
        assertThat(release.deploymentsSent()).isZero();
    }

    @Test
    void aRunThatTheVirtualMachineEndedInAVerificationCanBeUndone() {
        BotRelease release = endedByTheVirtualMachine();

        Report report = release.pipeline().undo(release.onlyRunId());

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(release.live()).isEqualTo(BotRelease.OLD);
    }

    @Test
    void aRunThatTheVirtualMachineEndedInAVerificationCanBeResumed() {
        BotRelease release = endedByTheVirtualMachine();

        Report report = release.pipeline().resume(release.onlyRunId());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(release.deploymentsSent()).isEqualTo(1);
    }

    /** The same pipeline as it was, but for the verification. */
    private BotRelease endedByTheVirtualMachine() {
        BotRelease mortal = new BotRelease(records)
                .with(builder -> builder.verify("mine", check(() -> {
                    throw new StackOverflowError();
                })));
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(mortal::run);
        assertThat(mortal.live()).isEqualTo(BotRelease.NEW);
        return new BotRelease(mortal.fake, records);
    }

    @Test
    void aRunThatDiedBeforeItChangedAnythingIsUndoneWithoutAChange() {
        BotRelease release = new BotRelease(records);
        PowerCut cut = new PowerCut(release.fake).afterEvent(2);
        BotRelease mortal = new BotRelease(release.fake, records).with(builder -> builder.listener(cut));
        assertThatExceptionOfType(PowerCut.Dead.class).isThrownBy(mortal::run);

        Report report = release.pipeline().undo(release.onlyRunId());

        assertThat(report.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(release.deploymentsSent()).isZero();
        assertThat(release.rollbacksSent()).isZero();
    }

    @Test
    void whatCameAfterADeadRunIsNotTakenBack() {
        BotRelease release = endedByTheVirtualMachine();
        release.fake.live(BotRelease.BOT, BotRelease.ENVIRONMENT, "v_stable");

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> release.pipeline().undo(release.onlyRunId()))
                .withMessageContaining("v_stable");
        assertThat(release.rollbacksSent()).isZero();
    }

    @Test
    void anErrorOfTheWayToThePlatformIsReportedAndTheRunCanBeUndone() {
        BotRelease whole = new BotRelease(records);
        boolean[] broken = {false};
        BotRelease release = new BotRelease(
                        whole.fake,
                        new io.cognigydeploy.client.Transport() {
                            @Override
                            public Response exchange(Request request, java.time.Duration limit)
                                    throws java.io.IOException, InterruptedException {
                                if (broken[0]) {
                                    throw new NoSuchMethodError("okhttp3.Call");
                                }
                                return whole.fake.exchange(request, limit);
                            }
                        },
                        records)
                .with(builder ->
                        builder.listener(event -> broken[0] |= event.event() instanceof Event.MutationAccepted));

        Report report = release.run();

        assertThat(report.outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(whole.pipeline().undo(report.runId()).outcome())
                .isInstanceOfAny(Outcome.RolledBack.class, Outcome.Cancelled.class);
        assertThat(whole.live()).isEqualTo(BotRelease.OLD);
        assertThat(Optional.of(whole.fake.violations())).hasValue(java.util.List.of());
    }
}
