package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** Webhooks and audit records. */
record WebhookEndpoints(WorldState world) {

    private static final String HOOKS = "/api/v1/webhooks";

    static void addTo(Map<String, Routes.Handler> handlers, WorldState world) {
        WebhookEndpoints endpoints = new WebhookEndpoints(world);
        handlers.put("registerHook", endpoints::register);
        handlers.put("hooks", endpoints::list);
        handlers.put("removeHook", endpoints::remove);
        handlers.put("auditCanary", call -> endpoints.audit(call, 201));
        handlers.put("auditConfiguration", call -> endpoints.audit(call, 200));
    }

    private Reply register(Call call) {
        String id = WorldState.fresh("hook", world.hooks);
        ObjectNode hook = Json.object().put("id", id);
        hook.setAll((ObjectNode) call.json());
        world.hooks.put(id, hook.put("createdAt", world.now()));
        return Reply.json(201, WebhookQueue.shown(hook)).withHeader("Location", HOOKS + "/" + id);
    }

    private Reply list(Call call) {
        return Reply.data(world.hooks.values().stream().map(WebhookQueue::shown).toList());
    }

    private Reply remove(Call call) {
        WorldState.existing(world.hooks, "webhook", call.path("id"));
        world.hooks.remove(call.path("id"));
        return Reply.empty(204);
    }

    private Reply audit(Call call, int status) {
        world.queue.audits.add(call.recorded(world.time().now(), status));
        return Reply.json(
                status, Json.object().put("id", String.format(Locale.ROOT, "audit_%04d", world.queue.audits.size())));
    }
}
