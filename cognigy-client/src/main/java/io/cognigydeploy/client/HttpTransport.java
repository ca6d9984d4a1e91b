package io.cognigydeploy.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Transport by the JDK's HTTP client. The client's own time limit ends at the headers; here the body has a time limit
 * too, and a size limit.
 *
 * <p>One behaviour of the JDK's client can be switched off only by a system property for the whole process. When a
 * reused connection drops without a byte of an answer, the client sends a GET (and a HEAD) once more, unnoticed by its
 * caller. No other method is sent again, so no change is. The client limits the size of the headers itself, to 384 kB
 * ({@code jdk.http.maxHeaderSize}, since 17.0.13).
 */
final class HttpTransport implements Transport, AutoCloseable {

    private static final Duration MAX_FOR_CONNECTING = Duration.ofSeconds(10);

    private static final int FIRST_BYTES = 4 * 1024;

    private final int maxBytes;
    private final UnaryOperator<HttpClient.Builder> settings;
    private @Nullable HttpClient open;

    HttpTransport(int maxBytes, UnaryOperator<HttpClient.Builder> settings) {
        this.maxBytes = maxBytes;
        this.settings = settings;
    }

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpRequest.Builder message = HttpRequest.newBuilder(request.uri()).timeout(limit);
        if (request.body().length > 0) {
            message.method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        } else if (request.method().equals("GET")) {
            // The JDK states a length for an empty body too, and some firewalls refuse a GET with one.
            message.GET();
        } else {
            message.method(request.method(), HttpRequest.BodyPublishers.noBody());
        }
        request.headers().map().forEach((name, values) -> values.forEach(value -> message.header(name, value)));
        try {
            HttpResponse<byte[]> answer =
                    client().send(message.build(), head -> new Body(head, limit.minusNanos(System.nanoTime() - start)));
            return new Response(answer.statusCode(), answer.headers(), answer.body());
        } catch (HttpConnectTimeoutException e) {
            throw notSent("no connection in time" + byWayOf(request.uri()), e);
        } catch (SSLHandshakeException e) {
            throw notSent("the TLS handshake failed" + byWayOf(request.uri()), e);
        } catch (ConnectException e) {
            String proxy = byWayOf(request.uri());
            throw proxy.isEmpty() ? e : notSent("no connection" + proxy, e);
        } catch (IOException e) {
            throw unwrap(e, limit);
        }
    }

    /** Releases the client; its idle connections close when it is collected. Java 17 has no other way. */
    @Override
    public synchronized void close() {
        open = null;
    }

    private synchronized HttpClient client() {
        HttpClient client = open;
        if (client == null) {
            client = settings.apply(HttpClient.newBuilder().connectTimeout(MAX_FOR_CONNECTING))
                    // Last, because the guarantees about lost answers and credentials depend on them.
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            open = client;
        }
        return client;
    }

    /** Returns a clause that names the proxy, which may be the unreachable host; empty without a proxy. */
    private String byWayOf(URI target) {
        return client().proxy().or(() -> Optional.ofNullable(ProxySelector.getDefault())).stream()
                .flatMap(proxies -> proxies.select(target).stream())
                .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
                .map(proxy -> " by way of the proxy " + proxy.address())
                .findFirst()
                .orElse("");
    }

    private static ConnectException notSent(String what, IOException cause) {
        ConnectException e = new ConnectException(what);
        e.initCause(cause);
        return e;
    }

    /** Returns the exception of a body subscriber, which the JDK's client wraps. */
    private static IOException unwrap(IOException e, Duration limit) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof OversizedBodyException oversized) {
                return oversized;
            }
            if (at instanceof TimeoutException) {
                HttpTimeoutException timeout =
                        new HttpTimeoutException("the body was not complete within " + Time.inWords(limit));
                timeout.initCause(e);
                return timeout;
            }
        }
        return e;
    }

    private final class Body implements HttpResponse.BodySubscriber<byte[]> {

        private final HttpResponse.ResponseInfo head;
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private byte[] bytes = new byte[0];
        private int size;
        private Flow.@Nullable Subscription source;

        Body(HttpResponse.ResponseInfo head, Duration rest) {
            this.head = head;
            whole.orTimeout(Math.max(1, rest.toNanos()), TimeUnit.NANOSECONDS);
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            var unused = whole.whenComplete((body, failure) -> {
                if (failure != null) {
                    subscription.cancel();
                }
            });
            source = subscription;
            // One at a time: buffers that are requested but not yet processed stay in memory.
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> more) {
            for (ByteBuffer part : more) {
                int length = part.remaining();
                if (length > maxBytes - size) {
                    bytes = new byte[0];
                    size = maxBytes;
                    whole.completeExceptionally(
                            new OversizedBodyException(head.statusCode(), head.headers(), maxBytes));
                    return;
                }
                // Copied: a chunk of one byte would keep its whole buffer alive.
                if (length > bytes.length - size) {
                    long grown = Math.max(Math.max(FIRST_BYTES, 2L * bytes.length), (long) size + length);
                    bytes = Arrays.copyOf(bytes, (int) Math.min(grown, maxBytes));
                }
                part.get(bytes, size, length);
                size += length;
            }
            if (source != null) {
                source.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            whole.complete(bytes.length == size ? bytes : Arrays.copyOf(bytes, size));
        }
    }
}
