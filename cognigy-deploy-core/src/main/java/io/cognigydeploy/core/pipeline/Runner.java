package io.cognigydeploy.core.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.SendPermit;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.CheckResult;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.OnConflict;
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
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import io.cognigydeploy.core.text.Listing;
import io.cognigydeploy.core.text.LoggedThrowable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The execution of one plan, the same for every kind of deployment.
 *
 * <p>Each step first reads from the journal what has already happened. So a fresh run, a resumed run and a run that was
 * interrupted in the middle of a step share one code path. {@link RunState} is the only state.
 */
record Runner(RunPolicy policy, Work work, Journal journal, EventRecorder recorder, RunDeadline deadline) {

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    private static final String MANIFEST = "manifest.json";

    /**
     * The work of a run.
     *
     * @param addTo adds the kind's members to the manifest
     * @param planned returns the differences from the planned state, for use before the first change
     */
    record Work(
            Plan plan,
            List<Change> changes,
            List<Check<Plan>> gates,
            List<VerificationStep> verifications,
            Consumer<ManifestBuilder> addTo,
            Supplier<Optional<String>> planned) {

        private Manifest manifest(Journal.Planned planned, String actor, List<CheckResult> judged, Instant at) {
            ArrayNode gates = CheckResult.toJson(judged);
            gates.forEach(gate -> ((ObjectNode) gate).remove(List.of("at", "took")));
            ManifestBuilder builder = ManifestBuilder.into(planned.target(), at)
                    .with("runId", planned.runId())
                    .with("actor", actor)
                    .with("kind", planned.kind())
                    .with("platform", plan.platform().name())
                    .with("target", planned.target())
                    .with("deployment", planned.deployment())
                    .with("deploymentSha256", planned.deploymentSha256())
                    .with("before", planned.state())
                    .with("fingerprint", planned.fingerprint())
                    .with("changes", plan.changes())
                    .with("gates", gates);
            addTo.accept(builder);
            return builder.without(plan.platform().secrets()).build();
        }
    }

    /** A check after the last change, and the reaction if it is not passed. */
    record VerificationStep(Check<Applied> check, OnFailedVerification then) {}

    private Time time() {
        return work.plan().platform().time();
    }

    private RunState state() {
        return recorder.state();
    }

    /** Runs to an outcome. Interruption cancels, and the flag is set again at the end; the deadline cancels as well. */
    void run() {
        run(this::begin);
    }

    /** Undoes a run on request; completes a rollback that has already begun. */
    void undo() {
        Event.CompensationStarted undoing = state().compensation()
                .filter(begun -> state().finished().isEmpty())
                .orElseGet(() -> rollback("undone on request of " + policy.actor(), true));
        run(() -> {
            recorder.emit(new Event.RunResumed(time().now(), policy.actor()));
            return rollBack(undoing);
        });
    }

    /** Ends a run on request whose changes are not there, without a request. */
    void undone(String seen) {
        run(() -> {
            recorder.emit(new Event.RunResumed(time().now(), policy.actor()));
            return new Outcome.RolledBack("nothing to undo: " + seen);
        });
    }

    private void run(Step<Outcome> body) {
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
            if (state().started().isEmpty() && e instanceof RuntimeException first) {
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
                time().now(), outcome, Optional.of(work.plan().platform().name())));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the event that the run is started or, if it was started before, resumed. */
    static Event begun(
            EventRecorder recorder,
            RunPolicy policy,
            Platform platform,
            Deployment deployment,
            String fingerprint,
            List<Evidence> before,
            List<Check<Plan>> gates) {
        Instant now = platform.time().now();
        return recorder.state().started().isPresent()
                ? new Event.RunResumed(now, policy.actor())
                : new Event.RunStarted(
                        now,
                        recorder.planned().runId(),
                        policy.actor(),
                        recorder.planned().kind(),
                        recorder.planned().target(),
                        deployment.describe(),
                        fingerprint,
                        before,
                        Optional.of(platform.name()),
                        CheckRunner.about(gates, platform.secrets()));
    }

    private Outcome begin() throws InterruptedException {
        Plan plan = work.plan();
        recorder.emit(begun(
                recorder, policy, plan.platform(), plan.deployment(), plan.fingerprint(), plan.before(), work.gates()));
        if (state().compensation().isPresent()) {
            return rollBack(state().compensation().get());
        }
        deadline.arm(state().started().orElseThrow().at());
        Optional<Outcome> stopped = lookForLost();
        if (stopped.isEmpty() && state().mutations().isEmpty()) {
            stopped = prepare();
        }
        return stopped.isPresent() ? stopped.get() : change();
    }

    /**
     * Searches for requests that a cut journal may have lost. Returns the end of the run if it is unclear what was
     * sent.
     */
    private Optional<Outcome> lookForLost() throws InterruptedException {
        if (!state().isCut()) {
            return Optional.empty();
        }
        for (Change change : work.changes()) {
            if (!isBegun(change)) {
                Optional<MutationResult> unclear = applying(change).lookForLost();
                if (unclear.isPresent() && unclear.get() instanceof MutationResult.Doubtful doubt) {
                    return Optional.of(doubt.asOutcome());
                }
                if (!isBegun(change)) {
                    return Optional.empty(); // What comes after a change that was not made was not made either.
                }
            }
        }
        return Optional.empty();
    }

    /** Returns whether this run cannot have changed anything so far. */
    private boolean isUntouched() {
        return state().mutations().isEmpty() && !state().isCut();
    }

    /** Prepares the first change. Returns the end of the run if a precondition does not hold. */
    private Optional<Outcome> prepare() throws InterruptedException {
        List<Step<Optional<Outcome>>> preconditions = List.of(
                this::unrecorded,
                this::expired,
                // Before the gates only so that no person is asked to approve a plan that is already stale.
                () -> work.plan().isFresh() ? Optional.empty() : changedSince(),
                this::gates,
                // A gate may have waited, for people or for sessions.
                this::changedSince,
                this::writeManifest,
                this::unrecorded);
        for (Step<Optional<Outcome>> one : preconditions) {
            Optional<Outcome> stopped = one.run();
            if (stopped.isPresent()) {
                return stopped;
            }
        }
        return Optional.empty();
    }

    private Optional<Outcome> writeManifest() {
        Manifest manifest =
                work.manifest(journal.planned(), policy.actor(), state().checks(Event.Phase.GATE), time().now());
        // The manifest of an earlier attempt of the same run is replaced.
        journal.write(Map.of(MANIFEST, manifest::writeTo));
        recorder.emit(new Event.ManifestWritten(time().now(), MANIFEST, manifest.sha256()));
        return Optional.empty();
    }

    private Optional<Outcome> gates() throws InterruptedException {
        List<CheckResult> against = new ArrayList<>();
        for (Check<Plan> gate : work.gates()) {
            CheckResult result = judge(Event.Phase.GATE, gate, work.plan());
            if (!result.passed()) {
                against.add(result);
            }
        }
        return against.isEmpty()
                ? Optional.empty()
                : Optional.of(new Outcome.Rejected(String.join("; ", described(against))));
    }

    private static String described(CheckResult result) {
        return result.name() + ": " + result.verdict().reason();
    }

    /** Returns the end of the run if the target is not as it was planned from, or cannot be read. */
    private Optional<Outcome> changedSince() throws InterruptedException {
        try {
            return work.planned()
                    .get()
                    .map(what -> new Outcome.Rejected(MutationExecutor.CHANGED + what + ". Make a new plan."));
        } catch (CognigyException e) {
            Check<Plan> unread = Check.named("target unchanged", plan -> {
                if (e instanceof CallInterruptedException) {
                    throw e;
                }
                return CheckRunner.unread("could not be judged: ", e);
            });
            CheckResult result = judge(Event.Phase.GATE, unread, work.plan());
            return Optional.of(new Outcome.Rejected(described(result)));
        }
    }

    private Optional<Outcome> expired() {
        return work.plan()
                .expires()
                .filter(end -> !time().now().isBefore(end))
                .map(end -> new Outcome.Rejected("the plan expired at " + end + ". Make a new plan."));
    }

    private Optional<Outcome> unrecorded() {
        return recorder.behind().stream()
                .findFirst()
                .map(sink ->
                        new Outcome.Rejected(sink + " does not take records. Nothing is changed without a record."));
    }

    private Outcome change() throws InterruptedException {
        Set<String> unconfirmed = new LinkedHashSet<>();
        List<String> operations = new ArrayList<>();
        boolean changed = false;
        Beginnings beginnings = new Beginnings();
        for (int i = 0; i < work.changes().size(); i++) {
            Change change = work.changes().get(i);
            Optional<MutationResult> notBegun = beginnings.from(i);
            MutationResult settled =
                    notBegun.isPresent() ? notBegun.get() : applying(change).apply();
            if (settled instanceof MutationResult.Doubtful doubt) {
                return doubt.asOutcome();
            }
            if (settled instanceof MutationResult.NoEffect refused && !changed) {
                return nothingChanged(refused);
            }
            if (!(settled instanceof MutationResult.Done)) {
                return rollBack(settled.because());
            }
            changed |= change.keptOnRollback().isEmpty();
            applied(change).accepted().ifPresent(e -> operations.add(e.operationId()));
            List<VerificationStep> checks = change.checks().stream()
                    .map(check -> new VerificationStep(check, OnFailedVerification.ROLL_BACK))
                    .toList();
            Optional<Outcome> stopped = rollBackIfDemanded(verify(checks, operations));
            if (stopped.isPresent()) {
                return stopped.get();
            }
            stopped = goOn(change, unconfirmed);
            if (stopped.isPresent()) {
                return stopped.get();
            }
        }
        List<MutationExecutor> made =
                work.changes().stream().map(this::applying).toList();
        confirmLate(made);
        for (MutationExecutor each : made) {
            Verdict confirmation = each.confirmation();
            if (confirmation instanceof Verdict.Fail) {
                return rollBack(confirmation.reason());
            }
            noteUnconfirmed(confirmation, unconfirmed);
        }
        Map<OnFailedVerification, List<CheckResult>> notPassed = verify(work.verifications(), operations);
        Optional<Outcome> stopped = rollBackIfDemanded(notPassed);
        if (stopped.isPresent()) {
            return stopped.get();
        }
        List<String> forAPerson = described(notPassed.getOrDefault(OnFailedVerification.ASK, List.of()));
        if (!forAPerson.isEmpty()) {
            return new Outcome.Unknown(
                    work.plan().deployment().describe() + " is done and is left so, but is not as it should be: "
                            + String.join("; ", forAPerson),
                    "Decide whether it may stay in " + target() + ".");
        }
        unconfirmed.addAll(described(notPassed.getOrDefault(OnFailedVerification.ACCEPT, List.of())));
        Stream.of(Event.Phase.values())
                .flatMap(phase -> state().checks(phase).stream())
                .map(CheckResult::verdict)
                .filter(Verdict.Pass.class::isInstance)
                .forEach(passed -> unconfirmed.addAll(((Verdict.Pass) passed).unconfirmed()));
        return new Outcome.Succeeded(work.plan().deployment().describe() + " is done", List.copyOf(unconfirmed));
    }

    /** The requests of changes that are sent before earlier changes are complete. */
    private final class Beginnings {

        private int begun;
        private Optional<MutationResult> stopped = Optional.empty();

        /**
         * Begins a change and, as far as they are independent, the next ones. Returns its result if it could not be
         * begun; after a change that could not, none is begun.
         */
        Optional<MutationResult> from(int from) throws InterruptedException {
            while (stopped.isEmpty() && begun < work.changes().size() && (begun <= from || mayBegin(from))) {
                Change next = work.changes().get(begun);
                stopped = applying(next).begin(() -> difference(next));
                begun++;
            }
            return begun == from + 1 ? stopped : Optional.empty();
        }

        private boolean mayBegin(int from) {
            List<Change> underWay = work.changes().subList(from, begun);
            Change next = work.changes().get(begun);
            // A platform that takes one at a time answers with a conflict, which only this setting waits for.
            return policy.onConflict() == OnConflict.WAIT
                    && underWay.size() < policy.concurrency()
                    && underWay.stream().allMatch(next::isIndependentOf);
        }
    }

    /** Reads back mutations that could not be confirmed one by one. */
    private void confirmLate(List<MutationExecutor> made) throws InterruptedException {
        for (MutationExecutor each : made) {
            if (each.isOpen()) {
                each.confirmLate();
            }
        }
        List<MutationExecutor> open =
                made.stream().filter(MutationExecutor::isOpen).toList();
        if (open.isEmpty()) {
            return;
        }
        recorder.emit(new Event.Waiting(
                time().now(),
                open.get(0).confirmation().reason() + "; reading back again in " + Time.inWords(policy.settle())));
        time().sleep(policy.settle());
        for (MutationExecutor each : open) {
            each.confirmLate();
        }
    }

    /**
     * Returns the differences from the planned state(). After the first change only the change's own part can be
     * compared, not the whole target.
     */
    private Optional<String> difference(Change change) {
        if (state().mutations().values().stream()
                .allMatch(each -> each.accepted().isEmpty())) {
            return work.planned().get();
        }
        return change.unchanged() instanceof Verdict.Fail other ? Optional.of(other.reason()) : Optional.empty();
    }

    private Outcome nothingChanged(MutationResult.NoEffect refused) {
        List<String> stayed = work.changes().stream()
                .filter(change -> applied(change).accepted().isPresent())
                .flatMap(change -> change.keptOnRollback().stream())
                .toList();
        String because = refused.because()
                + (refused.because().endsWith(".") ? " " : ". ")
                + (stayed.isEmpty()
                        ? "Nothing was changed."
                        : "Nothing else was changed: " + Listing.clauses(stayed) + ".");
        return refused instanceof MutationResult.Withheld ? new Outcome.Rejected(because) : new Outcome.Failed(because);
    }

    /** Performs the further steps of a gradual change. Returns the end of the run if the run ends there. */
    private Optional<Outcome> goOn(Change change, Set<String> unconfirmed) throws InterruptedException {
        Progression progression = change.progression();
        int taken = 0;
        String said = "";
        while (true) {
            for (; taken < state().events().size(); taken++) {
                progression.take(state().events().get(taken));
            }
            Progression.Next next = progression.next();
            if (next instanceof Progression.Next.Done) {
                return Optional.empty();
            } else if (next instanceof Progression.Next.Look look) {
                if (!look.meanwhile().equals(said)) {
                    said = look.meanwhile();
                    recorder.emit(new Event.Waiting(time().now(), said));
                }
                time().sleep(Duration.between(time().now(), look.at()));
                look.look().get().ifPresent(recorder::emit);
            } else if (next instanceof Progression.Next.Send send) {
                MutationResult settled = executor(change.id() + "/" + send.name(), send.mutation())
                        .move();
                if (!(settled instanceof MutationResult.Done done)) {
                    return Optional.of(rollBack(settled.because()));
                }
                noteUnconfirmed(done.confirmation(), unconfirmed);
            } else if (next instanceof Progression.Next.Undo undo) {
                return Optional.of(rollBack(undo.because()));
            } else if (next instanceof Progression.Next.Ask ask) {
                return Optional.of(new Outcome.Unknown(ask.because(), ask.nextStep()));
            }
        }
    }

    private static void noteUnconfirmed(Verdict confirmation, Set<String> unconfirmed) {
        if (!(confirmation instanceof Verdict.Pass)) {
            unconfirmed.add(confirmation.reason());
        }
    }

    private static List<String> described(List<CheckResult> results) {
        return results.stream().map(Runner::described).toList();
    }

    /** Returns the checks that were not passed, by the reaction to them. */
    private Map<OnFailedVerification, List<CheckResult>> verify(List<VerificationStep> checks, List<String> operations)
            throws InterruptedException {
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
        return notPassed;
    }

    /** Rolls back if a check demands it, and returns the end of the run then. */
    private Optional<Outcome> rollBackIfDemanded(Map<OnFailedVerification, List<CheckResult>> notPassed) {
        List<CheckResult> against = notPassed.getOrDefault(OnFailedVerification.ROLL_BACK, List.of());
        if (against.isEmpty()) {
            return Optional.empty();
        }
        List<Evidence.Fact> facts = against.stream()
                .flatMap(result -> result.verdict().evidence().stream())
                .flatMap(evidence -> evidence.fact().stream())
                .distinct()
                .toList();
        return Optional.of(rollBack(
                new Event.CompensationStarted(time().now(), String.join("; ", described(against)), false, facts)));
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
        if (isUntouched()) {
            return deadline.hasPassed()
                    ? new Outcome.Failed(deadline + " passed before the first change. Nothing was changed.")
                    : new Outcome.Cancelled("before the first change");
        }
        return compensate(rollback(deadline.hasPassed() ? deadline + " passed" : "cancelled", true));
    }

    private Event.CompensationStarted rollback(String because, boolean cancelled) {
        return new Event.CompensationStarted(time().now(), because, cancelled);
    }

    private Outcome rollBack(String because) {
        return rollBack(rollback(because, false));
    }

    private Outcome rollBack(Event.CompensationStarted why) {
        return undisturbed(() -> compensate(why));
    }

    /**
     * Undoes every change that was begun, the last one first, and continues when one cannot be undone. Called again, it
     * resumes at the same point.
     */
    private Outcome compensate(Event.CompensationStarted why) throws InterruptedException {
        if (state().compensation().isEmpty()) {
            // Afterwards the unclear requests are among the mutations.
            lookForLost();
            recorder.emit(new Event.CompensationStarted(time().now(), why.because(), why.cancelled(), why.facts()));
        }
        // As recorded: the text is sent to the platform, without secrets and without half characters.
        Event.CompensationStarted undoing = state().compensation().orElseThrow();
        String because = undoing.because();
        List<Change> begun = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        boolean isKept = false;
        for (Change change : work.changes()) {
            if (isBegun(change)) {
                Optional<String> kept = change.keptOnRollback();
                if (kept.isEmpty()) {
                    begun.add(change);
                } else if (!applied(change).isWithoutEffect()) {
                    notes.add(kept.get() + "; ");
                    isKept = true;
                }
            }
        }
        Collections.reverse(begun);
        List<String> failures = new ArrayList<>();
        List<MutationResult.Doubtful> doubts = new ArrayList<>();
        Rollback rollback = new Rollback(undoing, why.cancelled(), notes, new ArrayList<>());
        boolean undone = false;
        for (Change change : begun) {
            MutationResult settled = undo(change, rollback);
            if (settled instanceof MutationResult.Doubtful doubt) {
                doubts.add(doubt);
            } else if (settled instanceof MutationResult.Bad bad) {
                failures.add(change.id() + ": " + bad.because());
            } else if (settled instanceof MutationResult.Done) {
                undone = true;
            }
        }
        confirmLate(rollback.made());
        for (MutationExecutor each : rollback.made()) {
            Verdict confirmation = each.confirmation();
            if (confirmation instanceof Verdict.Fail) {
                failures.add(confirmation.reason());
            } else if (confirmation instanceof Verdict.Inconclusive) {
                doubts.add(notSeenUndone(confirmation.reason()));
            }
        }
        if (!failures.isEmpty()) {
            return new Outcome.RollbackFailed(
                    because,
                    Listing.clauses(failures),
                    "Look at " + target() + " on the platform and bring back what is wanted there by hand.");
        }
        if (!doubts.isEmpty()) {
            return new Outcome.Unknown(
                    because + "; " + doubts.get(0).because(), doubts.get(0).nextStep());
        }
        if (undone) {
            return new Outcome.RolledBack(because);
        }
        String asItWas = because + "; " + String.join("", notes) + target()
                + (isKept ? " is otherwise as it was" : " is as it was");
        return why.cancelled() ? new Outcome.Cancelled(asItWas) : new Outcome.Failed(asItWas);
    }

    /**
     * A rollback in progress.
     *
     * @param notes receives the attempts that failed although there was nothing to undo
     * @param made receives the mutations that are read back after the last of them
     */
    private record Rollback(
            Event.CompensationStarted why, boolean cancelled, List<String> notes, List<MutationExecutor> made) {}

    /** Undoes one change. Returns Done if it was undone, Refused if there was nothing to undo. */
    private MutationResult undo(Change change, Rollback rollback) throws InterruptedException {
        Optional<MutationResult> nothing = applying(change).halt();
        if (nothing.isPresent()) {
            return nothing.get();
        }
        Event.MutationEnded end = applied(change).ended().orElseThrow();
        boolean wasCancelled = end.state().equals(JobState.CANCELLED.text());
        if (wasCancelled && !state().mutations().containsKey(reverting(change, 0))) {
            Verdict untouched = change.unchanged();
            if (untouched instanceof Verdict.Pass) {
                return new MutationResult.Refused(untouched.reason());
            }
            if (untouched instanceof Verdict.Inconclusive) {
                return inDoubt(end.operationId() + " was cancelled; " + untouched.reason());
            }
        }
        Optional<String> kept = rollback.cancelled() ? Optional.empty() : change.keptOnFailure();
        if (kept.isPresent()) {
            return new MutationResult.Doubtful(kept.get(), lookAtTarget() + " Decide whether it may stay.");
        }
        // A platform may make another operation of each further request; all of them have to go, the last first.
        List<String> operations = operations(change);
        Collections.reverse(operations);
        int tried = 0;
        MutationResult settled = new MutationResult.Bad(change.irreversibleReason());
        for (String operation : operations) {
            List<Mutation> ways = change.revert(
                    operation,
                    new Change.Cause(rollback.why().because(), rollback.why().facts()));
            settled = undo(change, ways, tried, end, rollback);
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
            Change change, List<Mutation> ways, int tried, Event.MutationEnded end, Rollback rollback)
            throws InterruptedException {
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
            MutationExecutor way = executor(reverting(change, tried + i), ways.get(i));
            MutationResult settled = way.revert();
            MutationResult.Doubtful open = notSeenUndone(settled.because());
            if (settled instanceof MutationResult.Done && way.isOpen()) {
                rollback.made().add(way);
                return settled;
            } else if (settled instanceof MutationResult.Done done) {
                return done.confirmation() instanceof Verdict.Pass ? done : open;
            } else if (settled instanceof MutationResult.Doubtful) {
                return settled;
            } else if (settled instanceof MutationResult.Unended) {
                doubt = Optional.of(open);
            } else {
                failures.add(ways.get(i).description() + ": " + settled.because());
            }
            // A platform refuses to undo an operation without effect. Another mutation would then replace the earlier
            // state().
            if (hasFailed && change.unchanged() instanceof Verdict.Pass untouched) {
                rollback.notes().add(String.join("; ", failures) + "; ");
                return new MutationResult.Refused(untouched.reason());
            }
        }
        return doubt.orElseGet(() -> new MutationResult.Bad(String.join("; ", failures)));
    }

    private MutationResult.Doubtful notSeenUndone(String because) {
        return inDoubt("the platform took the rollback, but whether it was carried out is not known: " + because);
    }

    private MutationResult.Doubtful inDoubt(String because) {
        return new MutationResult.Doubtful(because, lookAtTarget());
    }

    private String lookAtTarget() {
        return "Look at what is live in " + target() + ".";
    }

    private String target() {
        return journal.planned().target();
    }

    interface Step<T> {
        T run() throws InterruptedException;
    }

    private Outcome undisturbed(Step<Outcome> step) {
        deadline.disarm();
        return toTheEnd(step);
    }

    /** Runs a step to its end however often the thread is interrupted; the step resumes where it was. */
    static <T> T toTheEnd(Step<T> step) {
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
        if (!state().isCut() && state().mutations().values().stream().allMatch(MutationState::isWithoutEffect)) {
            return new Outcome.Failed(because + ". Nothing was changed.");
        }
        return new Outcome.Unknown(
                because,
                "Resume run " + journal.planned().runId() + " when the cause is gone, or look at " + target()
                        + " on the platform.");
    }

    private MutationExecutor executor(String name, Mutation mutation) {
        return new MutationExecutor(policy, recorder, SendPermit.of(journal::covers), time(), name, mutation);
    }

    private MutationExecutor applying(Change change) {
        return executor(nameOf(change), change.apply());
    }

    private MutationState applied(Change change) {
        return state().mutation(nameOf(change));
    }

    private boolean isBegun(Change change) {
        return state().mutations().containsKey(nameOf(change));
    }

    private static String nameOf(Change change) {
        return change.id() + "/apply";
    }

    private static String reverting(Change change, int way) {
        return Change.revertOf(change.id()) + (way + 1);
    }

    /** Returns the ids of a change's operations, in order. */
    private List<String> operations(Change change) {
        return state().mutations().entrySet().stream()
                .filter(each -> each.getKey().startsWith(change.id() + "/")
                        && !each.getKey().startsWith(Change.revertOf(change.id())))
                .flatMap(each -> each.getValue().accepted().stream())
                .map(Event.MutationAccepted::operationId)
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
