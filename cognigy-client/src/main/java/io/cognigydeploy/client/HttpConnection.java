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
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;

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
    private static final int LAST_SUCCESS = 299;
    private static final byte[] NOTHING = new byte[0];
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxLineLength(MAX_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();

    private static final DefaultHttpResponseParserFactory PARSERS = new DefaultHttpResponseParserFactory(BOUNDS);
    private static final HttpContext NO_CONTEXT = HttpCoreContext.create();

    private final SocketChannel channel;
    private final Socket socket;
    private final Incoming incoming;
    private int interimAnswers;
    private boolean reusable;
    private long idleSince;

    /** @param socket the channel's own, or one for TLS over it */
    HttpConnection(SocketChannel channel, Socket socket) throws IOException {
        super(BOUNDS, null, null, null, null, null, PARSERS);
        this.channel = channel;
        this.socket = socket;
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
        Transport.Response whole = whole(answer, maxBytes);
        reusable = isReusableAfter(request, answer);
        return whole;
    }

    /**
     * Sends a request and writes the body of a success to a sink.
     *
     * @param maxBytes limit of a body with another status
     */
    Transport.Response fetch(
            ClassicHttpRequest request, FileTransport.Sink sink, long maxFile, int maxBytes, Exchange exchange)
            throws IOException {
        reusable = false;
        incoming.watched = exchange;
        try {
            ClassicHttpResponse answer = send(request);
            Transport.Response whole;
            if (answer.getCode() > LAST_SUCCESS) {
                whole = whole(answer, maxBytes);
            } else {
                HttpHeaders headers = headers(answer);
                receive(answer, headers, sink, maxFile);
                whole = new Transport.Response(answer.getCode(), headers, NOTHING);
            }
            reusable = isReusableAfter(request, answer);
            return whole;
        } finally {
            incoming.watched = null;
        }
    }

    /** Sends a request with a file, unless an answer ends it early, and reads the whole answer. */
    Transport.Response send(ClassicHttpRequest request, InputStream file, long length, int maxBytes, Exchange exchange)
            throws IOException {
        reusable = false;
        incoming.watched = exchange;
        try {
            begin(request);
            flush();
            Optional<ClassicHttpResponse> early = write(file, length, request, exchange);
            ClassicHttpResponse answer = early.isPresent() ? early.get() : receiveAnswer(request);
            Transport.Response whole = whole(answer, maxBytes);
            reusable = early.isEmpty() && isReusableAfter(request, answer);
            return whole;
        } catch (HttpException e) {
            throw notHttp(e);
        } finally {
            incoming.watched = null;
        }
    }

    private static boolean isReusableAfter(ClassicHttpRequest request, ClassicHttpResponse answer) {
        // An answer with two lengths is read by the one that counts, but nothing is read after it.
        return DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, answer, NO_CONTEXT)
                && !(answer.containsHeader("Transfer-Encoding") && answer.containsHeader("Content-Length"));
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
            begin(request);
            sendRequestEntity(request);
            flush();
            return receiveAnswer(request);
        } catch (HttpException e) {
            throw notHttp(e);
        }
    }

    private void begin(ClassicHttpRequest request) throws IOException, HttpException {
        interimAnswers = 0;
        sendRequestHeader(request);
    }

    private ClassicHttpResponse receiveAnswer(ClassicHttpRequest request) throws IOException, HttpException {
        Optional<ClassicHttpResponse> answer = receiveHead(request);
        while (answer.isEmpty()) {
            answer = receiveHead(request);
        }
        return answer.get();
    }

    /** Reads the head of an answer; returns empty if it is an interim answer. */
    private Optional<ClassicHttpResponse> receiveHead(ClassicHttpRequest request) throws IOException, HttpException {
        incoming.beginHead();
        ClassicHttpResponse answer = receiveResponseHeader();
        incoming.endHead();
        if (answer.getCode() < 200) {
            if (answer.getCode() == 101) {
                throw new IOException("the answer changes the protocol without being asked to");
            }
            if (++interimAnswers > MAX_INTERIM_ANSWERS) {
                throw new IOException("more than " + MAX_INTERIM_ANSWERS + " interim answers");
            }
            return Optional.empty();
        }
        if (MessageSupport.canResponseHaveBody(request.getMethod(), answer)) {
            receiveResponseEntity(answer);
        }
        return Optional.of(answer);
    }

    /** Writes a file in parts, and returns the answer that ends it early. */
    private Optional<ClassicHttpResponse> write(
            InputStream file, long length, ClassicHttpRequest request, Exchange exchange)
            throws IOException, HttpException {
        OutputStream out = socket.getOutputStream();
        byte[] part = new byte[MAX_WRITTEN];
        for (long left = length; left > 0; ) {
            int size = file.readNBytes(part, 0, (int) Math.min(part.length, left));
            left -= size;
            if (size == 0 || (left == 0 && file.read() >= 0)) {
                throw new IOException("the body has not the stated length of " + length + " bytes");
            }
            Optional<ClassicHttpResponse> early = earlyAnswer(request);
            if (early.isEmpty()) {
                try {
                    out.write(part, 0, size);
                } catch (IOException e) {
                    early = answerDespite(e, request);
                }
            }
            if (early.isPresent()) {
                return requireRefusal(early);
            }
            exchange.progress();
        }
        return Optional.empty();
    }

    /** Returns an answer that has arrived. A read with a time limit is made only if there is something to read. */
    private Optional<ClassicHttpResponse> earlyAnswer(ClassicHttpRequest request) throws IOException, HttpException {
        Optional<ClassicHttpResponse> answer = Optional.empty();
        boolean isThere = channel.socket().getInputStream().available() > 0;
        while (isThere && answer.isEmpty() && isDataAvailable(Timeout.ONE_MILLISECOND)) {
            answer = receiveHead(request);
        }
        return answer;
    }

    /** Returns the answer that a server sent before it closed the connection; throws the failure if there is none. */
    private Optional<ClassicHttpResponse> answerDespite(IOException failure, ClassicHttpRequest request)
            throws IOException {
        try {
            return Optional.of(receiveAnswer(request));
        } catch (IOException | HttpException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private static Optional<ClassicHttpResponse> requireRefusal(Optional<ClassicHttpResponse> early)
            throws IOException {
        if (early.filter(answer -> answer.getCode() <= LAST_SUCCESS).isPresent()) {
            throw new IOException("the answer is a success, but came before the whole request was sent");
        }
        return early;
    }

    private static IOException notHttp(HttpException e) {
        return new IOException("not HTTP: " + e.getMessage(), e);
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

    private Transport.Response whole(ClassicHttpResponse answer, int maxBytes) throws IOException {
        HttpHeaders headers = headers(answer);
        return new Transport.Response(answer.getCode(), headers, body(answer, headers, maxBytes));
    }

    private void receive(ClassicHttpResponse answer, HttpHeaders headers, FileTransport.Sink sink, long maxFile)
            throws IOException {
        HttpEntity entity = answer.getEntity();
        long length = entity == null ? 0 : entity.getContentLength();
        if (entity != null && length < 0 && !entity.isChunked()) {
            throw new IOException("the file ends with its connection, as one that was cut off does");
        }
        if (length > maxFile) {
            throw new OversizedBodyException(answer.getCode(), headers, maxFile);
        }
        OutputStream target = sink.begin(headers);
        if (entity == null) {
            return;
        }
        InputStream content = entity.getContent();
        byte[] part = new byte[MAX_READ];
        long size = 0;
        while (size != length) {
            incoming.allowMore();
            int read = content.read(part);
            if (read < 0) {
                break;
            }
            size += read;
            if (size > maxFile) {
                throw new OversizedBodyException(answer.getCode(), headers, maxFile);
            }
            target.write(part, 0, read);
        }
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
        private @Nullable Exchange watched;
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
            if (watched != null) {
                watched.progress();
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
