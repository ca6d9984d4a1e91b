package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.VersionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The setup of a platform in plain words. */
abstract class PlatformSetup {

    final Object lock = new Object();
    final WorldState world;
    final Time time;

    PlatformSetup(WorldState world) {
        this.world = world;
        this.time = world.time();
    }

    abstract FakeCognigy self();

    /** Changes the state while no request is answered. */
    final FakeCognigy change(Runnable change) {
        synchronized (lock) {
            change.run();
            return self();
        }
    }

    /** Computes a value while no request is answered. */
    final <T> T locked(Supplier<T> value) {
        synchronized (lock) {
            return value.get();
        }
    }

    /** Adds a bot, or changes one; null leaves the runtime out of the answer. */
    public FakeCognigy addBot(String id, @Nullable String minimumRuntimeVersion) {
        return change(() -> {
            ObjectNode attributes = Json.object().put("id", id);
            if (minimumRuntimeVersion != null) {
                attributes.put("minimumRuntimeVersion", minimumRuntimeVersion);
            }
            world.bots.computeIfAbsent(id, absent -> new WorldState.Bot()).become(attributes);
        });
    }

    /** Adds a published version. */
    public FakeCognigy addVersion(String bot, String version) {
        return addVersion(bot, version, VersionStatus.PUBLISHED);
    }

    /**
     * Adds a version with a status, created now in the fake's time. A version of the same id is replaced.
     *
     * @param bot the id of a bot that exists
     * @throws IllegalArgumentException if the fake has no such bot
     */
    public FakeCognigy addVersion(String bot, String version, VersionStatus status) {
        return change(() -> {
            ObjectNode node = Json.object()
                    .put("id", version)
                    .put("status", status.text())
                    .put("createdAt", time.now().toString());
            existingBot(bot).versions.put(version, node);
        });
    }

    private ObjectNode existingVersion(String bot, String version) {
        ObjectNode node = existingBot(bot).versions.get(version);
        if (node == null) {
            throw new IllegalArgumentException("Bot " + bot + " has no version '" + version + "'");
        }
        return node;
    }

    /** Adds an environment, or changes one; null leaves the runtime out of the answer. Live versions stay live. */
    public FakeCognigy addEnvironment(String id, @Nullable String runtimeVersion, String... availableDependencies) {
        return change(() -> {
            ObjectNode attributes = Json.object().put("id", id).put("name", id);
            if (runtimeVersion != null) {
                attributes.put("runtimeVersion", runtimeVersion);
            }
            List.of(availableDependencies).forEach(attributes.putArray("availableDependencies")::add);
            world.environments
                    .computeIfAbsent(id, absent -> new WorldState.Environment())
                    .become(attributes);
        });
    }

    /** Makes a version of a bot the live one in an environment, without a deployment. */
    public FakeCognigy live(String bot, String environment, String version) {
        return change(() -> {
            existingVersion(bot, version);
            existingEnvironment(environment).live.put(bot, version);
        });
    }

    /** Sets the health that the environment reports. */
    public FakeCognigy health(String environment, String status, double errorRate) {
        return change(() -> existingEnvironment(environment).health =
                Json.object().put("status", status).put("errorRate", errorRate));
    }

    /** Adds a suite without runs. */
    public FakeCognigy addSuite(String suite) {
        return change(() -> runs(suite));
    }

    /** Adds a test run that was made just now, and the suite if there is none. */
    public FakeCognigy addTestRun(String suite, int total, int passed, String approval) {
        return addTestRun(suite, total, passed, approval, time.now());
    }

    /** Adds a test run, and the suite if there is none. */
    public FakeCognigy addTestRun(String suite, int total, int passed, String approval, Instant createdAt) {
        return change(() -> {
            List<ObjectNode> runs = runs(suite);
            runs.add(Json.object()
                    .put("id", "run_" + (runs.size() + 1))
                    .put("totalTests", total)
                    .put("passedTests", passed)
                    .put("approvalStatus", approval)
                    .put("createdAt", createdAt.toString()));
        });
    }

    private List<ObjectNode> runs(String suite) {
        return world.suites
                .computeIfAbsent(suite, id -> new WorldState.Suite(id, new ArrayList<>()))
                .runs();
    }

    /** Sets the requirements of a version. A rollback to it needs an environment that has all of them. */
    public FakeCognigy requires(String bot, String version, String... dependencies) {
        return change(() -> Arrays.stream(dependencies)
                .forEach(existingVersion(bot, version).putArray("dependencies")::add));
    }

    /** Makes versions state their environments by name and not by id. */
    public FakeCognigy environmentNames() {
        return change(() -> world.environmentNames = true);
    }

    /** Sets the course of the next deployments, one script each. */
    public FakeCognigy nextJob(JobScript... scripts) {
        return change(() -> world.nextJobs.addAll(Arrays.asList(scripts)));
    }

    /** Sets the course of all deployments that have no script of their own. */
    public FakeCognigy everyJob(JobScript script) {
        return change(() -> world.jobs = script);
    }

    /**
     * Starts a deployment of another user, without a request.
     *
     * @return its id
     */
    public String startDeployment(String bot, String environment, String version) {
        return locked(() -> {
            existingBot(bot);
            existingEnvironment(environment);
            return world.start(bot, environment, version).id();
        });
    }

    /**
     * Sets the course of canaries that have a share of the conversations, and of their rollback. By default they run
     * until they are promoted or rolled back.
     */
    public FakeCognigy everyCanary(JobScript script) {
        return change(() -> world.canaries = script);
    }

    /** Adds a client that may have these scopes; none means all. */
    public FakeCognigy addClient(String id, String secret, String... scopes) {
        return change(() -> world.access.clients.put(id, new Access.Client(id, secret, List.of(scopes))));
    }

    /** Adds an API key that may have these scopes; none means all. */
    public FakeCognigy addApiKey(String key, String... scopes) {
        return change(() -> world.access.apiKeys.put(key, List.of(scopes)));
    }

    /** Accepts any client with any secret and any API key; the platform's own expired tokens are still refused. */
    public FakeCognigy acceptAnyCredentials() {
        return change(() -> world.access.acceptAny = true);
    }

    /** Sets the lifetime of tokens that are issued from now on. */
    public FakeCognigy tokensExpireIn(Duration life) {
        return change(() -> world.tokens.life = life);
    }

    /** Revokes every token that was issued so far. */
    public FakeCognigy revokeTokens() {
        return change(() -> world.access.revokeTokens(time.nanoTime()));
    }

    /**
     * Honours {@code Idempotency-Key} from now on. A change that arrives again with the same key and body gets the
     * first answer and has no second effect. The documented API does not promise this, so it is off by default.
     */
    public FakeCognigy honourIdempotencyKeys() {
        return change(() -> world.honourIdempotencyKeys = true);
    }

    /** Enforces scopes from now on: a token without a scope that the documentation names for the request gets 403. */
    public FakeCognigy enforceScopes() {
        return change(() -> world.access.enforceScopes = true);
    }

    /** Limits the requests that are served each minute; all others get 429. Zero removes the limit. */
    public FakeCognigy rateLimit(int requestsPerMinute) {
        return change(() -> world.requestsPerMinute = requestsPerMinute);
    }

    /** Sets the health that the environment reports once, at the next request. */
    public FakeCognigy nextHealth(String environment, String status, double errorRate) {
        return change(() -> existingEnvironment(environment)
                .nextHealth
                .add(Json.object().put("status", status).put("errorRate", errorRate)));
    }

    /** Sets the capacity of an environment; a configuration that needs more is not valid. Zero removes the limit. */
    public FakeCognigy capacity(String environment, int maxConcurrentSessions, int memoryLimitMb) {
        return change(() -> {
            WorldState.Rules rules = existingEnvironment(environment).rules;
            rules.maxConcurrentSessions = maxConcurrentSessions;
            rules.memoryLimitMb = memoryLimitMb;
        });
    }

    /** Sets the errors that the environment reports for every configuration to validate. */
    public FakeCognigy validationErrors(String environment, String... errors) {
        return change(() -> existingEnvironment(environment).rules.validationErrors = List.of(errors));
    }

    /** Sets the conflicts that a synthetic trace in the environment reports. */
    public FakeCognigy dependencyConflicts(String environment, String... conflicts) {
        return change(() -> existingEnvironment(environment).rules.dependencyConflicts = List.of(conflicts));
    }

    /** Makes this the configuration of an environment, without a rollout. */
    public FakeCognigy configure(String environment, String json) {
        return change(() -> existingEnvironment(environment).configuration = parsed(json));
    }

    /** Deploys a flow to an environment without an import; earlier versions stay in its history. */
    public FakeCognigy addFlow(String environment, String json) {
        return change(() -> {
            existingEnvironment(environment);
            ObjectNode flow = parsed(json);
            world.flows.flow(environment, flow.path("id").asText()).deploy(Flows.content(flow));
        });
    }

    /** Adds a resource that flows can refer to. */
    public FakeCognigy addIntent(String environment, String id) {
        return addReferable(world.flows.intents, environment, id);
    }

    /** Adds a resource that flows can refer to. */
    public FakeCognigy addEntity(String environment, String id) {
        return addReferable(world.flows.entities, environment, id);
    }

    private FakeCognigy addReferable(List<ObjectNode> all, String environment, String id) {
        return change(() -> {
            existingEnvironment(environment);
            all.add(Json.object().put("id", id).put("name", id).put("environmentId", environment));
        });
    }

    /**
     * Sets the course of the next imports of flows, one script each. A flow is deployed when its import enters {@code
     * deployed}.
     */
    public FakeCognigy nextImport(JobScript... scripts) {
        return change(() -> world.flows.nextImports.addAll(Arrays.asList(scripts)));
    }

    /** Sets the course of all imports that have no script of their own. */
    public FakeCognigy everyImport(JobScript script) {
        return change(() -> world.flows.imports = script);
    }

    /** Opens sessions with a bot. */
    public FakeCognigy openSessions(String bot, String environment, int count) {
        return change(() -> {
            existingBot(bot);
            existingEnvironment(environment);
            for (int i = 0; i < count; i++) {
                String id = WorldState.fresh("session", world.conversations.sessions);
                world.conversations.sessions.put(
                        id,
                        Json.object()
                                .put("id", id)
                                .put("botId", bot)
                                .put("environmentId", environment)
                                .put("status", "active")
                                .put("createdAt", world.now()));
            }
        });
    }

    /** Sets the number of sessions that end after each read of them. */
    public FakeCognigy sessionsEndPerPoll(int count) {
        return change(() -> world.conversations.sessionsEndPerPoll = count);
    }

    /**
     * Sets the bot's understanding of a message in its test requests.
     *
     * @param entities such as {@code order_id=4711}
     */
    public FakeCognigy understands(String bot, String message, String intent, double confidence, String... entities) {
        return understandsIn(bot, "", message, intent, confidence, entities);
    }

    /** Sets the understanding like {@link #understands}, while this version is live somewhere. */
    public FakeCognigy understandsIn(
            String bot, String version, String message, String intent, double confidence, String... entities) {
        return change(() -> {
            existingBot(bot);
            world.conversations.utterances.removeIf(known -> known.bot().equals(bot)
                    && known.version().equals(version)
                    && known.message().equals(message));
            world.conversations.utterances.add(new Conversations.Utterance(
                    bot, version, message, ConversationEndpoints.answer(intent, confidence, entities)));
        });
    }

    /**
     * Sets the traffic of one arm of a bot from now on.
     *
     * @param arm {@code stable} or {@code canary}
     */
    public FakeCognigy traffic(String bot, String arm, Traffic traffic) {
        return change(() -> {
            existingBot(bot);
            if (!arm.equals(Conversations.STABLE) && !arm.equals(Conversations.CANARY)) {
                throw new IllegalArgumentException("An arm is stable or canary, not '" + arm + "'");
            }
            world.conversations.goLike(new Conversations.Phase(bot, arm, time.now(), traffic));
        });
    }

    /** Sets how late a conversation appears in the metrics. Default: at once. */
    public FakeCognigy metricsLateBy(Duration delay) {
        return change(() -> world.conversations.lateMillis = delay.toMillis());
    }

    /**
     * Makes the documented request for metrics count all conversations of a bot that has no canary. Default: it counts those of
     * canaries alone. A request with a canary's id or an arm is answered as before.
     */
    public FakeCognigy countsWithoutCanary() {
        return change(() -> world.conversations.countsWithoutCanary = true);
    }

    /** Sets the seed of the measurements: the same seed, the same measurements. */
    public FakeCognigy seed(int seed) {
        return change(() -> world.conversations.seed = seed);
    }

    /** Answers requests for a bot's metrics with these bodies, the last one for ever; none to measure again. */
    public FakeCognigy rawMetrics(String bot, String... bodies) {
        return change(() -> {
            existingBot(bot);
            world.conversations.rawMetrics.removeIf(raw -> raw.bot().equals(bot));
            if (bodies.length > 0) {
                world.conversations.rawMetrics.add(
                        new Conversations.RawMetrics(bot, new ArrayDeque<>(List.of(bodies))));
            }
        });
    }

    private static ObjectNode parsed(String json) {
        try {
            if (Json.read(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("Not a JSON object: " + json);
    }

    final WorldState.Bot existingBot(String id) {
        return existing(world.bots, "bot", id);
    }

    final WorldState.Environment existingEnvironment(String id) {
        return existing(world.environments, "environment", id);
    }

    private static <T> T existing(Map<String, T> all, String what, String id) {
        T found = all.get(id);
        if (found == null) {
            throw new IllegalArgumentException("There is no " + what + " '" + id + "' in " + all.keySet());
        }
        return found;
    }
}
