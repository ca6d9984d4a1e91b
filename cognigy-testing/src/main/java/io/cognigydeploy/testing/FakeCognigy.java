package io.cognigydeploy.testing;

import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.DeploymentJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Cognigy.AI platform in memory. It keeps state, accepts requests in their documented form alone, and fails by the
 * faults that a test sets. Pass it to a client as its {@link FileTransport}, or put it behind a port with {@link
 * FakeServer}.
 *
 * <pre>{@code
 * FakeCognigy fake = FakeCognigy.withDefaultWorld();
 * fake.nextJob(JobScript.fails("out of memory"));
 * fake.fail(Fault.on("POST", "/api/v1/deployments").dropAfterEffect());
 * CognigyClient client = fake.client();
 * }</pre>
 *
 * <p>A request that departs from its documented form is answered 400 and remembered in {@link #violations()}. Safe for
 * use by many threads; requests are carried out one at a time.
 */
public final class FakeCognigy extends PlatformSetup implements FileTransport {

    private static final String BASE_URL = "https://cognigy.test";
    private static final String SOMEWHERE_PUBLIC = "1.1.1.1";
    private static final Pattern DIGITS = Pattern.compile("[0-9.]+|\\[.*]");
    private static final int PART = 64 * 1024;
    private static final long SEED = 20260115L;

    private final Dispatcher dispatcher;

    private FakeCognigy(WorldState world) {
        super(world);
        this.dispatcher = new Dispatcher(world);
    }

    @Override
    FakeCognigy self() {
        return this;
    }

    /** Creates a platform without bots and environments, in virtual time. */
    public static FakeCognigy create() {
        return create(new FakeTime());
    }

    /**
     * Creates a platform without bots and environments. It accepts {@code demo-client}/{@code demo-secret} and {@code
     * demo-key}.
     */
    public static FakeCognigy create(Time time) {
        return new FakeCognigy(new WorldState(time));
    }

    /** Creates a platform with bots, environments and test results to deploy with, in virtual time. */
    public static FakeCognigy withDefaultWorld() {
        return withDefaultWorld(new FakeTime());
    }

    /** Creates a platform with bots, environments and test results to deploy with. */
    public static FakeCognigy withDefaultWorld(Time time) {
        return new FakeCognigy(WorldJson.standard(time));
    }

    /** Creates a platform like {@link #fromJson(String, Time)}, in virtual time. */
    public static FakeCognigy fromJson(String state) {
        return fromJson(state, new FakeTime());
    }

    /**
     * Creates a platform with this state; {@code docs/fake-server.md} describes the form. Members that bots, versions,
     * environments and test runs have beyond what the form names, or lack, are on the wire as they are here.
     *
     * @throws IllegalArgumentException if it is not of that form: one line, what and where
     */
    public static FakeCognigy fromJson(String state, Time time) {
        return fromJson(state, "platform state", time);
    }

    /**
     * Creates a platform with this state.
     *
     * @param source the words for the state in messages
     */
    static FakeCognigy fromJson(String state, String source, Time time) {
        return new FakeCognigy(WorldJson.read(state, source, time));
    }

    /**
     * Creates a platform like {@link #fromJson(String, Time)}, from a file.
     *
     * @throws IllegalArgumentException if it cannot be read or is not of that form: one line, what and where
     */
    public static FakeCognigy fromFile(Path file, Time time) {
        String state;
        try {
            state = Printable.read(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": cannot be read. Check that it is there and is text.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage() + ".", e);
        }
        return fromJson(state, file.toString(), time);
    }

    /**
     * Returns the state, in the form that {@link #fromJson(String)} reads. Tokens, faults and requests are not part of
     * it.
     */
    public String toJson() {
        return locked(() -> WorldJson.write(world).toPrettyString());
    }

    /**
     * Returns a client of this platform, with valid credentials, this platform's time and the same randomness each
     * time.
     */
    public CognigyClient client() {
        return CognigyClient.builder()
                .baseUrl(BASE_URL)
                .fake()
                .credentials(credentials())
                .transport(this)
                .time(time)
                .random(new Random(SEED))
                .build();
    }

    private Credentials credentials() {
        synchronized (lock) {
            Optional<Access.Client> client =
                    world.access.clients.values().stream().findFirst();
            if (client.isPresent() && dispatcher.issuesTokens()) {
                return Credentials.clientCredentials(
                        client.get().id(), client.get().secret());
            }
            return world.access.apiKeys.keySet().stream()
                    .findFirst()
                    .<Credentials>map(Credentials::apiKey)
                    .orElseGet(() -> Credentials.clientCredentials("demo-client", "demo-secret"));
        }
    }

    /**
     * Returns the virtual time of this platform.
     *
     * @throws IllegalStateException if it was made with another kind of time
     */
    public FakeTime time() {
        if (time instanceof FakeTime fakeTime) {
            return fakeTime;
        }
        throw new IllegalStateException("This platform does not live in virtual time but in " + time);
    }

    /** Returns the installation of the product that is served beside the documented platform. */
    public Installation installation() {
        return new Installation(this);
    }

    /** Adds faults; see {@link Fault}. */
    public FakeCognigy fail(Fault... more) {
        return change(() -> List.of(more).forEach(dispatcher::fail));
    }

    /**
     * Makes this a platform that offers what these documents describe and nothing else. Every other request is answered
     * 404, a query parameter that the document does not name 400, and answers have no member that it does not name.
     *
     * <p>{@link Document#VERSION_ROLLBACK} alone issues no tokens: an API key is needed then.
     */
    public FakeCognigy only(Document... documents) {
        return change(() -> dispatcher.offer(new Offer(false, Set.copyOf(List.of(documents)), false)));
    }

    /**
     * Makes this a platform like {@link #only}, with the requests and members that the documents mention without a
     * form.
     */
    public FakeCognigy onlyWithProse(Document... documents) {
        return change(() -> dispatcher.offer(new Offer(false, Set.copyOf(List.of(documents)), true)));
    }

    /** Returns the version of a bot that is live in an environment. */
    public Optional<String> liveVersion(String bot, String environment) {
        return locked(
                () -> Optional.ofNullable(existingEnvironment(environment).live.get(bot)));
    }

    /** Returns all deployments in the order of their acceptance. Reading them does not move them on. */
    public List<DeploymentJob> deployments() {
        return locked(() -> world.deployments.values().stream()
                .<DeploymentJob>map(deployment -> DeploymentJob.builder()
                        .id(deployment.id())
                        .state(deployment.state())
                        .message(deployment.message())
                        .botId(deployment.bot())
                        .environmentId(deployment.environment())
                        .version(deployment.version())
                        .createdAt(deployment.createdAt())
                        .build())
                .toList());
    }

    /** Returns the configuration of an environment as it was rolled out, as JSON; empty if there never was one. */
    public Optional<String> configuration(String environment) {
        return locked(() -> Optional.ofNullable(existingEnvironment(environment).configuration)
                .map(Json::write));
    }

    /** Returns the version of a flow that is deployed in an environment. */
    public Optional<String> flowVersion(String flow, String environment) {
        synchronized (lock) {
            existingEnvironment(environment);
            return world.flows
                    .find(environment, flow)
                    .flatMap(Flows.Flow::deployed)
                    .map(content -> content.path("version").asText());
        }
    }

    /** Returns the accepted audit records, each as the request that brought it. */
    public List<RecordedRequest> audits() {
        return locked(() -> List.copyOf(world.queue.audits));
    }

    /**
     * Returns the deliveries to webhooks, in order; the path is the whole URL. The status is 0 unless the hook is on
     * this machine, this platform is behind a {@link FakeServer}, and an answer came.
     */
    public List<RecordedRequest> deliveries() {
        return locked(() -> world.queue.deliveries.stream()
                .map(WebhookQueue.Delivery::recorded)
                .toList());
    }

    /** Returns all requests that arrived, in order. */
    public List<RecordedRequest> requests() {
        return locked(() -> dispatcher.requests());
    }

    /**
     * Returns the requests of one kind, in order.
     *
     * @param path a regular expression for the whole path, without the query
     */
    public List<RecordedRequest> requests(String method, String path) {
        Pattern pattern = Pattern.compile(path);
        return requests().stream()
                .filter(request -> request.method().equals(method)
                        && pattern.matcher(request.path()).matches())
                .toList();
    }

    /** Returns every departure from the documented form of a request, in order; a correct client causes none. */
    public List<String> violations() {
        return locked(() -> dispatcher.violations());
    }

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        Reply reply = reply(request, Call.of(request), new Limits(limit, limit, Long.MAX_VALUE));
        return response(reply, reply.body().bytes());
    }

    /** Writes a generated file to the sink. Nothing of it is kept in memory, and no time passes. */
    @Override
    public Response fetch(Request request, Sink sink, Limits limits) throws IOException, InterruptedException {
        Reply reply = reply(request, Call.of(request), limits);
        if (!reply.isSuccess()) {
            return response(reply, reply.body().bytes());
        }
        Response answer = response(reply, new byte[0]);
        OutputStream target = sink.begin(answer.headers());
        long stated = reply.body().length().getAsLong();
        if (stated > limits.bytes()) {
            throw new IOException("a body of more than " + limits.bytes() + " bytes");
        }
        try (InputStream body = reply.body().stream().get()) {
            long size = 0;
            byte[] part = new byte[PART];
            for (int read = body.read(part); read >= 0; read = body.read(part)) {
                target.write(part, 0, read);
                size += read;
                requireNoInterrupt(request);
            }
            if (size != stated) {
                throw new SocketException("Connection reset after " + size + " of " + stated + " bytes");
            }
        }
        return answer;
    }

    /** Reads the whole body, whatever the answer. Nothing of a file in it is kept in memory, and no time passes. */
    @Override
    public Response send(Request request, Source body, Limits limits) throws IOException, InterruptedException {
        Call call;
        try (CountedStream in = new CountedStream(body.open())) {
            call = Call.of(request, in);
            if (in.count() != body.length()) {
                throw new IOException("a body of " + in.count() + " bytes that states " + body.length());
            }
        }
        Reply reply = reply(request, call, limits);
        return response(reply, reply.body().bytes());
    }

    private static void requireNoInterrupt(Request request) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted during " + request);
        }
    }

    private Reply reply(Request request, Call call, Limits limits) throws IOException, InterruptedException {
        requireNoInterrupt(request);
        Dispatcher.Served served = serve(call);
        boolean isIdle = limits.idle().compareTo(limits.total()) < 0;
        Duration limit = isIdle ? limits.idle() : limits.total();
        if (served.stall().compareTo(limit) >= 0) {
            time.sleep(limit);
            throw isIdle
                    ? new IdleTimeoutException(limit)
                    : new HttpTimeoutException("no answer to " + request + " within " + limit);
        }
        time.sleep(served.stall());
        Reply reply = served.reply();
        if (reply != null) {
            return reply;
        }
        if (served.arrived()) {
            throw new SocketException("Connection reset");
        }
        throw new ConnectException("Connection refused");
    }

    /** Returns a public address for every name, because the fake stands for every host. No name is looked up. */
    @Override
    public List<InetAddress> addresses(String host) throws UnknownHostException {
        return List.of(InetAddress.getByName(DIGITS.matcher(host).matches() ? host : SOMEWHERE_PUBLIC));
    }

    private static Response response(Reply reply, byte[] body) {
        Map<String, List<String>> headers = new HashMap<>();
        reply.sentHeaders().forEach((name, value) -> headers.put(name, List.of(value)));
        return new Response(reply.status(), HttpHeaders.of(headers, (name, value) -> true), body);
    }

    /** Serves a request, as far as the faults allow, and returns the reply. Does not wait. */
    Dispatcher.Served serve(Call call) {
        return locked(() -> dispatcher.serve(call));
    }

    /** Returns the deliveries to webhooks of this machine that were not returned before. */
    List<WebhookQueue.Delivery> deliveriesToSend() {
        return locked(() -> world.queue.handOver());
    }

    /** Records the answer of a webhook. */
    void delivered(WebhookQueue.Delivery delivery, int status) {
        delivery.status().set(status);
    }

    /** Returns the whole state and all requests, for the message of a failed test. */
    @Override
    public String toString() {
        synchronized (lock) {
            List<String> lines = new ArrayList<>();
            lines.add("FakeCognigy at " + time.now());
            world.toString().lines().forEach(lines::add);
            lines.addAll(dispatcher.lines());
            return String.join("\n  ", lines);
        }
    }
}
