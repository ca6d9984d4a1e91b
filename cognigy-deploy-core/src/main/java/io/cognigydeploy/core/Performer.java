package io.cognigydeploy.core;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.OperationTimeoutException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.RunState.MutationState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one mutation to its end, from wherever the events say that it stands. Whoever is interrupted in here, or dies,
 * calls again and goes on.
 */
final class Performer {

    private static final Logger log = LoggerFactory.getLogger(Performer.class);

    /** How an operation that we gave up waiting for is written down. */
    private static final String TIMED_OUT = "timed_out";

    private final String runId;
    private final String target;
    private final RunPolicy policy;
    private final Recorder recorder;
    private final TargetLock lock;
    private final Time time;

    /** How a mutation came out. */
    sealed interface Settled {

        String because();

        /** It has happened and was read back, or could not be read back. */
        record Done(Verdict confirmation) implements Settled {
            @Override
            public String because() {
                return confirmation.reason();
            }
        }

        /** It certainly had no effect. */
        sealed interface NoEffect extends Settled {}

        /** The platform would not have it, or it was not needed. */
        record Refused(String because) implements NoEffect {}

        /** The platform could not be reached. */
        record Unreached(String because) implements NoEffect {}

        /** It was taken up and did not work. */
        record Bad(String because) implements Settled {}

        /** It was taken up, and its end was not seen. */
        record Unended(String because) implements Settled {}

        /** It cannot be told, and nothing more may be done before a person has looked. */
        record Doubtful(String because, String nextStep) implements Settled {}
    }

    Performer(String runId, String target, RunPolicy policy, Recorder recorder, TargetLock lock, Time time) {
        this.runId = runId;
        this.target = target;
        this.policy = policy;
        this.recorder = recorder;
        this.lock = lock;
        this.time = time;
    }

    /** Makes a change. If its operation does not end in time it is cancelled. */
    Settled apply(String name, Mutation mutation) throws InterruptedException {
        Optional<Settled> notAccepted = accept(name, mutation, true);
        if (notAccepted.isPresent()) {
            return notAccepted.get();
        }
        Optional<Settled> notFollowed = follow(name, mutation);
        if (notFollowed.isPresent() && notFollowed.get() instanceof Settled.Unended) {
            stop(name, mutation, "did not end within " + waiting(name, mutation).timeout() + " and was cancelled");
            return judged(name, mutation);
        }
        return notFollowed.isPresent() ? notFollowed.get() : judged(name, mutation);
    }

    /**
     * Goes on with a change that is made by degrees. An outage ends neither the attempt nor the search for a request whose
     * answer was lost, as long as an operation may take.
     */
    Settled move(String name, Mutation mutation) throws InterruptedException {
        return patiently(() -> apply(name, mutation), Set.of(Settled.Unreached.class, Settled.Doubtful.class));
    }

    /**
     * Undoes a change; an outage does not end the attempt as long as an operation may take. If its operation does not end
     * in time it is left alone: half an undoing is worse than none.
     */
    Settled revert(String name, Mutation mutation) throws InterruptedException {
        return patiently(() -> revertOnce(name, mutation), Set.of(Settled.Unreached.class));
    }

    private Settled revertOnce(String name, Mutation mutation) throws InterruptedException {
        Optional<Settled> notAccepted = accept(name, mutation, true);
        if (notAccepted.isPresent()) {
            return notAccepted.get();
        }
        Optional<Settled> notFollowed = follow(name, mutation);
        if (notFollowed.isPresent() && notFollowed.get() instanceof Settled.Unended unended) {
            ended(name, TIMED_OUT, false, unended.because());
        }
        return notFollowed.isPresent() ? notFollowed.get() : judged(name, mutation);
    }

    private interface Attempt {
        Settled make() throws InterruptedException;
    }

    private Settled patiently(Attempt attempt, Set<Class<? extends Settled>> again) throws InterruptedException {
        long start = time.nanoTime();
        PollOptions patience = policy.poll().apply(PollOptions.defaults());
        Settled settled = attempt.make();
        while (again.contains(settled.getClass())
                && time.nanoTime() - start < patience.timeout().toNanos()) {
            recorder.emit(new Event.Waiting(time.now(), settled.because()));
            time.sleep(patience.interval());
            settled = attempt.make();
        }
        return settled;
    }

    /**
     * Ends a change that is under way, so that it can be undone: settles whether it was accepted, and cancels what has
     * not ended. Empty if the operation has ended.
     */
    Optional<Settled> halt(String name, Mutation mutation) throws InterruptedException {
        Optional<Settled> notAccepted = accept(name, mutation, false);
        if (notAccepted.isEmpty() && known(name).ended().isEmpty()) {
            stop(name, mutation, "cancelled");
        }
        return notAccepted;
    }

    /**
     * Brings the mutation to where the platform has accepted it; empty if it has. A request whose answer was lost is
     * never sent again before the platform has been asked, twice and some time apart, and has shown that it is not
     * there.
     *
     * @param mayResend whether a request that is not there may be sent again
     */
    Optional<Settled> accept(String name, Mutation mutation, boolean mayResend) throws InterruptedException {
        boolean conflictSeen = false;
        while (true) {
            Optional<MutationState> known = recorder.state().mutation(name);
            if (known.flatMap(MutationState::accepted).isPresent()) {
                return Optional.empty();
            }
            List<Event.MutationIntended> unanswered =
                    known.map(MutationState::unanswered).orElse(List.of());
            if (!unanswered.isEmpty()) {
                Mutation.Search found = searchTwice(mutation, unanswered.get(0));
                if (found instanceof Mutation.Search.Found ours) {
                    recorder.emit(new Event.MutationAccepted(time.now(), name, ours.operationId(), true));
                    return Optional.empty();
                }
                if (found instanceof Mutation.Search.Unclear unclear) {
                    return Optional.of(
                            new Settled.Doubtful(
                                    "the answer to \"" + mutation.description()
                                            + "\" was lost and what became of it is unclear: " + unclear.why(),
                                    "Look at " + target
                                            + " on the platform and end or keep what is there before anything is deployed again."));
                }
                if (!mayResend || unanswered.size() >= 2) {
                    String reason =
                            "no answer to " + unanswered.size() + " requests, and no trace of them on the platform";
                    for (int i = unanswered.size(); i > 0; i--) {
                        recorder.emit(new Event.MutationRefused(time.now(), name, reason));
                    }
                    return Optional.of(new Settled.Refused(reason));
                }
            }
            if (!mayResend) {
                return Optional.of(new Settled.Refused(
                        known.flatMap(MutationState::refusal).orElse("never sent")));
            }
            Optional<Settled> unready = unready(mutation);
            if (unready.isPresent()) {
                return unready;
            }
            String key = known.map(m -> m.intents().get(0).idempotencyKey())
                    .orElseGet(() -> runId + "-" + name.replace('/', '-'));
            Event.MutationIntended intent =
                    new Event.MutationIntended(time.now(), name, mutation.description(), key, mutation.known());
            recorder.emit(intent);
            if (!lock.stillOwned()) {
                throw new IllegalStateException("another run has taken over " + target);
            }
            try {
                Operation<?> operation = mutation.send(key);
                recorder.emit(new Event.MutationAccepted(time.now(), name, operation.id(), false));
                return Optional.empty();
            } catch (CognigyException e) {
                if (e.outcome() == OutcomeClass.UNKNOWN) {
                    recorder.emit(new Event.MutationInDoubt(time.now(), name, e.getMessage()));
                } else {
                    recorder.emit(new Event.MutationRefused(time.now(), name, e.getMessage()));
                }
                if (e instanceof CallInterruptedException) {
                    throw e;
                }
                if (e.outcome() == OutcomeClass.CONFLICT) {
                    // An earlier request of ours that was thought lost may be what is in the way.
                    if (!unanswered.isEmpty()
                            && search(mutation, unanswered.get(0).known()) instanceof Mutation.Search.Found ours) {
                        recorder.emit(new Event.MutationAccepted(time.now(), name, ours.operationId(), true));
                        return Optional.empty();
                    }
                    Mutation.Obstacle obstacle = obstacle(mutation, intent.known());
                    if (obstacle instanceof Mutation.Obstacle.Ours ours) {
                        recorder.emit(new Event.MutationAccepted(time.now(), name, ours.operationId(), true));
                        return Optional.empty();
                    } else if (obstacle instanceof Mutation.Obstacle.InProgress other) {
                        Optional<Settled> stop = clear(mutation, other.operation());
                        if (stop.isPresent()) {
                            return stop;
                        }
                    } else if (obstacle instanceof Mutation.Obstacle.Final || conflictSeen) {
                        return Optional.of(new Settled.Refused(e.getMessage()));
                    } else {
                        conflictSeen = true;
                        time.sleep(policy.poll().apply(PollOptions.defaults()).interval());
                    }
                } else if (e.outcome() == OutcomeClass.NOT_SENT) {
                    return Optional.of(new Settled.Unreached(e.getMessage()));
                } else if (e.outcome() == OutcomeClass.REJECTED) {
                    return Optional.of(new Settled.Refused(e.getMessage()));
                }
            }
        }
    }

    private static Optional<Settled> unready(Mutation mutation) {
        try {
            return mutation.unready().map(Settled.Refused::new);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.of(new Settled.Unreached(e.getMessage()));
        }
    }

    private Mutation.Search searchTwice(Mutation mutation, Event.MutationIntended intent) throws InterruptedException {
        Mutation.Search first = search(mutation, intent.known());
        if (!(first instanceof Mutation.Search.Absent)) {
            return first;
        }
        // Lists lag behind: what is absent now may show a moment later.
        recorder.emit(new Event.Waiting(time.now(), "not on the platform; asking again in " + policy.settle()));
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

    private Mutation.Obstacle obstacle(Mutation mutation, Optional<List<String>> known) {
        try {
            return mutation.obstacle(known);
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            log.info("What is in the way could not be learnt: {}", e.getMessage());
            return new Mutation.Obstacle.Gone();
        }
    }

    /** Deals with somebody else's operation that is in the way; empty if it no longer is. */
    private Optional<Settled> clear(Mutation mutation, Operation<?> blocker) throws InterruptedException {
        if (policy.inProgress() == InProgress.FAIL) {
            return Optional.of(new Settled.Refused("deployment " + blocker.id() + " is in progress"));
        }
        if (policy.inProgress() == InProgress.CANCEL) {
            recorder.emit(
                    new Event.Waiting(time.now(), "cancelling deployment " + blocker.id() + ", which is in the way"));
            cancel(blocker);
        } else {
            recorder.emit(new Event.Waiting(time.now(), "deployment " + blocker.id() + " is in progress"));
        }
        try {
            blocker.await(policy.poll().apply(blocker.pollOptions()));
            return Optional.empty();
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.of(new Settled.Refused(
                    mutation.description() + " has to wait for " + blocker.id() + ": " + e.getMessage()));
        }
    }

    /** Waits for the end of an accepted mutation; empty if it is there. */
    private Optional<Settled> follow(String name, Mutation mutation) throws InterruptedException {
        if (known(name).ended().isPresent()) {
            return Optional.empty();
        }
        Event.MutationAccepted accepted = known(name).accepted().orElseThrow();
        PollOptions usual = waiting(name, mutation);
        Duration left = usual.timeout().minus(Duration.between(accepted.at(), time.now()));
        // However late we come: one look, at the least.
        Duration timeout = left.compareTo(usual.interval()) < 0 ? usual.interval() : left;
        Operation<?> operation =
                mutation.resume(accepted.operationId(), known(name).states());
        try {
            ended(name, mutation, operation.await(within(usual, timeout), job -> progressed(name, job)), "");
            return Optional.empty();
        } catch (OperationTimeoutException e) {
            return Optional.of(new Settled.Unended(operation.id() + " did not end within " + usual.timeout()));
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Optional.of(new Settled.Doubtful(
                    operation.id() + " cannot be followed: " + e.getMessage(),
                    "Look at operation " + operation.id() + " on the platform. It may still be running."));
        }
    }

    /** Asks the platform to end an operation and waits, not for ever, until it has. */
    private void stop(String name, Mutation mutation, String remark) throws InterruptedException {
        Operation<?> operation = mutation.resume(acceptedId(name), known(name).states());
        recorder.emit(new Event.Waiting(time.now(), "cancelling " + operation.id() + ", which " + remark));
        cancel(operation);
        try {
            PollOptions usual = waiting(name, mutation);
            Job end = operation.await(within(usual, usual.interval().multipliedBy(10)), job -> progressed(name, job));
            ended(name, mutation, end, end.state().equals(JobState.CANCELLED) ? remark : "");
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            ended(name, TIMED_OUT, false, e.getMessage());
        }
    }

    /** As the pipeline and the wish say, each of which can only shorten what the other allows. */
    private PollOptions waiting(String name, Mutation mutation) {
        PollOptions asked =
                policy.poll().apply(mutation.resume(acceptedId(name), List.of()).pollOptions());
        return mutation.timeLimit()
                .filter(limit -> limit.compareTo(asked.timeout()) < 0)
                .map(limit -> within(asked, limit))
                .orElse(asked);
    }

    private static PollOptions within(PollOptions options, Duration timeout) {
        return PollOptions.builder().from(options).timeout(timeout).build();
    }

    private void progressed(String name, Job job) {
        List<String> seen = known(name).states();
        String now = job.state().text();
        if (!job.state().isTerminal()
                && (seen.isEmpty() || !seen.get(seen.size() - 1).equals(now))) {
            recorder.emit(new Event.MutationProgressed(time.now(), name, acceptedId(name), now));
        }
    }

    private void ended(String name, Mutation mutation, Job end, String remark) {
        ended(name, end.state().text(), mutation.reached(end), end.message().orElse(remark));
    }

    private void ended(String name, String state, boolean reached, String message) {
        recorder.emit(new Event.MutationEnded(time.now(), name, acceptedId(name), state, reached, message));
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

    /** What an ended mutation amounts to: good only if it reached its goal and the target agrees. */
    private Settled judged(String name, Mutation mutation) throws InterruptedException {
        Event.MutationEnded end = known(name).ended().orElseThrow();
        if (end.state().equals(TIMED_OUT)) {
            return new Settled.Unended(end.operationId() + " did not end: " + end.message());
        }
        if (!end.reached()) {
            return new Settled.Bad(end.operationId() + " ended as " + end.state()
                    + (end.message().isEmpty() ? "" : ": " + end.message()));
        }
        return confirm(name, mutation, end.operationId());
    }

    private Settled confirm(String name, Mutation mutation, String operationId) throws InterruptedException {
        Optional<Verdict> known = recorder.state().mutation(name).flatMap(MutationState::confirmation);
        Verdict verdict;
        if (known.isPresent()) {
            verdict = known.get();
        } else {
            verdict = readBack(mutation, operationId);
            if (verdict instanceof Verdict.Fail) {
                // Reads lag behind too; a deployment must not be undone for that.
                recorder.emit(
                        new Event.Waiting(time.now(), verdict.reason() + "; reading back again in " + policy.settle()));
                time.sleep(policy.settle());
                verdict = readBack(mutation, operationId);
            }
            recorder.emit(new Event.MutationConfirmed(time.now(), name, verdict));
        }
        return verdict instanceof Verdict.Fail
                ? new Settled.Bad(operationId + " ended well, but " + verdict.reason())
                : new Settled.Done(verdict);
    }

    private Verdict readBack(Mutation mutation, String operationId) throws InterruptedException {
        try {
            return mutation.confirm(mutation.resume(operationId, List.of()).poll());
        } catch (CallInterruptedException e) {
            throw e;
        } catch (CognigyException e) {
            return Verdict.inconclusive("could not be read back: " + e.getMessage());
        }
    }

    private MutationState known(String name) {
        return recorder.state().mutation(name).orElseThrow();
    }

    private String acceptedId(String name) {
        return known(name).accepted().orElseThrow().operationId();
    }
}
