package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The resources of the platform. They are stored as the JSON of the wire, so that a member that a test omits or gets
 * wrong is missing or wrong there too. Guarded by the lock of its {@link FakeCognigy}.
 */
final class WorldState {

    /** A resource whose members go on the wire as they are. */
    abstract static class Resource {

        private String id = "";

        @JsonAnyGetter
        @JsonAnySetter
        private final Map<String, JsonNode> members = new LinkedHashMap<>();

        ObjectNode json() {
            return Json.object().put("id", id).setAll(members);
        }

        /** Replaces all members. */
        void become(ObjectNode json) {
            members.clear();
            json.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            id = json.path("id").asText();
            members.remove("id");
        }
    }

    /** A bot and its versions, by id. */
    static final class Bot extends Resource {

        @ById
        Map<String, ObjectNode> versions = new LinkedHashMap<>();
    }

    /** An environment and the live version of each bot, by id. */
    static final class Environment extends Resource {

        ObjectNode health = Json.object().put("status", "healthy").put("errorRate", 0.0);
        Deque<ObjectNode> nextHealth = new ArrayDeque<>();
        Map<String, String> live = new LinkedHashMap<>();
        Rules rules = new Rules();

        @Nullable
        ObjectNode configuration;
    }

    /** The rules of an environment for its configurations. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
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

    /** A test suite and its runs, in the order of their addition. */
    record Suite(String id, List<ObjectNode> runs) {}

    /** The tokens that are issued. */
    static final class Tokens {

        @JsonIgnore
        Duration life = Duration.ofHours(1);

        @JsonGetter
        long expiresIn() {
            return life.toSeconds();
        }

        @JsonSetter
        void expiresIn(int seconds) {
            life = Duration.ofSeconds(seconds);
        }
    }

    @JsonIgnore
    private final Time time;

    @JsonIgnore
    final WebhookQueue queue;

    @JsonProperty("credentials")
    Access access = Access.demo();

    Tokens tokens = new Tokens();

    /** Zero for no limit. */
    int requestsPerMinute;

    boolean honourIdempotencyKeys;

    /** Whether versions name the environments that they are live in, and not the environments' ids. */
    boolean environmentNames;

    @ById
    Map<String, Bot> bots = new LinkedHashMap<>();

    @ById
    Map<String, Environment> environments = new LinkedHashMap<>();

    @ById
    Map<String, Suite> suites = new LinkedHashMap<>();

    JobScript jobs = JobScript.completes();
    Deque<JobScript> nextJobs = new ArrayDeque<>();

    @ById
    Map<String, Deployment> deployments = new LinkedHashMap<>();

    JobScript canaries = JobScript.states("running");

    @ById
    Map<String, Rollout> rollouts = new LinkedHashMap<>();

    Flows flows = new Flows();
    Conversations conversations = new Conversations();

    @JsonIgnore
    private Supplier<ProductWorld> installing = () -> new ProductWorld(this);

    @JsonIgnore
    private @Nullable ProductWorld installed;

    /** Webhooks as they were registered, with their secrets. */
    @ById
    @JsonProperty("webhooks")
    Map<String, ObjectNode> hooks = new LinkedHashMap<>();

    WorldState(Time time) {
        this.time = time;
        this.queue = new WebhookQueue(this);
    }

    Time time() {
        return time;
    }

    /** Returns the installation of the product that is served beside the documented platform. */
    @JsonGetter
    ProductWorld installation() {
        if (installed == null) {
            installed = installing.get();
        }
        return installed;
    }

    @JsonSetter
    void installation(ProductWorld installation) {
        installed = installation;
    }

    /** Makes the installation when it is first used. */
    void installLater(Supplier<ProductWorld> installation) {
        installing = installation;
    }

    /** Moves everything on that moves with time and not with polls. */
    void moveOn() {
        if (installed != null) {
            installed.moveOn();
        }
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
        return environment(environment).json().path("name").asText(environment);
    }

    List<ObjectNode> suite(String id) {
        return existing(suites, "test suite", id).runs();
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
        return begun(new Deployment(this, fresh("dep", deployments), bot, environment, version, nextScript()));
    }

    /** Begins to give a version a share of the conversations. */
    Deployment startCanary(String bot, String environment, String version) {
        return begun(new Deployment(this, fresh("dep", deployments), bot, environment, version, canaries).asCanary());
    }

    private Deployment begun(Deployment deployment) {
        deployments.put(deployment.id(), deployment);
        deployment.begin();
        return deployment;
    }

    /** Accepts a configuration, which follows the next script. */
    Rollout startRollout(String environment, ObjectNode configuration, @Nullable String callback) {
        Rollout rollout = new Rollout(this, fresh("job", rollouts), environment, configuration, callback, nextScript());
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
        int number = taken.size();
        String id;
        do {
            id = String.format(Locale.ROOT, "%s_%04d", prefix, ++number);
        } while (taken.containsKey(id));
        return id;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        bots.forEach((id, bot) -> {
            lines.add("bot " + id + rest(bot.json()));
            bot.versions.forEach((version, node) -> lines.add("  version " + version + rest(node)));
        });
        environments.forEach((id, environment) -> {
            lines.add("environment " + id + rest(environment.json()) + " health " + environment.health);
            environment.live.forEach((bot, version) -> lines.add("  live " + bot + " at " + version));
            if (environment.configuration != null) {
                lines.add("  configuration " + environment.configuration);
            }
        });
        suites.forEach((id, suite) -> {
            lines.add("suite " + id);
            suite.runs().forEach(run -> lines.add("  run " + run));
        });
        lines.addAll(flows.lines());
        lines.addAll(conversations.lines());
        deployments.values().forEach(deployment -> lines.add(deployment.toString()));
        rollouts.values().forEach(rollout -> lines.add(rollout.toString()));
        nextJobs.forEach(script -> lines.add("next job " + script));
        lines.addAll(installation().lines());
        lines.addAll(queue.lines());
        return String.join("\n", lines);
    }

    private static String rest(ObjectNode rest) {
        rest.remove("id");
        return rest.isEmpty() ? "" : " " + rest;
    }
}
