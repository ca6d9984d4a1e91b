package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The written form of a {@link World}; {@code docs/fake-server.md} describes it. */
final class WorldJson {

    private WorldJson() {}

    static World read(String json, String source, Time time) {
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
        return world(new Place(source, time.now(), "state", root), time);
    }

    private static World world(Place root, Time time) {
        root.only(
                "credentials",
                "tokens",
                "requestsPerMinute",
                "honourIdempotencyKeys",
                "environmentNames",
                "bots",
                "environments",
                "suites",
                "jobs",
                "nextJobs",
                "deployments",
                "canaries",
                "rollouts",
                "flows",
                "conversations",
                "webhooks");
        World world = root.node().has("credentials") ? new World(time) : World.withDemoCredentials(time);
        root.member("credentials").ifPresent(at -> credentials(at, world.access));
        root.member("tokens").ifPresent(at -> {
            at.only("expiresIn");
            at.member("expiresIn").ifPresent(seconds -> world.access.tokenLife = Duration.ofSeconds(seconds.whole()));
        });
        world.access.requestsPerMinute = root.whole("requestsPerMinute", 0);
        world.honourIdempotencyKeys = root.truth("honourIdempotencyKeys", false);
        world.environmentNames = root.truth("environmentNames", false);
        root.list("bots").forEach(at -> bot(at, world));
        root.list("environments").forEach(at -> EnvironmentJson.read(at, world));
        root.list("suites").forEach(at -> suite(at, world));
        JobJson.read(root, world);
        root.member("flows").ifPresent(at -> FlowJson.read(at, world));
        root.member("conversations").ifPresent(at -> ConversationJson.read(at, world));
        for (Place hook : root.list("webhooks")) {
            Form.departure("/$defs/url", "url.", hook.needed("url").node())
                    .or(() -> Form.departure(
                            "/$defs/secret", "secret.", hook.needed("secret").node()))
                    .ifPresent(departure -> {
                        throw hook.wrong("is no webhook: " + departure);
                    });
            hook.unique(world.webhooks.hooks.put(hook.text("id"), hook.resolved()));
        }
        return world;
    }

    private static void credentials(Place at, Access access) {
        at.only("clients", "apiKeys", "acceptAny", "enforceScopes");
        for (Place client : at.list("clients")) {
            client.only("id", "secret", "scopes");
            String id = client.text("id");
            access.clients.put(id, new Access.Client(id, client.text("secret"), client.texts("scopes")));
        }
        for (Place key : at.list("apiKeys")) {
            if (key.node().isObject()) {
                key.only("key", "scopes");
                access.apiKeys.put(key.text("key"), key.texts("scopes"));
            } else {
                access.apiKeys.put(key.text(), List.of());
            }
        }
        access.acceptAny = at.truth("acceptAny", false);
        access.enforceScopes = at.truth("enforceScopes", false);
    }

    private static void bot(Place at, World world) {
        World.Bot bot = new World.Bot(at.without("versions"));
        for (Place version : at.list("versions")) {
            version.unique(bot.versions.put(version.text("id"), version.resolved()));
        }
        at.unique(world.bots.put(at.text("id"), bot));
    }

    private static void suite(Place at, World world) {
        at.only("id", "runs");
        List<ObjectNode> runs = new ArrayList<>();
        at.list("runs").forEach(run -> runs.add(run.resolved()));
        at.unique(world.suites.put(at.text("id"), runs));
    }

    static ObjectNode write(World world) {
        ObjectNode root = Json.object();
        write(world.access, root);
        root.put("honourIdempotencyKeys", world.honourIdempotencyKeys);
        root.put("environmentNames", world.environmentNames);
        ArrayNode bots = root.putArray("bots");
        for (World.Bot bot : world.bots.values()) {
            ObjectNode node = bot.attributes.deepCopy();
            putAll(node.putArray("versions"), bot.versions.values());
            bots.add(node);
        }
        ArrayNode environments = root.putArray("environments");
        world.environments.values().forEach(environment -> environments.add(EnvironmentJson.write(environment)));
        ArrayNode suites = root.putArray("suites");
        world.suites.forEach(
                (id, runs) -> putAll(suites.addObject().put("id", id).putArray("runs"), runs));
        JobJson.write(world, root);
        root.set("flows", FlowJson.write(world.flows));
        root.set("conversations", ConversationJson.write(world.conversations));
        putAll(root.putArray("webhooks"), world.webhooks.hooks.values());
        return root;
    }

    private static void write(Access access, ObjectNode root) {
        ObjectNode credentials = root.putObject("credentials");
        ArrayNode clients = credentials.putArray("clients");
        for (Access.Client client : access.clients.values()) {
            ObjectNode node = clients.addObject().put("id", client.id()).put("secret", client.secret());
            put(node.putArray("scopes"), client.scopes());
        }
        ArrayNode keys = credentials.putArray("apiKeys");
        access.apiKeys.forEach((key, scopes) -> {
            if (scopes.isEmpty()) {
                keys.add(key);
            } else {
                put(keys.addObject().put("key", key).putArray("scopes"), scopes);
            }
        });
        credentials.put("acceptAny", access.acceptAny).put("enforceScopes", access.enforceScopes);
        root.putObject("tokens").put("expiresIn", access.tokenLife.toSeconds());
        root.put("requestsPerMinute", access.requestsPerMinute);
    }

    static void put(ArrayNode array, Iterable<String> texts) {
        texts.forEach(array::add);
    }

    /** Adds copies. */
    static void putAll(ArrayNode array, Iterable<ObjectNode> objects) {
        objects.forEach(object -> array.add(object.deepCopy()));
    }
}
