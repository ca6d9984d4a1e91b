package io.cognigydeploy.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.StrictConnPool;

/**
 * Transport by the blocking connections of Apache HttpComponents. Only their parsers, writers and pool are used: nothing
 * here retries, redirects, authenticates, unpacks, remembers or logs.
 *
 * <p>How an exchange ended is decided by what was done here, never by the exception: whether the request was begun,
 * whether the time was over, whether the thread was interrupted, whether the transport was closed.
 */
final class HttpTransport implements FileTransport, AutoCloseable {

    /** The longest time without requests after which a connection is used again. Servers close theirs after 5 s or more. */
    private static final Duration KEPT = Duration.ofSeconds(1);

    private final int maxBytes;
    private final HttpSettings settings;
    private final NameResolver names;
    private final Connector connector;
    private final long keptNanos;
    private final StrictConnPool<Route, HttpConnection> pool;
    private volatile boolean closed;

    HttpTransport(int maxBytes, HttpSettings settings) {
        this(maxBytes, settings, NameResolver.JVM, KEPT);
    }

    /** @param kept the time without requests after which a connection is closed */
    HttpTransport(int maxBytes, HttpSettings settings, NameResolver names, Duration kept) {
        this.maxBytes = maxBytes;
        this.settings = settings;
        this.names = names;
        this.connector = new Connector(settings, names);
        this.keptNanos = kept.toNanos();
        this.pool = new StrictConnPool<>(settings.maxConnections(), settings.maxConnections());
    }

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        Route route = settings.route(request.uri());
        return within(new Exchange(this, limit), route, exchange -> send(exchange, route, document(request, route)));
    }

    @Override
    public Response exchange(Request request, Duration limit, Predicate<InetAddress> allowed)
            throws IOException, InterruptedException {
        Route route = settings.route(request.uri());
        return within(new Exchange(this, limit), route, exchange -> {
            Set<InetAddress> addresses = names.resolve(exchange, route.host());
            AddressRefusedException.check(route.host(), addresses, allowed);
            return send(exchange, route.to(addresses), document(request, route));
        });
    }

    @Override
    public Response fetch(Request request, Sink sink, Limits limits) throws IOException, InterruptedException {
        Route route = settings.route(request.uri());
        ClassicHttpRequest message = message(request, route, request.body().length);
        return within(
                new Exchange(this, limits.total(), limits.idle()),
                route,
                exchange -> send(
                        exchange,
                        route,
                        connection -> connection.fetch(message, sink, limits.bytes(), maxBytes, exchange)));
    }

    @Override
    public Response send(Request request, Source body, Limits limits) throws IOException, InterruptedException {
        Route route = settings.route(request.uri());
        ClassicHttpRequest message = message(request, route, body.length());
        try (InputStream content = body.open()) {
            return within(
                    new Exchange(this, limits.total(), limits.idle()),
                    route,
                    exchange -> send(
                            exchange,
                            route,
                            connection -> connection.send(message, content, body.length(), maxBytes, exchange)));
        }
    }

    /** Ends the exchanges under way and closes all connections. From now on nothing is sent. */
    @Override
    public void close() {
        closed = true;
        Watchdog.endAll(this);
        pool.close(CloseMode.IMMEDIATE);
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the connections that were idle for too long. Returns whether others are idle. */
    boolean closeIdle(long now) {
        pool.enumAvailable(entry -> {
            if (entry.getConnection().isIdleFor(keptNanos, now)) {
                entry.discardConnection(CloseMode.IMMEDIATE);
            }
        });
        return pool.getTotalStats().getAvailable() > 0;
    }

    @FunctionalInterface
    private interface Sending {

        Response run(Exchange exchange) throws IOException, InterruptedException;
    }

    /** The use of a connection that is ready for a request. */
    @FunctionalInterface
    private interface Use {

        Response of(HttpConnection connection) throws IOException;
    }

    private Use document(Request request, Route route) {
        ClassicHttpRequest message = message(request, route, request.body().length);
        return connection -> connection.exchange(message, maxBytes);
    }

    private Response within(Exchange exchange, Route route, Sending sending) throws IOException, InterruptedException {
        try {
            Watchdog.watch(exchange);
            return sending.run(exchange);
        } catch (OversizedBodyException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw exchange.isSent() ? lost(exchange, e) : notSent(exchange, route, e);
        } finally {
            Watchdog.release(exchange);
        }
    }

    private Response send(Exchange exchange, Route route, Use use) throws IOException, InterruptedException {
        PoolEntry<Route, HttpConnection> entry = lease(exchange, route);
        boolean kept = false;
        try {
            HttpConnection connection = entry.getConnection();
            if (connection == null
                    || connection.isIdleFor(keptNanos, Time.SYSTEM.nanoTime())
                    || !connection.isSilent()) {
                entry.discardConnection(CloseMode.IMMEDIATE);
                connection = connector.open(exchange, route);
                entry.assignConnection(connection);
            }
            exchange.awaits(connection);
            SendPermit.require(Duration.ZERO);
            // The process may have stood still since the permit was tested, for longer than the permit lasts.
            exchange.requireTime();
            exchange.markSent();
            Response answer = use.of(connection);
            kept = exchange.release() && connection.isReusable();
            connection.rest(Time.SYSTEM.nanoTime());
            return answer;
        } finally {
            if (!kept) {
                entry.discardConnection(CloseMode.IMMEDIATE);
            }
            pool.release(entry, kept);
            if (kept) {
                Watchdog.closeIdleLater(this);
            }
        }
    }

    private PoolEntry<Route, HttpConnection> lease(Exchange exchange, Route route)
            throws IOException, InterruptedException {
        Future<PoolEntry<Route, HttpConnection>> free = pool.lease(route, null);
        exchange.awaits(() -> free.cancel(true));
        try {
            return leased(free);
        } catch (InterruptedException e) {
            if (!free.cancel(true)) {
                pool.release(leased(free), true);
            }
            throw e;
        }
    }

    private static PoolEntry<Route, HttpConnection> leased(Future<PoolEntry<Route, HttpConnection>> free)
            throws IOException, InterruptedException {
        try {
            return free.get();
        } catch (CancellationException | ExecutionException e) {
            throw new IOException("no connection was free", e);
        }
    }

    private static ClassicHttpRequest message(Request request, Route route, long length) {
        URI uri = request.uri();
        String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        String path = (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        ProxyServer proxy = route.tls() ? null : route.proxy();
        BasicClassicHttpRequest message = new BasicClassicHttpRequest(
                request.method(), null, null, proxy == null ? path : "http://" + host + path);
        message.addHeader("Host", host);
        if (proxy != null && !proxy.authorization().isEmpty()) {
            message.addHeader("Proxy-Authorization", proxy.authorization());
        }
        if (request.body().length > 0) {
            message.setEntity(new ByteArrayEntity(request.body(), null));
        }
        // Some firewalls refuse a GET with a length.
        if (length > 0 || !request.method().equals("GET")) {
            message.addHeader("Content-Length", length);
        }
        request.headers().map().forEach((name, values) -> values.forEach(value -> message.addHeader(name, value)));
        return message;
    }

    private IOException lost(Exchange exchange, Exception e) {
        if (exchange.isOver()) {
            return exchange.timeout(e);
        }
        if (closed) {
            return new IOException("the client was closed", e);
        }
        return e instanceof IOException io ? io : new IOException("the connection failed", e);
    }

    private ConnectException notSent(Exchange exchange, Route route, Exception e) {
        if (exchange.isOver()) {
            return notSent("no connection in time" + route.byWayOf(), exchange.timeout(e));
        }
        if (closed) {
            return notSent("the client was closed", e);
        }
        return e instanceof ConnectException known ? known : notSent("no connection" + route.byWayOf(), e);
    }

    private static ConnectException notSent(String what, Exception cause) {
        ConnectException e = new ConnectException(what);
        e.initCause(cause);
        return e;
    }
}
