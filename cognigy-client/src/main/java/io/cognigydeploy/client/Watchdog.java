package io.cognigydeploy.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Thread that ends exchanges whose time is over and closes connections that are idle. All clients of the process share
 * it; it begins with an exchange and ends after one second without any, when no connection is idle.
 */
final class Watchdog {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long REST = TimeUnit.SECONDS.toNanos(1);

    private static final Set<Exchange> UNDER_WAY = ConcurrentHashMap.newKeySet();
    private static final Set<HttpTransport> WITH_IDLE = ConcurrentHashMap.newKeySet();
    private static final AtomicBoolean AWAKE = new AtomicBoolean();

    private Watchdog() {}

    /** Watches an exchange until it is released. Wakes no thread: the watchdog looks each 5 ms anyway. */
    static void watch(Exchange exchange) {
        UNDER_WAY.add(exchange);
        if (!AWAKE.get() && AWAKE.compareAndSet(false, true)) {
            boolean started = false;
            try {
                daemon("cognigy-client-watchdog", Watchdog::run).start();
                started = true;
            } finally {
                if (!started) {
                    AWAKE.set(false);
                }
            }
        }
    }

    static void release(Exchange exchange) {
        UNDER_WAY.remove(exchange);
    }

    /** Closes idle connections of a transport when their time is over. Called during an exchange. */
    static void closeIdleLater(HttpTransport transport) {
        WITH_IDLE.add(transport);
    }

    /** Ends the present waits of all exchanges of a transport. */
    static void endAll(HttpTransport transport) {
        UNDER_WAY.stream().filter(exchange -> exchange.belongsTo(transport)).forEach(Exchange::close);
    }

    /** Creates a daemon thread that keeps no class loader and no inherited value of its creator alive. */
    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    private static void run() {
        long busy = Time.SYSTEM.nanoTime();
        long looked = busy;
        while (true) {
            long now = Time.SYSTEM.nanoTime();
            long nap = TICK;
            try {
                for (Exchange exchange : UNDER_WAY) {
                    busy = now;
                    nap = Math.min(nap, exchange.endIfOver(now));
                }
                if (now - looked > BETWEEN_LOOKS) {
                    looked = now;
                    WITH_IDLE.forEach(transport -> closeIdle(transport, now));
                }
            } catch (RuntimeException | Error e) {
                // Deadlines of all clients depend on this thread: it tries again at the next tick.
                busy = now;
            }
            if (now - busy > REST && WITH_IDLE.isEmpty()) {
                AWAKE.set(false);
                // An exchange that began meanwhile either finds no thread awake, or is found here.
                if ((UNDER_WAY.isEmpty() && WITH_IDLE.isEmpty()) || !AWAKE.compareAndSet(false, true)) {
                    return;
                }
            }
            LockSupport.parkNanos(UNDER_WAY, nap);
        }
    }

    private static void closeIdle(HttpTransport transport, long now) {
        if (!transport.closeIdle(now)) {
            WITH_IDLE.remove(transport);
            // An exchange that ended meanwhile found the transport still here.
            if (transport.closeIdle(now)) {
                WITH_IDLE.add(transport);
            }
        }
    }
}
