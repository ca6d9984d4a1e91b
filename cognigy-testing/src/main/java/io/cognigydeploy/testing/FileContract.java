package io.cognigydeploy.testing;

import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.testing.TransportContract.Peer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The rules of {@link FileTransport} beyond those of a transport. */
final class FileContract {

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SLACK = Duration.ofSeconds(5);
    private static final FileTransport.Limits LIMITS = new FileTransport.Limits(LONG, LONG, 10_000);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 1000\r\n\r\n";
    private static final String FILE = "0123456789".repeat(100);
    private static final String TAKEN = "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\ntaken";

    private final FileTransport transport;
    private final Findings findings;

    /** Receiver of the result of each check. */
    @FunctionalInterface
    interface Findings {

        void check(String rule, boolean kept);
    }

    FileContract(FileTransport transport, Findings findings) {
        this.transport = transport;
        this.findings = findings;
    }

    void check() throws IOException, InterruptedException {
        successesGoToTheSink();
        otherAnswersDoNot();
        wholeFilesAreReceivedAlone();
        aSinkEndsTheFetch();
        bodiesAreSentByTheirLength();
        whatIsRefusedIsNotSent();
        for (boolean sending : new boolean[] {false, true}) {
            String begun = sending ? "" : HEAD + "0123";
            idleTimeHolds(sending, begun);
            totalTimeHolds(sending, begun);
            interruptEnds(sending, begun);
        }
    }

    private void successesGoToTheSink() throws IOException, InterruptedException {
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + FILE + "\r\n0\r\n\r\n";
        for (String answer : List.of(HEAD + FILE, chunked)) {
            KeptFile received = new KeptFile();
            try (Peer peer = new Peer(answer, true)) {
                Transport.Response end = transport.fetch(peer.request("GET", ""), received, LIMITS);
                check(
                        "a file is written to the sink",
                        received.toString(StandardCharsets.US_ASCII).equals(FILE));
                check("a sink is begun once", received.begun == 1);
                check("a fetched file is not in the answer", end.status() == 200 && end.body().length == 0);
            }
        }
    }

    private void otherAnswersDoNot() throws IOException, InterruptedException {
        for (String head : List.of("HTTP/1.1 409 Conflict\r\n", "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n")) {
            KeptFile received = new KeptFile();
            try (Peer peer = new Peer(head + "Content-Length: 2\r\n\r\n{}", true)) {
                Transport.Response answer = transport.fetch(peer.request("GET", ""), received, LIMITS);
                check(
                        "an answer that is no success is returned",
                        new String(answer.body(), StandardCharsets.US_ASCII).equals("{}"));
                check("an answer that is no success does not reach the sink", received.begun == 0);
                check("a redirect of a fetch is not followed", peer.requests() == 1);
            }
        }
    }

    private void wholeFilesAreReceivedAlone() throws IOException {
        try (Peer peer = new Peer(HEAD + "0123", false)) {
            Exception failure = fetchFailure(peer, new KeptFile(), LIMITS);
            check("a file that is cut off is an IOException", failure instanceof IOException);
            check("a file that is cut off is no ConnectException", !(failure instanceof ConnectException));
            check("a fetch is sent once", peer.requests() == 1);
        }
        KeptFile received = new KeptFile();
        try (Peer peer = new Peer(HEAD + FILE, true)) {
            FileTransport.Limits small = new FileTransport.Limits(LONG, LONG, 999);
            check(
                    "a file that is too large is an IOException",
                    fetchFailure(peer, received, small) instanceof IOException);
            check("no more than the limit reaches the sink", received.size() <= 999);
        }
    }

    private void aSinkEndsTheFetch() throws IOException {
        IOException full = new IOException("the sink is full");
        try (Peer peer = new Peer(HEAD + FILE, true)) {
            Exception failure = fetchFailure(
                    peer,
                    headers -> {
                        throw full;
                    },
                    LIMITS);
            check("the failure of a sink is thrown, or is a cause", isCausedBy(failure, full));
        }
    }

    private void bodiesAreSentByTheirLength() throws IOException, InterruptedException {
        Bytes body = new Bytes(FILE, FILE.length());
        try (Peer peer = new Peer(TAKEN, true)) {
            for (int i = 0; i < 2; i++) {
                Transport.Response answer = transport.send(peer.request("POST", ""), body, LIMITS);
                check(
                        "the answer to a sent file is returned",
                        new String(answer.body(), StandardCharsets.US_ASCII).equals("taken"));
            }
            check(
                    "a body is sent with its Content-Length",
                    peer.heads().size() == 2
                            && peer.heads().stream()
                                    .allMatch(head -> head.toLowerCase(Locale.ROOT)
                                                    .contains("\r\ncontent-length: 1000\r\n")
                                            && !head.toLowerCase(Locale.ROOT).contains("transfer-encoding")));
            check("a source is closed", body.open == 0);
        }
        for (int stated : new int[] {FILE.length() - 1, FILE.length() + 1}) {
            try (Peer peer = new Peer(TAKEN, true)) {
                Exception failure =
                        sendFailure(peer, new Bytes(FILE, stated), new FileTransport.Limits(SLACK, SLACK, 10_000));
                check("a body of another length than stated is an IOException", failure instanceof IOException);
                check("a body of another length than stated never arrives whole", peer.requests() == 0);
            }
        }
    }

    private void whatIsRefusedIsNotSent() throws IOException {
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Transport.Request request = TransportContract.request(deaf.getLocalPort(), "GET", "");
            check(
                    "a refused connection of a fetch is a ConnectException",
                    failure(() -> transport.fetch(request, new KeptFile(), LIMITS)) instanceof ConnectException);
        }
    }

    private void idleTimeHolds(boolean sending, String begun) throws IOException {
        try (Peer peer = new Peer(begun, true)) {
            long start = Time.SYSTEM.nanoTime();
            Exception failure = failure(
                    peer, sending, new FileTransport.Limits(LIMIT.plus(SLACK).plus(LIMIT), LIMIT, 10_000));
            Duration took = Duration.ofNanos(Time.SYSTEM.nanoTime() - start);
            String what = (sending ? "a send" : "a fetch") + " without a byte";
            check(what + " ends by the idle time", took.compareTo(LIMIT.plus(SLACK)) < 0);
            check(what + " is not ended early", took.compareTo(LIMIT) >= 0);
            check(what + " is an IdleTimeoutException", failure instanceof FileTransport.IdleTimeoutException);
        }
    }

    private void totalTimeHolds(boolean sending, String begun) throws IOException {
        try (Peer peer = new Peer(begun, true)) {
            Exception failure = failure(peer, sending, new FileTransport.Limits(LIMIT, LONG, 10_000));
            String what = (sending ? "a send" : "a fetch") + " beyond its total time";
            check(
                    what + " is an HttpTimeoutException, no IdleTimeoutException",
                    failure instanceof HttpTimeoutException
                            && !(failure instanceof FileTransport.IdleTimeoutException));
        }
    }

    private void interruptEnds(boolean sending, String begun) throws IOException, InterruptedException {
        try (Peer peer = new Peer(begun, true)) {
            FutureTask<@Nullable Exception> call = new FutureTask<>(() -> failure(peer, sending, LIMITS));
            Thread caller = new Thread(call, "transport-contract");
            caller.start();
            peer.awaitRequest();
            caller.interrupt();
            String what = "an interrupt ends " + (sending ? "a send" : "a fetch");
            try {
                check(what, call.get(SLACK.toMillis(), TimeUnit.MILLISECONDS) instanceof InterruptedException);
            } catch (TimeoutException | ExecutionException e) {
                check(what, false);
            }
        }
    }

    private void check(String rule, boolean kept) {
        findings.check(rule, kept);
    }

    private @Nullable Exception failure(Peer peer, boolean sending, FileTransport.Limits limits) {
        return sending
                ? sendFailure(peer, new Bytes(FILE, FILE.length()), limits)
                : fetchFailure(peer, new KeptFile(), limits);
    }

    private @Nullable Exception fetchFailure(Peer peer, FileTransport.Sink sink, FileTransport.Limits limits) {
        return failure(() -> transport.fetch(peer.request("GET", ""), sink, limits));
    }

    private @Nullable Exception sendFailure(Peer peer, FileTransport.Source body, FileTransport.Limits limits) {
        return failure(() -> transport.send(peer.request("POST", ""), body, limits));
    }

    /** One exchange with the transport. */
    @FunctionalInterface
    private interface Exchange {

        Transport.Response run() throws IOException, InterruptedException;
    }

    private static @Nullable Exception failure(Exchange exchange) {
        try {
            exchange.run();
            return null;
        } catch (IOException | InterruptedException | RuntimeException e) {
            return e;
        }
    }

    private static boolean isCausedBy(@Nullable Throwable failure, Throwable cause) {
        return failure != null && (failure == cause || isCausedBy(failure.getCause(), cause));
    }

    private static final class KeptFile extends ByteArrayOutputStream implements FileTransport.Sink {

        private int begun;

        @Override
        public OutputStream begin(HttpHeaders headers) {
            begun++;
            return this;
        }
    }

    /** A text that states another length than it may have, and the number of its streams that are open. */
    private static final class Bytes implements FileTransport.Source {

        private final byte[] bytes;
        private final long length;
        private int open;

        Bytes(String text, long length) {
            this.bytes = text.getBytes(StandardCharsets.US_ASCII);
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream open() {
            open++;
            return new ByteArrayInputStream(bytes) {
                @Override
                public void close() {
                    open--;
                }
            };
        }
    }
}
