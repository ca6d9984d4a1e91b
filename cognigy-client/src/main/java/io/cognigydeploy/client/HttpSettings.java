package io.cognigydeploy.client;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Settings of the default transport. Without a proxy or a TLS context, those of the JVM apply. */
record HttpSettings(@Nullable ProxyServer proxy, @Nullable SSLContext tls, int maxConnections) {

    static final HttpSettings DEFAULT = new HttpSettings(null, null, 100);

    Route route(URI target) throws ConnectException {
        boolean secure = "https".equalsIgnoreCase(target.getScheme());
        int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
        return new Route(secure, target.getHost(), port, proxy == null ? proxyOfJvm(target) : proxy, Set.of());
    }

    SSLSocketFactory socketFactory() throws ConnectException {
        try {
            return (tls == null ? SSLContext.getDefault() : tls).getSocketFactory();
        } catch (NoSuchAlgorithmException e) {
            throw failed("the JVM has no TLS context", e);
        }
    }

    private static @Nullable ProxyServer proxyOfJvm(URI target) throws ConnectException {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null) {
            return null;
        }
        List<Proxy> proxies;
        try {
            // Without path and query: those of a hook are its password in many systems.
            proxies = selector.select(URI.create(target.getScheme() + "://" + target.getRawAuthority() + "/"));
        } catch (RuntimeException e) {
            throw failed("the JVM's ProxySelector failed", e);
        }
        return !proxies.isEmpty()
                        && proxies.get(0).type() == Proxy.Type.HTTP
                        && proxies.get(0).address() instanceof InetSocketAddress address
                ? new ProxyServer(address.getHostString(), address.getPort(), "")
                : null;
    }

    private static ConnectException failed(String what, Exception cause) {
        ConnectException e = new ConnectException(what);
        e.initCause(cause);
        return e;
    }
}
