package io.cognigydeploy.client;

import java.io.Serial;
import java.net.ConnectException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A condition of the requests that a thread sends. It is tested again for each attempt, after every wait and immediately
 * before the first byte. A request that it does not cover is not sent, which is a {@link TransportException} with {@link
 * OutcomeClass#NOT_SENT}. Immutable and safe for use by many threads, if the test is.
 */
public final class SendPermit {

    private static final ThreadLocal<@Nullable SendPermit> CURRENT = new ThreadLocal<>();

    private final Predicate<Duration> covers;

    private SendPermit(Predicate<Duration> covers) {
        this.covers = covers;
    }

    /**
     * Returns a permit, such as one that a lease gives.
     *
     * @param covers returns whether a request may be sent that can be under way for this long; it must not block
     */
    public static SendPermit of(Predicate<Duration> covers) {
        return new SendPermit(covers);
    }

    /** Returns whether a request may be sent that can be under way for this long. */
    public boolean covers(Duration attempt) {
        return covers.test(attempt);
    }

    /** Runs calls; what they send on this thread is sent under this permit alone. */
    public <T> T run(Supplier<T> calls) {
        SendPermit outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return calls.get();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** Throws unless this thread may send a request that can be under way for this long. */
    static void require(Duration attempt) throws RefusedException {
        SendPermit permit = CURRENT.get();
        if (permit != null && !permit.covers.test(attempt)) {
            throw new RefusedException(attempt);
        }
    }

    /** A request that was not sent, because the permit did not cover it. */
    static final class RefusedException extends ConnectException {

        @Serial
        private static final long serialVersionUID = 1L;

        RefusedException(Duration attempt) {
            super(
                    attempt.isZero()
                            ? "the right to send has ended"
                            : "the right to send does not last for another " + Time.inWords(attempt));
        }
    }
}
