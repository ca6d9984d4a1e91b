package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tokens, and what can be looked at: bots, versions, environments, test results. Also the sink for webhooks. */
record PlatformEndpoints(WorldState world) {

    static void addTo(Map<String, Routes.Handler> handlers, WorldState world) {
        PlatformEndpoints endpoints = new PlatformEndpoints(world);
        handlers.put("token", endpoints::token);
        handlers.put("testResults", endpoints::testResults);
        handlers.put("environment", endpoints::environment);
        handlers.put("health", endpoints::health);
        handlers.put("bot", endpoints::bot);
        handlers.put("versions", endpoints::versions);
        handlers.put("hook", call -> Reply.json(200, Json.object()));
    }

    /** Issues a token. */
    Reply token(Call call) {
        ObjectNode form = call.formFields();
        String id = form.path("client_id").textValue();
        String secret = form.path("client_secret").textValue();
        Access.Client client = world.access.clients.get(id);
        boolean isKnown = client != null && client.secret().equals(secret);
        if (!isKnown && !(world.access.acceptAny && !id.isBlank() && !secret.isBlank())) {
            return Reply.json(
                    401,
                    Json.object().put("error", "invalid_client").put("error_description", "Unknown client or secret"));
        }
        List<String> allowed = client == null ? List.of() : client.scopes();
        List<String> granted = granted(form.path("scope").asText(), allowed);
        ObjectNode body = Json.object()
                .put(
                        "access_token",
                        world.access.issueToken(granted, world.time().nanoTime() + world.tokens.life.toNanos()))
                .put("token_type", "Bearer")
                .put("expires_in", world.tokens.expiresIn());
        if (!granted.isEmpty()) {
            body.put("scope", String.join(" ", granted));
        }
        return Reply.json(200, body).withHeader("Cache-Control", "no-store");
    }

    private static List<String> granted(String asked, List<String> allowed) {
        if (asked.isBlank()) {
            return allowed;
        }
        return Stream.of(asked.trim().split("\\s+"))
                .filter(scope -> allowed.isEmpty() || allowed.contains(scope))
                .toList();
    }

    private Reply testResults(Call call) {
        List<ObjectNode> runs = new ArrayList<>(world.suite(call.path("suite")));
        if (call.query("sort").isPresent()) {
            // Of two runs at one moment the one that was added later is the later one.
            Collections.reverse(runs);
            runs.sort(Comparator.comparing(PlatformEndpoints::createdAt).reversed());
        }
        return Reply.data(runs.stream().limit(call.query("limit", 100)).toList());
    }

    private static Instant createdAt(JsonNode run) {
        try {
            return Instant.parse(run.path("createdAt").asText());
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }

    private Reply environment(Call call) {
        WorldState.Environment environment = world.environment(call.path("id"));
        ObjectNode json = environment.json();
        return Reply.json(
                200,
                environment.configuration == null
                        ? json
                        : json.set("configurationSnapshot", environment.configuration));
    }

    private Reply health(Call call) {
        WorldState.Environment environment = world.environment(call.path("id"));
        return Reply.json(200, environment.nextHealth.isEmpty() ? environment.health : environment.nextHealth.remove());
    }

    private Reply bot(Call call) {
        return Reply.json(200, world.bot(call.path("id")).json());
    }

    private Reply versions(Call call) {
        String bot = call.path("id");
        List<ObjectNode> rows = new ArrayList<>();
        world.bot(bot).versions.forEach((id, version) -> {
            List<String> places = new ArrayList<>();
            Optional.ofNullable(version.path("environment").textValue()).ifPresent(places::add);
            world.environments.forEach((place, environment) -> {
                String shown = world.environmentNames ? world.name(place) : place;
                if (id.equals(environment.live.get(bot)) && !places.contains(shown)) {
                    places.add(shown);
                }
            });
            if (places.isEmpty()) {
                rows.add(version);
            }
            places.forEach(place -> rows.add(version.deepCopy().put("environment", place)));
        });
        return Reply.page(rows, call);
    }
}
