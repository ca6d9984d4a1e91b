package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.VersionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The setup of a platform in plain words: bots and environments, credentials, and the course of jobs. */
abstract class PlatformSetup extends ConversationSetup {

    PlatformSetup(World world) {
        super(world);
    }

    /** Adds a bot, or changes one; null leaves the runtime out of the answer. */
    public FakeCognigy addBot(String id, @Nullable String minimumRuntimeVersion) {
        return change(() -> {
            ObjectNode attributes = Json.object().put("id", id);
            if (minimumRuntimeVersion != null) {
                attributes.put("minimumRuntimeVersion", minimumRuntimeVersion);
            }
            world.bots.computeIfAbsent(id, absent -> new World.Bot()).become(attributes);
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
            world.environments.computeIfAbsent(id, absent -> new World.Environment()).become(attributes);
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
        return world.suites.computeIfAbsent(suite, id -> new World.Suite(id, new ArrayList<>())).runs();
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
        synchronized (lock) {
            existingBot(bot);
            existingEnvironment(environment);
            return world.start(bot, environment, version).id();
        }
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
}
