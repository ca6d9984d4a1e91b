package io.cognigydeploy.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One exchange under way, which another thread can end by closing the resource that it waits for. */
final class Exchange {

    private static final Duration LONGEST = Duration.ofDays(10_000);

    private final HttpTransport owner;
    private final Duration total;
    private final Duration idle;
    private final long end;
    private volatile long lastByte;
    private @Nullable Closeable resource;
    private boolean over;
    private boolean wasIdle;
    private boolean sent;

    /** @param owner the transport that makes the exchange */
    Exchange(HttpTransport owner, Duration total) {
        this(owner, total, LONGEST);
    }

    /** @param idle time without progress that ends the exchange before its total time */
    Exchange(HttpTransport owner, Duration total, Duration idle) {
        this.owner = owner;
        this.total = total;
        this.idle = Times.shorter(idle, LONGEST);
        this.lastByte = Time.SYSTEM.nanoTime();
        this.end = lastByte + Times.shorter(total, LONGEST).toNanos();
    }

    boolean belongsTo(HttpTransport transport) {
        return owner == transport;
    }

    /** Sets the resource that the exchange waits for; if the exchange was ended before, closes it. */
    synchronized void awaits(Closeable next) {
        resource = next;
        progress();
        if (over || owner.isClosed()) {
            closeResource();
        }
    }

    /** Marks the moment of a byte that was sent or received; the idle time begins anew. */
    void progress() {
        lastByte = Time.SYSTEM.nanoTime();
    }

    /** Releases the resource, and returns whether the exchange was not ended until now. */
    synchronized boolean release() {
        resource = null;
        return !over && !owner.isClosed();
    }

    /** Ends the exchange if its time is over. Returns the nanoseconds that are left otherwise. */
    synchronized long endIfOver(long now) {
        long left = end - now;
        long idleLeft = idle.toNanos() - (now - lastByte);
        if (left > 0 && idleLeft > 0) {
            return Math.min(left, idleLeft);
        }
        if (!over) {
            over = true;
            wasIdle = left > 0;
        }
        closeResource();
        return Long.MAX_VALUE;
    }

    /** Throws if the exchange is over. */
    void requireTime() throws IOException {
        if (endIfOver(Time.SYSTEM.nanoTime()) == Long.MAX_VALUE) {
            throw new IOException("no time is left");
        }
    }

    /** Ends the present wait of the exchange. */
    synchronized void close() {
        closeResource();
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Returns the exception for an exchange that is over. */
    synchronized HttpTimeoutException timeout(Exception cause) {
        HttpTimeoutException timeout = wasIdle
                ? new FileTransport.IdleTimeoutException(idle)
                : isSent()
                        ? new HttpTimeoutException("the answer was not complete within " + Time.inWords(total))
                        : new HttpConnectTimeoutException("not within " + Time.inWords(total));
        timeout.initCause(cause);
        return timeout;
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
