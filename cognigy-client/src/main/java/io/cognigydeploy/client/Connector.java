package io.cognigydeploy.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** Maker of connections. All that it sends is the handshake of TLS and, to a proxy, the request for a tunnel. */
final class Connector {

    private static final int MAX_MILLIS_FOR_CONNECTING = (int) TimeUnit.SECONDS.toMillis(10);

    private final HttpSettings settings;
    private final NameResolver names;

    Connector(HttpSettings settings, NameResolver names) {
        this.settings = settings;
        this.names = names;
    }

    /** Opens a connection, to the first address that accepts one. */
    HttpConnection open(Exchange exchange, Route route) throws IOException, InterruptedException {
        SocketChannel channel = reach(exchange, route);
        boolean open = false;
        try {
            ProxyServer proxy = route.proxy();
            if (proxy != null && route.tls()) {
                askForTunnel(channel, route, proxy);
            }
            HttpConnection connection =
                    new HttpConnection(channel, route.tls() ? secured(channel, route) : channel.socket());
            open = true;
            return connection;
        } finally {
            if (!open) {
                channel.close();
            }
        }
    }

    private SocketChannel reach(Exchange exchange, Route route) throws IOException, InterruptedException {
        ProxyServer proxy = route.proxy();
        int port = proxy == null ? route.port() : proxy.port();
        IOException last = new UnknownHostException(route.host());
        try {
            for (InetAddress address : addresses(exchange, route)) {
                // A channel's socket, unlike a plain one, heeds an interrupt.
                SocketChannel channel = SocketChannel.open();
                exchange.awaits(channel);
                try {
                    channel.socket().setTcpNoDelay(true);
                    channel.socket().connect(new InetSocketAddress(address, port), MAX_MILLIS_FOR_CONNECTING);
                    return channel;
                } catch (IOException e) {
                    channel.close();
                    last = e;
                }
            }
        } catch (ConnectException e) {
            last = e;
        }
        if (proxy != null) {
            throw failed("no connection" + route.byWayOf(), last);
        }
        throw last instanceof ConnectException refused ? refused : failed("", last);
    }

    private Set<InetAddress> addresses(Exchange exchange, Route route) throws IOException, InterruptedException {
        ProxyServer proxy = route.proxy();
        if (proxy != null) {
            return names.resolve(exchange, proxy.host());
        }
        return route.addresses().isEmpty() ? names.resolve(exchange, route.host()) : route.addresses();
    }

    private static void askForTunnel(SocketChannel channel, Route route, ProxyServer proxy) throws IOException {
        String target = route.host() + ":" + route.port();
        BasicClassicHttpRequest request = new BasicClassicHttpRequest("CONNECT", null, null, target);
        request.addHeader("Host", target);
        request.addHeader("User-Agent", GuardedTransport.USER_AGENT);
        if (!proxy.authorization().isEmpty()) {
            request.addHeader("Proxy-Authorization", proxy.authorization());
        }
        // A connection of its own: no byte that came with the proxy's answer may pass for one inside the tunnel.
        int status = new HttpConnection(channel, channel.socket()).send(request).getCode();
        if (status < 200 || status > 299) {
            throw new ConnectException("the proxy " + proxy + " answered " + status);
        }
    }

    private Socket secured(SocketChannel channel, Route route) throws IOException {
        String host = route.host().startsWith("[")
                ? route.host().substring(1, route.host().length() - 1)
                : route.host();
        try {
            SSLSocket socket =
                    (SSLSocket) settings.socketFactory().createSocket(channel.socket(), host, route.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            throw failed("the TLS handshake failed" + route.byWayOf(), e);
        }
    }

    private static ConnectException failed(String what, IOException cause) {
        ConnectException e = new ConnectException(what);
        e.initCause(cause);
        return e;
    }
}
