package io.cognigydeploy.client.testing;

import static io.cognigydeploy.client.testing.Shape.Member.optional;
import static io.cognigydeploy.client.testing.Shape.Member.required;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.VersionStatus;
import java.util.Set;

/** Deployments of bot versions: start, look, list, roll back, cancel. */
final class DeploymentEndpoints {

    private static final String PATH = "/api/v1/deployments";
    private static final Set<String> RUNNING = Set.of("queued", "running");

    private final World world;
    private final Time time;

    private DeploymentEndpoints(World world, Time time) {
        this.world = world;
        this.time = time;
    }

    static void addTo(Routes routes, World world, Time time) {
        DeploymentEndpoints endpoints = new DeploymentEndpoints(world, time);
        Form start = Form.json(
                required("bot_id", Shape.TEXT),
                required("environment_id", Shape.TEXT),
                required("version", Shape.TEXT),
                required(
                        "config_overrides",
                        Shape.openObject(
                                optional("maxConcurrentSessions", Shape.WHOLE),
                                optional("nlpEngine", Shape.TEXT),
                                optional("fallbackStrategy", Shape.TEXT))),
                required("dependencies", Shape.listOf(Shape.TEXT)));
        Form list = Form.noBody()
                .query(
                        required("botId", Shape.TEXT),
                        required("environmentId", Shape.TEXT),
                        optional("status", Shape.TEXT));
        routes.add("POST", PATH, start, endpoints::start);
        routes.add("GET", PATH, list, endpoints::list);
        routes.add("GET", PATH + "/{id}", Form.noBody(), endpoints::poll);
        routes.add("POST", PATH + "/{id}/rollback", Form.noBody(), endpoints::rollBack);
        routes.add("POST", PATH + "/{id}/cancel", Form.noBody(), endpoints::cancel);
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
        String status = known.path("status").asText(VersionStatus.PUBLISHED.text());
        if (!new VersionStatus(status).equals(VersionStatus.PUBLISHED)) {
            throw Refusal.of(400, "version_not_published", "Version " + version + " of bot " + bot + " is " + status);
        }
        world.active(bot, environment).ifPresent(active -> {
            throw Refusal.conflict(
                    "deployment_in_progress",
                    "Deployment " + active.id() + " of bot " + bot + " in " + environment + " is " + active.state());
        });
        Deployment started = world.start(bot, environment, version, time.now().toString());
        return Reply.json(201, started.json()).withHeader("Location", PATH + "/" + started.id());
    }

    private Reply list(Call call) {
        String bot = call.query("botId").orElseThrow();
        String environment = call.query("environmentId").orElseThrow();
        String wanted = call.query("status").orElse("");
        ArrayNode data = Json.object().putArray("data");
        world.deployments.values().stream()
                .filter(deployment -> deployment.concerns(bot, environment))
                .filter(deployment -> isIn(wanted, deployment.state().text()))
                .forEach(deployment -> data.add(deployment.json()));
        return Reply.json(200, Json.object().set("data", data));
    }

    private static boolean isIn(String wanted, String state) {
        return wanted.isEmpty() || (wanted.equals("running") ? RUNNING.contains(state) : wanted.equals(state));
    }

    private Reply poll(Call call) {
        Deployment deployment = world.deployment(call.path("id"));
        deployment.advance();
        return Reply.json(200, deployment.json());
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
