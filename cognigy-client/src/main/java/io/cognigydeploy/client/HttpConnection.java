package io.cognigydeploy.client;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** One connection, for one request after the other. Everything that is read from it is bounded. */
final class HttpConnection extends DefaultBHttpClientConnection {

    private static final int MAX_LINE = 64 * 1024;
    private static final int MAX_HEADERS = 1000;
    private static final int MAX_WITHOUT_CONTENT = 128 * 1024;
    private static final int MAX_INTERIM_ANSWERS = 8;
    private static final int MAX_TRUSTED_LENGTH = 1024 * 1024;
    private static final int FIRST_BYTES = 8 * 1024;
    private static final int MAX_READ = 64 * 1024;
    private static final int MAX_WRITTEN = 64 * 1024;
    private static final byte[] NOTHING = new byte[0];
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(MAX_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();

    private static final DefaultHttpResponseParserFactory PARSERS = new DefaultHttpResponseParserFactory(BOUNDS);
    private static final HttpContext NO_CONTEXT = HttpCoreContext.create();

    private final SocketChannel channel;
    private final Incoming incoming;
    private boolean reusable;
    private long idleSince;

    /** @param socket the channel's own, or one for TLS over it */
    HttpConnection(SocketChannel channel, Socket socket) throws IOException {
        super(BOUNDS, null, null, null, null, null, PARSERS);
        this.channel = channel;
        this.incoming = new Incoming(socket.getInputStream());
        bind(new SocketHolder(socket) {
            @Override
            protected InputStream getInputStream(Socket same) {
                return incoming;
            }

            @Override
            protected OutputStream getOutputStream(Socket same) throws IOException {
                return new Outgoing(super.getOutputStream(same));
            }
        });
    }

    /**
     * Returns whether nothing has arrived since the last answer. Bytes without a request would be taken for the
     * answer to the next request.
     */
    boolean isSilent() {
        incoming.look = Look.BEGUN;
        try {
            return !isDataAvailable(Timeout.ONE_MILLISECOND) && incoming.look == Look.SILENT;
        } catch (IOException e) {
            return false;
        } finally {
            incoming.look = Look.NONE;
        }
    }

    /** Sends a request and reads the whole answer. */
    Transport.Response exchange(ClassicHttpRequest request, int maxBytes) throws IOException {
        reusable = false;
        ClassicHttpResponse answer = send(request);
        HttpHeaders headers = headers(answer);
        byte[] body = body(answer, headers, maxBytes);
        // An answer with two lengths is read by the one that counts, but nothing is read after it.
        reusable = DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, answer, NO_CONTEXT)
                && !(answer.containsHeader("Transfer-Encoding") && answer.containsHeader("Content-Length"));
        return new Transport.Response(answer.getCode(), headers, body);
    }

    /** Marks the begin of a time without requests. */
    void rest(long now) {
        idleSince = now;
    }

    /** Returns whether the connection has been without requests for so long. */
    boolean isIdleFor(long nanos, long now) {
        return now - idleSince >= nanos;
    }

    /** Returns whether the last exchange left the connection ready for another request. */
    boolean isReusable() {
        return reusable;
    }

    /** Sends a request and reads the head of the answer. */
    ClassicHttpResponse send(ClassicHttpRequest request) throws IOException {
        try {
            sendRequestHeader(request);
            sendRequestEntity(request);
            flush();
            incoming.beginHead();
            ClassicHttpResponse answer = receiveResponseHeader();
            for (int interim = 1; answer.getCode() < 200; interim++) {
                if (answer.getCode() == 101) {
                    throw new IOException("the answer changes the protocol without being asked to");
                }
                if (interim > MAX_INTERIM_ANSWERS) {
                    throw new IOException("more than " + MAX_INTERIM_ANSWERS + " interim answers");
                }
                answer = receiveResponseHeader();
            }
            incoming.endHead();
            if (MessageSupport.canResponseHaveBody(request.getMethod(), answer)) {
                receiveResponseEntity(answer);
            }
            return answer;
        } catch (HttpException e) {
            throw new IOException("not HTTP: " + e.getMessage(), e);
        }
    }

    /** Closes the channel at once. A farewell in TLS could block. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public void close(CloseMode mode) {
        try {
            channel.close();
        } catch (IOException e) {
            // No request will use it any more.
        }
    }

    private static HttpHeaders headers(ClassicHttpResponse answer) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : answer.getHeaders()) {
            String value = header.getValue();
            headers.computeIfAbsent(header.getName(), name -> new ArrayList<>(1))
                    .add(value == null ? "" : value);
        }
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    private byte[] body(ClassicHttpResponse answer, HttpHeaders headers, int maxBytes) throws IOException {
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return NOTHING;
        }
        long length = entity.getContentLength();
        if (length > maxBytes) {
            throw new OversizedBodyException(answer.getCode(), headers, maxBytes);
        }
        InputStream content = entity.getContent();
        byte[] bytes = new byte[length >= 0 && length <= MAX_TRUSTED_LENGTH ? (int) length : FIRST_BYTES];
        int size = 0;
        while (size != length) {
            if (size == bytes.length) {
                // One byte more than the limit shows that there is more.
                bytes = Arrays.copyOf(bytes, (int) Math.min(2L * size + 1, maxBytes + 1L));
            }
            incoming.allowMore();
            int read = content.read(bytes, size, Math.min(bytes.length - size, MAX_READ));
            if (read < 0) {
                break;
            }
            size += read;
            if (size > maxBytes) {
                throw new OversizedBodyException(answer.getCode(), headers, maxBytes);
            }
        }
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Output in parts. The JDK copies each into native memory, which it keeps as long as the thread lives. */
    private static final class Outgoing extends FilterOutputStream {

        Outgoing(OutputStream target) {
            super(target);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += MAX_WRITTEN) {
                out.write(source, offset + done, Math.min(length - done, MAX_WRITTEN));
            }
        }
    }

    private enum Look {
        NONE,
        BEGUN,
        SILENT
    }

    /** The end of a look that found nothing. It is thrown before each request, and a stack trace would cost most of it. */
    private static final class Silence extends SocketTimeoutException {

        private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private final class Incoming extends FilterInputStream {

        private Look look = Look.NONE;
        private boolean inHead;
        private int allowed = MAX_WITHOUT_CONTENT;

        Incoming(InputStream source) {
            super(source);
        }

        void beginHead() {
            inHead = true;
            allowMore();
        }

        void endHead() {
            inHead = false;
        }

        void allowMore() {
            allowed = MAX_WITHOUT_CONTENT;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (look != Look.NONE) {
                return look();
            }
            int read = super.read(target, offset, length);
            if (read < 0 && inHead) {
                // The parser would take what there is for the whole head.
                throw new EOFException("the connection ended before the end of an answer's head");
            }
            allowed -= read;
            if (allowed < 0) {
                throw new IOException("more than " + MAX_WITHOUT_CONTENT / 1024 + " kB without content");
            }
            return read;
        }

        /** Returns -1 if there is anything but silence. */
        private int look() throws IOException {
            if (super.available() > 0) {
                return -1;
            }
            channel.configureBlocking(false);
            try {
                if (channel.read(ByteBuffer.allocate(1)) != 0) {
                    return -1;
                }
            } finally {
                channel.configureBlocking(true);
            }
            look = Look.SILENT;
            throw new Silence();
        }
    }
}
