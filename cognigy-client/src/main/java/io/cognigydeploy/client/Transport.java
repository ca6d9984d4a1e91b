package io.cognigydeploy.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * One HTTP exchange: bytes out, bytes in. This is the interface below the policy stack: retries, credentials, deadlines
 * and decoding are above it and are the same for every transport. The default uses the blocking connections of Apache
 * HttpComponents; an embedder can supply another, and the fake platform is one.
 *
 * <p>An implementation must be safe for use by many threads, must not retry, must not follow redirects, and must return
 * within the limit.
 */
@FunctionalInterface
public interface Transport {

    /**
     * Sends the request once and reads the whole answer.
     *
     * @param limit time limit of the whole exchange: connecting, headers <em>and body</em>
     * @throws java.net.ConnectException if it is certain that no byte of the request left: the name could not be
     *     resolved, the connection was refused or not made in time, the TLS handshake failed. The caller may send the
     *     request again
     * @throws java.net.http.HttpTimeoutException if the limit passed; the request may have been carried out
     * @throws IOException for everything else; the request may have been carried out
     * @throws InterruptedException if the thread was interrupted; the exchange is abandoned at once
     */
    Response exchange(Request request, Duration limit) throws IOException, InterruptedException;

    /**
     * Sends the request once, to an allowed address. {@link CognigyClient#postOutside} calls this. Default: checks all
     * {@linkplain #addresses addresses} of the host and calls {@link #exchange(Request, Duration)}, which may resolve
     * the name to other addresses. A transport that connects by itself should connect only to addresses that it
     * checked.
     *
     * @param allowed must accept all addresses of the host
     * @throws AddressRefusedException if an address of the host is not allowed; nothing was sent
     */
    default Response exchange(Request request, Duration limit, Predicate<InetAddress> allowed)
            throws IOException, InterruptedException {
        String host = request.uri().getHost();
        try {
            AddressRefusedException.check(host, addresses(host), allowed);
        } catch (UnknownHostException e) {
            ConnectException unknown = new ConnectException();
            unknown.initCause(e);
            throw unknown;
        }
        return exchange(request, limit);
    }

    /**
     * Returns the addresses that a request to this host could go to. The default of {@link #exchange(Request, Duration,
     * Predicate)} calls this. Default: the addresses that the JVM resolves the name to.
     *
     * @param host in the form that it has in a URL, a v6 address in brackets
     * @throws UnknownHostException if there are none
     */
    default List<InetAddress> addresses(String host) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(host));
    }

    /**
     * A request in the form that is sent. A request without a body has an empty array, not null; the array is not
     * copied and must not be changed.
     */
    @SuppressWarnings("ArrayRecordComponent") // equality is used for identity only
    record Request(String method, URI uri, HttpHeaders headers, byte[] body) {

        /**
         * Returns method and host. Headers and body contain credentials, and a webhook's path is one in many systems.
         */
        @Override
        public String toString() {
            return method + " " + uri.getHost();
        }
    }

    /** An address that a request must not be sent to. Nothing was sent. */
    final class AddressRefusedException extends ConnectException {

        private static final long serialVersionUID = 1L;

        private final InetAddress address;

        /** Creates the refusal of one address of a host. */
        public AddressRefusedException(String host, InetAddress address) {
            super(host + " is " + address.getHostAddress());
            this.address = address;
        }

        /** Returns the refused address. */
        public InetAddress address() {
            return address;
        }

        static void check(String host, Collection<InetAddress> addresses, Predicate<InetAddress> allowed)
                throws AddressRefusedException {
            for (InetAddress address : addresses) {
                if (!allowed.test(address)) {
                    throw new AddressRefusedException(host, address);
                }
            }
        }
    }

    /** An answer with its whole body. The array is not copied and must not be changed. */
    @SuppressWarnings("ArrayRecordComponent") // equality is used for identity only
    record Response(int status, HttpHeaders headers, byte[] body) {

        /** Returns status and size. Headers and body are left out because they may contain secrets. */
        @Override
        public String toString() {
            return status + " (" + body.length + " bytes)";
        }
    }
}
