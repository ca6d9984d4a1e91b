package io.cognigydeploy.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Rate limit of a client: a token bucket for all threads, served in order of arrival. The bucket counts nanoseconds
 * instead of tokens, to avoid rounding: a request costs an interval, and idle time earns it back.
 */
final class RateBudget {

    /** The longest wait that a statement of the platform imposes on all calls; the documented windows end within it. */
    private static final Duration LONGEST_HINT = Duration.ofMinutes(5);

    /** The budgets of origins; one is dropped when no client uses it. */
    private static final Map<RateBudget, Origin> SHARED = new WeakHashMap<>();

    private final Time time;
    private final int perMinute;
    private final long interval;
    private final long most;
    private final List<Object> waiting = new ArrayList<>();
    private long credit;
    /** Time up to which the credit is counted. In the future while the platform asks for a pause. */
    private long countedTo;

    RateBudget(Time time, int perMinute, int burst) {
        this.time = time;
        this.perMinute = perMinute;
        this.interval = Duration.ofMinutes(1).toNanos() / perMinute;
        this.most = interval * burst;
        this.credit = most;
        this.countedTo = time.nanoTime();
    }

    /**
     * Returns the budget of all clients of an installation in this process with this clock. An installation counts the
     * requests of a source address, 1,000 in 5 minutes.
     */
    static RateBudget shared(Origin origin, Time time) {
        synchronized (SHARED) {
            for (Map.Entry<RateBudget, Origin> each : SHARED.entrySet()) {
                if (each.getValue().equals(origin) && each.getKey().time.equals(time)) {
                    return each.getKey();
                }
            }
            RateBudget budget = new RateBudget(time, 200, 100);
            SHARED.put(budget, origin);
            return budget;
        }
    }

    /** Returns the least time of a number of requests, the first of them after a rest. */
    Duration leastTime(long requests) {
        return Duration.ofNanos(interval).multipliedBy(requests).minusNanos(Math.min(most, interval * requests));
    }

    /** Returns how many requests could be sent at once now, after those that wait. */
    synchronized long remaining() {
        long now = count();
        return countedTo - now > 0 ? 0 : Math.max(0, credit / interval - waiting.size());
    }

    /**
     * Waits until one more request is allowed.
     *
     * @throws DeadlineExceededException at once, if that would be after the deadline
     * @throws TransportException as soon as the client is closed
     */
    void acquire(CallSpec call, CallDeadline deadline) {
        Object ticket = new Object();
        try {
            long wait = ask(ticket);
            while (wait > 0) {
                Duration needed = Duration.ofNanos(wait);
                Duration left = deadline.left();
                if (needed.compareTo(left) >= 0) {
                    String detail = "the rate budget of " + perMinute + " requests a minute would let it go in "
                            + Time.inWords(needed) + ", but of " + Time.inWords(deadline.total()) + " only "
                            + Time.inWords(left) + " are left";
                    throw deadline.exceeded(call, OutcomeClass.NOT_SENT, detail, null);
                }
                deadline.pause(needed);
                deadline.requireOpen(call);
                deadline.held(needed);
                wait = ask(ticket);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(call.name(), OutcomeClass.NOT_SENT, null);
        } finally {
            leave(ticket);
        }
    }

    /** Adjusts the budget to the quota that an answer states. */
    void learn(Transport.Response answer) {
        HttpHeaders headers = answer.headers();
        Duration asked = ErrorDecoder.retryAfter(headers, time.now());
        if (answer.status() == 429) {
            spend(1);
        }
        if (asked != null) {
            // A longer wait applies to that call only: no statement may delay all others, such as a rollback, for
            // hours.
            if (answer.status() == 429 && asked.compareTo(LONGEST_HINT) <= 0) {
                pause(asked);
            }
            return;
        }
        RateHint hint = RateHint.of(headers, time.now());
        if (hint.remaining().isEmpty()) {
            return;
        }
        int remaining = hint.remaining().get();
        if (remaining == 0 && hint.reset().isPresent()) {
            spend(1);
            pause(Times.shorter(hint.reset().get(), LONGEST_HINT));
        } else {
            spend(remaining);
        }
    }

    /** Returns the wait before the next request for a turn; zero if the request may be sent now. */
    private synchronized long ask(Object ticket) {
        long now = count();
        int ahead = waiting.indexOf(ticket);
        if (ahead < 0) {
            ahead = waiting.size();
            waiting.add(ticket);
        }
        long pause = Math.max(0, countedTo - now);
        long missing = Math.max(0, interval * (ahead + 1) - credit);
        if (pause + missing == 0) {
            // The credit that earlier requests need is left for them.
            waiting.remove(ahead);
            credit -= interval;
        }
        return pause + missing;
    }

    private synchronized void leave(Object ticket) {
        waiting.remove(ticket);
    }

    /** Reduces the credit to at most so many requests. */
    private synchronized void spend(int left) {
        count();
        credit = Math.min(credit, left * interval);
    }

    /** Blocks all requests for the given time. Afterwards one may be sent at once, and the others at the usual rate. */
    private synchronized void pause(Duration wait) {
        long until = count() + wait.toNanos();
        if (until - countedTo > 0) {
            countedTo = until;
            credit = interval;
        }
    }

    private long count() {
        long now = time.nanoTime();
        long passed = Math.max(0, now - countedTo);
        credit = Math.min(most, credit + Math.min(most, passed));
        countedTo += passed;
        return now;
    }
}
