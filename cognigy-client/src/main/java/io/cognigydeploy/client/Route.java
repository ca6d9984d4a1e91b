package io.cognigydeploy.client;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way to an origin. A connection is used again only for the same way.
 *
 * @param host in the form that it has in a URL, a v6 address in brackets
 * @param addresses the only addresses to connect to; empty for all that the host's name resolves to
 */
record Route(boolean tls, String host, int port, @Nullable ProxyServer proxy, Set<InetAddress> addresses) {

    Route to(Set<InetAddress> checked) {
        return new Route(tls, host, port, proxy, checked);
    }

    /** Returns a clause that names the proxy, which may be the unreachable host; empty without a proxy. */
    String byWayOf() {
        return proxy == null ? "" : " by way of the proxy " + proxy;
    }
}
