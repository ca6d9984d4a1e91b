package io.cognigydeploy.client;

import dev.failsafe.Execution;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import io.cognigydeploy.client.api.Effect;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries of calls; no other code sends anything again. Failsafe decides whether to retry and computes the backoff. The
 * waits are made here, with {@link Time}, because Failsafe supports only the system's clock.
 */
final class Retries {

    private static final Logger log = LoggerFactory.getLogger(Retries.class);
    private static final Set<Integer> PASSING = Set.of(408, 500, 502, 503, 504);
    private static final double MAX_JITTER = 0.5;

    private final RetryPolicy<Object> repeatable;
    private final RetryPolicy<Object> once;
    private final Duration total;
    private final Time time;
    private final RandomGenerator random;
    private final CallListeners listeners;
    private final RetryBudget budget;
    private final Supplier<Lifetime> lifetimes;
    private final ThreadLocal<Boolean> isOptional = ThreadLocal.withInitial(() -> false);

    /** The names of optional calls that were answered 500 twice, until one of them succeeds. */
    private final Set<String> broken = ConcurrentHashMap.newKeySet();

    /** @param lifetimes returns the one that a call belongs to that begins now */
    Retries(
            RetryOptions options,
            Duration total,
            Time time,
            RandomGenerator random,
            CallListeners listeners,
            Supplier<Lifetime> lifetimes) {
        this.repeatable = policy(options, failure -> isRefusedForNow(failure) || isPassing(failure));
        this.once = policy(options, Retries::isRefusedForNow);
        this.total = total;
        this.time = time;
        this.random = random;
        this.listeners = listeners;
        this.lifetimes = lifetimes;
        this.budget = new RetryBudget(options.budget());
    }

    private Retries(Retries other, RetryPolicy<Object> repeatable, Duration total) {
        this.repeatable = repeatable;
        this.once = other.once;
        this.total = total;
        this.time = other.time;
        this.random = other.random;
        this.listeners = other.listeners;
        this.lifetimes = other.lifetimes;
        this.budget = other.budget;
    }

    /** Returns the same with another time limit of a call. */
    Retries within(Duration other) {
        return new Retries(this, repeatable, other);
    }

    /**
     * Returns retries of downloads, with the same budget. Each attempt begins with the request for a link, a call of its
     * own: a refusal of it as too early is followed by another attempt, any other failure of it is final.
     */
    Retries forDownloads(FileOptions options) {
        RetryOptions waits = RetryOptions.builder()
                .maxAttempts(options.attempts())
                .firstDelay(options.pause())
                .maxDelay(options.pause())
                .build();
        return new Retries(
                this,
                policy(
                        waits,
                        failure -> failure instanceof ConflictException
                                || (isOf(SnapshotFiles.DOWNLOAD, failure)
                                        && (isRefusedForNow(failure) || isPassing(failure)))),
                options.timeout());
    }

    private static boolean isOf(String call, Throwable failure) {
        return failure instanceof CognigyException known
                && known.call().filter(call::equals).isPresent();
    }

    /**
     * Runs reads that the platform may not support. A read that is answered 500 twice is not sent again; after that, one
     * answer of 500 suffices until the read has succeeded.
     */
    <T> T optionally(Supplier<T> reads) {
        boolean outer = isOptional.get();
        isOptional.set(true);
        try {
            return reads.get();
        } finally {
            if (!outer) {
                isOptional.remove();
            }
        }
    }

    /** Attempts a call until one attempt succeeds, no retry is allowed, the time is over, or the client is closed. */
    <T extends @Nullable Object> T run(CallSpec call, Function<CallDeadline, T> attempt) {
        CallDeadline deadline = new CallDeadline(time, total, lifetimes.get());
        Execution<Object> execution = Execution.of(call.effect() == Effect.ONCE ? once : repeatable);
        @Nullable CognigyException before = null;
        int earned = RetryBudget.FOR_A_FIRST_SUCCESS;
        while (true) {
            deadline.begin();
            CognigyException failure;
            try {
                T result = attempt.apply(deadline);
                budget.give(earned);
                broken.remove(call.name());
                listeners.report(call, deadline, null, CallListener.Next.DONE, Duration.ZERO);
                return result;
            } catch (CognigyException e) {
                failure = e;
            }
            execution.recordException(failure);
            if (execution.isComplete() || isNotSupported(call, before, failure) || deadline.isClosed()) {
                throw last(call, deadline, before, failure);
            }
            Duration wait = waitAfter(failure, execution.getDelay());
            Duration left = deadline.left();
            // Checked before the wait: sleeping first and failing afterwards would waste time, and a shorter wait would
            // undercut the platform's request.
            if (wait.compareTo(left) >= 0) {
                listeners.report(call, deadline, failure, CallListener.Next.NO_TIME, Duration.ZERO);
                String detail = "the next attempt would be in " + Time.inWords(wait) + ", but of " + Time.inWords(total)
                        + " only " + Time.inWords(left) + " are left";
                throw deadline.exceeded(call, worse(before, failure).outcome(), detail, failure);
            }
            int price = RetryBudget.price(failure);
            if (!budget.take(price)) {
                listeners.report(call, deadline, failure, CallListener.Next.NO_RETRY_BUDGET, Duration.ZERO);
                failure.note("not sent again, because too much was sent again lately (the retry budget is used up)");
                throw truthful(call, before, failure);
            }
            earned = price;
            boolean asked = askedFor(failure).filter(wait::equals).isPresent();
            listeners.report(
                    call, deadline, failure, asked ? CallListener.Next.RETRY_AFTER : CallListener.Next.BACKOFF, wait);
            before = worse(before, failure);
            pause(call, deadline, wait, before, failure);
            if (deadline.isClosed()) {
                before.note("not sent again, because the client was closed");
                throw before;
            }
        }
    }

    private boolean isNotSupported(CallSpec call, @Nullable CognigyException before, CognigyException failure) {
        if (!isOptional.get() || !isBroken(failure)) {
            return false;
        }
        if (isBroken(before)) {
            broken.add(call.name());
        }
        return broken.contains(call.name());
    }

    private static boolean isBroken(@Nullable CognigyException failure) {
        return failure instanceof ApiException answer && answer.status() == 500;
    }

    private CognigyException last(
            CallSpec call, CallDeadline deadline, @Nullable CognigyException before, CognigyException failure) {
        boolean over = failure instanceof DeadlineExceededException
                || (failure instanceof TransportException && deadline.isOver());
        listeners.report(
                call, deadline, failure, over ? CallListener.Next.NO_TIME : CallListener.Next.FINAL, Duration.ZERO);
        CognigyException worst = truthful(call, before, failure);
        return over && worst instanceof TransportException
                ? deadline.exceeded(call, worst.outcome(), "the " + Time.inWords(total) + " are over", worst)
                : worst;
    }

    /** Returns the failure to report, by the worst outcome of all attempts. */
    private CognigyException truthful(CallSpec call, @Nullable CognigyException before, CognigyException failure) {
        if (before == null || worse(before, failure) == failure) {
            return failure;
        }
        if (failure instanceof DeadlineExceededException) {
            return new DeadlineExceededException(
                    "",
                    before.outcome(),
                    total,
                    failure.getMessage() + "; before that: " + before.getMessage(),
                    before);
        }
        if (failure instanceof CallInterruptedException) {
            return new CallInterruptedException(call.name(), before.outcome(), before);
        }
        if (call.effect() == Effect.NONE && !(failure instanceof CircuitOpenException)) {
            return failure;
        }
        before.note("then " + failure.getMessage());
        return before;
    }

    private static CognigyException worse(@Nullable CognigyException before, CognigyException failure) {
        return before != null && before.outcome() == OutcomeClass.UNKNOWN && failure.outcome() == OutcomeClass.NOT_SENT
                ? before
                : failure;
    }

    private Duration waitAfter(CognigyException failure, Duration backoff) {
        Duration wait = backoff.plusNanos((long) (backoff.toNanos() * MAX_JITTER * random.nextDouble()));
        Optional<Duration> asked = askedFor(failure);
        return asked.isPresent() && asked.get().compareTo(wait) > 0 ? asked.get() : wait;
    }

    private static void pause(
            CallSpec call, CallDeadline deadline, Duration wait, CognigyException worst, CognigyException failure) {
        log.info("Sending again in {}: {}", Time.inWords(wait), failure.getMessage());
        try {
            deadline.pause(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(call.name(), worst.outcome(), worst);
        }
    }

    private static Optional<Duration> askedFor(CognigyException failure) {
        return failure instanceof ApiException answer ? answer.retryAfter() : Optional.empty();
    }

    /** Returns whether a failure certainly changed nothing and may not recur. */
    private static boolean isRefusedForNow(Throwable failure) {
        if (failure instanceof ThrottledException) {
            return true;
        }
        if (failure instanceof CognigyException known && known.outcome() == OutcomeClass.NOT_SENT) {
            return failure instanceof TransportException || isPassing(failure);
        }
        return false;
    }

    /** Returns whether a failure may not recur, for calls that can be repeated without harm. */
    private static boolean isPassing(Throwable failure) {
        if (failure instanceof OversizedResponseException) {
            return false;
        }
        if (failure instanceof UnreadableResponseException answer) {
            // A redirect or an upgrade would be answered again.
            return answer.status() >= 200 && answer.status() < 300;
        }
        if (failure instanceof ApiException answer) {
            return PASSING.contains(answer.status());
        }
        return failure instanceof TransportException;
    }

    private static RetryPolicy<Object> policy(RetryOptions options, Predicate<Throwable> retried) {
        RetryPolicyBuilder<Object> policy = RetryPolicy.builder();
        policy.handleIf(retried::test).withMaxAttempts(options.maxAttempts());
        // Failsafe refuses a backoff whose first and longest delay are equal.
        if (options.firstDelay().equals(options.maxDelay())) {
            policy.withDelay(options.firstDelay());
        } else {
            policy.withBackoff(options.firstDelay(), options.maxDelay());
        }
        return policy.build();
    }
}
