package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.CallInterruptedException;
import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.OperationTimeoutException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.SendPermit;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.core.OnConflict;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.event.Event;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.journal.RunState.MutationState;
import io.cognigydeploy.core.platform.Reading;
import io.cognigydeploy.core.spi.Mutation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executor of one mutation of a run. It drives the mutation to completion from its journaled state; call again after
 * an interrupt or a crash. No copy of a request is sent before a look at what became of the one before.
 *
 * @param permit covers a request as long as the target is this run's
 * @param name the name of the mutation in the journal
 */
record MutationExecutor(
        RunPolicy policy, EventRecorder recorder, SendPermit permit, Time time, String name, Mutation mutation) {

    private static final Logger log = LoggerFactory.getLogger(MutationExecutor.class);

    /** The recorded state of an operation that did not end within its limit. */
    private static final String TIMED_OUT = "timed_out";

    /** The maximum number of sendings of a request whose answer never comes. */
    private static final int MAX_SENDINGS = 2;

    static final String CHANGED = "the target has changed since the plan was made: ";

    /**
     * Sends the request of a change, which {@link #apply} completes. Empty if the platform has accepted it.
     *
     * @param planned returns how the target differs from the state that the plan was made from, in words; called before
     *     the request is sent again, so that later changes are not overwritten
     */
    Optional<MutationResult> begin(Supplier<Optional<String>> planned) throws InterruptedException {
        return working(() -> accept(planned));
    }

    /** Makes a change, or completes one that has begun. If its operation does not end in time it is cancelled. */
    MutationResult apply() throws InterruptedException {
        return working(this::applied);
    }

    private MutationResult applied() throws InterruptedException {
        return complete(late -> stop(Optional.of(late)));
    }

    /** Performs a part of the work on the mutation, which the listeners have entered. */
    @SuppressWarnings("try") // the scope is open, not used
    private <T> T working(Runner.Step<T> step) throws InterruptedException {
        try (EventListener.Scope scope = recorder.enter(name)) {
            return step.run();
        }
    }

    /**
     * Makes a further step of a gradual change. For as long as an operation may take, an outage ends neither the
     * attempt nor the search for a request whose answer was lost.
     */
    MutationResult move() throws InterruptedException {
        return working(
                () -> patiently(this::applied, Set.of(MutationResult.Unreached.class, MutationResult.Doubtful.class)));
    }

    /**
     * Undoes a change. For as long as an operation may take, an outage does not end the attempt. An operation that does
     * not end in time is not cancelled: half a rollback is worse than none.
     */
    MutationResult revert() throws InterruptedException {
        return working(() -> patiently(
                () -> complete(late -> recorder.emit(ended(TIMED_OUT, false, late))),
                Set.of(MutationResult.Unreached.class)));
    }

    private interface LateEnd {

        void record(String because) throws InterruptedException;
    }

    private MutationResult complete(LateEnd late) throws InterruptedException {
        Optional<MutationResult> open = accept(Optional::empty);
        AtomicReference<Job> end = new AtomicReference<>();
        if (open.isEmpty()) {
            open = follow(end);
        }
        if (open.isPresent() && open.get() instanceof MutationResult.Unended unended) {
            late.record(unended.because());
            open = Optional.empty();
        }
        return open.isPresent() ? open.get() : judged(Optional.ofNullable(end.get()));
    }

    private MutationResult patiently(Runner.Step<MutationResult> attempt, Set<Class<? extends MutationResult>> again)
            throws InterruptedException {
        Patience patience = new Patience(waiting());
        MutationResult settled = attempt.run();
        while (again.contains(settled.getClass()) && !patience.isOver()) {
            recorder.emit(new Event.Waiting(time.now(), settled.because()));
            patience.sleep();
            settled = attempt.run();
        }
        return settled;
    }

    /** The time for further attempts, counted from its creation. */
    private final class Patience {

        private final long start = time.nanoTime();
        private final PollOptions options;
        private Duration pause;

        Patience(PollOptions options) {
            this.options = options;
            this.pause = options.interval();
        }

        boolean isOver() {
            return rest().isNegative() || rest().isZero();
        }

        /** Waits until the next attempt. */
        void sleep() throws InterruptedException {
            time.sleep(rest().compareTo(pause) < 0 ? rest() : pause);
            double longer = pause.toNanos() * options.growth();
            pause = longer < options.maxInterval().toNanos() ? Duration.ofNanos((long) longer) : options.maxInterval();
        }

        private Duration rest() {
            return options.timeout().minusNanos(time.nanoTime() - start);
        }
    }

    /**
     * Ends a change that is in progress, so that the change can be undone. Settles whether it was accepted, and cancels
     * an operation that has not ended. Empty if the operation has ended.
     */
    Optional<MutationResult> halt() throws InterruptedException {
        return known().ended().isPresent() ? Optional.empty() : working(this::halted);
    }

    private Optional<MutationResult> halted() throws InterruptedException {
        Optional<MutationResult> unclear = isAccepted() ? Optional.empty() : findLost();
        if (unclear.isPresent()) {
            return unclear;
        }
        if (!isAccepted()) {
            for (int lost = known().unanswered().size(); lost > 0; lost--) {
                String reason = "no trace of it on the platform" + known().doubted();
                recorder.emit(new Event.MutationRefused(time.now(), name, reason));
            }
            return Optional.of(new MutationResult.Refused(known().refusal().orElse("never sent")));
        }
        if (known().ended().isEmpty()) {
            stop(Optional.empty());
        }
        return Optional.empty();
    }

    /**
     * Sends the mutation until the platform has accepted it; empty if it has. A request whose answer was lost is never
     * sent again before several searches, some time apart, have shown that it is not on the platform.
     */
    private Optional<MutationResult> accept(Supplier<Optional<String>> planned) throws InterruptedException {
        Queue queue = new Queue();
        Optional<MutationResult> end = Optional.empty();
        while (end.isEmpty() && !isAccepted()) {
            end = findLost();
            if (end.isEmpty() && !isAccepted()) {
                end = unready().or(() -> stale(planned));
                if (end.isEmpty()) {
                    end = send(queue);
                }
            }
        }
        return end;
    }

    /**
     * Searches for requests whose answer was lost. Returns empty if there is none, if one was found, or if it may be
     * sent again.
     */
    Optional<MutationResult> lookForLost() throws InterruptedException {
        return working(this::findLost);
    }

    private Optional<MutationResult> findLost() throws InterruptedException {
        if (mayBeCutOff()) {
            recorder.emit(new Event.MutationPresumed(time.now(), name, mutation.description()));
        }
        List<Event.MutationIntended> lost = known().unanswered();
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        Mutation.Search found = searchPatiently(lost.get(0).known());
        if (found instanceof Mutation.Search.Found ours) {
            adopt(ours.operationId());
            return Optional.empty();
        }
        if (found instanceof Mutation.Search.Unclear unclear) {
            return Optional.of(doubtful(unclear.why()));
        }
        return lost.size() < MAX_SENDINGS
                ? Optional.empty()
                : Optional.of(doubtful("there is no trace of any of " + lost.size() + " requests on the platform"));
    }

    private MutationResult doubtful(String why) {
        return new MutationResult.Doubtful(
                "it is unclear what became of \"" + mutation.description() + "\"" + known().doubted() + ": " + why,
                "Look at " + target()
                        + " on the platform and end or keep what is there before anything is deployed again.");
    }

    private void adopt(String operationId) {
        recorder.emit(new Event.MutationAccepted(time.now(), name, operationId, true));
    }

    private Optional<MutationResult> unready() {
        return Reading.orElse(() -> mutation.unready().map(MutationResult.Refused::new), this::unreached);
    }

    private Optional<MutationResult> stale(Supplier<Optional<String>> planned) {
        if (!isIntended()) {
            return Optional.empty();
        }
        // A request that seemed lost may have made the change.
        return Reading.orElse(
                () -> planned.get()
                        .map(what -> known().unanswered().isEmpty()
                                ? new MutationResult.Withheld(CHANGED + what + ". Make a new plan.")
                                : doubtful(CHANGED + what)),
                this::unreached);
    }

    private Optional<MutationResult> unreached(CognigyException failure) {
        return Optional.of(new MutationResult.Unreached(failure.getMessage()));
    }

    /** Sends the request once; empty if it was accepted, or if it is to be searched for or sent again. */
    private Optional<MutationResult> send(Queue queue) throws InterruptedException {
        String key = known().intents().stream()
                .limit(1)
                .map(Event.MutationIntended::idempotencyKey)
                .filter(used -> !used.isEmpty())
                .findFirst()
                .orElseGet(() -> recorder.planned().runId() + "-" + name.replace('/', '-'));
        Event.MutationIntended intent = new Event.MutationIntended(
                time.now(), name, mutation.description(), key, mutation.known(), mutation.about());
        recorder.emit(intent);
        if (!permit.covers(Duration.ZERO)) {
            // Only who still has the target can record this, and a shared store then extends the right.
            recorder.emit(
                    new Event.MutationRefused(time.now(), name, "not sent: the right to change the target had ended"));
            if (!permit.covers(Duration.ZERO)) {
                throw new IllegalStateException("another run has taken over " + target());
            }
            return Optional.empty();
        }
        try {
            String operationId = permit.run(() -> mutation.send(key));
            recorder.emit(new Event.MutationAccepted(time.now(), name, operationId, false));
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
            return switch (e.outcome()) {
                case UNKNOWN -> Optional.empty();
                case NOT_SENT -> unreached(e);
                case REJECTED -> Optional.of(new MutationResult.Refused(e.getMessage()));
                case CONFLICT -> queue.afterConflict(intent, e.getMessage());
            };
        }
    }

    /** The wait for the obstacles to one mutation, over all of its requests. */
    private final class Queue {

        private final PollOptions options = waiting();
        private final Patience patience = new Patience(options);
        private final Set<String> cancelled = new HashSet<>();
        private String said = "";

        /**
         * Handles the obstacle to a request that was certainly refused. Returns empty if the request was accepted all
         * the same, or may be sent again.
         */
        Optional<MutationResult> afterConflict(Event.MutationIntended intent, String answer)
                throws InterruptedException {
            // An earlier request of ours that seemed lost may be the obstacle.
            List<Event.MutationIntended> lost = known().unanswered();
            if (!lost.isEmpty() && search(lost.get(0).known()) instanceof Mutation.Search.Found ours) {
                adopt(ours.operationId());
                return Optional.empty();
            }
            for (boolean waited = false; true; waited = true) {
                Mutation.Obstacle obstacle = obstacle(intent.known());
                if (obstacle instanceof Mutation.Obstacle.AlreadyAccepted ours) {
                    adopt(ours.operationId());
                    return Optional.empty();
                }
                Optional<Operation<?>> other = obstacle instanceof Mutation.Obstacle.InProgress blocker
                        ? Optional.of(blocker.operation())
                        : Optional.empty();
                if (obstacle instanceof Mutation.Obstacle.Transient && waited) {
                    return Optional.empty();
                }
                if (obstacle instanceof Mutation.Obstacle.Permanent || policy.onConflict() == OnConflict.FAIL) {
                    return Optional.of(ended(new MutationResult.Refused(
                            other.map(Queue::inProgress).orElse(answer))));
                }
                if (patience.isOver()) {
                    return Optional.of(ended(new MutationResult.Withheld("another deployment is in progress"
                            + other.map(operation -> " (" + operation.id() + ")")
                                    .orElse("") + ", also after "
                            + Time.inWords(options.timeout()) + ": " + answer)));
                }
                if (other.isPresent()) {
                    if (hasEnded(other.get())) {
                        return Optional.empty();
                    }
                } else {
                    say("another deployment is in progress, which the platform does not list");
                    patience.sleep();
                }
            }
        }

        /** Waits for another operation, up to a limit. */
        private boolean hasEnded(Operation<?> other) throws InterruptedException {
            if (policy.onConflict() == OnConflict.CANCEL) {
                say("cancelling deployment " + other.id() + ", which is in the way");
                if (cancelled.add(other.id())) {
                    cancel(other);
                }
            } else {
                say(inProgress(other));
            }
            boolean ended = Reading.orElse(
                    () -> {
                        // However late we come: one look, at the least.
                        other.await(within(options, patience.isOver() ? options.interval() : patience.rest()));
                        return true;
                    },
                    e -> {
                        log.info("Operation {} cannot be followed: {}", other.id(), e.getMessage());
                        return false;
                    });
            if (!ended) {
                patience.sleep();
            }
            return ended;
        }

        private static String inProgress(Operation<?> other) {
            return "deployment " + other.id() + " is in progress";
        }

        private void say(String what) {
            if (!what.equals(said)) {
                said = what;
                recorder.emit(new Event.Waiting(time.now(), what));
            }
        }

        /** Returns the doubt that a request that seemed lost may be the obstacle, although it is not found. */
        private MutationResult ended(MutationResult settled) {
            return known().unanswered().isEmpty() ? settled : doubtful(settled.because());
        }
    }

    /** Returns whether the request may have been sent although the journal, which was cut, has no record of it. */
    private boolean mayBeCutOff() throws InterruptedException {
        return recorder.state().isCut()
                && !isIntended()
                && !(searchPatiently(Optional.empty()) instanceof Mutation.Search.Absent);
    }

    private Mutation.Search searchPatiently(Optional<List<String>> before) throws InterruptedException {
        Mutation.Search found = search(before);
        // Lists lag behind: an operation that is absent now may appear a moment later.
        for (int wait = 0; wait < 2 && found instanceof Mutation.Search.Absent; wait++) {
            settle("not on the platform; asking again in ");
            found = search(before);
        }
        return found;
    }

    private void settle(String waiting) throws InterruptedException {
        recorder.emit(new Event.Waiting(time.now(), waiting + Time.inWords(policy.settle())));
        time.sleep(policy.settle());
    }

    private Mutation.Search search(Optional<List<String>> before) throws InterruptedException {
        return Reading.orElse(() -> mutation.search(before), e -> new Mutation.Search.Unclear(e.getMessage()));
    }

    private Mutation.Obstacle obstacle(Optional<List<String>> known) {
        return Reading.orElse(() -> mutation.obstacle(known), e -> {
            log.info("What is in the way could not be learnt: {}", e.getMessage());
            return new Mutation.Obstacle.Transient();
        });
    }

    /**
     * Waits for the end of an accepted mutation; empty if it is there.
     *
     * @param end receives the operation as it ended, if it is read here
     */
    private Optional<MutationResult> follow(AtomicReference<Job> end) throws InterruptedException {
        if (known().ended().isPresent()) {
            return Optional.empty();
        }
        Event.MutationAccepted accepted = known().accepted().orElseThrow();
        Duration passed = Duration.between(accepted.at(), time.now());
        PollOptions usual = sooner(waiting(), passed);
        Duration left = usual.timeout().minus(passed);
        // However late we come: one look, at the least.
        Duration timeout = left.compareTo(usual.interval()) < 0 ? usual.interval() : left;
        Operation<?> operation = mutation.resume(accepted.operationId(), known().states());
        return Reading.orElse(
                () -> {
                    Job job = operation.await(within(usual, timeout), this::progressed);
                    end.set(job);
                    recorder.emit(ended(job, ""));
                    return Optional.empty();
                },
                e -> Optional.of(notFollowed(operation.id(), accepted.at(), timeout, e)));
    }

    private MutationResult notFollowed(String id, Instant since, Duration timeout, CognigyException failure) {
        if (!(failure instanceof OperationTimeoutException late)) {
            return new MutationResult.Doubtful(
                    id + " cannot be followed: " + failure.getMessage(),
                    "Look at operation " + id + " on the platform. It may still be running.");
        }
        if (!late.wasSeenRunning()) {
            // It may have ended well: a state that is not understood never undoes a release.
            return new MutationResult.Doubtful(
                    "how " + id + " ended is not known: last seen " + late.lastSeen() + afterwards(late),
                    "Look at operation " + id + " and at " + target() + " on the platform. Nothing was undone.");
        }
        Duration waited = Duration.between(since, time.now());
        return new MutationResult.Unended(
                id + " did not end within " + Time.inWords(waited.compareTo(timeout) < 0 ? timeout : waited));
    }

    private static String afterwards(OperationTimeoutException e) {
        String last = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
        return last.isEmpty() || e.lastSeen().contains(last) ? "" : "; then " + last;
    }

    /**
     * Asks the platform to end an operation and waits for that, up to a limit.
     *
     * @param because the reason, if it is not that the run was cancelled
     */
    private void stop(Optional<String> because) throws InterruptedException {
        Operation<?> operation = mutation.resume(acceptedId(), known().states());
        String reason = because.map(why -> why + "; ").orElse("");
        recorder.emit(new Event.Waiting(time.now(), reason + "stopping " + operation.id()));
        String remark = reason
                + cancel(operation)
                        .map(why -> operation.id() + " could not be cancelled: " + why)
                        .orElse("the platform was asked to cancel " + operation.id());
        PollOptions usual = waiting();
        recorder.emit(Reading.orElse(
                () -> {
                    PollOptions limited = within(usual, usual.interval().multipliedBy(10));
                    Job end = operation.await(limited, this::progressed);
                    return ended(end, end.state().equals(JobState.CANCELLED) ? remark : "");
                },
                e -> ended(TIMED_OUT, false, remark + "; " + e.getMessage())));
    }

    /** Returns the polling of the pipeline and the deployment, of whose limits the shorter holds. */
    private PollOptions waiting() {
        PollOptions asked = policy.poll().apply(mutation.usual());
        return mutation.timeLimit()
                .filter(limit -> limit.compareTo(asked.timeout()) < 0)
                .map(limit -> within(asked, limit))
                .orElse(asked);
    }

    /** Returns the polling of an operation that was accepted some time ago. */
    private static PollOptions sooner(PollOptions options, Duration passed) {
        Duration first = options.firstPollAfter().minus(passed);
        return passed.isNegative() || passed.isZero()
                ? options
                : PollOptions.builder()
                        .from(options)
                        .firstPollAfter(first.isNegative() ? Duration.ZERO : first)
                        .build();
    }

    private static PollOptions within(PollOptions options, Duration timeout) {
        return PollOptions.builder().from(options).timeout(timeout).build();
    }

    private void progressed(Job job) {
        List<String> seen = known().states();
        String now = job.state().text();
        if (!job.state().isTerminal()
                && (seen.isEmpty() || !seen.get(seen.size() - 1).equals(now))) {
            recorder.emit(new Event.MutationProgressed(time.now(), name, acceptedId(), now));
        }
    }

    private Event.MutationEnded ended(Job end, String remark) {
        return ended(end.state().text(), mutation.reached(end), end.message().orElse(remark));
    }

    private Event.MutationEnded ended(String state, boolean reached, String message) {
        return new Event.MutationEnded(time.now(), name, acceptedId(), state, reached, message);
    }

    /** Returns why the platform was not asked to cancel the operation, or refused; empty if it accepted the request. */
    private static Optional<String> cancel(Operation<?> operation) {
        return Reading.orElse(
                () -> {
                    operation.cancel();
                    return Optional.empty();
                },
                e -> {
                    log.info("Operation {} was not cancelled: {}", operation.id(), e.getMessage());
                    return Optional.of(e.getMessage());
                });
    }

    /**
     * Returns the result of an ended mutation: good only if it reached its goal and the target agrees.
     *
     * @param read the operation, if it was read just now
     */
    private MutationResult judged(Optional<Job> read) throws InterruptedException {
        Event.MutationEnded end = known().ended().orElseThrow();
        String id = end.operationId();
        if (end.state().equals(TIMED_OUT)) {
            return new MutationResult.Unended(end.message());
        }
        if (!end.reached()) {
            return new MutationResult.Bad(
                    id + " ended as " + end.state() + (end.message().isEmpty() ? "" : ": " + end.message()));
        }
        if (known().confirmation().isEmpty()) {
            Verdict verdict = readBack(id, read);
            if (verdict instanceof Verdict.Fail) {
                // Reads lag behind too; a deployment must not be undone for that.
                settle(verdict.reason() + "; reading back again in ");
                verdict = readBack(id, Optional.empty());
            }
            recorder.emit(new Event.MutationConfirmed(time.now(), name, verdict));
        }
        Verdict confirmed = known().confirmation().orElseThrow();
        return confirmed instanceof Verdict.Fail
                ? new MutationResult.Bad(id + " ended well, but " + confirmed.reason())
                : new MutationResult.Done(confirmed);
    }

    private Verdict readBack(String operationId, Optional<Job> read) throws InterruptedException {
        return Reading.orElse(
                () -> mutation.confirm(
                        read.isPresent()
                                ? read.get()
                                : mutation.resume(operationId, List.of()).poll()),
                MutationExecutor::unread);
    }

    private static Verdict unread(CognigyException failure) {
        return Verdict.inconclusive("could not be read back: " + failure.getMessage());
    }

    /** Returns the result of the last reading back of a mutation that is done. */
    Verdict confirmation() {
        return known().confirmation().orElseThrow();
    }

    /** Returns whether the mutation is not confirmed, but can still be. */
    boolean isOpen() {
        return !(confirmation() instanceof Verdict.Pass)
                && mutation.confirmLate().isPresent();
    }

    /** Reads an open mutation back. */
    void confirmLate() throws InterruptedException {
        Mutation.LateReading late = mutation.confirmLate().orElseThrow();
        var unused = working(() -> {
            Verdict read = Reading.orElse(late::read, MutationExecutor::unread);
            recorder.emit(new Event.MutationConfirmed(time.now(), name, read));
            return read;
        });
    }

    private String target() {
        return recorder.planned().target();
    }

    private MutationState known() {
        return recorder.state().mutation(name);
    }

    private boolean isIntended() {
        return recorder.state().mutations().containsKey(name);
    }

    private boolean isAccepted() {
        return known().accepted().isPresent();
    }

    private String acceptedId() {
        return known().accepted().orElseThrow().operationId();
    }
}
