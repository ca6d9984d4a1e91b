package io.cognigydeploy.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.journal.Journal;
import io.cognigydeploy.core.record.Report;
import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of a kind whose changes behave in every way that the contract of kinds allows. */
class ScriptedKindTest {

    private static final String AGAIN = "Look at what is live in board.";

    @TempDir(factory = MemoryFolder.class)
    Path records;

    private final ScriptedKind kind = new ScriptedKind("a", "b", "c");
    private final List<Event> events = new ArrayList<>();
    private UnaryOperator<DeploymentPipeline.Builder<ScriptedKind.Notice>> settings = UnaryOperator.identity();

    @AfterEach
    void theThreadIsNotInterrupted() {
        assertThat(Thread.interrupted()).as("interrupt flag left over").isFalse();
    }

    private ScriptedKind.Line a() {
        return kind.line("a");
    }

    private ScriptedKind.Line b() {
        return kind.line("b");
    }

    private ScriptedKind.Line c() {
        return kind.line("c");
    }

    private void with(UnaryOperator<DeploymentPipeline.Builder<ScriptedKind.Notice>> change) {
        UnaryOperator<DeploymentPipeline.Builder<ScriptedKind.Notice>> before = settings;
        settings = builder -> change.apply(before.apply(builder));
    }

    private void listen(EventListener listener) {
        with(builder -> builder.listener(listener));
    }

    private DeploymentPipeline<ScriptedKind.Notice> pipeline() {
        return settings.apply(DeploymentPipeline.of(kind)
                        .journal(records)
                        .actor("tester")
                        .listener(event -> events.add(event.event())))
                .build();
    }

    private Outcome run() {
        return pipeline().run(kind.notice()).outcome();
    }

    private void verificationFails() {
        with(builder -> builder.verify("seen", applied -> Verdict.fail("unread")));
    }

    private void dieAt(Class<? extends Event> moment, String mutation) {
        boolean[] dead = {false};
        listen(event -> {
            boolean isThere = moment.isInstance(event.event())
                    && (!(event.event() instanceof Event.OfMutation of)
                            || of.mutation().equals(mutation));
            if (isThere && !dead[0]) {
                dead[0] = true;
                throw new PowerCut.Dead();
            }
        });
    }

    private Report resumed() {
        return pipeline().resume(ReleaseFixture.onlyRunId(records));
    }

    private void die() {
        assertThatExceptionOfType(PowerCut.Dead.class).isThrownBy(this::run);
    }

    private List<String> waits() {
        return events.stream()
                .filter(Event.Waiting.class::isInstance)
                .map(Event::describe)
                .toList();
    }

    private List<String> confirmed(String mutation) {
        return events.stream()
                .filter(Event.MutationConfirmed.class::isInstance)
                .map(Event.MutationConfirmed.class::cast)
                .filter(event -> event.mutation().equals(mutation))
                .map(event -> event.judged().reason())
                .toList();
    }

    // ---------------------------------------------------------------- what a kind gets and gives

    @Test
    void theChangesOfARunAreMadeFromItsIdAndThoseOfAPlanAreNot() {
        pipeline().plan(kind.notice());
        assertThat(kind.runs).isEmpty();
        dieAt(Event.MutationIntended.class, "b/apply");
        die();

        Report report = resumed();
        pipeline().undo(report.runId());

        assertThat(kind.runs).hasSizeGreaterThan(2).containsOnly(report.runId());
    }

    @Test
    void thePlaceOfARunIsTheOneThatItsStateIdentifies() {
        kind.place = Optional.of("board 7");
        Plan plan = pipeline().plan(kind.notice());
        assertThat(plan.target()).isEqualTo("board 7");
        assertThat(plan.toJson(List.of())).contains("\"target\":\"board 7\"");
        a().checks.add(applied -> {
            // A run on the same place that is named otherwise.
            assertThatExceptionOfType(TargetBusyException.class)
                    .isThrownBy(() -> pipeline().run(kind.notice()))
                    .withMessageContaining("board 7");
            return Verdict.pass();
        });

        Report report = pipeline().run(kind.notice());

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(report.payload().path("target").asText()).isEqualTo("board 7");
    }

    @Test
    void theFactsOfARequestAreRecordedBeforeItIsSent() {
        a().write.about = List.of(Evidence.of(Evidence.Fact.FILE_BYTES, "bytes", 4096));
        dieAt(Event.MutationIntended.class, "a/apply");
        die();

        assertThat(kind.sent).isEmpty();
        assertThat(resumed().events())
                .filteredOn(Event.MutationIntended.class::isInstance)
                .first()
                .satisfies(event -> assertThat(((Event.MutationIntended) event).about())
                        .containsExactly(Evidence.of(Evidence.Fact.FILE_BYTES, "bytes", 4096)));
    }

    @Test
    void aReportHasTheStateBeforeTheRunAlsoAfterACrash() {
        dieAt(Event.MutationIntended.class, "b/apply");
        die();

        Report resumed = resumed();

        assertThat(resumed.state().toString()).isEqualTo("{\"lines\":{\"a\":\"old\",\"b\":\"old\",\"c\":\"old\"}}");
        kind.lines.putAll(Map.of("a", "old", "b", "old", "c", "old"));
        assertThat(pipeline().run(kind.notice()).state()).isEqualTo(resumed.state());
    }

    // ---------------------------------------------------------------- checks of a change

    @Test
    void aCheckOfAChangeIsJudgedBeforeTheNextChange() {
        List<Object> operations = new ArrayList<>();
        a().checks.add(applied -> {
            operations.addAll(applied.operationIds());
            operations.add(List.copyOf(kind.sent));
            return Verdict.pass();
        });

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(operations).containsExactly("a-1", List.of("a = new"));
        assertThat(kind.lines.values()).containsOnly(ScriptedKind.NEW);
    }

    @Test
    void aCheckOfAChangeThatFailsUndoesItAndAllBefore() {
        b().checks.add(applied -> Verdict.fail("smudged"));

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.RolledBack.class);
        assertThat(outcome.because()).contains("smudged");
        assertThat(kind.sent).containsExactly("a = new", "b = new", "b = old", "a = old");
    }

    @Test
    void aPlanWithoutADefectIsWrittenInOrder() {
        assertThat(run()).isEqualTo(new Outcome.Succeeded("notice is done", List.of()));
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
        assertThat(waits()).isEmpty();
    }

    // ---------------------------------------------------------------- late confirmation

    @Test
    void aChangeThatIsSeenLateIsConfirmedAfterTheLastOne() {
        a().write.confirmation = () -> Verdict.inconclusive("behind glass");
        a().write.late.add(Verdict.pass("seen"));

        assertThat(run()).isEqualTo(new Outcome.Succeeded("notice is done", List.of()));
        assertThat(confirmed("a/apply")).containsExactly("behind glass", "seen");
        assertThat(kind.time.sleeps()).isEmpty();
    }

    @Test
    void whatIsNotSeenIsReadOnceMoreAfterTheListsHadTime() {
        a().write.confirmation = () -> Verdict.inconclusive("behind glass");
        a().write.late.addAll(List.of(Verdict.fail("not yet"), Verdict.pass("seen")));

        assertThat(run()).isEqualTo(new Outcome.Succeeded("notice is done", List.of()));
        assertThat(confirmed("a/apply")).containsExactly("behind glass", "not yet", "seen");
        assertThat(waits()).singleElement().asString().contains("not yet; reading back again in 10 s");
        assertThat(kind.time.sleeps()).containsExactly(Duration.ofSeconds(10));
    }

    @Test
    void aChangeThatIsNeverSeenIsUnconfirmed() {
        a().write.confirmation = () -> Verdict.inconclusive("behind glass");
        a().write.late.add(Verdict.inconclusive("still behind glass"));

        assertThat(run()).isEqualTo(new Outcome.Succeeded("notice is done", List.of("still behind glass")));
        assertThat(confirmed("a/apply")).containsExactly("behind glass", "still behind glass", "still behind glass");
    }

    @Test
    void aChangeThatIsNotThereInTheEndUndoesAll() {
        a().write.confirmation = () -> Verdict.inconclusive("behind glass");
        a().write.late.add(Verdict.fail("rubbed out"));

        Outcome outcome = run();

        assertThat(outcome).isEqualTo(new Outcome.RolledBack("rubbed out"));
        assertThat(kind.sent).endsWith("c = old", "b = old", "a = old");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUndoingIsConfirmedLateToo(boolean secondTime) {
        verificationFails();
        b().keptOnRollback = Optional.of("b");
        c().keptOnRollback = Optional.of("c");
        a().erase.confirmation = () -> Verdict.inconclusive("behind glass");
        if (secondTime) {
            a().erase.late.add(Verdict.inconclusive("not yet"));
        }
        a().erase.late.add(Verdict.pass());

        assertThat(run()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(kind.time.sleeps()).hasSize(secondTime ? 1 : 0);
    }

    @Test
    void anUndoingThatIsNotThereInTheEndHasFailed() {
        verificationFails();
        a().erase.confirmation = () -> Verdict.inconclusive("behind glass");
        a().erase.late.add(Verdict.fail("a is new"));

        assertThat(run())
                .isEqualTo(new Outcome.RollbackFailed(
                        "seen: unread",
                        "a is new",
                        "Look at board on the platform and bring back what is wanted there by hand."));
    }

    @Test
    void anUndoingThatIsNeverSeenIsLeftToAPerson() {
        verificationFails();
        a().erase.confirmation = () -> Verdict.inconclusive("behind glass");
        a().erase.late.add(Verdict.inconclusive("still behind glass"));

        assertThat(run())
                .isEqualTo(new Outcome.Unknown(
                        "seen: unread; the platform took the rollback, but whether it was carried out is not"
                                + " known: still behind glass",
                        AGAIN));
    }

    @Test
    void anUndoingWithoutALateReadingIsLeftToAPerson() {
        verificationFails();
        b().erase.confirmation = () -> Verdict.inconclusive("behind glass");

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        assertThat(outcome.because()).endsWith("whether it was carried out is not known: behind glass");
        assertThat(kind.sent).endsWith("c = old", "b = old", "a = old");
    }

    // ---------------------------------------------------------------- refusals

    @ParameterizedTest
    @CsvSource({"'no chalk', 'no chalk. Nothing was changed.'", "'No chalk.', 'No chalk. Nothing was changed.'"})
    void aRefusedFirstChangeChangesNothing(String answer, String because) {
        a().write.fails(OutcomeClass.REJECTED, answer);

        assertThat(run()).isEqualTo(new Outcome.Failed(because));
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void aChangeThatIsKeptIsNotNamedIfItWasNotMade() {
        a().keptOnRollback = Optional.of("Line a stays");
        a().write.fails(OutcomeClass.REJECTED, "no chalk");

        assertThat(run()).isEqualTo(new Outcome.Failed("no chalk. Nothing was changed."));
    }

    @Test
    void aChangeThatIsKeptIsNamedWhenTheNextIsRefused() {
        a().keptOnRollback = Optional.of("Line a stays");
        b().write.fails(OutcomeClass.REJECTED, "no chalk");

        assertThat(run()).isEqualTo(new Outcome.Failed("no chalk. Nothing else was changed: Line a stays."));
        assertThat(kind.sent).containsExactly("a = new", "b = new");
    }

    @Test
    void aChangeThatIsKeptIsNotUndoneWithTheOthers() {
        a().keptOnRollback = Optional.of("line a stays");
        verificationFails();

        assertThat(run()).isEqualTo(new Outcome.RolledBack("seen: unread"));
        assertThat(kind.sent).endsWith("c = old", "b = old");
        assertThat(kind.lines).containsEntry("a", ScriptedKind.NEW);
    }

    @Test
    void onlyWhatIsKeptIsNamedWhenNothingHadToBeUndone() {
        a().keptOnRollback = Optional.of("line a stays");
        b().keptOnRollback = Optional.of("line b stays");
        c().keptOnRollback = Optional.of("line c stays");
        b().checks.add(applied -> Verdict.fail("smudged"));

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome.because()).contains("smudged; line a stays; line b stays; board is otherwise as it was");
        assertThat(outcome.because()).doesNotContain("line c");
    }

    @Test
    void aRefusedSecondChangeUndoesTheFirst() {
        b().write.fails(OutcomeClass.REJECTED, "no chalk");

        assertThat(run()).isEqualTo(new Outcome.RolledBack("no chalk"));
        assertThat(kind.sent).containsExactly("a = new", "b = new", "a = old");
    }

    @Test
    void aRequestThatIsNotReadyIsNotSent() {
        a().write.unready = () -> Optional.of("the text is empty");

        assertThat(run()).isEqualTo(new Outcome.Failed("the text is empty. Nothing was changed."));
        assertThat(kind.sent).isEmpty();
    }

    @Test
    void aRequestWhoseContentCannotBeReadIsNotSent() {
        a().write.unready = () -> {
            throw ScriptedKind.failure(OutcomeClass.UNKNOWN, "the text could not be read");
        };

        assertThat(run()).isEqualTo(new Outcome.Failed("the text could not be read. Nothing was changed."));
        assertThat(kind.sent).isEmpty();
    }

    @Test
    void aRequestThatDoesNotReachThePlatformIsNotSentAgain() {
        a().write.fails(OutcomeClass.NOT_SENT, "no route");

        assertThat(run()).isEqualTo(new Outcome.Failed("no route. Nothing was changed."));
        assertThat(kind.sent).containsExactly("a = new");
    }

    // ---------------------------------------------------------------- ways back

    @Test
    void theNextWayBackIsTakenIfTheFirstIsRefused() {
        verificationFails();
        a().ways.add(0, kind.request("a", "undo").fails(OutcomeClass.REJECTED, "too late"));

        assertThat(run()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(kind.sent).endsWith("a = undo", "a = old");
        assertThat(events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Event.MutationIntended.class,
                                sent -> assertThat(sent.mutation()).isEqualTo("a/revert-2")));
    }

    @Test
    void withoutAWayBackThatWorksTheRollbackHasFailed() {
        verificationFails();
        a().ways.clear();
        a().ways.add(kind.request("a", "undo").fails(OutcomeClass.REJECTED, "too late"));
        a().ways.add(kind.request("a", ScriptedKind.OLD).fails(OutcomeClass.REJECTED, "much too late"));
        b().ways.clear();

        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.RollbackFailed.class,
                        failed -> assertThat(failed.rollbackFailure())
                                .contains(
                                        "b: nothing is known to go back to",
                                        "a: a = undo: too late; a = old: much too late"));
        assertThat(kind.lines).containsEntry("c", ScriptedKind.OLD);
    }

    @Test
    void aFailedChangeWithoutEffectNeedsNoWayBack() {
        a().write.passes(JobState.FAILED).hasEffect = false;
        a().unchanged = () -> Verdict.pass("a is old");
        a().ways.clear();

        assertThat(run()).isEqualTo(new Outcome.Failed("a-1 ended as failed; board is as it was"));
        assertThat(kind.sent).containsExactly("a = new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailedChangeThatMayHaveAnEffectNeedsOne(boolean shown) {
        a().write.passes(JobState.FAILED);
        a().unchanged = () -> shown ? Verdict.fail("a is new") : Verdict.inconclusive("not shown");
        a().ways.clear();

        assertThat(run()).isInstanceOf(Outcome.RollbackFailed.class);
    }

    @Test
    void aFailedChangeWithoutEffectIsNotReplacedWhenItsUndoingIsRefused() {
        a().write.passes(JobState.FAILED).hasEffect = false;
        a().unchanged = () -> Verdict.pass("a is old");
        a().ways.add(0, kind.request("a", "undo").fails(OutcomeClass.REJECTED, "nothing to undo"));

        assertThat(run())
                .isEqualTo(new Outcome.Failed("a-1 ended as failed; a = undo: nothing to undo; board is as it was"));
        assertThat(kind.sent).containsExactly("a = new", "a = undo");
    }

    @Test
    void aFailedChangeIsUndone() {
        a().write.passes(JobState.FAILED);
        a().unchanged = () -> Verdict.fail("a is new");

        assertThat(run()).isEqualTo(new Outcome.RolledBack("a-1 ended as failed"));
        assertThat(kind.sent).containsExactly("a = new", "a = old");
    }

    @Test
    void aChangeThatAFailureDoesNotUndoIsLeftToAPerson() {
        a().keptOnFailure = Optional.of("a may be read by now");
        b().write.fails(OutcomeClass.REJECTED, "no chalk");

        assertThat(run())
                .isEqualTo(
                        new Outcome.Unknown("no chalk; a may be read by now", AGAIN + " Decide whether it may stay."));
        assertThat(kind.sent).containsExactly("a = new", "b = new");
    }

    @Test
    void aCancellationUndoesItAllTheSame() {
        a().keptOnFailure = Optional.of("a may be read by now");
        b().unchanged = () -> Verdict.fail("b is new");
        interruptAt(Event.MutationIntended.class, "b/apply");

        assertThat(run()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(kind.lines.values()).containsOnly(ScriptedKind.OLD);
    }

    private void interruptAt(Class<? extends Event> moment, String mutation) {
        listen(event -> {
            if (moment.isInstance(event.event())
                    && event.event() instanceof Event.OfMutation of
                    && of.mutation().equals(mutation)) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"PASS, Cancelled, 0", "INCONCLUSIVE, Unknown, 0", "FAIL, RolledBack, 1"})
    void aCancelledOperationIsUndoneIfItHadAnEffect(String unchanged, String outcome, int undone) {
        a().write.passes(JobState.RUNNING);
        a().unchanged = () -> switch (unchanged) {
            case "PASS" -> Verdict.pass("a is old");
            case "FAIL" -> Verdict.fail("a is new");
            default -> Verdict.inconclusive("not shown");
        };
        interruptAt(Event.MutationProgressed.class, "a/apply");

        Outcome end = run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(end.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(kind.sent).startsWith("a = new", "cancel a-1").hasSize(2 + undone);
        if (end instanceof Outcome.Unknown unknown) {
            assertThat(unknown.because()).isEqualTo("cancelled; a-1 was cancelled; not shown");
            assertThat(unknown.nextStep()).isEqualTo(AGAIN);
        } else if (end instanceof Outcome.Cancelled) {
            assertThat(end.because()).isEqualTo("cancelled; board is as it was");
        }
    }

    @Test
    void theWayBackThatDoesNotEndLeavesADoubtUnlessTheNextWorks() {
        verificationFails();
        ScriptedKind.Request slow = kind.request("a", "undo").passes(JobState.RUNNING);
        slow.limit = Optional.of(Duration.ofMinutes(2));
        slow.hasEffect = false;
        a().ways.add(0, slow);

        assertThat(run()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(kind.sent).endsWith("a = undo", "a = old").doesNotContain("cancel a-6");
    }

    @Test
    void theOnlyWayBackThatDoesNotEndIsADoubt() {
        verificationFails();
        a().erase.passes(JobState.RUNNING).limit = Optional.of(Duration.ofMinutes(2));

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        assertThat(outcome.because())
                .isEqualTo("seen: unread; the platform took the rollback, but whether it was carried out is"
                        + " not known: a-6 did not end within 2 min");
        assertThat(kind.sent).doesNotContain("cancel a-6");
    }

    @Test
    void anUndoingIsTriedForAsLongAsAnOperationMayTake() {
        verificationFails();
        with(builder -> builder.poll(usual -> PollOptions.builder()
                .from(usual)
                .growth(1.5)
                .maxInterval(Duration.ofSeconds(11))
                .build()));
        a().erase.limit = Optional.of(Duration.ofMinutes(1));
        a().erase
                .fails(OutcomeClass.NOT_SENT, "no route")
                .fails(OutcomeClass.NOT_SENT, "no route")
                .fails(OutcomeClass.NOT_SENT, "no route");

        assertThat(run()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(kind.sent).endsWith("a = old", "a = old", "a = old", "a = old");
        assertThat(waits()).hasSize(3).allMatch(line -> line.contains("no route"));
        assertThat(kind.time.sleeps())
                .containsExactly(Duration.ofSeconds(5), Duration.ofMillis(7_500), Duration.ofSeconds(11));
    }

    @Test
    void anUndoingIsGivenUpAfterThat() {
        verificationFails();
        with(builder -> builder.poll(PollOptions.builder()
                .interval(Duration.ofSeconds(20))
                .growth(1)
                .timeout(Duration.ofSeconds(50))
                .build()));
        for (int i = 0; i < 9; i++) {
            a().erase.fails(OutcomeClass.NOT_SENT, "no route");
        }

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.RollbackFailed.class);
        assertThat(((Outcome.RollbackFailed) outcome).rollbackFailure()).isEqualTo("a: a = old: no route");
        assertThat(kind.time.sleeps())
                .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(10));
    }

    @Test
    void aWayBackWhoseEffectIsNotKnownIsTheLast() {
        verificationFails();
        ScriptedKind.Request lost = kind.request("a", "undo").fails(OutcomeClass.UNKNOWN, "answer lost");
        lost.searches.add(new Mutation.Search.Unclear("two look alike"));
        a().ways.add(0, lost);

        assertThat(run()).isInstanceOfSatisfying(Outcome.Unknown.class, unknown -> {
            assertThat(unknown.because()).endsWith("\"a = undo\" (answer lost): two look alike");
            assertThat(unknown.nextStep()).startsWith("Look at board on the platform and end or keep what is there");
        });
        assertThat(kind.sent).endsWith("a = undo");
    }

    // ---------------------------------------------------------------- lost answers

    @Test
    void aRequestThatArrivedIsFoundByASearch() {
        a().write.losesAnswer();

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
        assertThat(events)
                .anyMatch(event -> event instanceof Event.MutationAccepted accepted
                        && accepted.adopted()
                        && accepted.operationId().equals("a-found"));
    }

    @Test
    void aRequestIsSentOnceMoreAfterThreeSearchesWithoutATrace() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost");

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "a = new", "b = new", "c = new");
        assertThat(kind.time.sleeps()).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertThat(waits()).hasSize(2).allMatch(line -> line.contains("not on the platform; asking again in 10 s"));
    }

    @Test
    void anOperationThatTheListShowsLateIsFound() {
        a().write.losesAnswer();
        a().write.searches.addAll(List.of(new Mutation.Search.Absent(), new Mutation.Search.Found("late")));

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
        assertThat(kind.time.sleeps()).containsExactly(Duration.ofSeconds(10));
    }

    @Test
    void aRequestIsNotSentAThirdTime() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost").fails(OutcomeClass.UNKNOWN, "answer lost");

        assertThat(run()).isInstanceOfSatisfying(Outcome.Unknown.class, unknown -> {
            assertThat(unknown.because())
                    .startsWith("it is unclear what became of \"a = new\"")
                    .endsWith("there is no trace of any of 2 requests on the platform");
            assertThat(unknown.nextStep())
                    .isEqualTo("Look at board on the platform and end or keep what is there before anything is"
                            + " deployed again.");
        });
        assertThat(kind.sent).containsExactly("a = new", "a = new");
    }

    @Test
    void aPlatformThatDoesNotShowItLeavesItToAPerson() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost");
        a().write.searches.add(new Mutation.Search.Unclear("two look alike"));

        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.because()).endsWith("(answer lost): two look alike"));
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void aPlatformThatCannotBeSearchedLeavesItToAPerson() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost");
        a().write.looking = () -> {
            throw ScriptedKind.failure(OutcomeClass.REJECTED, "dark");
        };

        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.because()).endsWith("(answer lost): dark"));
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void aRequestIsNotSentAgainToATargetThatHasChanged() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost");
        listen(event -> {
            if (event.event() instanceof Event.MutationInDoubt) {
                kind.lines.put("b", "other");
            }
        });

        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.because())
                                .contains("the target has changed since the plan was made: line b other (was old)"));
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void aLaterRequestIsComparedWithItsOwnPartOfTheTarget() {
        b().write.fails(OutcomeClass.UNKNOWN, "answer lost");
        b().unchanged = () -> Verdict.fail("b was written by another");

        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.because())
                                .contains("the target has changed since the plan was made: b was written by another"));
        assertThat(kind.sent).containsExactly("a = new", "b = new");
    }

    @Test
    void aTargetThatCannotBeReadIsNotSentToAgain() {
        b().write.fails(OutcomeClass.UNKNOWN, "answer lost");
        b().unchanged = () -> {
            throw ScriptedKind.failure(OutcomeClass.UNKNOWN, "dark");
        };

        assertThat(run()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "a = old");
    }

    // ---------------------------------------------------------------- conflicts

    private Mutation.Obstacle other(JobState... states) {
        return new Mutation.Obstacle.InProgress(
                kind.request("x", "y").passes(states).resume("other", List.of()));
    }

    @Test
    void aPermanentObstacleRefusesTheRequest() {
        a().write.fails(OutcomeClass.CONFLICT, "taken");

        assertThat(run()).isEqualTo(new Outcome.Failed("taken. Nothing was changed."));
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void theOwnEarlierRequestIsAdopted() {
        a().write.fails(OutcomeClass.CONFLICT, "taken");
        a().write.obstacles.add(new Mutation.Obstacle.AlreadyAccepted("mine"));
        a().write.confirmation = Verdict::pass;

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
    }

    @Test
    void anObstacleThatIsNotListedIsWaitedForOnce() {
        a().write.fails(OutcomeClass.CONFLICT, "taken");
        a().write.obstacles.addAll(List.of(new Mutation.Obstacle.Transient(), new Mutation.Obstacle.Transient()));

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).startsWith("a = new", "a = new", "b = new");
        assertThat(kind.time.sleeps()).containsExactly(Duration.ofSeconds(5));
        assertThat(waits())
                .singleElement()
                .asString()
                .contains("another deployment is in progress, which the platform does not list");
    }

    @Test
    void anObstacleThatCannotBeReadIsWaitedForOnce() {
        a().write.fails(OutcomeClass.CONFLICT, "taken");
        a().write.looking = () -> {
            throw ScriptedKind.failure(OutcomeClass.REJECTED, "dark");
        };

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).startsWith("a = new", "a = new", "b = new");
        assertThat(kind.time.sleeps()).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void anotherOperationIsWaitedFor() {
        a().write.fails(OutcomeClass.CONFLICT, "taken");
        a().write.obstacles.add(other(JobState.RUNNING, JobState.RUNNING, JobState.COMPLETED));

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).startsWith("a = new", "a = new", "b = new");
        assertThat(waits()).singleElement().asString().contains("deployment other is in progress");
        assertThat(kind.time.sleeps()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    @Test
    void anotherOperationIsCancelledOnceIfSoSet() {
        with(builder -> builder.onConflict(OnConflict.CANCEL));
        a().write.fails(OutcomeClass.CONFLICT, "taken").fails(OutcomeClass.CONFLICT, "taken");
        a().write.obstacles.addAll(List.of(other(JobState.RUNNING), other(JobState.RUNNING, JobState.COMPLETED)));

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).startsWith("a = new", "cancel other", "a = new", "a = new", "b = new");
        assertThat(kind.sent).containsOnlyOnce("cancel other");
        assertThat(waits()).singleElement().asString().contains("cancelling deployment other, which is in the way");
    }

    @Test
    void anotherOperationEndsTheRunIfSoSet() {
        with(builder -> builder.onConflict(OnConflict.FAIL));
        a().write.fails(OutcomeClass.CONFLICT, "taken");
        a().write.obstacles.add(other(JobState.RUNNING));

        assertThat(run()).isEqualTo(new Outcome.Failed("deployment other is in progress. Nothing was changed."));
        assertThat(kind.time.sleeps()).isEmpty();
    }

    @Test
    void anotherOperationThatDoesNotEndIsNotWaitedForWithoutLimit() {
        with(builder -> builder.poll(PollOptions.builder()
                .interval(Duration.ofSeconds(20))
                .growth(1)
                .timeout(Duration.ofSeconds(50))
                .build()));
        a().write.fails(OutcomeClass.CONFLICT, "taken");
        for (int i = 0; i < 9; i++) {
            a().write.obstacles.add(other(JobState.RUNNING));
        }

        assertThat(run())
                .isEqualTo(new Outcome.Rejected("another deployment is in progress (other), also after 50 s: taken."
                        + " Nothing was changed."));
        assertThat(kind.sent).containsExactly("a = new");
        assertThat(Duration.between(Instant.parse("2026-01-15T12:00:00Z"), kind.time.now()))
                .isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void anEarlierRequestThatSeemedLostMayBeTheObstacle() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost").fails(OutcomeClass.CONFLICT, "taken");
        a().write
                .searches
                .addAll(List.of(
                        new Mutation.Search.Absent(),
                        new Mutation.Search.Absent(),
                        new Mutation.Search.Absent(),
                        new Mutation.Search.Found("late")));
        a().write.confirmation = Verdict::pass;

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "a = new", "b = new", "c = new");
    }

    @Test
    void aRefusalAfterARequestThatSeemedLostIsNoProofThatNothingChanged() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost").fails(OutcomeClass.CONFLICT, "taken");

        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        unknown -> assertThat(unknown.because())
                                .contains("answer lost")
                                .endsWith("taken"));
    }

    // ---------------------------------------------------------------- operations

    @Test
    void theStatesOfAnOperationAreRecordedOnceEach() {
        a().write.passes(JobState.QUEUED, JobState.RUNNING, JobState.RUNNING, JobState.COMPLETED);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(events.stream()
                        .filter(Event.MutationProgressed.class::isInstance)
                        .map(event -> ((Event.MutationProgressed) event).state()))
                .containsExactly("queued", "running");
    }

    @Test
    void anOperationThatDoesNotEndIsStoppedAndUndone() {
        a().write.passes(JobState.RUNNING).limit = Optional.of(Duration.ofMinutes(1));
        a().unchanged = () -> Verdict.fail("a is new");

        Outcome outcome = run();

        assertThat(outcome)
                .isEqualTo(new Outcome.RolledBack("a-1 ended as cancelled: a-1 did not end within 1 min; the platform"
                        + " was asked to cancel a-1"));
        assertThat(kind.sent).containsExactly("a = new", "cancel a-1", "a = old");
        assertThat(waits()).singleElement().asString().contains("a-1 did not end within 1 min; stopping a-1");
    }

    @Test
    void anOperationThatMayNotBeCancelledIsFollowedAllTheSame() {
        a().write.passes(JobState.RUNNING).limit = Optional.of(Duration.ofMinutes(1));
        a().write.whenCancelled = JobState.FAILED;
        a().write.cancelling = () -> {
            a().write.states.clear();
            a().write.states.add(JobState.CANCELLED);
            throw ScriptedKind.failure(OutcomeClass.REJECTED, "too late");
        };
        a().unchanged = () -> Verdict.fail("a is new");

        assertThat(run())
                .isEqualTo(new Outcome.RolledBack(
                        "a-1 ended as cancelled: a-1 did not end within 1 min; a-1 could not be cancelled: too late"));
    }

    @Test
    void aStateThatIsNotUnderstoodIsNamedWithTheLastFailure() {
        a().write.passes(new JobState("simmering")).limit = Optional.of(Duration.ofMinutes(1));
        a().write.polling = () -> {
            if (a().write.polls.size() > 2) {
                throw ScriptedKind.failure(OutcomeClass.UNKNOWN, "dark");
            }
        };

        assertThat(run().because()).contains("simmering").endsWith("; then dark");
    }

    @Test
    void anOperationThatStillRunsAfterALongPauseIsStopped() {
        a().write.passes(JobState.RUNNING).limit = Optional.of(Duration.ofMinutes(1));
        a().unchanged = () -> Verdict.fail("a is new");
        dieAt(Event.MutationProgressed.class, "a/apply");
        die();
        kind.time.advance(Duration.ofHours(1));

        assertThat(resumed().outcome().because()).contains("a-1 did not end within 1 h");
        assertThat(kind.sent).containsExactly("a = new", "cancel a-1", "a = old");
    }

    @Test
    void anOperationThatCannotBeStoppedEitherIsUndone() {
        a().write.passes(JobState.RUNNING).limit = Optional.of(Duration.ofMinutes(1));
        a().write.whenCancelled = JobState.RUNNING;
        a().ways.clear();
        a().ways.add(kind.request("a", ScriptedKind.OLD));

        Outcome outcome = run();

        assertThat(outcome).isInstanceOf(Outcome.RolledBack.class);
        assertThat(outcome.because())
                .startsWith("a-1 did not end within 1 min; the platform was asked to cancel a-1; ");
        assertThat(kind.sent).containsExactly("a = new", "cancel a-1", "a = old");
    }

    @Test
    void anOperationWhoseStateIsNotUnderstoodUndoesNothing() {
        a().write.passes(new JobState("simmering")).limit = Optional.of(Duration.ofMinutes(1));

        assertThat(run()).isInstanceOfSatisfying(Outcome.Unknown.class, unknown -> {
            assertThat(unknown.because())
                    .startsWith("how a-1 ended is not known: last seen in a state")
                    .contains("simmering");
            assertThat(unknown.nextStep())
                    .isEqualTo("Look at operation a-1 and at board on the platform. Nothing was undone.");
        });
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void theShorterOfTheLimitsHolds() {
        with(builder -> builder.poll(usual -> PollOptions.builder()
                .from(usual)
                .timeout(Duration.ofSeconds(30))
                .build()));
        a().write.passes(JobState.RUNNING).limit = Optional.of(Duration.ofMinutes(1));
        a().unchanged = () -> Verdict.fail("a is new");

        assertThat(run().because()).contains("did not end within 30 s");
    }

    @Test
    void aChangeThatIsNotSeenAtOnceIsReadOnceMore() {
        List<Verdict> readings = new ArrayList<>(List.of(Verdict.fail("not yet"), Verdict.pass()));
        a().write.confirmation = () -> readings.remove(0);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(readings).isEmpty();
        assertThat(waits()).singleElement().asString().contains("not yet; reading back again in 10 s");
        assertThat(a().write.polls).hasSize(2);
    }

    @Test
    void aReadingBackThatThrowsLeavesItUnconfirmed() {
        a().write.confirmation = () -> {
            throw ScriptedKind.failure(OutcomeClass.UNKNOWN, "dark");
        };

        assertThat(run()).isEqualTo(new Outcome.Succeeded("notice is done", List.of("could not be read back: dark")));
    }

    // ---------------------------------------------------------------- gradual changes

    /** A second request, after the first of a change. */
    private static final class Second implements Progression {

        private final ScriptedKind.Request request;
        private boolean sent;

        Second(ScriptedKind.Request request) {
            this.request = request;
        }

        @Override
        public void take(Event event) {
            sent |= event instanceof Event.MutationConfirmed confirmed
                    && confirmed.mutation().equals("a/second");
        }

        @Override
        public Next next() {
            return sent ? new Next.Done() : new Next.Send("second", request);
        }
    }

    @ParameterizedTest
    @EnumSource(value = OutcomeClass.class, names = "REJECTED", mode = EnumSource.Mode.EXCLUDE)
    void aFurtherStepIsTriedAgainAfterAnOutage(OutcomeClass outcome) {
        ScriptedKind.Request second = kind.request("a", "newer").fails(outcome, "outage");
        if (outcome == OutcomeClass.CONFLICT) {
            second.obstacles.add(new Mutation.Obstacle.Transient());
            second.obstacles.add(new Mutation.Obstacle.Transient());
        } else if (outcome == OutcomeClass.UNKNOWN) {
            second.searches.add(new Mutation.Search.Unclear("outage"));
        }
        a().progression = () -> new Second(second);

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "a = newer", "a = newer", "b = new", "c = new");
    }

    @Test
    void aFurtherStepThatIsRefusedUndoesTheChangeLastOperationFirst() {
        ScriptedKind.Request second = kind.request("a", "newer").fails(OutcomeClass.REJECTED, "no chalk");
        a().progression = () -> new Second(second);

        assertThat(run()).isEqualTo(new Outcome.RolledBack("no chalk"));
        assertThat(kind.sent).containsExactly("a = new", "a = newer", "a = old");
    }

    @Test
    void everyOperationOfAChangeIsUndone() {
        a().progression = () -> new Second(kind.request("a", "newer"));
        verificationFails();

        assertThat(run()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(kind.sent)
                .containsExactly(
                        "a = new", "a = newer", "b = new", "c = new", "c = old", "b = old", "a = old", "a = old");
        assertThat(a().reverted).containsExactly("a-2", "a-1");
        assertThat(events.stream()
                        .filter(Event.MutationIntended.class::isInstance)
                        .map(event -> ((Event.MutationIntended) event).mutation())
                        .filter(name -> name.startsWith("a/")))
                .containsExactly("a/apply", "a/second", "a/revert-1", "a/revert-2");
    }

    // ---------------------------------------------------------------- changes under way at once

    private void independent() {
        for (ScriptedKind.Line line : List.of(a(), b(), c())) {
            line.independent = true;
            line.write.passes(JobState.RUNNING, JobState.COMPLETED);
        }
    }

    private List<String> order() {
        return events.stream()
                .filter(event -> event instanceof Event.MutationAccepted || event instanceof Event.MutationEnded)
                .map(event -> (event instanceof Event.MutationEnded ? "end " : "begin ")
                        + ((Event.OfMutation) event).mutation().charAt(0))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 'begin a, end a, begin b, end b, begin c, end c'",
        "2, 'begin a, begin b, end a, begin c, end b, end c'",
        "4, 'begin a, begin b, begin c, end a, end b, end c'"
    })
    void asManyAsAllowedAreUnderWay(int concurrency, String order) {
        with(builder -> builder.concurrency(concurrency));
        independent();

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(String.join(", ", order())).isEqualTo(order);
    }

    @ParameterizedTest
    @EnumSource(
            value = OnConflict.class,
            names = {"FAIL", "CANCEL"})
    void withoutAWaitForOthersOneIsUnderWay(OnConflict setting) {
        with(builder -> builder.onConflict(setting));
        independent();

        assertThat(run()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(order()).startsWith("begin a", "end a", "begin b");
    }

    @Test
    void aRefusedOneStopsTheBeginningOfMoreAndUndoesAll() {
        independent();
        b().write.fails(OutcomeClass.REJECTED, "no chalk");

        assertThat(run()).isEqualTo(new Outcome.RolledBack("no chalk"));
        assertThat(kind.sent).containsExactly("a = new", "b = new", "a = old");
        assertThat(order()).startsWith("begin a", "end a");
    }

    // ---------------------------------------------------------------- deaths

    @Test
    void aRunThatDiedGoesOnWhereItWas() {
        dieAt(Event.MutationAccepted.class, "b/apply");
        die();

        assertThat(resumed().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
    }

    @Test
    void theJournalOfADeadRunNamesWhatIsUnderWay() {
        b().write.passes(JobState.RUNNING);
        dieAt(Event.MutationProgressed.class, "b/apply");
        die();

        assertThat(Journal.read(RunStore.files(records), ReleaseFixture.onlyRunId(records), () -> 0)
                        .underWay())
                .containsExactly("b-2");
    }

    @Test
    void anOperationThatEndedMeanwhileIsReadAtOnce() {
        a().write.passes(JobState.RUNNING, JobState.COMPLETED).limit = Optional.of(Duration.ofMinutes(1));
        dieAt(Event.MutationProgressed.class, "a/apply");
        die();
        kind.time.advance(Duration.ofHours(1));

        assertThat(resumed().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
    }

    private void cutJournal() {
        Path journal = records.resolve(ReleaseFixture.onlyRunId(records)).resolve("journal.jsonl");
        try {
            Files.writeString(journal, "{\"half\":", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void afterACutEachChangeThatMayHaveBeenMadeIsSearchedFor() {
        dieAt(Event.ManifestWritten.class, "");
        die();
        cutJournal();
        kind.lines.put("a", ScriptedKind.NEW);
        kind.lines.put("b", ScriptedKind.NEW);

        assertThat(resumed().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("c = new");
        assertThat(events)
                .filteredOn(Event.MutationPresumed.class::isInstance)
                .extracting(event -> ((Event.MutationPresumed) event).mutation())
                .containsExactly("a/apply", "b/apply");
    }

    @Test
    void afterACutNothingIsSearchedForAfterAChangeThatWasNotMade() {
        dieAt(Event.ManifestWritten.class, "");
        die();
        cutJournal();
        b().write.looking = () -> {
            throw new AssertionError("searched for b");
        };

        assertThat(resumed().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
    }

    @Test
    void afterACutAPlatformThatDoesNotShowWhatWasSentIsLeftToAPerson() {
        dieAt(Event.ManifestWritten.class, "");
        die();
        cutJournal();
        a().write.searches.addAll(List.of(new Mutation.Search.Unclear("dark"), new Mutation.Search.Unclear("dark")));

        Outcome outcome = resumed().outcome();

        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        assertThat(outcome.because()).endsWith("dark");
        assertThat(kind.sent).isEmpty();
    }

    @Test
    void afterACutWithoutATraceTheRunBeginsAgain() {
        dieAt(Event.ManifestWritten.class, "");
        die();
        cutJournal();

        assertThat(resumed().outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
        assertThat(events).noneMatch(Event.MutationPresumed.class::isInstance);
    }

    @Test
    void aRunThatDiedCanBeUndone() {
        dieAt(Event.MutationAccepted.class, "b/apply");
        die();
        b().unchanged = () -> Verdict.fail("b is new");

        Report report = pipeline().undo(ReleaseFixture.onlyRunId(records));

        assertThat(report.outcome()).isEqualTo(new Outcome.RolledBack("undone on request of tester"));
        assertThat(kind.sent).containsExactly("a = new", "b = new", "cancel b-2", "b = old", "a = old");
    }

    @Test
    void anUndoingOnRequestUndoesWhatAFailureLeft() {
        a().keptOnFailure = Optional.of("a may be read by now");
        b().write.fails(OutcomeClass.REJECTED, "no chalk");
        assertThat(run()).isInstanceOf(Outcome.Unknown.class);

        Report report = pipeline().undo(ReleaseFixture.onlyRunId(records), kind.notice());

        assertThat(report.outcome()).isInstanceOf(Outcome.RolledBack.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "a = old");
    }

    @Test
    void aRequestThatNeverArrivedHasNothingToUndo() {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost");
        dieAt(Event.MutationInDoubt.class, "a/apply");
        die();

        Report report = pipeline().undo(ReleaseFixture.onlyRunId(records));

        assertThat(report.outcome())
                .isEqualTo(new Outcome.Cancelled("undone on request of tester; board is as it was"));
        assertThat(kind.sent).containsExactly("a = new");
        assertThat(events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                Event.MutationRefused.class,
                                refused -> assertThat(refused.reason())
                                        .contains("no trace of it on the platform", "answer lost")));
    }

    @Test
    void aRunWhoseChangeWasReplacedIsNotUndone() {
        String run = pipeline().run(kind.notice()).runId();
        a().stillApplied = () -> Verdict.fail("a is other");

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> pipeline().undo(run))
                .withMessageContaining("is not undone: a is other.");
        assertThat(kind.sent).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChangeThatARunMayNotHaveReachedIsNotTakenForReplaced(boolean changed) {
        dieAt(Event.MutationAccepted.class, "a/apply");
        die();
        a().unchanged = () -> Verdict.fail("a is new");
        c().stillApplied = () -> Verdict.fail("c is old");
        c().unchanged = () -> changed ? Verdict.fail("c is other") : Verdict.pass("c is old");
        String run = ReleaseFixture.onlyRunId(records);

        if (changed) {
            assertThatExceptionOfType(ResumeRefusedException.class)
                    .isThrownBy(() -> pipeline().undo(run));
        } else {
            assertThat(pipeline().undo(run).outcome()).isInstanceOf(Outcome.RolledBack.class);
        }
    }

    @Test
    void aRunThatChangedNothingCannotBeUndone() {
        a().write.fails(OutcomeClass.REJECTED, "no chalk");
        String run = pipeline().run(kind.notice()).runId();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> pipeline().undo(run))
                .withMessage(
                        "Run " + run + " ended as Failed; there is nothing that could be undone, and the target was"
                                + " not seen as before it.");
    }

    // ---------------------------------------------------------------- faults of the kind

    @Test
    void aFaultBeforeTheFirstRequestChangedNothing() {
        a().write.unready = () -> {
            throw new IllegalStateException("bug");
        };

        assertThat(run()).isEqualTo(new Outcome.Failed("broke off: bug. Nothing was changed."));
    }

    @Test
    void aFaultWithoutAMessageIsNamedByItsType() {
        a().write.unready = () -> {
            throw new IllegalStateException();
        };

        assertThat(run())
                .isEqualTo(new Outcome.Failed("broke off: java.lang.IllegalStateException. Nothing was changed."));
    }

    @Test
    void aFaultAfterTheFirstRequestIsLeftToAPersonAndCanBeResumed() {
        b().write.unready = () -> {
            throw new IllegalStateException("bug");
        };

        Report report = pipeline().run(kind.notice());

        assertThat(report.outcome())
                .isEqualTo(new Outcome.Unknown(
                        "broke off: bug",
                        "Resume run " + report.runId() + " when the cause is gone, or look at board on the platform."));
        b().write.unready = Optional::empty;
        assertThat(pipeline().resume(report.runId()).outcome()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(kind.sent).containsExactly("a = new", "b = new", "c = new");
    }

    // ---------------------------------------------------------------- plans

    @Test
    void aTargetThatHasChangedSinceThePlanIsNamedWithWhatItWas() {
        DeploymentPipeline<ScriptedKind.Notice> pipeline = pipeline();
        var plan = pipeline.plan(kind.notice());
        kind.lines.put("b", "other");

        assertThat(pipeline.run(plan).outcome().because())
                .isEqualTo("the target has changed since the plan was made: line b other (was old). Make a new plan.");
        assertThat(kind.sent).isEmpty();
    }

    @Test
    void thePlanShowsNoSecretOfTheDeployment() {
        kind.lines.put("a", "not-a-real-secret");

        assertThat(pipeline().plan(withToken()).describe())
                .contains("line a ***")
                .doesNotContain("not-a-real-secret");
    }

    private ScriptedKind.Notice withToken() {
        return new ScriptedKind.Notice(kind.notice().lines(), Optional.of("not-a-real-secret"));
    }

    @Test
    void aDeploymentWithASecretIsCompletedToBeResumed() {
        dieAt(Event.MutationAccepted.class, "b/apply");
        assertThatExceptionOfType(PowerCut.Dead.class)
                .isThrownBy(() -> pipeline().run(withToken()));
        String run = ReleaseFixture.onlyRunId(records);
        List<ScriptedKind.Notice> hidden = new ArrayList<>();

        assertThatExceptionOfType(ResumeRefusedException.class)
                .isThrownBy(() -> pipeline().resume(run));
        Report report = pipeline().resume(run, kept -> {
            hidden.add(kept);
            return withToken();
        });

        assertThat(hidden).containsExactly(new ScriptedKind.Notice(kind.notice().lines(), Optional.of("***")));
        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aDeploymentWithoutASecretIsResumedAsItWas() {
        dieAt(Event.MutationAccepted.class, "b/apply");
        die();

        Report report = pipeline().resume(ReleaseFixture.onlyRunId(records), kept -> {
            throw new AssertionError("completed");
        });

        assertThat(report.outcome()).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void aRunThatDiedBeforeItsPlanCannotBeResumedIntoOne() {
        kind.reading = () -> {
            throw ScriptedKind.failure(OutcomeClass.UNKNOWN, "dark");
        };
        dieAt(Event.CheckJudged.class, "");
        die();
        kind.reading = () -> {};

        Report report = resumed();

        assertThat(report.outcome())
                .isEqualTo(new Outcome.Rejected("plan: could not be made: the process ended before. Begin a new run."));
        assertThat(report.gates()).singleElement().matches(gate -> gate.name().equals("plan"));
        assertThat(kind.sent).isEmpty();
    }

    @Test
    void aKindOfOnesOwnHasNoFallbackVersion() {
        with(builder -> builder.onFailure(Rollbacker.toPreviousVersion().fallback("1.0.0")));

        assertThatIllegalArgumentException()
                .isThrownBy(this::pipeline)
                .withMessage("fallbackVersion must be absent for notice, but was 1.0.0");
    }

    // ---------------------------------------------------------------- records of checks

    @Test
    void aGateIsRecordedWithItsTimeAndItsSubject() throws IOException {
        with(builder -> builder.gate("slow", new Check<Plan>() {
            @Override
            public List<Evidence> about() {
                return List.of(Evidence.of("subject", "chalk"));
            }

            @Override
            public Verdict judge(Plan plan) throws InterruptedException {
                kind.time.sleep(Duration.ofSeconds(3));
                return Verdict.pass();
            }
        }));

        Report report = pipeline().run(kind.notice());

        assertThat(report.gates()).singleElement().matches(gate -> gate.took().equals(Duration.ofSeconds(3)));
        assertThat(report.stated()).containsExactly(new Evidence("subject", "chalk"));
        assertThat(Files.readString(report.folder().orElseThrow().resolve("manifest.json")))
                .contains("\"gates\"", "slow")
                .doesNotContain("\"took\"", "\"at\"");
    }

    @Test
    void moreEvidenceThanARecordCanHaveIsLeftOut() {
        Evidence[] many = IntStream.range(0, 100)
                .mapToObj(i -> Evidence.of("fact" + i % 10, "x".repeat(3_945)))
                .toArray(Evidence[]::new);
        with(builder -> builder.gate("verbose", plan -> Verdict.pass("fine", many)));

        Report all = pipeline().run(kind.notice());
        many[99] = Evidence.of("fact9", "x".repeat(3_946));
        Report cut = pipeline().run(new ScriptedKind.Notice(List.of("a"), Optional.empty()));

        assertThat(all.gates().get(0).verdict().evidence()).hasSize(100);
        assertThat(cut.gates().get(0).verdict().evidence())
                .hasSize(100)
                .last()
                .isEqualTo(new Evidence("left out", "1 more"));
    }

    // ---------------------------------------------------------------- changes without a run

    private Verdict made() throws InterruptedException {
        return Rollbacker.toPreviousVersion().make(kind.platform(), "board", a());
    }

    @Test
    void aChangeIsMadeWithoutARun() throws Exception {
        assertThat(made()).isEqualTo(Verdict.pass());
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void aChangeThatIsDoneAndNotSeenIsUnconfirmed() throws Exception {
        a().write.confirmation = () -> Verdict.inconclusive("behind glass");

        assertThat(made()).isEqualTo(Verdict.unconfirmed("behind glass"));
    }

    @Test
    void aRefusedChangeIsNotUndone() throws Exception {
        a().write.fails(OutcomeClass.REJECTED, "no chalk");

        assertThat(made()).isEqualTo(Verdict.fail("a = new: no chalk"));
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void aFailedChangeIsUndoneAndNoPass() throws Exception {
        a().write.passes(JobState.FAILED);

        assertThat(made())
                .isInstanceOfSatisfying(
                        Verdict.Fail.class,
                        fail -> assertThat(fail.reason()).startsWith("a = new: a-1 ended as failed; "));
        assertThat(kind.sent).containsExactly("a = new", "a = old");
    }

    @Test
    void aFailedChangeThatCannotBeUndoneIsNotKnown() throws Exception {
        a().write.passes(JobState.FAILED);
        a().ways.clear();

        assertThat(made())
                .isEqualTo(Verdict.inconclusive("a = new: a-1 ended as failed; nothing is known to go back to"));

        a().ways.add(a().erase.fails(OutcomeClass.REJECTED, "too late"));
        assertThat(made().reason()).endsWith("; a = old: too late");
    }

    @Test
    void theWaysBackAreTriedInTurn() throws Exception {
        a().write.passes(JobState.FAILED);
        a().ways.add(0, kind.request("a", "undo").fails(OutcomeClass.REJECTED, "too late"));

        assertThat(made()).isInstanceOf(Verdict.Fail.class);
        assertThat(kind.sent).containsExactly("a = new", "a = undo", "a = old");
    }

    @Test
    void aChangeWhoseEffectIsNotKnownIsLeftToAPerson() throws Exception {
        a().write.fails(OutcomeClass.UNKNOWN, "answer lost");
        a().write.searches.add(new Mutation.Search.Unclear("two look alike"));

        Verdict verdict = made();

        assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(verdict.reason()).contains("(answer lost): two look alike. Look at board on the platform");
        assertThat(kind.sent).containsExactly("a = new");
    }

    @Test
    void aWayBackThatDoesNotEndIsNotKnown() throws Exception {
        a().write.passes(JobState.FAILED);
        a().erase.passes(JobState.RUNNING).limit = Optional.of(Duration.ofMinutes(1));

        assertThat(made())
                .isEqualTo(Verdict.inconclusive(
                        "a = new: a-1 ended as failed; a = old: a-2 did not end within 1 min." + " Look at it again."));
    }
}
