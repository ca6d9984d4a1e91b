package io.cognigydeploy.client.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The written form of a {@link World}; {@code docs/fake-server.md} describes it. */
final class WorldJson {

    private static final Pattern RELATIVE = Pattern.compile("now(?:([+-])(P.+))?");
    private static final String CREATED_AT = "createdAt";

    private final String source;
    private final Instant now;

    private WorldJson(String source, Instant now) {
        this.source = source;
        this.now = now;
    }

    /** A value and where it stands. */
    private record At(String where, JsonNode node) {}

    static World read(String json, String source, Instant now) {
        JsonNode root;
        try {
            root = Json.read(json);
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new IllegalArgumentException(
                    source + place + ": not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
        return new WorldJson(source, now).world(new At("state", root));
    }

    private World world(At root) {
        only(
                root,
                "credentials",
                "tokens",
                "honourIdempotencyKeys",
                "bots",
                "environments",
                "suites",
                "jobs",
                "nextJobs",
                "deployments");
        World world = root.node.has("credentials") ? new World() : World.withDemoCredentials();
        member(root, "credentials").ifPresent(at -> credentials(at, world));
        member(root, "tokens").ifPresent(at -> {
            only(at, "expiresIn");
            member(at, "expiresIn").ifPresent(seconds -> world.tokenLife = Duration.ofSeconds(whole(seconds)));
        });
        member(root, "honourIdempotencyKeys").ifPresent(at -> world.honourIdempotencyKeys = bool(at));
        list(root, "bots").forEach(at -> bot(at, world));
        list(root, "environments").forEach(at -> environment(at, world));
        list(root, "suites").forEach(at -> suite(at, world));
        member(root, "jobs").ifPresent(at -> world.jobs = script(at));
        list(root, "nextJobs").forEach(at -> world.nextJobs.add(script(at)));
        list(root, "deployments").forEach(at -> deployment(at, world));
        return world;
    }

    private void credentials(At at, World world) {
        only(at, "clients", "apiKeys", "acceptAny");
        for (At client : list(at, "clients")) {
            only(client, "id", "secret", "scopes");
            String id = text(client, "id");
            world.clients.put(id, new World.Client(id, text(client, "secret"), texts(client, "scopes")));
        }
        world.apiKeys.addAll(texts(at, "apiKeys"));
        member(at, "acceptAny").ifPresent(any -> world.acceptAny = bool(any));
    }

    private void bot(At at, World world) {
        String id = text(at, "id");
        World.Bot bot = new World.Bot(without(at, "versions"));
        for (At version : list(at, "versions")) {
            unique(version, bot.versions.put(text(version, "id"), resolved(version)));
        }
        unique(at, world.bots.put(id, bot));
    }

    private void environment(At at, World world) {
        World.Environment environment = new World.Environment(without(at, "live", "health"));
        member(at, "health").ifPresent(health -> environment.health = object(health));
        member(at, "live").ifPresent(live -> {
            for (Map.Entry<String, JsonNode> entry : object(live).properties()) {
                At version = new At(live.where + "." + entry.getKey(), entry.getValue());
                World.Bot bot = world.bots.get(entry.getKey());
                if (bot == null) {
                    throw wrong(version, "names a bot that there is not");
                }
                if (!bot.versions.containsKey(textOf(version))) {
                    throw wrong(version, "names a version that the bot does not have");
                }
                environment.live.put(entry.getKey(), textOf(version));
            }
        });
        unique(at, world.environments.put(text(at, "id"), environment));
    }

    private void suite(At at, World world) {
        only(at, "id", "runs");
        List<ObjectNode> runs = new ArrayList<>();
        list(at, "runs").forEach(run -> runs.add(resolved(run)));
        unique(at, world.suites.put(text(at, "id"), runs));
    }

    private JobScript script(At at) {
        only(at, "states", "message", "halfApplied", "rollback");
        return script(at, texts(at, "states"));
    }

    private JobScript script(At at, List<String> states) {
        JobScript plain = JobScript.completes();
        List<String> rollback = texts(at, "rollback");
        return new JobScript(
                states.isEmpty() ? plain.states() : states,
                member(at, "message").map(this::textOf),
                member(at, "halfApplied").map(this::bool).orElse(false),
                rollback.isEmpty() ? plain.rollbackStates() : rollback);
    }

    private void deployment(At at, World world) {
        only(
                at,
                "id",
                "bot_id",
                "environment_id",
                "version",
                CREATED_AT,
                "states",
                "message",
                "halfApplied",
                "rollback",
                "applied",
                "previousVersion");
        String id = text(at, "id");
        String bot = text(at, "bot_id");
        String environment = text(at, "environment_id");
        if (!world.bots.containsKey(bot) || !world.environments.containsKey(environment)) {
            throw wrong(at, "names a bot or an environment that there is not");
        }
        String createdAt = resolved(at).path(CREATED_AT).asText(now.toString());
        List<String> states = texts(at, "states");
        if (states.isEmpty()) {
            throw wrong(at, "must have states");
        }
        Deployment deployment =
                new Deployment(world, id, bot, environment, text(at, "version"), createdAt, script(at, states));
        deployment.restore(
                member(at, "applied").map(this::bool).orElse(false),
                member(at, "previousVersion").map(this::textOf).orElse(null));
        unique(at, world.deployments.put(id, deployment));
    }

    /** The object with a time such as {@code now-PT1H} made absolute. */
    private ObjectNode resolved(At at) {
        ObjectNode copy = object(at).deepCopy();
        Matcher relative = RELATIVE.matcher(copy.path(CREATED_AT).asText());
        if (!relative.matches()) {
            return copy;
        }
        Duration distance = Duration.ZERO;
        if (relative.group(2) != null) {
            try {
                distance = Duration.parse(relative.group(2));
            } catch (DateTimeException e) {
                throw wrong(new At(at.where + "." + CREATED_AT, copy.path(CREATED_AT)), "is not now-<ISO duration>");
            }
        }
        boolean isBefore = "-".equals(relative.group(1));
        return copy.put(CREATED_AT, (isBefore ? now.minus(distance) : now.plus(distance)).toString());
    }

    private ObjectNode object(At at) {
        if (at.node instanceof ObjectNode object) {
            return object;
        }
        throw wrong(at, "must be an object");
    }

    private ObjectNode without(At at, String... members) {
        return object(at).deepCopy().without(List.of(members));
    }

    private Optional<At> member(At at, String name) {
        return Optional.ofNullable(object(at).get(name)).map(node -> new At(at.where + "." + name, node));
    }

    private List<At> list(At at, String name) {
        Optional<At> list = member(at, name);
        if (list.isEmpty()) {
            return List.of();
        }
        if (!(list.get().node instanceof ArrayNode array)) {
            throw wrong(list.get(), "must be an array");
        }
        List<At> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(new At(list.get().where + "[" + i + "]", array.get(i)));
        }
        return elements;
    }

    private List<String> texts(At at, String name) {
        return list(at, name).stream().map(this::textOf).toList();
    }

    private String text(At at, String name) {
        return textOf(member(at, name).orElseThrow(() -> wrong(at, "must have " + name)));
    }

    private String textOf(At at) {
        if (!at.node.isTextual() || at.node.textValue().isBlank()) {
            throw wrong(at, "must be a text that is not blank");
        }
        return at.node.textValue();
    }

    private boolean bool(At at) {
        if (!at.node.isBoolean()) {
            throw wrong(at, "must be true or false");
        }
        return at.node.booleanValue();
    }

    private long whole(At at) {
        if (!at.node.canConvertToInt() || at.node.intValue() < 0) {
            throw wrong(at, "must be an integer from 0");
        }
        return at.node.intValue();
    }

    private void only(At at, String... names) {
        List<String> known = List.of(names);
        for (Map.Entry<String, JsonNode> entry : object(at).properties()) {
            if (!known.contains(entry.getKey())) {
                throw wrong(new At(at.where + "." + entry.getKey(), entry.getValue()), "is not known");
            }
        }
    }

    private void unique(At at, @Nullable Object replaced) {
        if (replaced != null) {
            throw wrong(at, "has the id of another");
        }
    }

    private IllegalArgumentException wrong(At at, String what) {
        return new IllegalArgumentException(source + ": " + at.where + " " + what);
    }

    static ObjectNode write(World world) {
        ObjectNode root = Json.object();
        ObjectNode credentials = root.putObject("credentials");
        ArrayNode clients = credentials.putArray("clients");
        for (World.Client client : world.clients.values()) {
            ObjectNode node = clients.addObject().put("id", client.id()).put("secret", client.secret());
            put(node.putArray("scopes"), client.scopes());
        }
        put(credentials.putArray("apiKeys"), world.apiKeys);
        credentials.put("acceptAny", world.acceptAny);
        root.putObject("tokens").put("expiresIn", world.tokenLife.toSeconds());
        root.put("honourIdempotencyKeys", world.honourIdempotencyKeys);
        ArrayNode bots = root.putArray("bots");
        for (World.Bot bot : world.bots.values()) {
            ArrayNode versions =
                    bots.add(bot.attributes.deepCopy()).get(bots.size() - 1).withArray("versions");
            bot.versions.values().forEach(version -> versions.add(version.deepCopy()));
        }
        ArrayNode environments = root.putArray("environments");
        for (World.Environment environment : world.environments.values()) {
            ObjectNode node = environment.attributes.deepCopy();
            node.set("health", environment.health.deepCopy());
            ObjectNode live = node.putObject("live");
            environment.live.forEach(live::put);
            environments.add(node);
        }
        ArrayNode suites = root.putArray("suites");
        world.suites.forEach((id, runs) -> {
            ArrayNode list = suites.addObject().put("id", id).putArray("runs");
            runs.forEach(run -> list.add(run.deepCopy()));
        });
        root.set("jobs", write(world.jobs, world.jobs.states()));
        ArrayNode nextJobs = root.putArray("nextJobs");
        world.nextJobs.forEach(script -> nextJobs.add(write(script, script.states())));
        ArrayNode deployments = root.putArray("deployments");
        for (Deployment deployment : world.deployments.values()) {
            ObjectNode node = deployments
                    .addObject()
                    .put("id", deployment.id())
                    .put("bot_id", deployment.bot())
                    .put("environment_id", deployment.environment())
                    .put("version", deployment.version())
                    .put(CREATED_AT, deployment.createdAt())
                    .put("applied", deployment.isApplied());
            deployment.previous().ifPresent(previous -> node.put("previousVersion", previous));
            node.setAll(write(deployment.script(), deployment.states()));
        }
        return root;
    }

    private static ObjectNode write(JobScript script, List<String> states) {
        ObjectNode node = Json.object();
        put(node.putArray("states"), states);
        script.message().ifPresent(text -> node.put("message", text));
        node.put("halfApplied", script.isHalfApplied());
        put(node.putArray("rollback"), script.rollbackStates());
        return node;
    }

    private static void put(ArrayNode array, Iterable<String> texts) {
        texts.forEach(array::add);
    }
}
