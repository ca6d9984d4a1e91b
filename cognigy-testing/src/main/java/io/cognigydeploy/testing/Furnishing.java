package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.VersionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a platform is furnished in plain words: what there is, who may do what, and how jobs go. */
abstract class Furnishing extends ConversationFurnishing {

    Furnishing(World world) {
        super(world);
    }

    /** Adds a bot, or changes one; null leaves the runtime out of the answer. */
    public FakeCognigy addBot(String id, @Nullable String minimumRuntimeVersion) {
        return change(() -> {
            ObjectNode attributes = Json.object().put("id", id);
            if (minimumRuntimeVersion != null) {
                attributes.put("minimumRuntimeVersion", minimumRuntimeVersion);
            }
            World.Bot bot = new World.Bot(attributes);
            World.Bot former = world.bots.put(id, bot);
            if (former != null) {
                bot.versions.putAll(former.versions);
            }
        });
    }

    /** Adds a published version. */
    public FakeCognigy addVersion(String bot, String version) {
        return addVersion(bot, version, VersionStatus.PUBLISHED);
    }

    public FakeCognigy addVersion(String bot, String version, VersionStatus status) {
        return change(() -> {
            ObjectNode node = Json.object()
                    .put("id", version)
                    .put("status", status.text())
                    .put("createdAt", time.now().toString());
            existingBot(bot).versions.put(version, node);
        });
    }

    /** Makes a version say that it is of this environment, wherever it is live. */
    FakeCognigy publishedFor(String bot, String version, String environment) {
        return change(() -> existingVersion(bot, version).put("environment", environment));
    }

    private ObjectNode existingVersion(String bot, String version) {
        ObjectNode node = existingBot(bot).versions.get(version);
        if (node == null) {
            throw new IllegalArgumentException("Bot " + bot + " has no version '" + version + "'");
        }
        return node;
    }

    /** Adds an environment, or changes one; null leaves the runtime out of the answer. What is live stays so. */
    public FakeCognigy addEnvironment(String id, @Nullable String runtimeVersion, String... availableDependencies) {
        return addEnvironment(id, id, runtimeVersion, List.of(availableDependencies));
    }

    FakeCognigy addEnvironment(
            String id, String name, @Nullable String runtimeVersion, List<String> availableDependencies) {
        return change(() -> {
            ObjectNode attributes = Json.object().put("id", id).put("name", name);
            if (runtimeVersion != null) {
                attributes.put("runtimeVersion", runtimeVersion);
            }
            availableDependencies.forEach(attributes.putArray("availableDependencies")::add);
            world.environments.computeIfAbsent(id, absent -> new World.Environment(attributes)).attributes = attributes;
        });
    }

    /** Makes a version of a bot the live one in an environment, as if it had always been. */
    public FakeCognigy live(String bot, String environment, String version) {
        return change(() -> {
            existingVersion(bot, version);
            existingEnvironment(environment).live.put(bot, version);
        });
    }

    /** What the environment says about its health. */
    public FakeCognigy health(String environment, String status, double errorRate) {
        return change(() -> existingEnvironment(environment).health =
                Json.object().put("status", status).put("errorRate", errorRate));
    }

    /** Adds a suite without runs. */
    public FakeCognigy addSuite(String suite) {
        return change(() -> world.suites.computeIfAbsent(suite, absent -> new ArrayList<>()));
    }

    /** Adds a test run that was made just now, and the suite if there is none. */
    public FakeCognigy addTestRun(String suite, int total, int passed, String approval) {
        return addTestRun(suite, total, passed, approval, time.now());
    }

    /** Adds a test run, and the suite if there is none. */
    public FakeCognigy addTestRun(String suite, int total, int passed, String approval, Instant createdAt) {
        return change(() -> {
            List<ObjectNode> runs = world.suites.computeIfAbsent(suite, absent -> new ArrayList<>());
            runs.add(Json.object()
                    .put("id", "run_" + (runs.size() + 1))
                    .put("totalTests", total)
                    .put("passedTests", passed)
                    .put("approvalStatus", approval)
                    .put("createdAt", createdAt.toString()));
        });
    }

    /** What a version needs from an environment; rolled back to it is only where all of that is available. */
    public FakeCognigy requires(String bot, String version, String... dependencies) {
        return change(() -> Arrays.stream(dependencies)
                .forEach(existingVersion(bot, version).putArray("dependencies")::add));
    }

    /** From now on versions name the environments that they are live in by name and not by id. */
    public FakeCognigy environmentNames() {
        return change(() -> world.environmentNames = true);
    }

    /** How the next deployments go, one script each. */
    public FakeCognigy nextJob(JobScript... scripts) {
        return change(() -> world.nextJobs.addAll(Arrays.asList(scripts)));
    }

    /** How all deployments go for which there is no script of their own. */
    public FakeCognigy everyJob(JobScript script) {
        return change(() -> world.jobs = script);
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
            return world.start(bot, environment, version).id();
        }
    }

    /**
     * How canaries go as long as they have a share of the conversations, and how they are rolled back. If nothing else
     * is said: running, until they are promoted or rolled back.
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

    /** Takes any client with any secret and any API key; tokens of its own that have expired are still refused. */
    public FakeCognigy acceptAnyCredentials() {
        return change(() -> world.access.acceptAny = true);
    }

    /** How long tokens live that are issued from now on. */
    public FakeCognigy tokensExpireIn(Duration life) {
        return change(() -> world.access.tokenLife = life);
    }

    /** Makes every token that was issued so far worthless. */
    public FakeCognigy revokeTokens() {
        return change(() -> world.access.revokeTokens(time.nanoTime()));
    }

    /**
     * From now on a change that comes again under the same {@code Idempotency-Key} and with the same body is answered as
     * the first time and not carried out again. The documented API does not promise this, so it is off by default.
     */
    public FakeCognigy honourIdempotencyKeys() {
        return change(() -> world.honourIdempotencyKeys = true);
    }

    /** From now on a token needs a scope that the documentation names for the request: 403 otherwise. */
    public FakeCognigy enforceScopes() {
        return change(() -> world.access.enforceScopes = true);
    }

    /** From now on so many requests are answered each minute, and 429 to all others; 0 takes the limit away. */
    public FakeCognigy rateLimit(int requestsPerMinute) {
        return change(() -> world.access.requestsPerMinute = requestsPerMinute);
    }
}
