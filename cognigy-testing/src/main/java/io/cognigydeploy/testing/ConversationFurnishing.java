package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** How what runs on a platform is furnished: configurations, flows, sessions, conversations. */
abstract class ConversationFurnishing {

    final Object lock = new Object();
    final World world;
    final Time time;

    ConversationFurnishing(World world) {
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

    /** What the environment says about its health the next time that it is asked; then as before. */
    public FakeCognigy nextHealth(String environment, String status, double errorRate) {
        return change(() -> existingEnvironment(environment)
                .nextHealth
                .add(Json.object().put("status", status).put("errorRate", errorRate)));
    }

    /** How much an environment has; a configuration that wants more is not valid. Zero for no limit. */
    public FakeCognigy capacity(String environment, int maxConcurrentSessions, int memoryLimitMb) {
        return change(() -> {
            World.Rules rules = existingEnvironment(environment).rules;
            rules.maxConcurrentSessions = maxConcurrentSessions;
            rules.memoryLimitMb = memoryLimitMb;
        });
    }

    /** What the environment has against every configuration when it is asked to validate one. */
    public FakeCognigy validationErrors(String environment, String... errors) {
        return change(() -> existingEnvironment(environment).rules.validationErrors = List.of(errors));
    }

    /** What a synthetic trace in the environment runs into. */
    public FakeCognigy dependencyConflicts(String environment, String... conflicts) {
        return change(() -> existingEnvironment(environment).rules.dependencyConflicts = List.of(conflicts));
    }

    /** Makes this the configuration of an environment, as if it had always been. */
    public FakeCognigy configure(String environment, String json) {
        return change(() -> existingEnvironment(environment).configuration = parsed(json));
    }

    /** Deploys a flow to an environment, as if it had always been there; what was deployed stays in its history. */
    public FakeCognigy addFlow(String environment, String json) {
        return change(() -> {
            existingEnvironment(environment);
            ObjectNode flow = parsed(json);
            world.flows.flow(environment, flow.path("id").asText()).deploy(Flows.content(flow));
        });
    }

    /** Adds something for flows to refer to. */
    public FakeCognigy addIntent(String environment, String id) {
        return addReferable(world.flows.intents, environment, id);
    }

    /** Adds something for flows to refer to. */
    public FakeCognigy addEntity(String environment, String id) {
        return addReferable(world.flows.entities, environment, id);
    }

    private FakeCognigy addReferable(List<ObjectNode> all, String environment, String id) {
        return change(() -> {
            existingEnvironment(environment);
            all.add(Json.object().put("id", id).put("name", id).put("environmentId", environment));
        });
    }

    /** How the next imports of flows go, one script each; a flow is deployed when one enters {@code deployed}. */
    public FakeCognigy nextImport(JobScript... scripts) {
        return change(() -> world.flows.nextImports.addAll(Arrays.asList(scripts)));
    }

    /** How all imports go for which there is no script of their own. */
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

    /** How many sessions end each time after they were looked at. */
    public FakeCognigy sessionsEndPerPoll(int count) {
        return change(() -> world.conversations.sessionsEndPerPoll = count);
    }

    /**
     * What a bot understands when it is told this in a test.
     *
     * @param entities such as {@code order_id=4711}
     */
    public FakeCognigy understands(String bot, String message, String intent, double confidence, String... entities) {
        return understandsIn(bot, "", message, intent, confidence, entities);
    }

    /** As {@link #understands}, as long as this version is live somewhere. */
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
     * How the conversations with one arm of a bot go from now on.
     *
     * @param arm {@code stable} or {@code canary}
     */
    public FakeCognigy traffic(String bot, String arm, Traffic traffic) {
        return change(() -> {
            existingBot(bot);
            if (!arm.equals(Conversations.STABLE) && !arm.equals(Conversations.CANARY)) {
                throw new IllegalArgumentException("An arm is stable or canary, not '" + arm + "'");
            }
            world.conversations.goLike(bot, arm, time.now(), traffic);
        });
    }

    /** Draws what is measured in another way: the same seed, the same measurements. */
    public FakeCognigy seed(int seed) {
        return change(() -> world.conversations.seed = seed);
    }

    /** Answers questions for a bot's metrics with these bodies, the last one for ever; none to measure again. */
    public FakeCognigy rawMetrics(String bot, String... bodies) {
        return change(() -> {
            existingBot(bot);
            world.conversations.rawMetrics.remove(bot);
            if (bodies.length > 0) {
                world.conversations.rawMetrics.put(bot, new ArrayDeque<>(List.of(bodies)));
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
