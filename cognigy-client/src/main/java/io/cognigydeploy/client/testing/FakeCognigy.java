package io.cognigydeploy.client.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.CognigyClient;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.Transport;
import io.cognigydeploy.client.model.DeploymentJob;
import io.cognigydeploy.client.model.VersionStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Cognigy.AI platform in memory: it keeps state, takes requests in their documented form and in no other, and goes
 * wrong where it is told to. Hand it to a client as its {@link Transport}, or put it behind a port with {@link
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
public final class FakeCognigy implements Transport {

    private static final String BASE_URL = "https://cognigy.test";
    private static final long SEED = 20260115L;

    private final Object lock = new Object();
    private final Time time;
    private final World world;
    private final Routes routes = new Routes();
    private final List<Script> faults = new ArrayList<>();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, Remembered> idempotent = new HashMap<>();
    private long exchanges;

    private FakeCognigy(World world, Time time) {
        this.world = world;
        this.time = time;
        PlatformEndpoints.addTo(routes, world, time);
        DeploymentEndpoints.addTo(routes, world, time);
    }

    /** A platform without bots and environments, in virtual time. */
    public static FakeCognigy create() {
        return create(new FakeTime());
    }

    /** A platform without bots and environments. It takes {@code demo-client}/{@code demo-secret} and {@code demo-key}. */
    public static FakeCognigy create(Time time) {
        return new FakeCognigy(World.withDemoCredentials(), time);
    }

    /** A platform with bots, environments and test results to deploy with, in virtual time. */
    public static FakeCognigy withDefaultWorld() {
        return withDefaultWorld(new FakeTime());
    }

    /** A platform with bots, environments and test results to deploy with. */
    public static FakeCognigy withDefaultWorld(Time time) {
        return DefaultWorld.furnish(create(time), time.now());
    }

    /** As {@link #fromJson(String, Time)}, in virtual time. */
    public static FakeCognigy fromJson(String state) {
        return fromJson(state, new FakeTime());
    }

    /**
     * A platform with this state; {@code docs/fake-server.md} describes the form. Members that bots, versions,
     * environments and test runs have beyond what the form names, or lack, are on the wire as they are here.
     *
     * @throws IllegalArgumentException if it is not of that form: one line, what and where
     */
    public static FakeCognigy fromJson(String state, Time time) {
        return new FakeCognigy(WorldJson.read(state, "platform state", time.now()), time);
    }

    /**
     * As {@link #fromJson(String, Time)}, from a file.
     *
     * @throws IllegalArgumentException if it cannot be read or is not of that form: one line, what and where
     */
    public static FakeCognigy fromFile(Path file, Time time) {
        String state;
        try {
            state = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read. Check that it is there and is text.", e);
        }
        return new FakeCognigy(WorldJson.read(state, file.toString(), time.now()), time);
    }

    /** The state, in the form that {@link #fromJson(String)} reads. Tokens, faults and requests are not part of it. */
    public String toJson() {
        synchronized (lock) {
            return Json.writeForPeople(WorldJson.write(world));
        }
    }

    /** A client of this platform, with working credentials, this platform's time and the same randomness each time. */
    public CognigyClient client() {
        return CognigyClient.builder()
                .baseUrl(BASE_URL)
                .credentials(credentials())
                .transport(this)
                .time(time)
                .random(new Random(SEED))
                .build();
    }

    private Credentials credentials() {
        synchronized (lock) {
            Optional<World.Client> client = world.clients.values().stream().findFirst();
            if (client.isPresent()) {
                return Credentials.clientCredentials(
                        client.get().id(), client.get().secret());
            }
            return world.apiKeys.stream()
                    .findFirst()
                    .<Credentials>map(Credentials::apiKey)
                    .orElseGet(() -> Credentials.clientCredentials("demo-client", "demo-secret"));
        }
    }

    /**
     * The virtual time in which this platform lives.
     *
     * @throws IllegalStateException if it was made with another kind of time
     */
    public FakeTime time() {
        if (time instanceof FakeTime fakeTime) {
            return fakeTime;
        }
        throw new IllegalStateException("This platform does not live in virtual time but in " + time);
    }

    /** Adds a bot, or changes one; null leaves the runtime out of the answer. */
    public FakeCognigy addBot(String id, @Nullable String minimumRuntimeVersion) {
        synchronized (lock) {
            ObjectNode attributes = Json.object().put("id", id);
            if (minimumRuntimeVersion != null) {
                attributes.put("minimumRuntimeVersion", minimumRuntimeVersion);
            }
            World.Bot bot = new World.Bot(attributes);
            World.Bot former = world.bots.put(id, bot);
            if (former != null) {
                bot.versions.putAll(former.versions);
            }
            return this;
        }
    }

    /** Adds a published version. */
    public FakeCognigy addVersion(String bot, String version) {
        return addVersion(bot, version, VersionStatus.PUBLISHED);
    }

    public FakeCognigy addVersion(String bot, String version, VersionStatus status) {
        synchronized (lock) {
            ObjectNode node = Json.object()
                    .put("id", version)
                    .put("status", status.text())
                    .put("createdAt", time.now().toString());
            existingBot(bot).versions.put(version, node);
            return this;
        }
    }

    /** Adds an environment, or changes one; null leaves the runtime out of the answer. What is live stays so. */
    public FakeCognigy addEnvironment(String id, @Nullable String runtimeVersion, String... availableDependencies) {
        return addEnvironment(id, id, runtimeVersion, List.of(availableDependencies));
    }

    FakeCognigy addEnvironment(
            String id, String name, @Nullable String runtimeVersion, List<String> availableDependencies) {
        synchronized (lock) {
            ObjectNode attributes = Json.object().put("id", id).put("name", name);
            if (runtimeVersion != null) {
                attributes.put("runtimeVersion", runtimeVersion);
            }
            availableDependencies.forEach(attributes.putArray("availableDependencies")::add);
            world.environments.computeIfAbsent(id, absent -> new World.Environment(attributes)).attributes = attributes;
            return this;
        }
    }

    /** Makes a version of a bot the live one in an environment, as if it had always been. */
    public FakeCognigy live(String bot, String environment, String version) {
        synchronized (lock) {
            if (!existingBot(bot).versions.containsKey(version)) {
                throw new IllegalArgumentException("Bot " + bot + " has no version '" + version + "'");
            }
            existingEnvironment(environment).live.put(bot, version);
            return this;
        }
    }

    /** What the environment says about its health. */
    public FakeCognigy health(String environment, String status, double errorRate) {
        synchronized (lock) {
            existingEnvironment(environment).health =
                    Json.object().put("status", status).put("errorRate", errorRate);
            return this;
        }
    }

    /** Adds a suite without runs. */
    public FakeCognigy addSuite(String suite) {
        synchronized (lock) {
            world.suites.computeIfAbsent(suite, absent -> new ArrayList<>());
            return this;
        }
    }

    /** Adds a test run that was made just now, and the suite if there is none. */
    public FakeCognigy addTestRun(String suite, int total, int passed, String approval) {
        return addTestRun(suite, total, passed, approval, time.now());
    }

    /** Adds a test run, and the suite if there is none. */
    public FakeCognigy addTestRun(String suite, int total, int passed, String approval, Instant createdAt) {
        synchronized (lock) {
            List<ObjectNode> runs = world.suites.computeIfAbsent(suite, absent -> new ArrayList<>());
            runs.add(Json.object()
                    .put("id", "run_" + (runs.size() + 1))
                    .put("totalTests", total)
                    .put("passedTests", passed)
                    .put("approvalStatus", approval)
                    .put("createdAt", createdAt.toString()));
            return this;
        }
    }

    /** How the next deployments go, one script each. */
    public FakeCognigy nextJob(JobScript... scripts) {
        synchronized (lock) {
            world.nextJobs.addAll(Arrays.asList(scripts));
            return this;
        }
    }

    /** How all deployments go for which there is no script of their own. */
    public FakeCognigy everyJob(JobScript script) {
        synchronized (lock) {
            world.jobs = script;
            return this;
        }
    }

    /**
     * Starts a deployment as somebody else would, without a request.
     *
     * @return its id
     */
    public String startDeployment(String bot, String environment, String version) {
        synchronized (lock) {
            existingBot(bot);
            existingEnvironment(environment);
            return world.start(bot, environment, version, time.now().toString()).id();
        }
    }

    /** Adds a client that may have these scopes; none means all. */
    public FakeCognigy addClient(String id, String secret, String... scopes) {
        synchronized (lock) {
            world.clients.put(id, new World.Client(id, secret, List.of(scopes)));
            return this;
        }
    }

    public FakeCognigy addApiKey(String key) {
        synchronized (lock) {
            world.apiKeys.add(key);
            return this;
        }
    }

    /** Takes any client with any secret and any API key; tokens of its own that have expired are still refused. */
    public FakeCognigy acceptAnyCredentials() {
        synchronized (lock) {
            world.acceptAny = true;
            return this;
        }
    }

    /** How long tokens live that are issued from now on. */
    public FakeCognigy tokensExpireIn(Duration life) {
        synchronized (lock) {
            world.tokenLife = life;
            return this;
        }
    }

    /** Makes every token that was issued so far worthless. */
    public FakeCognigy revokeTokens() {
        synchronized (lock) {
            world.revokeTokens(time.nanoTime());
            return this;
        }
    }

    /**
     * From now on a change that comes again under the same {@code Idempotency-Key} and with the same body is answered as
     * the first time and not carried out again. The documented API does not promise this, so it is off by default.
     */
    public FakeCognigy honourIdempotencyKeys() {
        synchronized (lock) {
            world.honourIdempotencyKeys = true;
            return this;
        }
    }

    /** Makes things go wrong; see {@link Fault}. */
    public FakeCognigy fail(Fault... more) {
        synchronized (lock) {
            Arrays.stream(more).map(Script::new).forEach(faults::add);
            return this;
        }
    }

    /** The version of a bot that is live in an environment. */
    public Optional<String> liveVersion(String bot, String environment) {
        synchronized (lock) {
            return Optional.ofNullable(existingEnvironment(environment).live.get(bot));
        }
    }

    /** All deployments in the order in which they were accepted. Looking at them does not move them on. */
    public List<DeploymentJob> deployments() {
        synchronized (lock) {
            return world.deployments.values().stream()
                    .<DeploymentJob>map(deployment -> DeploymentJob.builder()
                            .id(deployment.id())
                            .state(deployment.state())
                            .message(deployment.message())
                            .botId(deployment.bot())
                            .environmentId(deployment.environment())
                            .version(deployment.version())
                            .createdAt(Instant.parse(deployment.createdAt()))
                            .build())
                    .toList();
        }
    }

    /** All requests that arrived, in order. */
    public List<RecordedRequest> requests() {
        synchronized (lock) {
            return List.copyOf(requests);
        }
    }

    /**
     * The requests of one kind, in order.
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

    /** Every departure from the documented form of a request, in order; a well-behaved client causes none. */
    public List<String> violations() {
        synchronized (lock) {
            return List.copyOf(violations);
        }
    }

    @Override
    public Response exchange(Request request, Duration limit) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before " + request);
        }
        Served served = serve(request);
        if (served.stall().compareTo(limit) >= 0) {
            time.sleep(limit);
            throw new HttpTimeoutException("no answer to " + request + " within " + limit);
        }
        time.sleep(served.stall());
        Reply reply = served.reply();
        if (reply != null) {
            return response(reply);
        }
        if (served.arrived()) {
            throw new SocketException("Connection reset");
        }
        throw new ConnectException("Connection refused");
    }

    private static Response response(Reply reply) {
        Map<String, List<String>> headers = new HashMap<>();
        reply.headers().forEach((name, value) -> headers.put(name, List.of(value)));
        return new Response(
                reply.status(),
                HttpHeaders.of(headers, (name, value) -> true),
                reply.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Carries a request out, as far as the faults let it, and tells what to send back. Does not wait. */
    Served serve(Request request) {
        synchronized (lock) {
            Call call = new Call(request);
            String id = call.header("X-Request-Id").orElse(String.format("req-%06d", ++exchanges));
            Fault fault = nextFault(call);
            if (fault != null && fault.answer() == Fault.Answer.NOT_SENT) {
                return new Served(record(call, 0), null, false, fault.stall());
            }
            Optional<Routes.Route> route = routes.match(call);
            Optional<String> departure = departure(call, route);
            departure.ifPresent(text -> violations.add(call + ": " + text));
            Reply usual = null;
            if (fault == null || fault.hasEffect()) {
                usual = answer(call, route, departure, id);
            }
            Reply reply = (fault == null ? usual : disguised(fault, usual, id));
            Duration stall = fault == null ? Duration.ZERO : fault.stall();
            RecordedRequest recorded = record(call, reply == null ? 0 : reply.status());
            requests.add(recorded);
            return new Served(recorded, reply == null ? null : reply.withHeader("X-Request-Id", id), true, stall);
        }
    }

    private static @Nullable Reply disguised(Fault fault, @Nullable Reply usual, String id) {
        return switch (fault.answer()) {
            case CONNECTION_LOST, NOT_SENT -> null;
            case STATUS -> fault.disguise(fault.reply(id));
            case USUAL -> usual == null ? null : fault.disguise(usual);
        };
    }

    private @Nullable Fault nextFault(Call call) {
        Fault chosen = null;
        for (Script script : faults) {
            // Each fault counts every request that it matches, also those that another one has.
            if (script.fault.matches(call.method(), call.rawPath())
                    && script.fault.befalls(++script.seen)
                    && chosen == null) {
                chosen = script.fault;
            }
        }
        return chosen;
    }

    private static Optional<String> departure(Call call, Optional<Routes.Route> route) {
        if (route.isEmpty()) {
            return Optional.of("no such request in the documented API");
        }
        if (route.get().open() && call.header("Authorization").isPresent()) {
            return Optional.of("credentials are sent where none belong");
        }
        return route.get().form().departure(call);
    }

    private Reply answer(Call call, Optional<Routes.Route> route, Optional<String> departure, String id) {
        try {
            if (route.isEmpty()) {
                throw unknown(call);
            }
            if (!route.get().open()) {
                authorise(call);
            }
            if (departure.isPresent()) {
                throw Refusal.invalid(departure.get());
            }
            return once(call, route.get());
        } catch (Refusal refusal) {
            return refusal.reply(id);
        }
    }

    private Refusal unknown(Call call) {
        List<String> methods = routes.methods(call);
        return methods.isEmpty()
                ? Refusal.of(404, "unknown_path", "There is nothing at " + call.rawPath())
                : Refusal.of(405, "unknown_method", call.rawPath() + " takes " + String.join(", ", methods));
    }

    private void authorise(Call call) {
        String header = call.header("Authorization").orElseThrow(() -> Refusal.unauthorized("No bearer token"));
        if (!header.startsWith("Bearer ") || !world.isGood(header.substring("Bearer ".length()), time.nanoTime())) {
            throw Refusal.unauthorized("The bearer token is unknown or has expired");
        }
    }

    private Reply once(Call call, Routes.Route route) {
        Optional<String> key = call.header("Idempotency-Key").filter(text -> world.honourIdempotencyKeys);
        if (key.isEmpty() || call.method().equals("GET")) {
            return route.handler().answer(call);
        }
        String place = call + " " + key.get();
        Remembered before = idempotent.get(place);
        if (before == null) {
            Reply reply = route.handler().answer(call);
            idempotent.put(place, new Remembered(call.bodyText(), reply));
            return reply;
        }
        if (!before.body().equals(call.bodyText())) {
            throw Refusal.of(422, "idempotency_key_reused", "The Idempotency-Key was used with another body");
        }
        return before.reply();
    }

    private RecordedRequest record(Call call, int status) {
        return call.recorded(time.now(), status);
    }

    private World.Bot existingBot(String id) {
        World.Bot bot = world.bots.get(id);
        if (bot == null) {
            throw new IllegalArgumentException("There is no bot '" + id + "' in " + world.bots.keySet());
        }
        return bot;
    }

    private World.Environment existingEnvironment(String id) {
        World.Environment environment = world.environments.get(id);
        if (environment == null) {
            throw new IllegalArgumentException(
                    "There is no environment '" + id + "' in " + world.environments.keySet());
        }
        return environment;
    }

    /** The whole state and what was asked of it, to be read in the message of a failed test. */
    @Override
    public String toString() {
        synchronized (lock) {
            List<String> lines = new ArrayList<>();
            lines.add("FakeCognigy at " + time.now());
            world.toString().lines().forEach(lines::add);
            faults.forEach(script -> lines.add("fault " + script.fault + ", matched " + script.seen));
            violations.forEach(violation -> lines.add("violation " + violation));
            requests.forEach(request -> lines.add("request " + request));
            return String.join("\n  ", lines);
        }
    }

    /** A request and what to send back; no reply means that the connection is to be closed without one. */
    record Served(RecordedRequest recorded, @Nullable Reply reply, boolean arrived, Duration stall) {}

    private record Remembered(String body, Reply reply) {}

    private static final class Script {

        private final Fault fault;
        private long seen;

        private Script(Fault fault) {
            this.fault = fault;
        }
    }
}
