package io.cognigydeploy.core;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.OperationTimeoutException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.RunState.MutationState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one plan. Every kind of deployment goes through here and through nowhere else.
 *
 * <p>Each step first looks at what the journal says has happened already, so that a fresh run, a resumed run and a run
 * that was interrupted in the middle of a step are one and the same code. Nothing is kept in fields but {@link RunState}.
 */
final class Runner {

    private static final Logger log = LoggerFactory.getLogger(Runner.class);

    /** How a state that we gave up waiting for is written down. */
    private static final String TIMED_OUT = "timed_out";

    private final RunPolicy policy;
    private final Work work;
    private final Journal journal;
    private final TargetLock lock;
    private final RunState state = new RunState();
    private final Set<AuditSink> deaf = new LinkedHashSet<>();
    private final CognigyClient cognigy;
    private final Time time;

    /**
     * What the runner has to do.
     *
     * @param stillFits whether the target stands as it was planned from
     */
    record Work(
            Plan plan,
            String kind,
            List<Change> changes,
            List<Check<Plan>> gates,
            List<Check<Applied>> verifications,
            Freshness stillFits) {}

    @FunctionalInterface
    interface Freshness {
        boolean check();
    }

    /** How a mutation came out. */
    private sealed interface Settled {

        /** It has happened and was read back, or could not be read back. */
        record Done(Verdict confirmation) implements Settled {}

        /** It certainly had no effect. */
        record Refused(String because) implements Settled {}

        /** It was taken up and did not work. */
        record Bad(String because) implements Settled {}

        /** It cannot be told, and nothing more may be done before a person has looked. */
        record Doubtful(String because, String nextStep) implements Settled {}
    }

    Runner(CognigyClient cognigy, RunPolicy policy, Work work, Journal journal, TargetLock lock) {
        this.cognigy = cognigy;
        this.policy = policy;
        this.work = work;
        this.journal = journal;
        this.lock = lock;
        this.time = cognigy.time();
        journal.events().forEach(state::apply);
    }

    /** Runs to an outcome. Interruption cancels; the flag is set again at the end. */
    RunState run() {
        if (state.finished().isPresent()) {
            return state;
        }
        boolean interrupted = false;
        Outcome outcome;
        try {
            outcome = begin();
        } catch (InterruptedException | CallInterruptedException e) {
            interrupted = true;
            outcome = undisturbed(this::cancelled);
        } catch (RuntimeException e) {
            // A journal that takes no more records, or a fault of ours: from here on nothing may be sent.
            log.error("Run {} broke off", journal.planned().runId(), e);
            outcome = brokenOff(e);
        }
        finish(outcome);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return state;
    }

    private Outcome begin() throws InterruptedException {
        if (state.started().isEmpty()) {
            emit(new Event.RunStarted(
                    time.now(),
                    journal.planned().runId(),
                    policy.actor(),
                    work.kind(),
                    work.plan().deployment().target(),
                    work.plan().deployment().describe(),
                    work.plan().fingerprint(),
                    work.plan().before()));
        } else {
            emit(new Event.RunResumed(time.now(), policy.actor()));
        }
        if (state.compensation().isPresent()) {
            return undisturbed(() -> compensate(
                    state.compensation().get().because(),
                    state.compensation().get().cancelled()));
        }
        if (state.mutations().isEmpty()) {
            Optional<Outcome> stopped = prepare();
            if (stopped.isPresent()) {
                return stopped.get();
            }
        }
        return change();
    }

    /** Everything that has to be so before the first change. */
    private Optional<Outcome> prepare() throws InterruptedException {
        if (!deaf.isEmpty()) {
            return Optional.of(new Outcome.Rejected("the audit log "
                    + deaf.iterator().next().name() + " does not take records. Nothing is changed without a record."));
        }
        if (!work.stillFits().check()) {
            return Optional.of(new Outcome.Rejected(
                    "the target does not stand as it did when the plan was made. Make a new plan."));
        }
        List<String> against = new ArrayList<>();
        for (Check<Plan> gate : work.gates()) {
            Verdict verdict = judge(Event.Phase.GATE, gate, work.plan());
            if (!(verdict instanceof Verdict.Pass)) {
                against.add(gate.name() + ": " + verdict.reason());
            }
        }
        if (!against.isEmpty()) {
            return Optional.of(new Outcome.Rejected(String.join("; ", against)));
        }
        Manifest manifest = Manifest.of(journal.planned(), policy.actor(), work, state, time.now());
        manifest.write(journal.folder());
        emit(new Event.ManifestWritten(time.now(), Manifest.FILE, manifest.sha256()));
        return Optional.empty();
    }

    private Outcome change() throws InterruptedException {
        List<String> unconfirmed = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        boolean changed = false;
        for (Change change : work.changes()) {
            String name = applying(change);
            Settled settled = perform(name, change.apply());
            if (settled instanceof Settled.Doubtful doubt) {
                return new Outcome.Unknown(doubt.because(), doubt.nextStep());
            }
            if (settled instanceof Settled.Bad bad) {
                return undisturbed(() -> compensate(bad.because(), false));
            }
            if (settled instanceof Settled.Refused refused) {
                return changed
                        ? undisturbed(() -> compensate(refused.because(), false))
                        : new Outcome.Failed(refused.because() + ". Nothing was changed.");
            }
            if (settled instanceof Settled.Done done && !(done.confirmation() instanceof Verdict.Pass)) {
                unconfirmed.add(done.confirmation().reason());
            }
            changed = true;
            state.mutation(name).flatMap(MutationState::accepted).ifPresent(e -> operations.add(e.operationId()));
        }
        Applied applied = new Applied(work.plan(), operations);
        List<String> against = new ArrayList<>();
        for (Check<Applied> verification : work.verifications()) {
            Verdict verdict = judge(Event.Phase.VERIFICATION, verification, applied);
            if (!(verdict instanceof Verdict.Pass)) {
                against.add(verification.name() + ": " + verdict.reason());
            }
        }
        if (!against.isEmpty()) {
            return undisturbed(() -> compensate(String.join("; ", against), false));
        }
        return new Outcome.Succeeded(work.plan().deployment().describe() + " is done", unconfirmed);
    }

    private <T> Verdict judge(Event.Phase phase, Check<T> check, T subject) throws InterruptedException {
        CheckResult result = Judging.judge(check, subject, time);
        emit(new Event.CheckJudged(result.at(), phase, result.name(), result.verdict(), result.took()));
        return result.verdict();
    }

    // ---------------------------------------------------------------- one mutation

    private Settled perform(String name, Mutation mutation) throws InterruptedException {
        Optional<Settled> notAccepted = accept(name, mutation, true);
        if (notAccepted.isPresent()) {
            return notAccepted.get();
        }
        String operationId = acceptedId(name);
        Optional<Settled> notEnded = await(name, mutation, operationId);
        if (notEnded.isPresent()) {
            return notEnded.get();
        }
        return confirm(name, mutation, operationId);
    }

    /**
     * Brings the mutation to where the platform has accepted it; empty if it has. A request whose answer was lost is
     * never sent again before the platform has been asked, twice and some time apart, and has shown that it is not
     * there.
     *
     * @param mayResend whether a request that is not there may be sent again
     */
    private Optional<Settled> accept(String name, Mutation mutation, boolean mayResend) throws InterruptedException {
        boolean conflictSeen = false;
        while (true) {
            Optional<MutationState> known = state.mutation(name);
            if (known.flatMap(MutationState::accepted).isPresent()) {
                return Optional.empty();
            }
            List<Event.MutationIntended> unanswered =
                    known.map(MutationState::unanswered).orElse(List.of());
            if (!unanswered.isEmpty()) {
                Mutation.Search found = searchTwice(mutation, unanswered.get(0));
                if (found instanceof Mutation.Search.Found ours) {
                    emit(new Event.MutationAccepted(time.now(), name, ours.operationId(), true));
                    return Optional.empty();
                }
                if (found instanceof Mutation.Search.Unclear unclear) {
                    return Optional.of(
                            new Settled.Doubtful(
                                    "the answer to \"" + mutation.description()
                                            + "\" was lost and what became of it is unclear: " + unclear.why(),
                                    "Look at " + work.plan().deployment().target()
                                            + " on the platform and end or keep what is there before anything is deployed again."));
                }
                if (!mayResend || unanswered.size() >= 2) {
                    String reason =
                            "no answer to " + unanswered.size() + " requests, and no trace of them on the platform";
                    for (int i = unanswered.size(); i > 0; i--) {
                        emit(new Event.MutationRefused(time.now(), name, reason));
                    }
                    return Optional.of(new Settled.Refused(reason));
                }
            }
            if (!mayResend) {
                return Optional.of(new Settled.Refused(
                        known.flatMap(MutationState::refusal).orElse("never sent")));
            }
            String key = known.map(m -> m.intents().get(0).idempotencyKey())
                    .orElseGet(() -> journal.planned().runId() + "-" + name.replace('/', '-'));
            emit(new Event.MutationIntended(time.now(), name, mutation.description(), key, mutation.known()));
            if (!lock.stillOwned()) {
                throw new IllegalStateException(
                        "another run has taken over " + work.plan().deployment().target());
            }
            try {
                Operation<?> operation = mutation.send(key);
                emit(new Event.MutationAccepted(time.now(), name, operation.id(), false));
                return Optional.empty();
            } catch (CognigyException e) {
                if (e.outcome() == OutcomeClass.UNKNOWN) {
                    emit(new Event.MutationInDoubt(time.now(), name, e.getMessage()));
                } else {
                    emit(new Event.MutationRefused(time.now(), name, e.getMessage()));
                }
                if (e instanceof CallInterruptedException) {
                    throw e;
                }
                if (e.outcome() == OutcomeClass.CONFLICT) {
                    // An earlier request of ours that was thought lost may be what is in the way.
                    if (!unanswered.isEmpty()
                            && search(mutation, unanswered.get(0).known()) instanceof Mutation.Search.Found ours) {
                        emit(new Event.MutationAccepted(time.now(), name, ours.operationId(), true));
                        return Optional.empty();
                    }
                    Optional<Operation<?>> blocker = blocker(mutation);
                    if (blocker.isPresent()) {
                        Optional<Settled> stop = clear(mutation, blocker.get());
                        if (stop.isPresent()) {
                            return stop;
                        }
                    } else if (conflictSeen) {
                        return Optional.of(new Settled.Refused(e.getMessage()));
                    } else {
                        // What was in the way may have ended between the two questions: once more, and no more.
                        conflictSeen = true;
                        time.sleep(policy.poll().interval());
                    }
                } else if (e.outcome() != OutcomeClass.UNKNOWN) {
                    return Optional.of(new Settled.Refused(e.getMessage()));
                }
            }
        }
    }

    private Mutation.Search searchTwice(Mutation mutation, Event.MutationIntended intent) throws InterruptedException {
        Mutation.Search first = search(mutation, intent.known());
        if (!(first instanceof Mutation.Search.Absent)) {
            return first;
        }
        // Lists lag behind: what is absent now may show a moment later.
        emit(new Event.Waiting(time.now(), "not on the platform; asking again in " + policy.settle()));
        time.sleep(policy.settle());
        return search(mutation, intent.known());
    }

    private Mutation.Search search(Mutation mutation, Optional<List<String>> before) {
        try {
            return mutation.search(before);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return new Mutation.Search.Unclear(e.getMessage());
        }
    }

    private Optional<Operation<?>> blocker(Mutation mutation) {
        try {
            return mutation.blocker();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            log.info("What is in the way could not be learnt: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Deals with somebody else's operation that is in the way; empty if it no longer is. */
    private Optional<Settled> clear(Mutation mutation, Operation<?> blocker) throws InterruptedException {
        if (policy.inProgress() == InProgress.FAIL) {
            return Optional.of(new Settled.Refused("deployment " + blocker.id() + " is in progress"));
        }
        if (policy.inProgress() == InProgress.CANCEL) {
            emit(new Event.Waiting(time.now(), "cancelling deployment " + blocker.id() + ", which is in the way"));
            cancel(blocker);
        } else {
            emit(new Event.Waiting(time.now(), "deployment " + blocker.id() + " is in progress"));
        }
        try {
            blocker.await(policy.poll());
            return Optional.empty();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.of(new Settled.Refused(
                    mutation.description() + " has to wait for " + blocker.id() + ": " + e.getMessage()));
        }
    }

    /** Follows an accepted mutation to its end; empty if it ended in its goal. */
    private Optional<Settled> await(String name, Mutation mutation, String operationId) throws InterruptedException {
        MutationState known = state.mutation(name).orElseThrow();
        if (known.ended().isEmpty()) {
            Operation<?> operation = mutation.resume(operationId);
            Duration waited = Duration.between(known.accepted().orElseThrow().at(), time.now());
            Duration left = policy.poll().timeout().minus(waited);
            // However late we come: one look, at the least.
            Duration timeout =
                    left.compareTo(policy.poll().interval()) < 0 ? policy.poll().interval() : left;
            PollOptions options =
                    PollOptions.builder().from(policy.poll()).timeout(timeout).build();
            try {
                Job end = operation.await(options, job -> progressed(name, operationId, job));
                ended(name, operationId, end, "");
            } catch (OperationTimeoutException e) {
                emit(new Event.Waiting(
                        time.now(),
                        operationId + " did not end within " + policy.poll().timeout() + "; cancelling it"));
                stop(name, operation, "did not end within " + policy.poll().timeout() + " and was cancelled");
            } catch (CallInterruptedException e) {
                throw e;
            } catch (CognigyException e) {
                return Optional.of(new Settled.Doubtful(
                        operationId + " cannot be followed: " + e.getMessage(),
                        "Look at operation " + operationId + " on the platform. It may still be running."));
            }
        }
        Event.MutationEnded end = known.ended().orElseThrow();
        if (end.state().equals(mutation.goal().text())) {
            return Optional.empty();
        }
        return Optional.of(new Settled.Bad(end.operationId() + " ended as " + end.state()
                + (end.message().isEmpty() ? "" : ": " + end.message())));
    }

    private void progressed(String name, String operationId, Job job) {
        List<String> seen = state.mutation(name).orElseThrow().states();
        if (seen.isEmpty() || !seen.get(seen.size() - 1).equals(job.state().text())) {
            emit(new Event.MutationProgressed(
                    time.now(), name, operationId, job.state().text()));
        }
    }

    private void ended(String name, String operationId, Job end, String remark) {
        emit(new Event.MutationEnded(
                time.now(), name, operationId, end.state().text(), end.message().orElse(remark)));
    }

    /** Asks the platform to end an operation and waits, not for ever, until it has. */
    private void stop(String name, Operation<?> operation, String remark) throws InterruptedException {
        cancel(operation);
        Duration grace = policy.poll().interval().multipliedBy(10);
        PollOptions options =
                PollOptions.builder().from(policy.poll()).timeout(grace).build();
        try {
            Job end = operation.await(options, job -> progressed(name, operation.id(), job));
            ended(name, operation.id(), end, end.state().equals(JobState.CANCELLED) ? remark : "");
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            emit(new Event.MutationEnded(time.now(), name, operation.id(), TIMED_OUT, e.getMessage()));
        }
    }

    private void cancel(Operation<?> operation) {
        try {
            operation.cancel();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            log.info("Operation {} was not cancelled: {}", operation.id(), e.getMessage());
        }
    }

    private Settled confirm(String name, Mutation mutation, String operationId) throws InterruptedException {
        Optional<Verdict> known = state.mutation(name).flatMap(MutationState::confirmation);
        Verdict verdict;
        if (known.isPresent()) {
            verdict = known.get();
        } else {
            verdict = readBack(mutation, operationId);
            if (verdict instanceof Verdict.Fail) {
                // Reads lag behind too; a deployment must not be undone for that.
                emit(new Event.Waiting(time.now(), verdict.reason() + "; reading back again in " + policy.settle()));
                time.sleep(policy.settle());
                verdict = readBack(mutation, operationId);
            }
            emit(new Event.MutationConfirmed(time.now(), name, verdict));
        }
        return verdict instanceof Verdict.Fail
                ? new Settled.Bad(operationId + " ended well, but " + verdict.reason())
                : new Settled.Done(verdict);
    }

    private Verdict readBack(Mutation mutation, String operationId) {
        try {
            return mutation.confirm(mutation.resume(operationId).poll());
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Verdict.inconclusive("could not be read back: " + e.getMessage());
        }
    }

    // ---------------------------------------------------------------- undoing

    private Outcome cancelled() throws InterruptedException {
        if (state.mutations().isEmpty()) {
            return new Outcome.Cancelled("before the first change");
        }
        return compensate("cancelled", true);
    }

    /**
     * Undoes every change that was begun, the last one first, and goes on when one cannot be undone. Called again, it
     * goes on where it was.
     */
    private Outcome compensate(String because, boolean cancelled) throws InterruptedException {
        if (state.compensation().isEmpty()) {
            emit(new Event.CompensationStarted(time.now(), because, cancelled));
        }
        List<Change> begun = new ArrayList<>();
        for (Change change : work.changes()) {
            if (state.mutation(applying(change)).isPresent()) {
                begun.add(change);
            }
        }
        Collections.reverse(begun);
        List<String> failures = new ArrayList<>();
        List<Settled.Doubtful> doubts = new ArrayList<>();
        boolean undone = false;
        for (Change change : begun) {
            Settled settled = undo(change);
            if (settled instanceof Settled.Doubtful doubt) {
                doubts.add(doubt);
            } else if (settled instanceof Settled.Bad bad) {
                failures.add(change.id() + ": " + bad.because());
            } else if (settled instanceof Settled.Done) {
                undone = true;
            }
        }
        String target = work.plan().deployment().target();
        if (!failures.isEmpty()) {
            return new Outcome.RollbackFailed(
                    because,
                    String.join("; ", failures),
                    "Look at " + target + " on the platform and bring back what is wanted there by hand.");
        }
        if (!doubts.isEmpty()) {
            return new Outcome.Unknown(
                    because + "; " + doubts.get(0).because(), doubts.get(0).nextStep());
        }
        if (undone) {
            return new Outcome.RolledBack(because);
        }
        return cancelled
                ? new Outcome.Cancelled(because + "; " + target + " is as it was")
                : new Outcome.Failed(because + "; " + target + " is as it was");
    }

    /** Done if it was undone, Refused if there was nothing to undo. */
    private Settled undo(Change change) throws InterruptedException {
        String name = applying(change);
        Optional<Settled> notAccepted = accept(name, change.apply(), false);
        if (notAccepted.isPresent()) {
            return notAccepted.get();
        }
        String operationId = acceptedId(name);
        MutationState applied = state.mutation(name).orElseThrow();
        if (applied.ended().isEmpty()) {
            stop(name, change.apply().resume(operationId), "cancelled");
        }
        boolean wasCancelled = applied.ended().orElseThrow().state().equals(JobState.CANCELLED.text());
        if (wasCancelled && state.mutation(reverting(change, 0)).isEmpty()) {
            Verdict untouched = change.untouched();
            if (untouched instanceof Verdict.Pass) {
                return new Settled.Refused(untouched.reason());
            }
            if (untouched instanceof Verdict.Inconclusive) {
                return new Settled.Doubtful(
                        operationId + " was cancelled; " + untouched.reason(),
                        "Look at what is live in " + work.plan().deployment().target() + ".");
            }
        }
        boolean hasFailed = applied.ended().orElseThrow().state().equals(JobState.FAILED.text());
        List<String> failures = new ArrayList<>();
        List<Mutation> ways = change.revert(operationId);
        for (int i = 0; i < ways.size(); i++) {
            Settled settled = perform(reverting(change, i), ways.get(i));
            if (settled instanceof Settled.Done done && done.confirmation() instanceof Verdict.Pass) {
                return settled;
            }
            if (settled instanceof Settled.Done done) {
                return new Settled.Doubtful(
                        "the platform took the rollback, but whether it was carried out is not known: "
                                + done.confirmation().reason(),
                        "Look at what is live in " + work.plan().deployment().target() + ".");
            }
            if (settled instanceof Settled.Doubtful) {
                return settled;
            }
            failures.add(ways.get(i).description() + ": "
                    + (settled instanceof Settled.Bad bad
                            ? bad.because()
                            : settled instanceof Settled.Refused refused ? refused.because() : ""));
            // A platform refuses to undo what never came to be. Another way would then replace what was there before.
            if (hasFailed && change.untouched() instanceof Verdict.Pass untouched) {
                return new Settled.Refused(untouched.reason());
            }
        }
        return new Settled.Bad(String.join("; ", failures));
    }

    private interface Step {
        Outcome run() throws InterruptedException;
    }

    /** Runs a step to its end however often the thread is interrupted; the step goes on where it was. */
    private static Outcome undisturbed(Step step) {
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

    // ---------------------------------------------------------------- records

    private Outcome brokenOff(RuntimeException cause) {
        if (state.mutations().values().stream().allMatch(m -> m.refusal().isPresent())) {
            return new Outcome.Failed("broke off: " + cause.getMessage() + ". Nothing was changed.");
        }
        return new Outcome.Unknown(
                "broke off: " + cause.getMessage(),
                "Resume run " + journal.planned().runId() + " when the cause is gone, or look at "
                        + work.plan().deployment().target() + " on the platform.");
    }

    private void finish(Outcome outcome) {
        Event.RunFinished event = new Event.RunFinished(time.now(), outcome);
        try {
            emit(event);
        } catch (RuntimeException e) {
            log.error(
                    "The end of run {} could not be journaled",
                    journal.planned().runId(),
                    e);
            state.apply(event);
        }
    }

    /** Hands the report to everybody who is to be told and has not been. */
    void deliver(Report report) {
        for (AuditSink sink : deaf) {
            record(new Event.RecordLost(time.now(), sink.name(), "it did not take every record"));
        }
        for (Notifier notifier : policy.notifiers()) {
            boolean told = state.events().stream()
                    .anyMatch(e -> e instanceof Event.RecordDelivered done
                            && done.receiver().equals(notifier.name()));
            if (told) {
                continue;
            }
            try {
                notifier.deliver(report, cognigy);
                record(new Event.RecordDelivered(time.now(), notifier.name()));
            } catch (RuntimeException e) {
                record(new Event.RecordLost(time.now(), notifier.name(), String.valueOf(e.getMessage())));
            }
        }
    }

    private void record(Event event) {
        try {
            emit(event);
        } catch (RuntimeException e) {
            log.error("{} could not be journaled", event.describe(), e);
            state.apply(event);
        }
    }

    private void emit(Event event) {
        journal.append(event);
        state.apply(event);
        for (AuditSink sink : policy.audits()) {
            try {
                sink.append(journal.planned().runId(), event);
            } catch (IOException | RuntimeException e) {
                log.error("Audit log {} did not take a record", sink.name(), e);
                deaf.add(sink);
            }
        }
        for (EventListener listener : policy.listeners()) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                log.warn("A listener threw on {}", event.describe(), e);
            }
        }
    }

    private String acceptedId(String name) {
        return state.mutation(name)
                .flatMap(MutationState::accepted)
                .map(Event.MutationAccepted::operationId)
                .orElseThrow();
    }

    private static String applying(Change change) {
        return change.id() + "/apply";
    }

    private static String reverting(Change change, int way) {
        return change.id() + "/revert-" + (way + 1);
    }
}
