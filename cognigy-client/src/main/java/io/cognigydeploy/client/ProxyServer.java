package io.cognigydeploy.client;

/**
 * An HTTP proxy.
 *
 * @param authorization value of the header {@code Proxy-Authorization}; empty without a login
 */
record ProxyServer(String host, int port, String authorization) {

    /** Returns host and port. The login is left out because it is a secret. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
