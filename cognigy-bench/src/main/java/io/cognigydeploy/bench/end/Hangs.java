package io.cognigydeploy.bench.end;

import io.cognigydeploy.bench.server.Answers;
import io.cognigydeploy.bench.server.MuteServer;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.PollOptions;
import io.cognigydeploy.client.RetryOptions;
import io.cognigydeploy.client.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls that hang at each stage, and a control that waits in {@code future.get}. */
public final class Hangs implements AutoCloseable {

    private static final String BEGUN = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
    private static final int MORE_THAN_BUFFERS = 4 * 1024 * 1024;

    private final Ending ending;
    private final MuteServer mute = MuteServer.saying("");
    private final MuteServer begun = MuteServer.saying(BEGUN);
    private final MuteServer full = MuteServer.full();
    private final List<CognigyClient> clients = new ArrayList<>();
    private final List<Hang> all = new ArrayList<>();

    private Hangs(Ending ending) throws IOException {
        this.ending = ending;
    }

    /**
     * Makes the resolution of names hang in this JVM: its hosts file is a pipe to which nothing is written. Must be
     * called before the first use of the network.
     */
    public static void stallNames() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bench");
        Path pipe = folder.resolve("hosts");
        if (new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor() != 0) {
            throw new IOException("mkfifo failed.");
        }
        folder.toFile().deleteOnExit();
        pipe.toFile().deleteOnExit();
        System.setProperty("jdk.net.hosts.file", pipe.toString());
    }

    /** Opens clients for an ending; the control comes first. */
    public static Hangs open(Ending ending) throws IOException {
        Hangs hangs = new Hangs(ending);
        hangs.addControl();
        hangs.add("name", hangs.client("https://names.example.com"));
        hangs.add("connecting", hangs.client("http://" + hangs.full.address()));
        hangs.add("TLS handshake", hangs.client("https://" + hangs.mute.address()));
        hangs.addUpload();
        hangs.add("head", hangs.client("http://" + hangs.mute.address()));
        hangs.add("body", hangs.client("http://" + hangs.begun.address()));
        hangs.add(
                "queue of connections",
                hangs.client("http://" + hangs.mute.address()).maxConnections(1));
        hangs.add(
                "token",
                hangs.client("http://" + hangs.mute.address())
                        .credentials(Credentials.clientCredentials("bench", "bench-secret")));
        if (ending != Ending.DEADLINE) {
            hangs.addWaits();
        }
        return hangs;
    }

    /** Returns the calls. */
    public List<Hang> all() {
        return all;
    }

    private CognigyClient.Builder client(String url) {
        return CognigyClient.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("bench-key"))
                .timeout(ending.limit())
                .attemptTimeout(Duration.ofDays(1))
                .withoutCircuit()
                .withoutRateLimit();
    }

    private CognigyClient opened(CognigyClient.Builder builder) {
        CognigyClient client = builder.build();
        clients.add(client);
        return client;
    }

    private void add(String stage, CognigyClient.Builder builder) {
        CognigyClient client = opened(builder);
        all.add(new Hang(stage, () -> client.deployments().get(Answers.DEPLOYMENT_ID), client::close));
    }

    private void addControl() {
        Control control = new Control();
        all.add(new Hang(
                "control: future.get",
                () -> control.end.get(ending.limit().toNanos(), TimeUnit.NANOSECONDS),
                control::close));
    }

    private static final class Control {

        private volatile CompletableFuture<Void> end = new CompletableFuture<>();

        void close() {
            CompletableFuture<Void> old = end;
            end = new CompletableFuture<>();
            old.cancel(false);
        }
    }

    private void addUpload() {
        CognigyClient client = opened(client("http://" + mute.address()));
        URI target = URI.create("http://" + mute.address() + "/");
        byte[] body = new byte[MORE_THAN_BUFFERS];
        // No JSON from the first byte on: the client looks through a body for secrets before the call begins.
        Arrays.fill(body, (byte) 0xff);
        all.add(new Hang("upload", () -> client.postAnywhere(target, Map.of(), body), client::close));
    }

    /** Adds the waits that a deadline never ends: a wait that is too long for it does not begin. */
    private void addWaits() {
        CognigyClient slow = opened(answering(200, Map.of()).rateLimit(1, 1));
        all.add(new Hang(
                "rate budget",
                () -> {
                    while (true) {
                        slow.deployments().get(Answers.DEPLOYMENT_ID);
                    }
                },
                slow::close));
        add(
                "wait before a retry",
                answering(503, Map.of("Retry-After", List.of("3600")))
                        .retry(RetryOptions.builder().budget(Integer.MAX_VALUE).build()));
        CognigyClient polling = opened(answering(200, Map.of()));
        PollOptions seldom = PollOptions.builder()
                .interval(Duration.ofHours(1))
                .timeout(Duration.ofDays(1))
                .build();
        all.add(new Hang(
                "wait for an operation",
                () -> polling.operations().deployment(Answers.DEPLOYMENT_ID).await(seldom),
                polling::close));
    }

    private CognigyClient.Builder answering(int status, Map<String, List<String>> headers) {
        byte[] body = ("{\"id\":\"" + Answers.DEPLOYMENT_ID + "\",\"status\":\"running\"}")
                .getBytes(StandardCharsets.US_ASCII);
        Transport.Response answer =
                new Transport.Response(status, HttpHeaders.of(headers, (name, value) -> true), body);
        return client("http://" + mute.address()).transport((request, limit) -> answer);
    }

    @Override
    public void close() throws IOException {
        clients.forEach(CognigyClient::close);
        mute.close();
        begun.close();
        full.close();
    }
}
