package io.cognigydeploy.client;

import java.util.concurrent.CountDownLatch;

/**
 * Time of a client between two closings, with the transport of that time. A call belongs to the lifetime in which it
 * began, and sends nothing after its end.
 *
 * @param end is at zero from the close on; waits of the client end with it
 */
record Lifetime(Transport transport, CountDownLatch end) {

    Lifetime(Transport transport) {
        this(transport, new CountDownLatch(1));
    }

    boolean isClosed() {
        return end.getCount() == 0;
    }

    /** Ends the waits of all calls, and the exchanges under way unless the transport is the caller's. */
    void close() {
        end.countDown();
        if (transport instanceof HttpTransport own) {
            own.close();
        }
    }
}
