package io.cognigydeploy.client;

import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handle on a background operation of the platform. The handle stores nothing but the id, so another process can
 * create it again ({@link Operations}). Discarding a handle, or ending a wait, does not end the operation.
 *
 * <p>Safe for use by many threads.
 */
public final class Operation<J extends Job> {

    /** Settle time of an operation that is polled until the time limit even if it is not found. */
    static final Duration ALWAYS = ChronoUnit.FOREVER.getDuration();

    private static final Logger log = LoggerFactory.getLogger(Operation.class);

    private final String id;
    private final Supplier<J> poll;
    private final Predicate<? super J> ended;
    private final Runnable cancel;
    private final Time time;
    private final Supplier<CountDownLatch> closings;
    private final PollOptions usual;
    private final Duration settle;
    private final Secrets secrets;
    private final long made;

    /**
     * @param closings returns the signal that ends a wait that begins now
     * @param settle time from now on in which the platform may not find the operation
     */
    Operation(
            String id,
            Supplier<J> poll,
            Predicate<? super J> ended,
            Runnable cancel,
            Time time,
            Supplier<CountDownLatch> closings,
            PollOptions usual,
            Duration settle,
            Secrets secrets) {
        this.id = id;
        this.poll = poll;
        this.ended = ended;
        this.cancel = cancel;
        this.time = time;
        this.closings = closings;
        this.usual = usual;
        this.settle = settle;
        this.secrets = secrets;
        this.made = time.nanoTime();
    }

    /**
     * Returns a handle on a job that ends when its state is terminal.
     *
     * @param poll reads the job once; throws a {@link CognigyException} if that fails now
     * @param cancel requests the end of the job
     */
    public static <J extends Job> Operation<J> of(String id, Supplier<J> poll, Runnable cancel, Time time) {
        return of(id, poll, job -> job.state().isTerminal(), cancel, time);
    }

    /**
     * Returns a handle on any work whose state can be read.
     *
     * @param poll reads the job once; throws a {@link CognigyException} if that fails now
     * @param ended decides whether the job has ended; may read more from the platform
     * @param cancel requests the end of the job
     */
    public static <J extends Job> Operation<J> of(
            String id, Supplier<J> poll, Predicate<? super J> ended, Runnable cancel, Time time) {
        CountDownLatch never = new CountDownLatch(1);
        return new Operation<>(
                id, poll, ended, cancel, time, () -> never, PollOptions.defaults(), ALWAYS, new Secrets());
    }

    /** Returns a handle on work that was complete when its request was answered. */
    public static Operation<Job> completed(String id) {
        return of(id, () -> Job.of(id, JobState.COMPLETED, Optional.empty()), () -> {}, Time.SYSTEM);
    }

    /**
     * Returns a handle on the same operation whose state is read further, for work that goes on after it. It ends when the
     * state that was read is terminal.
     *
     * @param reading returns the state of the whole work, from an answer to this handle; may read more from the platform,
     *     and throws a {@link CognigyException} if that fails now
     */
    public <K extends Job> Operation<K> seenAs(Function<? super J, ? extends K> reading) {
        return new Operation<>(
                id,
                () -> reading.apply(poll.get()),
                job -> job.state().isTerminal(),
                cancel,
                time,
                closings,
                usual,
                settle,
                secrets);
    }

    /** Returns the id of the operation on the platform; for an import of a flow, the id of the flow. */
    public String id() {
        return id;
    }

    /** Returns the options of {@link #await()}, by the kind of the operation; see {@link Operations}. */
    public PollOptions pollOptions() {
        return usual;
    }

    /**
     * Reads the operation once.
     *
     * @throws CognigyException if that fails now; the failure does not imply anything about the operation
     */
    public J poll() {
        return poll.get();
    }

    /**
     * Requests the end of the operation. The operation may still end in another way; await it to find out.
     *
     * @throws InvalidRequestException if the platform has no cancellation for this kind of operation
     * @throws CognigyException if the platform refused or did not answer
     */
    public void cancel() {
        cancel.run();
    }

    /** Waits as {@link #await(PollOptions)} does, with {@link #pollOptions()}. */
    public J await() throws InterruptedException {
        return await(usual);
    }

    /** Waits as {@link #await(PollOptions, Consumer)} does, without progress. */
    public J await(PollOptions options) throws InterruptedException {
        return await(options, job -> {});
    }

    /**
     * Waits until the operation ends, in whichever state; read {@link Job#state()}. A poll that fails does not end the
     * wait, and neither does a state that this version does not recognize: both are polled again until the time limit.
     * Refused credentials end the wait at once, because no later poll could succeed. So does an operation that is not
     * found after the settle time of its kind, which counts from the making of this handle.
     *
     * @param progress receives every answer, the last one included
     * @throws OperationTimeoutException if the operation did not end in time; nothing was cancelled
     * @throws OperationNotFoundException if the platform does not find the operation after the settle time
     * @throws UnauthorizedException if the platform no longer accepts these credentials
     * @throws TransportException at once when the client of the handle is closed; nothing was cancelled
     * @throws InterruptedException at once when the thread is interrupted; nothing was cancelled
     */
    public J await(PollOptions options, Consumer<? super J> progress) throws InterruptedException {
        CountDownLatch closing = closings.get();
        long start = time.nanoTime();
        pause(closing, Times.shorter(options.firstPollAfter(), options.timeout()), null);
        Duration interval = options.interval();
        String seen = "never";
        boolean running = false;
        Set<JobState> unknown = new HashSet<>();
        @Nullable CognigyException lastFailure = null;
        while (true) {
            Duration pause = interval;
            interval = next(interval, options);
            try {
                J job = poll.get();
                lastFailure = null;
                progress.accept(job);
                if (ended.test(job)) {
                    return job;
                }
                running = job.state().isKnown();
                seen = (running ? "in state " : "in a state that is not known: ")
                        + quote(job.state().text());
                if (!running && unknown.add(job.state())) {
                    log.warn("Operation {} is {}; asking again", id, seen);
                }
            } catch (CallInterruptedException e) {
                throw interrupted(e);
            } catch (UnauthorizedException e) {
                throw e;
            } catch (CognigyException e) {
                if (e instanceof NotFoundException && settled()) {
                    throw new OperationNotFoundException(id, settle, seen, e);
                }
                lastFailure = e;
                pause = longer(pause, e);
                if (e instanceof UnreadableResponseException) {
                    running = false;
                    seen = "with an answer that cannot be understood: " + e.getMessage();
                }
                log.info("Operation {} could not be polled, asking again: {}", id, e.getMessage());
            }
            Duration rest = options.timeout().minusNanos(time.nanoTime() - start);
            if (rest.isNegative() || rest.isZero()) {
                throw new OperationTimeoutException(id, options.timeout(), seen, running, lastFailure);
            }
            // The last poll happens at the deadline itself, not an interval before it.
            pause(closing, Times.shorter(pause, rest), lastFailure);
        }
    }

    private boolean settled() {
        return Duration.ofNanos(time.nanoTime() - made).compareTo(settle) >= 0;
    }

    private void pause(CountDownLatch closing, Duration pause, @Nullable CognigyException lastFailure)
            throws InterruptedException {
        if (SystemTime.await(time, closing, pause)) {
            String end = "operation " + id + " is no longer awaited: the client was closed";
            throw new TransportException(
                    "", OutcomeClass.UNKNOWN, end, lastFailure == null ? new IOException(end) : lastFailure);
        }
    }

    /** Waits as {@link #awaitCompleted(PollOptions)} does, with {@link #pollOptions()}. */
    public J awaitCompleted() throws InterruptedException {
        return awaitCompleted(usual);
    }

    /**
     * Waits as {@link #await(PollOptions)} does, and throws unless the operation completed.
     *
     * @throws OperationFailedException if the operation ended in a state other than {@link JobState#COMPLETED}
     */
    public J awaitCompleted(PollOptions options) throws InterruptedException {
        J end = await(options);
        if (!end.state().equals(JobState.COMPLETED)) {
            String reason = end.message().map(this::quote).orElse("no reason given");
            throw new OperationFailedException(id, end.state(), reason);
        }
        return end;
    }

    /**
     * Waits as {@link #await(PollOptions)} does, on a thread of the caller's executor. The thread is busy until the
     * future is done. Cancelling the future interrupts that thread and so ends the wait at once; afterwards the
     * thread's interrupt flag is as it was before. Nothing is cancelled on the platform. If other code interrupts the
     * thread, the future fails with {@link CallInterruptedException} and the flag stays set.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor does not accept the wait
     */
    public CompletableFuture<J> awaitAsync(PollOptions options, Executor executor) {
        CompletableFuture<J> end = new CompletableFuture<>();
        CancellableWait wait = new CancellableWait();
        var unused = end.whenComplete((job, failure) -> {
            if (end.isCancelled()) {
                wait.cancel();
            }
        });
        executor.execute(() -> wait.run(() -> {
            try {
                end.complete(await(options));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                end.completeExceptionally(new CallInterruptedException("", OutcomeClass.UNKNOWN, e));
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        }));
        return end;
    }

    private static Duration next(Duration interval, PollOptions options) {
        Duration grown = Duration.ofNanos((long) (interval.toNanos() * options.growth()));
        return Times.shorter(grown, options.maxInterval());
    }

    private static Duration longer(Duration pause, CognigyException failure) {
        return failure instanceof ApiException answer
                ? Times.longer(pause, answer.retryAfter().orElse(pause))
                : pause;
    }

    private String quote(String outside) {
        return Printable.cut(secrets.hide(outside), 300);
    }

    private static InterruptedException interrupted(CallInterruptedException cause) {
        // The flag was set for callers that cannot declare InterruptedException; this one can.
        Thread.interrupted();
        InterruptedException e = new InterruptedException(cause.getMessage());
        e.initCause(cause);
        return e;
    }

    @Override
    public String toString() {
        return "Operation " + id;
    }
}
