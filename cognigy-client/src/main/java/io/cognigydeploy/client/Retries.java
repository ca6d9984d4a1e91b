package io.cognigydeploy.client;

import dev.failsafe.Execution;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import io.cognigydeploy.client.api.Effect;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where anything is sent again. Failsafe decides whether, and how long its backoff is; the waiting happens
 * here, on {@link Time}, because Failsafe knows no other clock than the system's.
 */
final class Retries {

    private static final Logger log = LoggerFactory.getLogger(Retries.class);
    private static final Set<Integer> PASSING = Set.of(408, 500, 502, 503, 504);
    private static final double MOST_JITTER = 0.5;

    private final RetryPolicy<Object> repeatable;
    private final RetryPolicy<Object> once;
    private final Duration total;
    private final Time time;
    private final RandomGenerator random;

    Retries(RetryOptions options, Duration total, Time time, RandomGenerator random) {
        this.repeatable = policy(options, failure -> isRefusedForNow(failure) || isPassing(failure));
        this.once = policy(options, Retries::isRefusedForNow);
        this.total = total;
        this.time = time;
        this.random = random;
    }

    /** Attempts until one succeeds, none may follow, or the time is over. */
    <T extends @Nullable Object> T run(Call call, Function<Deadline, T> attempt) {
        Deadline deadline = new Deadline(time, total);
        Execution<Object> execution = Execution.of(call.effect() == Effect.ONCE ? once : repeatable);
        while (true) {
            try {
                return attempt.apply(deadline);
            } catch (CognigyException failure) {
                execution.recordException(failure);
                if (execution.isComplete()) {
                    throw failure instanceof TransportException && deadline.isOver()
                            ? deadline.exceeded(call, failure.outcome(), "the " + total + " are over", failure)
                            : failure;
                }
                pause(call, deadline, execution.getDelay(), failure);
            }
        }
    }

    private void pause(Call call, Deadline deadline, Duration backoff, CognigyException failure) {
        Duration wait = backoff.plusNanos((long) (backoff.toNanos() * MOST_JITTER * random.nextDouble()));
        Optional<Duration> asked = askedFor(failure);
        if (asked.isPresent() && asked.get().compareTo(wait) > 0) {
            wait = asked.get();
        }
        // Checked before the wait: sleeping first and failing afterwards would help nobody, and a wait cut short to fit
        // would undercut what the platform asked for.
        Duration left = deadline.left();
        if (wait.compareTo(left) >= 0) {
            String detail =
                    "the next attempt would be in " + wait + ", but of " + total + " only " + left + " are left";
            throw deadline.exceeded(call, failure.outcome(), detail, failure);
        }
        log.info("Sending again in {}: {}", wait, failure.getMessage());
        try {
            time.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(call.name(), failure.outcome(), failure);
        }
    }

    private static Optional<Duration> askedFor(CognigyException failure) {
        return failure instanceof ApiException answer ? answer.retryAfter() : Optional.empty();
    }

    /** It certainly changed nothing, and may succeed later. */
    private static boolean isRefusedForNow(Throwable failure) {
        if (failure instanceof ThrottledException) {
            return true;
        }
        if (failure instanceof CognigyException known && known.outcome() == OutcomeClass.NOT_SENT) {
            return failure instanceof TransportException || isPassing(failure);
        }
        return false;
    }

    /** It may succeed later, and if it did already, that does no harm. */
    private static boolean isPassing(Throwable failure) {
        if (failure instanceof UnreadableResponseException answer) {
            // A redirect or an upgrade does not go away by asking again.
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
        // Failsafe refuses a backoff that has nowhere to grow.
        if (options.firstDelay().equals(options.maxDelay())) {
            policy.withDelay(options.firstDelay());
        } else {
            policy.withBackoff(options.firstDelay(), options.maxDelay());
        }
        return policy.build();
    }
}
