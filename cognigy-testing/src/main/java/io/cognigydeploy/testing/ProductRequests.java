package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The product's tokens, projects, resources of projects, and audit events; and all its other requests. */
record ProductRequests(WorldState platform) {

    static void addTo(Map<String, Routes.Handler> handlers, WorldState platform) {
        ProductRequests requests = new ProductRequests(platform);
        handlers.put("product-token", new PlatformEndpoints(platform)::token);
        handlers.put("list-projects", requests::projects);
        handlers.put("read-project", requests::project);
        handlers.put("graph", requests::graph);
        for (String kind : ProductWorld.KINDS) {
            handlers.put("list-" + kind, call -> requests.resources(call, kind));
            handlers.put("read-" + kind, call -> Listing.object(call, 200, requests.resource(call, kind)));
        }
        handlers.put("list-audit-events", requests::auditEvents);
        handlers.put("read-audit-event", requests::auditEvent);
        SnapshotRequests.addTo(handlers, platform, new ProductDialect(platform));
        TaskRequests.addTo(handlers, platform);
        EndpointRequests.addTo(handlers, platform);
        PlaybookRequests.addTo(handlers, platform);
        TalkRequests.addTo(handlers, platform);
    }

    private ProductWorld world() {
        return platform.installation();
    }

    private Reply projects(Call call) {
        return Listing.of(
                call, "projects", world().projects.stream().map(Project::json).toList());
    }

    private Reply project(Call call) {
        return Listing.object(
                call, 200, world().existingProject(call.path("id")).json());
    }

    private Reply resources(Call call, String kind) {
        return Listing.of(
                call,
                kind,
                world().listed(call.query("projectId")).stream()
                        .flatMap(project -> project.all(kind).stream())
                        .toList());
    }

    private ObjectNode resource(Call call, String kind) {
        String id = call.path("id");
        return world().projects.stream()
                .flatMap(project -> project.all(kind).stream())
                .filter(resource -> resource.path(ProductWorld.ID).asText().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound(kind.substring(0, kind.length() - 1), id));
    }

    private Reply graph(Call call) {
        Project project = world().existingProject(call.path("id"));
        boolean hasDependencies = call.query("dependencies").orElse("true").equals("true");
        ObjectNode node = Json.object().put("type", "project").put("name", project.name());
        ArrayNode resources = node.putArray("resources");
        for (String kind : ProductWorld.KINDS) {
            String type = kind.substring(0, kind.length() - 1);
            project.all(kind).forEach(resource -> vertex(resources, resource, type));
        }
        for (ObjectNode endpoint : project.endpoints) {
            ArrayNode dependencies = vertex(resources, endpoint, "endpoint");
            depend(dependencies, project.all(ProductWorld.FLOWS), endpoint.path("flowId"), "flow");
            depend(dependencies, project.all(ProductWorld.LOCALES), endpoint.path("localeId"), "locale");
        }
        if (call.query("snapshots").orElse("false").equals("true")) {
            project.snapshots.forEach(snapshot -> vertex(resources, snapshot.json(), "snapshot"));
        }
        if (!hasDependencies) {
            resources.forEach(resource -> ((ObjectNode) resource).remove("dependencies"));
        }
        return Listing.object(call, 200, Json.object().set(project.id(), node));
    }

    /** Adds a resource to the graph and returns its dependencies, to be filled. */
    private static ArrayNode vertex(ArrayNode resources, ObjectNode resource, String type) {
        ObjectNode vertex = resources
                .addObject()
                .put(ProductWorld.ID, resource.path(ProductWorld.ID).asText())
                .put("type", type)
                .put("name", resource.path("name").asText())
                .put("referenceId", resource.path("referenceId").asText());
        vertex.putObject("properties");
        return vertex.putArray("dependencies");
    }

    private static void depend(ArrayNode dependencies, List<ObjectNode> all, JsonNode referenceId, String type) {
        Optional<ObjectNode> target = all.stream()
                .filter(resource -> resource.path("referenceId").equals(referenceId))
                .findFirst();
        target.ifPresent(resource -> dependencies
                .addObject()
                .put(ProductWorld.ID, resource.path(ProductWorld.ID).asText())
                .put("type", type));
    }

    private Reply auditEvents(Call call) {
        List<String> projects = world().listed(call.query("projectId")).stream()
                .map(Project::id)
                .toList();
        return Listing.of(
                call,
                "auditevents",
                world().auditEvents.stream()
                        .filter(event ->
                                projects.contains(event.path("projectReference").asText()))
                        .toList());
    }

    private Reply auditEvent(Call call) {
        String id = call.path("id");
        return world().auditEvents.stream()
                .filter(event -> event.path(ProductWorld.ID).asText().equals(id))
                .findFirst()
                .map(event -> Listing.object(call, 200, event))
                .orElseThrow(() -> Refusal.notFound("audit event", id));
    }
}
