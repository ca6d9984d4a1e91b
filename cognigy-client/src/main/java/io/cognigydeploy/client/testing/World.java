package io.cognigydeploy.client.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What there is on the platform. Resources are kept as the JSON that goes on the wire, so that whatever a test leaves
 * out, or gets wrong on purpose, is left out or wrong there too. Guarded by the lock of its {@link FakeCognigy}.
 */
final class World {

    /** A bot and its versions, by id. */
    static final class Bot {

        final ObjectNode attributes;
        final Map<String, ObjectNode> versions = new LinkedHashMap<>();

        Bot(ObjectNode attributes) {
            this.attributes = attributes;
        }
    }

    /** An environment and the live version of each bot, by id. */
    static final class Environment {

        ObjectNode attributes;
        ObjectNode health = Json.object().put("status", "healthy").put("errorRate", 0.0);
        final Map<String, String> live = new LinkedHashMap<>();

        Environment(ObjectNode attributes) {
            this.attributes = attributes;
        }
    }

    record Client(String id, String secret, List<String> scopes) {}

    final Map<String, Client> clients = new LinkedHashMap<>();
    final Set<String> apiKeys = new LinkedHashSet<>();
    boolean acceptAny;
    Duration tokenLife = Duration.ofHours(1);
    boolean honourIdempotencyKeys;

    final Map<String, Bot> bots = new LinkedHashMap<>();
    final Map<String, Environment> environments = new LinkedHashMap<>();
    final Map<String, List<ObjectNode>> suites = new LinkedHashMap<>();
    final Map<String, Deployment> deployments = new LinkedHashMap<>();

    JobScript jobs = JobScript.completes();
    final Deque<JobScript> nextJobs = new ArrayDeque<>();

    private final Map<String, Long> tokens = new HashMap<>();

    static World withDemoCredentials() {
        World world = new World();
        world.clients.put("demo-client", new Client("demo-client", "demo-secret", List.of()));
        world.apiKeys.add("demo-key");
        return world;
    }

    Bot bot(String id) {
        return existing(bots, "bot", id);
    }

    Environment environment(String id) {
        return existing(environments, "environment", id);
    }

    List<ObjectNode> suite(String id) {
        return existing(suites, "test suite", id);
    }

    Deployment deployment(String id) {
        return existing(deployments, "deployment", id);
    }

    private static <T> T existing(Map<String, T> all, String what, String id) {
        T found = all.get(id);
        if (found == null) {
            throw Refusal.notFound(what, id);
        }
        return found;
    }

    /** The deployment of this bot in this environment that has not ended, if there is one. */
    Optional<Deployment> active(String bot, String environment) {
        return deployments.values().stream()
                .filter(deployment -> deployment.concerns(bot, environment) && !deployment.hasEnded())
                .findFirst();
    }

    /** Accepts a deployment as the next script has it. */
    Deployment start(String bot, String environment, String version, String createdAt) {
        JobScript script = nextJobs.isEmpty() ? jobs : nextJobs.remove();
        Deployment deployment = new Deployment(this, freshDeploymentId(), bot, environment, version, createdAt, script);
        deployments.put(deployment.id(), deployment);
        deployment.begin();
        return deployment;
    }

    private String freshDeploymentId() {
        int number = deployments.size() + 1;
        while (deployments.containsKey(String.format("dep_%04d", number))) {
            number++;
        }
        return String.format("dep_%04d", number);
    }

    String issueToken(long now) {
        String token = String.format("fake-token-%04d", tokens.size() + 1);
        tokens.put(token, now + tokenLife.toNanos());
        return token;
    }

    /** Tokens that were issued are known, and no longer good. */
    void revokeTokens(long now) {
        tokens.replaceAll((token, end) -> Math.min(end, now));
    }

    boolean isGood(String bearer, long now) {
        @Nullable Long end = tokens.get(bearer);
        if (end != null) {
            return now < end;
        }
        return apiKeys.contains(bearer) || (acceptAny && !bearer.isBlank());
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        bots.forEach((id, bot) -> {
            lines.add("bot " + id + rest(bot.attributes));
            bot.versions.forEach((version, node) -> lines.add("  version " + version + rest(node)));
        });
        environments.forEach((id, environment) -> {
            lines.add("environment " + id + rest(environment.attributes) + " health " + environment.health);
            environment.live.forEach((bot, version) -> lines.add("  live " + bot + " at " + version));
        });
        suites.forEach((id, runs) -> {
            lines.add("suite " + id);
            runs.forEach(run -> lines.add("  run " + run));
        });
        deployments.values().forEach(deployment -> lines.add(deployment.toString()));
        nextJobs.forEach(script -> lines.add("next job " + script));
        return String.join("\n", lines);
    }

    private static String rest(ObjectNode attributes) {
        ObjectNode rest = attributes.deepCopy();
        rest.remove("id");
        return rest.isEmpty() ? "" : " " + rest;
    }
}
