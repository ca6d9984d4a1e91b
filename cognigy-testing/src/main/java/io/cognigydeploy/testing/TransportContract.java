package io.cognigydeploy.testing;

import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The contract of {@link Transport}, for a test of a transport of your own. One that is a {@link FileTransport} is held to
 * the contract of that as well.
 *
 * <pre>{@code
 * assertThat(TransportContract.problems(transport)).isEmpty();
 * }</pre>
 *
 * <p>The transport is used against servers on loopback ports over plain {@code http}: some answer, some break off, some
 * hang.
 */
public final class TransportContract {

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";

    private final Transport transport;
    private final List<String> problems = new ArrayList<>();

    private TransportContract(Transport transport) {
        this.transport = transport;
    }

    /** Returns the rules that a transport breaks, in words; none if it keeps the contract. */
    public static List<String> problems(Transport transport) throws IOException, InterruptedException {
        TransportContract contract =
                new TransportContract(Objects.requireNonNull(transport, "transport must be given, but was null."));
        contract.answersAreReturnedWhole();
        contract.nothingIsSentAgain();
        contract.whatIsRefusedIsNotSent();
        for (String begun : List.of("", "HTTP/1.1 200 OK\r\nContent-", HEAD, HEAD + "{")) {
            contract.limitHolds(begun);
            contract.interruptEnds(begun);
        }
        if (transport instanceof FileTransport files) {
            new FileContract(files, contract::check).check();
        }
        return List.copyOf(contract.problems);
    }

    private void answersAreReturnedWhole() throws IOException, InterruptedException {
        String moved = "HTTP/1.1 307 Moved\r\nLocation: /elsewhere\r\nX-A: b\r\nContent-Length: 4\r\n\r\nhere";
        try (Peer peer = new Peer(moved, true)) {
            Transport.Response answer = transport.exchange(peer.request("POST", "{}"), LONG);
            check("a redirect is returned and not followed", answer.status() == 307 && peer.requests() == 1);
            check(
                    "headers are returned",
                    answer.headers().firstValue("x-a").orElse("").equals("b"));
            check("a body is returned", new String(answer.body(), StandardCharsets.US_ASCII).equals("here"));
            transport.exchange(peer.request("GET", ""), LONG);
            check("a second request is sent", peer.requests() == 2);
        }
    }

    private void nothingIsSentAgain() throws IOException, InterruptedException {
        for (String begun : List.of("", "HTTP/1.1 20", HEAD + "{")) {
            try (Peer peer = new Peer(begun, false)) {
                Exception failure = failure(peer.request("POST", "{}"), LONG);
                String when = " if the connection drops after '" + begun.strip() + "'";
                check("no ConnectException is thrown" + when, failure instanceof IOException);
                check("no ConnectException is thrown" + when, !(failure instanceof ConnectException));
                check("a request is sent once" + when, peer.requests() == 1);
            }
        }
    }

    private void whatIsRefusedIsNotSent() throws IOException {
        // Bound and not listening: it refuses, and no other process can take the port.
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Transport.Request request = request(deaf.getLocalPort(), "POST", "{}");
            check("a refused connection is a ConnectException", failure(request, LONG) instanceof ConnectException);
        }
    }

    private void limitHolds(String begun) throws IOException {
        try (Peer peer = new Peer(begun, true)) {
            long start = Time.SYSTEM.nanoTime();
            Exception failure = failure(peer.request("POST", "{}"), LIMIT);
            Duration took = Duration.ofNanos(Time.SYSTEM.nanoTime() - start);
            String where = " after '" + begun.strip() + "'";
            check("an exchange that hangs ends in time" + where, took.compareTo(LIMIT.plus(SLACK)) < 0);
            check("an exchange that hangs is an HttpTimeoutException" + where, failure instanceof HttpTimeoutException);
        }
    }

    private void interruptEnds(String begun) throws IOException, InterruptedException {
        try (Peer peer = new Peer(begun, true)) {
            FutureTask<@Nullable Exception> call = new FutureTask<>(() -> failure(peer.request("POST", "{}"), LONG));
            Thread caller = new Thread(call, "transport-contract");
            caller.start();
            peer.awaitRequest();
            caller.interrupt();
            String where = " after '" + begun.strip() + "'";
            try {
                check(
                        "an interrupt is an InterruptedException" + where,
                        call.get(SLACK.toMillis(), TimeUnit.MILLISECONDS) instanceof InterruptedException);
            } catch (TimeoutException | ExecutionException e) {
                check("an interrupt ends an exchange" + where, false);
            }
        }
    }

    private void check(String rule, boolean kept) {
        if (!kept && !problems.contains(rule)) {
            problems.add(rule);
        }
    }

    private @Nullable Exception failure(Transport.Request request, Duration limit) {
        try {
            transport.exchange(request, limit);
            return null;
        } catch (IOException | InterruptedException | RuntimeException e) {
            return e;
        }
    }

    /** Returns a request to a port of this machine. */
    static Transport.Request request(int port, String method, String body) {
        HttpHeaders headers = HttpHeaders.of(Map.of("X-Test", List.of("yes")), (name, value) -> true);
        URI target = URI.create("http://127.0.0.1:" + port + "/");
        return new Transport.Request(method, target, headers, body.getBytes(StandardCharsets.US_ASCII));
    }

    /** A server that writes the same to each request, and then hangs or breaks off. */
    static final class Peer implements AutoCloseable {

        private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final List<String> received = new CopyOnWriteArrayList<>();
        private final AtomicInteger requests = new AtomicInteger();
        private final CountDownLatch first = new CountDownLatch(1);
        private final byte[] answer;
        private final boolean stays;

        Peer(String answer, boolean stays) throws IOException {
            this.answer = answer.getBytes(StandardCharsets.US_ASCII);
            this.stays = stays;
            begin(this::accept);
        }

        Transport.Request request(String method, String body) {
            return TransportContract.request(server.getLocalPort(), method, body);
        }

        int requests() {
            return requests.get();
        }

        /** Returns the heads of the requests that arrived whole. */
        List<String> heads() {
            return List.copyOf(received);
        }

        void awaitRequest() throws InterruptedException {
            first.await(SLACK.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    begin(() -> serve(socket));
                }
            } catch (IOException e) {
                // Closed: the check is over.
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                do {
                    received.add(receive(socket.getInputStream()));
                    requests.incrementAndGet();
                    socket.getOutputStream().write(answer);
                    first.countDown();
                } while (stays);
            } catch (IOException e) {
                // The transport has ended the exchange.
            }
        }

        /** Reads a request with its body, and returns its head. */
        private static String receive(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("no further request");
                }
                head.append((char) next);
            }
            Matcher length = LENGTH.matcher(head);
            in.skipNBytes(length.find() ? Long.parseLong(length.group(1)) : 0);
            return head.toString();
        }

        private static void begin(Runnable work) {
            Thread thread = new Thread(work, "transport-contract");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
