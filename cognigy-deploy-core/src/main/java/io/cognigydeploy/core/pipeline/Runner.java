package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.OnFailedVerification;
import io.cognigydeploy.core.Outcome;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.flow.Manifest;
import io.cognigydeploy.core.flow.ManifestBuilder;
import io.cognigydeploy.core.journal.Journal;
import io.cognigydeploy.core.journal.RunState;
import io.cognigydeploy.core.journal.RunState.MutationState;
import io.cognigydeploy.core.pipeline.MutationExecutor.Freshness;
import io.cognigydeploy.core.pipeline.MutationExecutor.MutationResult;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import io.cognigydeploy.core.store.TargetLock;
import io.cognigydeploy.core.text.Listing;
import io.cognigydeploy.core.text.LoggedThrowable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The execution of one plan, the same for every kind of deployment.
 *
 * <p>Each step first reads from the journal what has already happened. So a fresh run, a resumed run and a run that was
 * interrupted in the middle of a step share one code path. {@link RunState} is the only state in fields.
 */
final class Runner {

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    private final RunPolicy policy;
    private final Work work;
    private final Journal journal;
    private final Time time;
    private final EventRecorder recorder;
    private final RunState state;
    private final MutationExecutor performer;
    private final RunDeadline deadline;

    /**
     * The work of a run.
     *
     * @param manifest adds the kind's members to the manifest
     * @param planned returns the differences from the planned state, for use before the first change
     */
    record Work(
            Plan plan,
            String kind,
            List<Change> changes,
            List<Check<Plan>> gates,
            List<VerificationStep> verifications,
            Consumer<ManifestBuilder> manifest,
            Freshness planned) {}

    /** A check after the last change, and the reaction if it is not passed. */
    record VerificationStep(Check<Applied> check, OnFailedVerification then) {}

    Runner(RunPolicy policy, Work work, Journal journal, EventRecorder recorder, TargetLock lock, Time time) {
        this.policy = policy;
        this.work = work;
        this.journal = journal;
        this.time = time;
        this.recorder = recorder;
        this.state = recorder.state();
        this.deadline = new RunDeadline(time, policy.deadline());
        this.performer = new MutationExecutor(
                journal.planned().runId(), work.plan().deployment().target(), policy, recorder, lock::stillOwned, time);
    }

    /** Runs to an outcome. Interruption cancels, and the flag is set again at the end; the deadline cancels as well. */
    void run() {
        run(this::begin);
    }

    /** Undoes a run on request; completes a rollback that has already begun. */
    void undo() {
        Event.CompensationStarted undoing = state.compensation()
                .filter(begun -> state.finished().isEmpty())
                .orElseGet(() ->
                        new Event.CompensationStarted(time.now(), "undone on request of " + policy.actor(), true));
        run(() -> {
            recorder.emit(new Event.RunResumed(time.now(), policy.actor()));
            return undisturbed(() -> compensate(undoing.because(), undoing.cancelled()));
        });
    }

    private void run(Step body) {
        boolean interrupted = false;
        Outcome outcome;
        try {
            outcome = body.run();
        } catch (InterruptedException | CallInterruptedException e) {
            outcome = undisturbed(this::cancelled);
            interrupted = !deadline.hasPassed();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            if (state.started().isEmpty() && e instanceof RuntimeException first) {
                // There is nothing to report yet.
                throw first;
            }
            // A journal that accepts no more records, or a fault of ours: from here on nothing may be sent.
            log.error(
                    "Run {} broke off",
                    journal.planned().runId(),
                    LoggedThrowable.of(e, work.plan().platform().secrets()));
            outcome = brokenOff(e);
        } finally {
            deadline.disarm();
        }
        recorder.emitAnyway(new Event.RunFinished(
                time.now(), outcome, Optional.of(work.plan().platform().name())));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome begin() throws InterruptedException {
        if (state.started().isEmpty()) {
            recorder.emit(new Event.RunStarted(
                    time.now(),
                    journal.planned().runId(),
                    policy.actor(),
                    work.kind(),
                    work.plan().deployment().target(),
                    work.plan().deployment().describe(),
                    work.plan().fingerprint(),
                    work.plan().before(),
                    Optional.of(work.plan().platform().name()),
                    CheckRunner.about(work.gates(), work.plan().platform().secrets())));
        } else {
            recorder.emit(new Event.RunResumed(time.now(), policy.actor()));
        }
        if (state.compensation().isPresent()) {
            return undisturbed(() -> compensate(
                    state.compensation().get().because(),
                    state.compensation().get().cancelled()));
        }
        deadline.arm(state.started().orElseThrow().at());
        Optional<Outcome> stopped = lookForLost();
        if (stopped.isEmpty() && state.mutations().isEmpty()) {
            stopped = prepare();
        }
        return stopped.isPresent() ? stopped.get() : change();
    }

    /**
     * Searches for requests that a cut journal may have lost. Returns the end of the run if it is unclear what was
     * sent.
     */
    private Optional<Outcome> lookForLost() throws InterruptedException {
        if (!state.isCut()) {
            return Optional.empty();
        }
        for (Change change : work.changes()) {
            String name = applying(change);
            if (state.mutation(name).isEmpty()) {
                Optional<MutationResult> unclear = performer.lookForLost(name, change.apply());
                if (unclear.isPresent() && unclear.get() instanceof MutationResult.Doubtful doubt) {
                    return Optional.of(new Outcome.Unknown(doubt.because(), doubt.nextStep()));
                }
                if (state.mutation(name).isEmpty()) {
                    return Optional.empty(); // What comes after a change that was not made was not made either.
                }
            }
        }
        return Optional.empty();
    }

    /** Returns whether this run cannot have changed anything so far. */
    private boolean isUntouched() {
        return state.mutations().isEmpty() && !state.isCut();
    }

    /** Prepares the first change. Returns the end of the run if a precondition does not hold. */
    private Optional<Outcome> prepare() throws InterruptedException {
        Optional<Outcome> stopped = unrecorded();
        // Before the gates only so that no person is asked to approve a plan that is already stale.
        if (stopped.isEmpty() && !work.plan().isFresh()) {
            stopped = changedSince();
        }
        if (stopped.isEmpty()) {
            stopped = gates();
        }
        // A gate may have waited, for people or for sessions.
        if (stopped.isEmpty()) {
            stopped = changedSince();
        }
        if (stopped.isPresent()) {
            return stopped;
        }
        Manifest manifest =
                RunManifest.of(journal.planned(), policy.actor(), work, state.checks(Event.Phase.GATE), time.now());
        // The manifest of an earlier attempt of the same run is replaced.
        manifest.writeTo(journal.folder().resolve(RunManifest.FILE));
        recorder.emit(new Event.ManifestWritten(time.now(), RunManifest.FILE, manifest.sha256()));
        return unrecorded();
    }

    private Optional<Outcome> gates() throws InterruptedException {
        List<String> against = new ArrayList<>();
        for (Check<Plan> gate : work.gates()) {
            CheckResult result = judge(Event.Phase.GATE, gate, work.plan());
            if (!result.passed()) {
                against.add(described(result));
            }
        }
        return against.isEmpty() ? Optional.empty() : Optional.of(new Outcome.Rejected(String.join("; ", against)));
    }

    private static String described(CheckResult result) {
        return result.name() + ": " + result.verdict().reason();
    }

    /** Returns the end of the run if the target is not as it was planned from, or cannot be read. */
    private Optional<Outcome> changedSince() throws InterruptedException {
        try {
            return work.planned()
                    .difference()
                    .map(what -> new Outcome.Rejected(MutationExecutor.CHANGED + what + ". Make a new plan."));
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            Check<Plan> unread = Check.named("target unchanged", plan -> {
                throw e;
            });
            CheckResult result = judge(Event.Phase.GATE, unread, work.plan());
            return Optional.of(new Outcome.Rejected(described(result)));
        }
    }

    private Optional<Outcome> unrecorded() {
        return recorder.behind().stream()
                .findFirst()
                .map(sink ->
                        new Outcome.Rejected(sink + " does not take records. Nothing is changed without a record."));
    }

    private Outcome change() throws InterruptedException {
        List<String> unconfirmed = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        boolean changed = false;
        for (Change change : work.changes()) {
            String name = applying(change);
            MutationResult settled = performer.apply(name, change.apply(), () -> difference(change));
            if (settled instanceof MutationResult.Doubtful doubt) {
                return new Outcome.Unknown(doubt.because(), doubt.nextStep());
            }
            if (settled instanceof MutationResult.NoEffect refused && !changed) {
                return nothingChanged(refused);
            }
            if (!(settled instanceof MutationResult.Done)) {
                return undisturbed(() -> compensate(settled.because(), false));
            }
            noteUnconfirmed(settled, unconfirmed);
            changed |= change.keptOnRollback().isEmpty();
            state.mutation(name).flatMap(MutationState::accepted).ifPresent(e -> operations.add(e.operationId()));
            Optional<Outcome> stopped = goOn(change, unconfirmed);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            List<VerificationStep> checks = change.checks().stream()
                    .map(check -> new VerificationStep(check, OnFailedVerification.ROLL_BACK))
                    .toList();
            Verified soFar = verify(checks, operations);
            if (!soFar.against(OnFailedVerification.ROLL_BACK).isEmpty()) {
                return undisturbed(() -> compensate(soFar));
            }
        }
        Verified verified = verify(work.verifications(), operations);
        if (!verified.against(OnFailedVerification.ROLL_BACK).isEmpty()) {
            return undisturbed(() -> compensate(verified));
        }
        List<String> forAPerson = verified.against(OnFailedVerification.ASK);
        if (!forAPerson.isEmpty()) {
            return new Outcome.Unknown(
                    work.plan().deployment().describe() + " is done and is left so, but is not as it should be: "
                            + String.join("; ", forAPerson),
                    "Decide whether it may stay in " + work.plan().deployment().target() + ".");
        }
        unconfirmed.addAll(verified.against(OnFailedVerification.ACCEPT));
        Stream.of(Event.Phase.values())
                .flatMap(phase -> state.checks(phase).stream())
                .forEach(result -> note(result.verdict(), unconfirmed));
        return new Outcome.Succeeded(work.plan().deployment().describe() + " is done", unconfirmed);
    }

    /**
     * Returns the differences from the planned state. After the first change only the change's own part can be
     * compared, not the whole target.
     */
    private Optional<String> difference(Change change) {
        if (state.mutations().values().stream().allMatch(each -> each.accepted().isEmpty())) {
            return work.planned().difference();
        }
        return change.unchanged() instanceof Verdict.Fail other ? Optional.of(other.reason()) : Optional.empty();
    }

    private Outcome nothingChanged(MutationResult.NoEffect refused) {
        String stayed = work.changes().stream()
                .filter(change -> state.mutation(applying(change))
                        .flatMap(MutationState::accepted)
                        .isPresent())
                .flatMap(change -> change.keptOnRollback().stream())
                .map(what -> what + ". ")
                .collect(Collectors.joining());
        String because = refused.because()
                + (refused.because().endsWith(".") ? " " : ". ")
                + stayed
                + (stayed.isEmpty() ? "Nothing was changed." : "Nothing else was changed.");
        return refused instanceof MutationResult.Withheld ? new Outcome.Rejected(because) : new Outcome.Failed(because);
    }

    /** Performs the further steps of a gradual change. Returns the end of the run if the run ends there. */
    private Optional<Outcome> goOn(Change change, List<String> unconfirmed) throws InterruptedException {
        Progression progression = change.progression();
        int taken = 0;
        String said = "";
        while (true) {
            for (; taken < state.events().size(); taken++) {
                progression.take(state.events().get(taken));
            }
            Progression.Next next = progression.next();
            if (next instanceof Progression.Next.Done) {
                return Optional.empty();
            } else if (next instanceof Progression.Next.Look look) {
                if (!look.meanwhile().equals(said)) {
                    said = look.meanwhile();
                    recorder.emit(new Event.Waiting(time.now(), said));
                }
                time.sleep(Duration.between(time.now(), look.at()));
                look.look().get().ifPresent(recorder::emit);
            } else if (next instanceof Progression.Next.Send send) {
                MutationResult settled = performer.move(change.id() + "/" + send.name(), send.mutation());
                if (!(settled instanceof MutationResult.Done)) {
                    return Optional.of(undisturbed(() -> compensate(settled.because(), false)));
                }
                noteUnconfirmed(settled, unconfirmed);
            } else if (next instanceof Progression.Next.Undo undo) {
                return Optional.of(undisturbed(() -> compensate(undo.because(), false)));
            } else if (next instanceof Progression.Next.Ask ask) {
                return Optional.of(new Outcome.Unknown(ask.because(), ask.nextStep()));
            }
        }
    }

    private static void note(Verdict verdict, List<String> unconfirmed) {
        if (verdict instanceof Verdict.Pass pass) {
            pass.unconfirmed().stream()
                    .filter(line -> !unconfirmed.contains(line))
                    .forEach(unconfirmed::add);
        }
    }

    private static void noteUnconfirmed(MutationResult settled, List<String> unconfirmed) {
        if (settled instanceof MutationResult.Done done
                && !(done.confirmation() instanceof Verdict.Pass)
                && !unconfirmed.contains(done.because())) {
            unconfirmed.add(done.because());
        }
    }

    /** The checks that were not passed, by the reaction to them. */
    private record Verified(Map<OnFailedVerification, List<CheckResult>> notPassed) {

        List<String> against(OnFailedVerification then) {
            return results(then).map(Runner::described).toList();
        }

        List<Evidence.Fact> facts(OnFailedVerification then) {
            return results(then)
                    .flatMap(result -> result.verdict().evidence().stream())
                    .flatMap(evidence -> evidence.fact().stream())
                    .distinct()
                    .toList();
        }

        private Stream<CheckResult> results(OnFailedVerification then) {
            return notPassed.getOrDefault(then, List.of()).stream();
        }
    }

    private Verified verify(List<VerificationStep> checks, List<String> operations) throws InterruptedException {
        Applied applied = new Applied(work.plan(), operations);
        Map<OnFailedVerification, List<CheckResult>> notPassed = new EnumMap<>(OnFailedVerification.class);
        for (VerificationStep each : checks) {
            CheckResult result = judge(Event.Phase.VERIFICATION, each.check(), applied);
            if (!result.passed()) {
                notPassed
                        .computeIfAbsent(each.then(), none -> new ArrayList<>())
                        .add(result);
            }
        }
        return new Verified(notPassed);
    }

    private <T> CheckResult judge(Event.Phase phase, Check<T> check, T subject) throws InterruptedException {
        CheckResult result = CheckRunner.judge(check, subject, work.plan().platform());
        recorder.emit(new Event.CheckJudged(result.at(), phase, result.name(), result.verdict(), result.took()));
        if (deadline.hasPassed()) {
            // The check may have swallowed the interrupt.
            throw new InterruptedException(deadline + " passed");
        }
        return result;
    }

    private Outcome cancelled() throws InterruptedException {
        if (deadline.hasPassed()) {
            return isUntouched()
                    ? new Outcome.Failed(deadline + " passed before the first change. Nothing was changed.")
                    : compensate(deadline + " passed", true);
        }
        if (isUntouched()) {
            return new Outcome.Cancelled("before the first change");
        }
        return compensate("cancelled", true);
    }

    /**
     * Undoes every change that was begun, the last one first, and continues when one cannot be undone. Called again, it
     * resumes at the same point.
     */
    private Outcome compensate(String reason, boolean cancelled) throws InterruptedException {
        return compensate(reason, cancelled, List.of());
    }

    private Outcome compensate(Verified verified) throws InterruptedException {
        return compensate(
                String.join("; ", verified.against(OnFailedVerification.ROLL_BACK)),
                false,
                verified.facts(OnFailedVerification.ROLL_BACK));
    }

    private Outcome compensate(String reason, boolean cancelled, List<Evidence.Fact> facts)
            throws InterruptedException {
        if (state.compensation().isEmpty()) {
            // Afterwards the unclear requests are among the mutations.
            lookForLost();
            recorder.emit(new Event.CompensationStarted(time.now(), reason, cancelled, facts));
        }
        // As recorded: the text is sent to the platform, without secrets and without half characters.
        Event.CompensationStarted undoing = state.compensation().orElseThrow();
        String because = undoing.because();
        List<Change> begun = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Change change : work.changes()) {
            Optional<MutationState> made = state.mutation(applying(change));
            if (made.isPresent() && change.keptOnRollback().isEmpty()) {
                begun.add(change);
            } else if (made.flatMap(MutationState::accepted).isPresent()) {
                notes.add(change.keptOnRollback().orElseThrow() + "; ");
            }
        }
        Collections.reverse(begun);
        List<String> failures = new ArrayList<>();
        List<MutationResult.Doubtful> doubts = new ArrayList<>();
        boolean undone = false;
        for (Change change : begun) {
            MutationResult settled = undo(change, undoing, cancelled, notes);
            if (settled instanceof MutationResult.Doubtful doubt) {
                doubts.add(doubt);
            } else if (settled instanceof MutationResult.Bad bad) {
                failures.add(change.id() + ": " + bad.because());
            } else if (settled instanceof MutationResult.Done) {
                undone = true;
            }
        }
        String target = work.plan().deployment().target();
        if (!failures.isEmpty()) {
            return new Outcome.RollbackFailed(
                    because,
                    Listing.clauses(failures),
                    "Look at " + target + " on the platform and bring back what is wanted there by hand.");
        }
        if (!doubts.isEmpty()) {
            return new Outcome.Unknown(
                    because + "; " + doubts.get(0).because(), doubts.get(0).nextStep());
        }
        if (undone) {
            return new Outcome.RolledBack(because);
        }
        String asItWas = because + "; " + String.join("", notes) + target + " is as it was";
        return cancelled ? new Outcome.Cancelled(asItWas) : new Outcome.Failed(asItWas);
    }

    /**
     * Undoes one change. Returns Done if it was undone, Refused if there was nothing to undo.
     *
     * @param notes receives the attempts that failed although there was nothing to undo
     */
    private MutationResult undo(Change change, Event.CompensationStarted undoing, boolean cancelled, List<String> notes)
            throws InterruptedException {
        String name = applying(change);
        Optional<MutationResult> nothing = performer.halt(name, change.apply());
        if (nothing.isPresent()) {
            return nothing.get();
        }
        Event.MutationEnded end =
                state.mutation(name).flatMap(MutationState::ended).orElseThrow();
        String look = lookAtTarget();
        boolean wasCancelled = end.state().equals(JobState.CANCELLED.text());
        if (wasCancelled && state.mutation(reverting(change, 0)).isEmpty()) {
            Verdict untouched = change.unchanged();
            if (untouched instanceof Verdict.Pass) {
                return new MutationResult.Refused(untouched.reason());
            }
            if (untouched instanceof Verdict.Inconclusive) {
                return new MutationResult.Doubtful(end.operationId() + " was cancelled; " + untouched.reason(), look);
            }
        }
        Optional<String> kept = cancelled ? Optional.empty() : change.keptOnFailure();
        if (kept.isPresent()) {
            return new MutationResult.Doubtful(kept.get(), look + " Decide whether it may stay.");
        }
        // A platform may make another operation of each further request; all of them have to go, the last first.
        List<String> operations = operations(change);
        Collections.reverse(operations);
        int tried = 0;
        MutationResult settled = new MutationResult.Bad(change.irreversibleReason());
        for (String operation : operations) {
            List<Mutation> ways = change.revert(operation, new Change.Cause(undoing.because(), undoing.facts()));
            settled = undo(change, ways, tried, end, notes);
            if (!(settled instanceof MutationResult.Done)) {
                return settled;
            }
            tried += ways.size();
        }
        return settled;
    }

    /**
     * Undoes one operation of a change by the first of these mutations that works.
     *
     * @param tried the number of mutations tried on other operations of the change
     */
    private MutationResult undo(
            Change change, List<Mutation> ways, int tried, Event.MutationEnded end, List<String> notes)
            throws InterruptedException {
        String look = lookAtTarget();
        List<String> failures = new ArrayList<>();
        Optional<MutationResult> doubt = Optional.empty();
        boolean hasFailed = end.state().equals(JobState.FAILED.text());
        if (ways.isEmpty()) {
            if (hasFailed && change.unchanged() instanceof Verdict.Pass untouched) {
                return new MutationResult.Refused(untouched.reason());
            }
            failures.add(change.irreversibleReason());
        }
        for (int i = 0; i < ways.size(); i++) {
            MutationResult settled = performer.revert(reverting(change, tried + i), ways.get(i));
            if (settled instanceof MutationResult.Done done) {
                return done.confirmation() instanceof Verdict.Pass
                        ? done
                        : new MutationResult.Doubtful(
                                "the platform took the rollback, but whether it was carried out is not known: "
                                        + done.confirmation().reason(),
                                look);
            } else if (settled instanceof MutationResult.Doubtful) {
                return settled;
            } else if (settled instanceof MutationResult.Unended unended) {
                doubt = Optional.of(new MutationResult.Doubtful(
                        "the platform took the rollback, but whether it was carried out is not known: "
                                + unended.because(),
                        look));
            } else {
                failures.add(ways.get(i).description() + ": " + settled.because());
            }
            // A platform refuses to undo an operation without effect. Another mutation would then replace the earlier
            // state.
            if (hasFailed && change.unchanged() instanceof Verdict.Pass untouched) {
                notes.add(String.join("; ", failures) + "; ");
                return new MutationResult.Refused(untouched.reason());
            }
        }
        return doubt.orElseGet(() -> new MutationResult.Bad(String.join("; ", failures)));
    }

    private String lookAtTarget() {
        return "Look at what is live in " + work.plan().deployment().target() + ".";
    }

    private interface Step {
        Outcome run() throws InterruptedException;
    }

    /** Runs a step to its end however often the thread is interrupted; the step resumes where it was. */
    private Outcome undisturbed(Step step) {
        deadline.disarm();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return step.run();
                } catch (InterruptedException | CallInterruptedException e) {
                    interrupted = true;
                    // Cleared on purpose: half a rollback is worse than a late answer to an interrupt.
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Outcome brokenOff(Throwable cause) {
        String because = "broke off: " + Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        if (!state.isCut() && state.mutations().values().stream().allMatch(MutationState::isWithoutEffect)) {
            return new Outcome.Failed(because + ". Nothing was changed.");
        }
        return new Outcome.Unknown(
                because,
                "Resume run " + journal.planned().runId() + " when the cause is gone, or look at "
                        + work.plan().deployment().target() + " on the platform.");
    }

    private static String applying(Change change) {
        return change.id() + "/apply";
    }

    private static String reverting(Change change, int way) {
        return Change.revertOf(change.id()) + (way + 1);
    }

    /** Returns the ids of a change's operations, in order. */
    private List<String> operations(Change change) {
        return state.mutations().entrySet().stream()
                .filter(each -> each.getKey().startsWith(change.id() + "/")
                        && !each.getKey().startsWith(Change.revertOf(change.id())))
                .flatMap(each -> each.getValue().accepted().stream())
                .map(Event.MutationAccepted::operationId)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
