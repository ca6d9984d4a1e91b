package io.cognigydeploy.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;

/**
 * One HTTP exchange: bytes out, bytes in. This is the seam below the policy stack: retries, credentials, deadlines and
 * decoding are above it and stay the same whatever transport is used. The default runs on {@link
 * java.net.http.HttpClient}; an embedder can hand in another, and the fake platform is one.
 *
 * <p>An implementation must be safe for use by many threads, must not retry, must not follow redirects, and must
 * return within the limit.
 */
@FunctionalInterface
public interface Transport {

    /**
     * Sends the request once and reads the whole answer.
     *
     * @param limit how long everything together may take: connecting, headers <em>and body</em>
     * @throws java.net.ConnectException if it is certain that no byte of the request left: name not resolved,
     *     connection refused or not made in time, TLS handshake failed. The caller may send it again
     * @throws java.net.http.HttpTimeoutException if the limit passed; the request may have been carried out
     * @throws IOException for everything else; the request may have been carried out
     * @throws InterruptedException if the thread was interrupted; the exchange is abandoned at once
     */
    Response exchange(Request request, Duration limit) throws IOException, InterruptedException;

    /**
     * The addresses to one of which a request to this host would go. Asked before each attempt at {@link
     * CognigyClient#postOutside}. Default: those that the JVM resolves the name to.
     *
     * @param host as it stands in a URL, a v6 address in brackets
     * @throws UnknownHostException if there are none
     */
    default List<InetAddress> addresses(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }

    /**
     * A request as it goes on the wire. The body is empty, not absent, where there is none; the array is not copied and
     * must not be changed.
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is all that equality is used for
    record Request(String method, URI uri, HttpHeaders headers, byte[] body) {

        /** Method and host; headers and body carry credentials, and a webhook's path is one in many systems. */
        @Override
        public String toString() {
            return method + " " + uri.getHost();
        }
    }

    /** An answer with its whole body. The array is not copied and must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // identity is all that equality is used for
    record Response(int status, HttpHeaders headers, byte[] body) {

        /** Status and size; headers and body are left out because they may carry secrets. */
        @Override
        public String toString() {
            return status + " (" + body.length + " bytes)";
        }
    }
}
