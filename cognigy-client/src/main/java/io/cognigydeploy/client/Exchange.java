package io.cognigydeploy.client;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One exchange under way, which another thread can end by closing the resource that it waits for. */
final class Exchange {

    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final HttpTransport owner;
    private final long end;
    private @Nullable Closeable resource;
    private boolean over;
    private boolean sent;

    /** @param owner the transport that makes the exchange */
    Exchange(HttpTransport owner, Duration limit) {
        this.owner = owner;
        this.end = Time.SYSTEM.nanoTime() + (limit.compareTo(LONGEST) < 0 ? limit : LONGEST).toNanos();
    }

    boolean belongsTo(HttpTransport transport) {
        return owner == transport;
    }

    /** Sets the resource that the exchange waits for; if the exchange was ended before, closes it. */
    synchronized void awaits(Closeable next) {
        resource = next;
        if (over || owner.isClosed()) {
            closeResource();
        }
    }

    /** Releases the resource, and returns whether the exchange was not ended until now. */
    synchronized boolean release() {
        resource = null;
        return !over && !owner.isClosed();
    }

    /** Ends the exchange if its time is over. Returns the nanoseconds that are left otherwise. */
    synchronized long endIfOver(long now) {
        long left = end - now;
        if (left > 0) {
            return left;
        }
        over = true;
        closeResource();
        return Long.MAX_VALUE;
    }

    /** Ends the present wait of the exchange. */
    synchronized void close() {
        closeResource();
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Marks the moment from which bytes of the request may have left. */
    void markSent() {
        sent = true;
    }

    boolean isSent() {
        return sent;
    }

    private void closeResource() {
        if (resource != null) {
            try {
                resource.close();
            } catch (IOException e) {
                // Closed or not, the exchange has ended.
            }
        }
    }
}
