package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The setup of configurations, flows, sessions and conversations on a platform. */
abstract class ConversationSetup {

    final Object lock = new Object();
    final World world;
    final Time time;

    ConversationSetup(World world) {
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

    /** Sets the health that the environment reports once, at the next request. */
    public FakeCognigy nextHealth(String environment, String status, double errorRate) {
        return change(() -> existingEnvironment(environment)
                .nextHealth
                .add(Json.object().put("status", status).put("errorRate", errorRate)));
    }

    /** Sets the capacity of an environment; a configuration that needs more is not valid. Zero removes the limit. */
    public FakeCognigy capacity(String environment, int maxConcurrentSessions, int memoryLimitMb) {
        return change(() -> {
            World.Rules rules = existingEnvironment(environment).rules;
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
                String id = World.fresh("session", world.conversations.sessions);
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
        return understandsAt(bot, null, message, intent, confidence, entities);
    }

    /** Sets the understanding like {@link #understands}, while this version is live somewhere. */
    public FakeCognigy understandsIn(
            String bot, String version, String message, String intent, double confidence, String... entities) {
        return understandsAt(bot, version, message, intent, confidence, entities);
    }

    private FakeCognigy understandsAt(
            String bot, @Nullable String version, String message, String intent, double confidence, String... entities) {
        return change(() -> {
            existingBot(bot);
            world.conversations.utterances.removeIf(known -> known.bot().equals(bot)
                    && Objects.equals(known.version(), version)
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

    final World.Bot existingBot(String id) {
        World.Bot bot = world.bots.get(id);
        if (bot == null) {
            throw new IllegalArgumentException("There is no bot '" + id + "' in " + world.bots.keySet());
        }
        return bot;
    }

    final World.Environment existingEnvironment(String id) {
        World.Environment environment = world.environments.get(id);
        if (environment == null) {
            throw new IllegalArgumentException(
                    "There is no environment '" + id + "' in " + world.environments.keySet());
        }
        return environment;
    }
}
