package io.cognigydeploy.testing;

import static io.cognigydeploy.testing.Shape.Member.required;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Webhooks and audit records. */
record WebhookEndpoints(World world) {

    private static final String HOOKS = "/api/v1/webhooks";

    static void addTo(Routes routes, World world) {
        WebhookEndpoints endpoints = new WebhookEndpoints(world);
        Form register = Form.json(
                required("name", Shape.TEXT),
                required("url", Shape.URL),
                required("events", Shape.listOf(Shape.words(Canary.COMPLETED_EVENT, Canary.ROLLED_BACK_EVENT))),
                required("secret", WebhookQueue.SECRET),
                required("active", Shape.TRUTH));
        Form canaryRecord = Form.json(
                required("timestamp", Shape.MOMENT),
                required("bot_id", Shape.TEXT),
                required("action", Shape.TEXT),
                required("status", Shape.TEXT),
                required("metrics", Shape.openObject()),
                required("source", Shape.TEXT));
        Form rolloutRecord = Form.json(
                required("timestamp", Shape.MOMENT),
                required("jobId", Shape.TEXT),
                required("deploymentSuccess", Shape.TRUTH),
                required("durationSeconds", Shape.NUMBER),
                required("auditCategory", Shape.TEXT),
                required(
                        "complianceFlags",
                        Shape.object(
                                required("governanceApproved", Shape.TRUTH),
                                required("dataResidencyCheck", Shape.TRUTH))));
        routes.add("POST", HOOKS, "webhook:manage webhook:write", register, endpoints::register);
        routes.add("GET", HOOKS, "webhook:manage webhook:write", Form.noBody(), endpoints::list);
        routes.add("DELETE", HOOKS + "/{id}", "webhook:manage webhook:write", Form.noBody(), endpoints::remove);
        routes.add("POST", "/api/v1/audit/logs", "audit:write", canaryRecord, call -> endpoints.audit(call, 201));
        routes.add(
                "POST",
                "/api/v2/audit/logs",
                "audit:write webhook:write",
                rolloutRecord,
                call -> endpoints.audit(call, 200));
    }

    private Reply register(Call call) {
        String id = World.fresh("hook", world.webhooks.hooks);
        ObjectNode hook = Json.object().put("id", id);
        hook.setAll((ObjectNode) call.json());
        world.webhooks.hooks.put(id, hook.put("createdAt", world.now()));
        return Reply.json(201, WebhookQueue.shown(hook)).withHeader("Location", HOOKS + "/" + id);
    }

    private Reply list(Call call) {
        return Reply.data(
                world.webhooks.hooks.values().stream().map(WebhookQueue::shown).toList());
    }

    private Reply remove(Call call) {
        World.existing(world.webhooks.hooks, "webhook", call.path("id"));
        world.webhooks.hooks.remove(call.path("id"));
        return Reply.empty(204);
    }

    private Reply audit(Call call, int status) {
        world.webhooks.audits.add(call.recorded(world.time().now(), status));
        return Reply.json(
                status,
                Json.object().put("id", String.format(Locale.ROOT, "audit_%04d", world.webhooks.audits.size())));
    }
}
