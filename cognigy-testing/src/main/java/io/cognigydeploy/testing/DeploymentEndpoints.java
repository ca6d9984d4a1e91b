package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.client.model.JobState;
import io.cognigydeploy.client.model.VersionStatus;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Deployments of bot versions: start, look, list, roll back, cancel. */
record DeploymentEndpoints(WorldState world) {

    static final String PATH = "/api/v1/deployments";
    private static final Set<String> RUNNING = Set.of("queued", "running");

    static void addTo(Map<String, Routes.Handler> handlers, WorldState world) {
        DeploymentEndpoints endpoints = new DeploymentEndpoints(world);
        handlers.put("startRollback", endpoints::startRollback);
        handlers.put("startDeployment", endpoints::start);
        handlers.put("deployments", endpoints::list);
        handlers.put("deployment", endpoints::poll);
        handlers.put("deploymentStatus", endpoints::status);
        handlers.put("rollBackDeployment", endpoints::rollBack);
        handlers.put("cancelDeployment", endpoints::cancel);
    }

    private Reply start(Call call) {
        JsonNode body = call.json();
        String bot = body.path("bot_id").textValue();
        String environment = body.path("environment_id").textValue();
        String version = body.path("version").textValue();
        JsonNode known = world.bot(bot).versions.get(version);
        world.environment(environment);
        if (known == null) {
            throw Refusal.of(400, "unknown_version", "Bot " + bot + " has no version '" + version + "'");
        }
        if (!isPublished(known)) {
            throw Refusal.of(400, "version_not_published", notPublished(bot, version, known));
        }
        world.refuseIfActive(bot, environment);
        Deployment started = world.start(bot, environment, version);
        return Reply.json(201, started.json()).withHeader("Location", PATH + "/" + started.id());
    }

    static boolean isPublished(JsonNode version) {
        String status = version.path("status").asText(VersionStatus.PUBLISHED.text());
        return new VersionStatus(status).equals(VersionStatus.PUBLISHED);
    }

    private static String notPublished(String bot, String version, JsonNode known) {
        return "Version " + version + " of bot " + bot + " is "
                + known.path("status").asText();
    }

    private Reply startRollback(Call call) {
        JsonNode body = call.json();
        String bot = body.path("botId").textValue();
        String version = body.path("targetVersionId").textValue();
        JsonNode known = WorldState.existing(world.bot(bot).versions, "version of " + bot, version);
        String environment = world.environmentId(body.path("environment").textValue());
        if (!isPublished(known)) {
            throw Refusal.conflict("version_not_published", notPublished(bot, version, known));
        }
        if (body.path("validateDependencies").booleanValue()) {
            refuseIfMissing(known.path("dependencies"), environment);
        }
        long open = world.conversations.sessions.values().stream()
                .filter(session -> ConversationEndpoints.isOf(session, bot, environment))
                .count();
        if (open > 0 && !body.path("force").booleanValue()) {
            throw Refusal.conflict("active_sessions", open + " sessions with " + bot + " are active");
        }
        world.refuseIfActive(bot, environment);
        Deployment started = world.start(bot, environment, version);
        return Reply.enveloped(202, Json.object().put("jobId", started.id()));
    }

    private void refuseIfMissing(JsonNode wanted, String environment) {
        Set<String> missing = new LinkedHashSet<>(Json.texts(wanted));
        Json.texts(world.environment(environment).json().path("availableDependencies"))
                .forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw Refusal.conflict(
                    "dependencies_missing", "There are no " + String.join(", ", missing) + " in " + environment);
        }
    }

    private Reply list(Call call) {
        String bot = call.query("botId").orElseThrow();
        String environment = call.query("environmentId").orElseThrow();
        String wanted = call.query("status").orElse("");
        return Reply.data(world.deployments.values().stream()
                .filter(deployment -> deployment.concerns(bot, environment))
                .filter(deployment -> isIn(wanted, deployment.state().text()))
                .map(Deployment::json)
                .toList());
    }

    private static boolean isIn(String wanted, String state) {
        return wanted.isEmpty() || (wanted.equals("running") ? RUNNING.contains(state) : wanted.equals(state));
    }

    private Reply poll(Call call) {
        Deployment deployment = world.deployment(call.path("id"));
        deployment.advance();
        return Reply.json(200, deployment.json());
    }

    private Reply status(Call call) {
        Deployment deployment = world.deployment(call.path("id"));
        deployment.advance();
        ObjectNode data = Json.object()
                .put("jobId", deployment.id())
                .put("state", deployment.status().toUpperCase(Locale.ROOT));
        if (deployment.state().equals(JobState.FAILED)) {
            data.put("errorMessage", deployment.message().orElse("Deployment failed"));
        }
        return Reply.enveloped(200, data);
    }

    private Reply rollBack(Call call) {
        world.deployment(call.path("id")).rollBack();
        return Reply.empty(202);
    }

    private Reply cancel(Call call) {
        Deployment deployment = world.deployment(call.path("id"));
        deployment.cancel();
        return Reply.json(202, deployment.json());
    }
}
