package io.cognigydeploy.client.testing;

import static io.cognigydeploy.client.testing.Shape.Member.optional;
import static io.cognigydeploy.client.testing.Shape.Member.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.Time;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tokens, and what can be looked at: bots, versions, environments, test results. Also the sink for webhooks. */
final class PlatformEndpoints {

    private final World world;
    private final Time time;

    private PlatformEndpoints(World world, Time time) {
        this.world = world;
        this.time = time;
    }

    static void addTo(Routes routes, World world, Time time) {
        PlatformEndpoints endpoints = new PlatformEndpoints(world, time);
        Form token = Form.urlencoded(
                required("grant_type", Shape.words("client_credentials")),
                required("client_id", Shape.TEXT),
                required("client_secret", Shape.TEXT),
                optional("scope", Shape.TEXT));
        Form results = Form.noBody()
                .query(optional("limit", Shape.between(1, 100)), optional("sort", Shape.words("createdAt:desc")));
        Form versions = Form.noBody()
                .query(optional("page", Shape.between(1, 1_000_000)), optional("size", Shape.between(1, 50)));
        routes.addOpen("POST", "/oauth/token", token, endpoints::token);
        routes.add("GET", "/api/v1/tests/{suite}/results", results, endpoints::testResults);
        routes.add("GET", "/api/v1/environments/{id}", Form.noBody(), endpoints::environment);
        routes.add("GET", "/api/v2/environments/{id}/health", Form.noBody(), endpoints::health);
        routes.add("GET", "/api/v1/bots/{id}", Form.noBody(), endpoints::bot);
        routes.add("GET", "/api/v1/bots/{id}/versions", versions, endpoints::versions);
        routes.addOpen("POST", "/hooks/{name}", Form.anyBody(), call -> Reply.json(200, Json.object()));
    }

    private Reply token(Call call) {
        ObjectNode form = call.formFields();
        String id = form.path("client_id").textValue();
        String secret = form.path("client_secret").textValue();
        World.Client client = world.clients.get(id);
        boolean isKnown = client != null && client.secret().equals(secret);
        if (!isKnown && !(world.acceptAny && !id.isBlank() && !secret.isBlank())) {
            return Reply.json(
                    401,
                    Json.object().put("error", "invalid_client").put("error_description", "Unknown client or secret"));
        }
        ObjectNode body = Json.object()
                .put("access_token", world.issueToken(time.nanoTime()))
                .put("token_type", "Bearer")
                .put("expires_in", world.tokenLife.toSeconds());
        List<String> allowed = client == null ? List.of() : client.scopes();
        String granted = granted(form.path("scope").asText(), allowed);
        if (!granted.isEmpty()) {
            body.put("scope", granted);
        }
        return Reply.json(200, body).withHeader("Cache-Control", "no-store");
    }

    private static String granted(String asked, List<String> allowed) {
        if (asked.isBlank()) {
            return String.join(" ", allowed);
        }
        return Stream.of(asked.trim().split("\\s+"))
                .filter(scope -> allowed.isEmpty() || allowed.contains(scope))
                .reduce((left, right) -> left + " " + right)
                .orElse("");
    }

    private Reply testResults(Call call) {
        List<ObjectNode> runs = new ArrayList<>(world.suite(call.path("suite")));
        if (call.query("sort").isPresent()) {
            // Of two runs at one moment the one that was added later is the later one.
            Collections.reverse(runs);
            runs.sort(Comparator.comparing(PlatformEndpoints::createdAt).reversed());
        }
        ArrayNode data = Json.object().putArray("data");
        runs.stream().limit(call.query("limit", 100)).forEach(data::add);
        return Reply.json(200, Json.object().set("data", data));
    }

    private static Instant createdAt(JsonNode run) {
        try {
            return Instant.parse(run.path("createdAt").asText());
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }

    private Reply environment(Call call) {
        return Reply.json(200, world.environment(call.path("id")).attributes);
    }

    private Reply health(Call call) {
        return Reply.json(200, world.environment(call.path("id")).health);
    }

    private Reply bot(Call call) {
        return Reply.json(200, world.bot(call.path("id")).attributes);
    }

    private Reply versions(Call call) {
        String bot = call.path("id");
        int size = call.query("size", 50);
        List<ObjectNode> rows = new ArrayList<>();
        world.bot(bot).versions.forEach((id, version) -> {
            List<String> places = world.environments.entrySet().stream()
                    .filter(entry -> id.equals(entry.getValue().live.get(bot)))
                    .map(Map.Entry::getKey)
                    .toList();
            if (places.isEmpty()) {
                rows.add(version);
            }
            places.forEach(place -> rows.add(version.deepCopy().put("environment", place)));
        });
        ArrayNode data = Json.object().putArray("data");
        rows.stream().skip((call.query("page", 1) - 1L) * size).limit(size).forEach(data::add);
        ObjectNode envelope = Json.object().put("success", true);
        envelope.set("data", data);
        return Reply.json(200, envelope.put("message", ""));
    }
}
