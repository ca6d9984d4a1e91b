package io.cognigydeploy.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Resolver of host names within the time of an exchange. The JVM's own look-up heeds neither limit nor interrupt. */
final class NameResolver {

    /** The JVM's resolver of names. */
    static final NameResolver JVM = new NameResolver(InetAddress::getAllByName);

    private static final int MAX_THREADS = 16;
    private static final Pattern LITERAL = Pattern.compile("\\[.*]|\\d{1,3}(\\.\\d{1,3}){3}");
    private static final ThreadPoolExecutor THREADS = threads();

    private final LookUp lookUp;

    /** A look-up that may block. */
    @FunctionalInterface
    interface LookUp {

        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    NameResolver(LookUp lookUp) {
        this.lookUp = lookUp;
    }

    /**
     * Returns the addresses of a host, in the order in which they are tried.
     *
     * @param host in the form that it has in a URL, a v6 address in brackets
     * @throws ConnectException if there are none
     */
    Set<InetAddress> resolve(Exchange exchange, String host) throws IOException, InterruptedException {
        if (LITERAL.matcher(host).matches()) {
            return ordered(InetAddress.getAllByName(host));
        }
        Future<InetAddress[]> found = THREADS.submit(() -> lookUp.addresses(host));
        exchange.awaits(() -> found.cancel(true));
        try {
            return ordered(found.get());
        } catch (InterruptedException e) {
            found.cancel(true);
            throw e;
        } catch (CancellationException e) {
            throw new IOException("the exchange ended while the name was resolved", e);
        } catch (ExecutionException e) {
            ConnectException unknown = new ConnectException();
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    private static Set<InetAddress> ordered(InetAddress[] addresses) {
        return new LinkedHashSet<>(List.of(addresses));
    }

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                10,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                work -> Watchdog.daemon("cognigy-client-names", work));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
