package io.cognigydeploy.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cognigydeploy.client.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A {@link FakeCognigy} behind a port of the loopback interface. It serves other processes, and clients with a
 * transport of their own. A lost connection is really lost here, and a stall takes real time.
 */
public final class FakeServer implements AutoCloseable {

    static {
        // Read once, when the server's classes are loaded. Without it an answer can wait 40 ms for an acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    /**
     * The client for webhooks. It is created for the first call, because a client has a thread and cannot be closed.
     */
    private static final class Hooks {

        private static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    private static final int MAX_BODY = 16 * 1024 * 1024;
    private static final Duration HOOK_PATIENCE = Duration.ofSeconds(10);

    private final FakeCognigy fake;
    private final HttpServer server;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Consumer<RecordedRequest>> listeners = new CopyOnWriteArrayList<>();

    private FakeServer(FakeCognigy fake, HttpServer server) {
        this.fake = fake;
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-cognigy-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @throws IOException if the port cannot be had
     */
    public static FakeServer start(FakeCognigy fake, int port) throws IOException {
        byte[] loopback = {127, 0, 0, 1};
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(loopback), port), 0);
        FakeServer started = new FakeServer(fake, server);
        server.createContext("/", started::handle);
        server.setExecutor(started.threads);
        server.start();
        return started;
    }

    /** Returns the server's URL, without a final slash. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Returns the port on the loopback address; the one that the system chose if 0 was requested. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Passes every request to this listener just before the answer, on the thread that answers. */
    public FakeServer onRequest(Consumer<RecordedRequest> listener) {
        listeners.add(listener);
        return this;
    }

    /** Stops to listen and ends every connection, stalled ones too. */
    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<String> boundary = Multipart.boundary(
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")));
            byte[] body = boundary.isPresent()
                    ? new byte[0]
                    : exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                send(
                        exchange,
                        Refusal.of(413, "too_large", "The body has more than " + MAX_BODY + " bytes")
                                .reply("req-0"));
                return;
            }
            Transport.Request request = new Transport.Request(
                    exchange.getRequestMethod(),
                    URI.create(url() + exchange.getRequestURI()),
                    HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true),
                    body);
            // An upload is read as it comes, so that its size does not matter; no lock is held meanwhile.
            Call call = boundary.isPresent() ? Call.of(request, exchange.getRequestBody()) : Call.of(request);
            Dispatcher.Served served = fake.serve(call);
            listeners.forEach(listener -> listener.accept(served.recorded()));
            if (!served.stall().isZero() && closed.await(served.stall().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            Reply reply = served.reply();
            if (reply != null) {
                send(exchange, reply);
            }
            if (closed.getCount() > 0) {
                fake.deliveriesToSend().forEach(delivery -> threads.execute(() -> deliver(delivery)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(WebhookQueue.Delivery delivery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(delivery.url())
                .timeout(HOOK_PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(delivery.body()));
        delivery.headers().forEach(request::header);
        try {
            fake.delivered(
                    delivery,
                    Hooks.CLIENT
                            .send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode());
        } catch (IOException e) {
            // No server listens there: the delivery stays without an answer, as its status shows.
            fake.delivered(delivery, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.sentHeaders().forEach(exchange.getResponseHeaders()::set);
        long length = reply.body().length().getAsLong();
        exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
        if (length > 0) {
            try (InputStream in = reply.body().stream().get();
                    OutputStream out = exchange.getResponseBody()) {
                in.transferTo(out);
                // Of a body that ends before its length, the close would drop what is not sent yet.
                out.flush();
            }
        }
    }

    @Override
    public String toString() {
        return "FakeServer at " + url();
    }
}
