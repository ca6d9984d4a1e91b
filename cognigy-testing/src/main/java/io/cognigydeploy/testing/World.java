package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resources of the platform. They are stored as the JSON of the wire, so that a member that a test omits or gets
 * wrong is missing or wrong there too. Guarded by the lock of its {@link FakeCognigy}.
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
        final Deque<ObjectNode> nextHealth = new ArrayDeque<>();
        final Map<String, String> live = new LinkedHashMap<>();
        final Rules rules = new Rules();

        @Nullable
        ObjectNode configuration;

        Environment(ObjectNode attributes) {
            this.attributes = attributes;
        }
    }

    /** The rules of an environment for its configurations. */
    static final class Rules {

        /** Zero for no limit. */
        int maxConcurrentSessions;

        /** Zero for no limit. */
        int memoryLimitMb;

        /** Empty for any. */
        String networkSegment = "";

        List<String> validationErrors = List.of();
        List<String> warnings = List.of();
        List<String> dependencyConflicts = List.of();

        /** Empty for what the conflicts make of it. */
        String traceStatus = "";
    }

    private final Time time;
    final Access access = new Access();
    final WebhookQueue webhooks;
    final Flows flows = new Flows();
    final Conversations conversations = new Conversations();
    boolean honourIdempotencyKeys;

    /** Whether versions name the environments that they are live in, and not the environments' ids. */
    boolean environmentNames;

    final Map<String, Bot> bots = new LinkedHashMap<>();
    final Map<String, Environment> environments = new LinkedHashMap<>();
    final Map<String, List<ObjectNode>> suites = new LinkedHashMap<>();
    final Map<String, Deployment> deployments = new LinkedHashMap<>();
    final Map<String, Rollout> rollouts = new LinkedHashMap<>();

    JobScript jobs = JobScript.completes();
    JobScript canaries = JobScript.states("running");
    final Deque<JobScript> nextJobs = new ArrayDeque<>();

    World(Time time) {
        this.time = time;
        this.webhooks = new WebhookQueue(time);
    }

    static World withDemoCredentials(Time time) {
        World world = new World(time);
        world.access.clients.put("demo-client", new Access.Client("demo-client", "demo-secret", List.of()));
        world.access.apiKeys.put("demo-key", List.of());
        return world;
    }

    Time time() {
        return time;
    }

    Bot bot(String id) {
        return existing(bots, "bot", id);
    }

    Environment environment(String id) {
        return existing(environments, "environment", id);
    }

    /** Returns the id of the environment that has this name, or else this id. */
    String environmentId(String nameOrId) {
        Optional<String> named = environments.entrySet().stream()
                .filter(entry -> nameOrId.equals(name(entry.getKey())))
                .map(Map.Entry::getKey)
                .findFirst();
        environment(named.orElse(nameOrId));
        return named.orElse(nameOrId);
    }

    String name(String environment) {
        return environment(environment).attributes.path("name").asText(environment);
    }

    List<ObjectNode> suite(String id) {
        return existing(suites, "test suite", id);
    }

    Deployment deployment(String id) {
        return existing(deployments, "deployment", id);
    }

    Rollout rollout(String id) {
        return existing(rollouts, "job", id);
    }

    static <T> T existing(Map<String, T> all, String what, String id) {
        T found = all.get(id);
        if (found == null) {
            throw Refusal.notFound(what, id);
        }
        return found;
    }

    /** Returns the deployment of this bot in this environment that has not ended, if there is one. */
    Optional<Deployment> active(String bot, String environment) {
        return deployments.values().stream()
                .filter(deployment -> deployment.concerns(bot, environment) && !deployment.hasEnded())
                .findFirst();
    }

    void refuseIfActive(String bot, String environment) {
        active(bot, environment).ifPresent(active -> {
            throw Refusal.conflict(
                    "deployment_in_progress",
                    "Deployment " + active.id() + " of bot " + bot + " in " + environment + " is " + active.state());
        });
    }

    /** Accepts a deployment, which follows the next script. */
    Deployment start(String bot, String environment, String version) {
        return begun(new Deployment(this, fresh("dep", deployments), bot, environment, version, now(), nextScript()));
    }

    /** Begins to give a version a share of the conversations. */
    Canary startCanary(String bot, String environment, String version) {
        return begun(new Canary(this, fresh("dep", deployments), bot, environment, version, now(), canaries));
    }

    private <T extends Deployment> T begun(T deployment) {
        deployments.put(deployment.id(), deployment);
        deployment.begin();
        return deployment;
    }

    /** Accepts a configuration, which follows the next script. */
    Rollout startRollout(String environment, ObjectNode configuration, @Nullable String callback) {
        Rollout rollout =
                new Rollout(this, fresh("job", rollouts), environment, configuration, callback, now(), nextScript());
        rollouts.put(rollout.id(), rollout);
        rollout.begin();
        return rollout;
    }

    private JobScript nextScript() {
        return nextJobs.isEmpty() ? jobs : nextJobs.remove();
    }

    String now() {
        return time.now().toString();
    }

    /** Returns an id that is not taken. */
    static String fresh(String prefix, Map<String, ?> taken) {
        int number = taken.size() + 1;
        while (taken.containsKey(String.format(Locale.ROOT, "%s_%04d", prefix, number))) {
            number++;
        }
        return String.format(Locale.ROOT, "%s_%04d", prefix, number);
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
            if (environment.configuration != null) {
                lines.add("  configuration " + environment.configuration);
            }
        });
        suites.forEach((id, runs) -> {
            lines.add("suite " + id);
            runs.forEach(run -> lines.add("  run " + run));
        });
        lines.addAll(flows.lines());
        lines.addAll(conversations.lines());
        deployments.values().forEach(deployment -> lines.add(deployment.toString()));
        rollouts.values().forEach(rollout -> lines.add(rollout.toString()));
        nextJobs.forEach(script -> lines.add("next job " + script));
        lines.addAll(webhooks.lines());
        return String.join("\n", lines);
    }

    private static String rest(ObjectNode attributes) {
        ObjectNode rest = attributes.deepCopy();
        rest.remove("id");
        return rest.isEmpty() ? "" : " " + rest;
    }
}
