package io.cognigydeploy.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;

/**
 * A transport that carries files too, in constant memory. A transport without this capability serves every call but those
 * of {@link SnapshotFiles}. The rules of {@link Transport} apply: no retry, no redirect, and an end within the limits.
 */
public interface FileTransport extends Transport {

    /**
     * Sends the request once and writes the body of a success to a sink as it arrives. A body with another status than a
     * 2xx is returned like that of an {@link #exchange(Request, Duration) exchange}. Content codings are not decoded.
     *
     * @return the answer; without a body if the sink received it
     * @throws IOException as for an exchange; also if the body is shorter than its {@code Content-Length} or larger than
     *     the limit, and if the sink fails. The sink may have received a part of the body
     * @throws IdleTimeoutException if no byte was sent or received for the idle time
     * @throws InterruptedException if the thread was interrupted; the exchange is abandoned at once
     */
    Response fetch(Request request, Sink sink, Limits limits) throws IOException, InterruptedException;

    /**
     * Sends the request once, with a body from a source and its exact {@code Content-Length}. The request's own body is
     * empty. An answer that arrives before the whole body was sent ends the request; it is returned where that is
     * possible.
     *
     * @throws IOException as for an exchange; also if the source fails or has another length than it states. The platform
     *     then has received no whole request
     * @throws IdleTimeoutException if no byte was sent or received for the idle time
     * @throws InterruptedException if the thread was interrupted; the exchange is abandoned at once
     */
    Response send(Request request, Source body, Limits limits) throws IOException, InterruptedException;

    /** The receiver of a file. */
    @FunctionalInterface
    interface Sink {

        /**
         * Returns the stream that the body of a success is written to. A transport calls this at most once, before the
         * first byte of the body, and does not close the stream.
         *
         * @param headers those of the answer
         * @throws IOException if the body must not be received; the transport ends the exchange
         */
        OutputStream begin(HttpHeaders headers) throws IOException;
    }

    /** The body of a request, which can be read as often as the request is sent. */
    interface Source {

        /** Returns the exact number of bytes. */
        long length();

        /** Opens a new stream of all bytes. The transport closes it. */
        InputStream open() throws IOException;
    }

    /**
     * Limits of one exchange with a file.
     *
     * @param total time limit of the whole exchange
     * @param idle time without a byte in either direction after which the exchange ends, and limit of each step of
     *     connecting. The default of clients is 30 s
     * @param bytes largest file that is received
     */
    record Limits(Duration total, Duration idle, long bytes) {

        /** @throws IllegalArgumentException if one of them is not positive */
        public Limits {
            Times.requirePositive("total", total);
            Times.requirePositive("idle", idle);
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes must be positive, but was " + bytes);
            }
        }

        /** Returns these limits with another total time. */
        public Limits within(Duration other) {
            return new Limits(other, idle, bytes);
        }
    }

    /** The end of an exchange in which nothing was sent or received for the idle time. */
    final class IdleTimeoutException extends HttpTimeoutException {

        private static final long serialVersionUID = 1L;

        /** Creates the end of an exchange that was idle for this time. */
        public IdleTimeoutException(Duration idle) {
            super("no byte was sent or received for "
                    + Time.inWords(Objects.requireNonNull(idle, "idle must be given, but was null.")));
        }
    }
}
