package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flows: export, import, look, roll back; intents and entities. */
record FlowEndpoints(WorldState world) {

    private static final String LATEST = "latest";
    private static final String VERSION = "version";
    private static final String ENVIRONMENT = "environmentId";

    static void addTo(Map<String, Routes.Handler> handlers, WorldState world) {
        FlowEndpoints endpoints = new FlowEndpoints(world);
        handlers.put("flows", endpoints::list);
        handlers.put("importFlow", endpoints::add);
        handlers.put("flowStatus", endpoints::status);
        handlers.put("rollBackFlow", endpoints::rollBack);
        handlers.put("intents", call -> Reply.items(world.flows.intents, call));
        handlers.put("entities", call -> Reply.items(world.flows.entities, call));
    }

    private Reply list(Call call) {
        List<Flows.Flow> flows =
                world.flows.all().stream().filter(Flows.Flow::isDeployed).toList();
        return Reply.items(flows, FlowEndpoints::row, call);
    }

    private static ObjectNode row(Flows.Flow flow) {
        return Json.object().<ObjectNode>setAll(flow.deployed().orElseThrow()).put(ENVIRONMENT, flow.environment);
    }

    private Reply add(Call call) {
        ObjectNode content = Flows.content((ObjectNode) call.json().path("flow"));
        String environment = call.json().path(ENVIRONMENT).textValue();
        world.environment(environment);
        for (JsonNode reference : content.path("externalReferences")) {
            String type = reference.path("type").textValue();
            String id = reference.path("id").textValue();
            if (!world.flows.has(type, id, environment) && !isCircle(content, reference)) {
                throw Refusal.of(400, "missing_reference", "There is no " + type + " '" + id + "' in " + environment);
            }
        }
        Flows.Flow flow = world.flows.flow(environment, content.path("id").textValue());
        if (flow.latestImport != null && !flow.latestImport.hasEnded()) {
            throw Refusal.conflict("import_in_progress", "Flow " + flow.id + " is being imported into " + environment);
        }
        Flows.Import begun = new Flows.Import(world, flow, content, world.flows.nextScript());
        flow.latestImport = begun;
        begun.begin();
        return Reply.json(201, begun.json());
    }

    /** Returns whether a reference leads back to its own flow. Walks through many flows. */
    private boolean isCircle(ObjectNode content, JsonNode reference) {
        return reference.path("type").asText().equals("flow")
                && world.flows.leadsTo(
                        content.path("id").asText(),
                        reference.path("id").asText(),
                        reference.path(ENVIRONMENT).asText());
    }

    private Reply status(Call call) {
        String environment = call.query(ENVIRONMENT).orElseThrow();
        world.environment(environment);
        Flows.Flow flow = world.flows
                .find(environment, call.path("id"))
                .orElseThrow(() -> Refusal.notFound("flow in " + environment, call.path("id")));
        if (flow.latestImport != null) {
            flow.latestImport.advance();
        }
        return Reply.json(200, json(flow));
    }

    private static ObjectNode json(Flows.Flow flow) {
        ObjectNode json = Json.object()
                .put("id", flow.id)
                .put(ENVIRONMENT, flow.environment)
                .put("status", flow.status());
        if (flow.latestImport != null) {
            flow.latestImport.message().ifPresent(text -> json.put("message", text));
        }
        flow.deployed()
                .ifPresent(content ->
                        json.put(VERSION, content.path(VERSION).asText()).put("contentHash", hash(content)));
        return json;
    }

    private Reply rollBack(Call call) {
        String id = call.path("id");
        String wanted = call.json().path("targetVersion").textValue();
        Optional<String> environment =
                Optional.ofNullable(call.json().path(ENVIRONMENT).textValue());
        environment.ifPresent(world::environment);
        Flows.Flow flow = world.flows.all().stream()
                .filter(known -> known.id.equals(id)
                        && environment.map(known.environment::equals).orElse(true))
                .max(Comparator.comparing(FlowEndpoints::age))
                .orElseThrow(() -> Refusal.notFound("flow", id));
        if (flow.latestImport != null && !flow.latestImport.hasEnded()) {
            throw Refusal.conflict("import_in_progress", "Flow " + id + " is being imported");
        }
        int target = flow.history.size();
        while (target > 0
                && !wanted.equals(LATEST)
                && !flow.history.get(target - 1).path(VERSION).asText().equals(wanted)) {
            target--;
        }
        if (target == 0) {
            throw Refusal.notFound("version of flow " + id + " in " + flow.environment, wanted);
        }
        flow.current = target;
        flow.latestImport = null;
        return Reply.json(200, json(flow));
    }

    /** Returns the time of the last import; flows without one are the oldest. */
    private static Instant age(Flows.Flow flow) {
        return flow.latestImport == null ? Instant.MIN : flow.latestImport.createdAt();
    }

    private static String hash(ObjectNode content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Json.canonical(content).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
