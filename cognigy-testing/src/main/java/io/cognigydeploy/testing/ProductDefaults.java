package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Snapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The members that everything of an installation has, where a written state or a test leaves them out. */
record ProductDefaults(ProductWorld world, Instant now) {

    ProductDefaults(ProductWorld world) {
        this(world, world.now());
    }

    /** Adds the members that every resource has and a written state may leave out. */
    void complete() {
        for (Project project : world.projects) {
            complete(project.members, "");
            for (String kind : ProductWorld.KINDS) {
                project.all(kind).forEach(resource -> complete(resource, kind));
            }
            Optional<ObjectNode> primary = ProductWorld.primaryLocale(project);
            primary.ifPresent(
                    locale -> project.members.putIfAbsent("primaryLocaleReference", locale.path("referenceId")));
            primary.ifPresent(locale -> project.all(ProductWorld.FLOWS).stream()
                    .filter(flow -> !flow.has("localeReference"))
                    .forEach(flow -> flow.set("localeReference", locale.path(ProductWorld.ID))));
            project.snapshots.forEach(snapshot -> complete(project, snapshot));
            project.endpoints.forEach(endpoint -> completeEndpoint(project, endpoint));
        }
    }

    void complete(Project project, Snapshot snapshot) {
        if (snapshot.content.isEmpty()) {
            snapshot.content.putAll(ProductWorld.copy(project.resources));
        }
        complete(snapshot.members, "");
        snapshot.members.remove("lastChanged");
        snapshot.members.remove("lastChangedBy");
        snapshot.members.putIfAbsent("description", Json.object().textNode(""));
        snapshot.members.putIfAbsent("hash", Json.object().textNode(ProductWorld.hash(snapshot.content)));
    }

    private void complete(ObjectNode resource, String kind) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        resource.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        complete(members, kind);
        resource.setAll(members);
    }

    private void complete(Map<String, JsonNode> members, String kind) {
        ObjectNode usual = Json.object();
        usual.put(ProductWorld.ID, members.containsKey(ProductWorld.ID) ? "" : world.newId());
        if (!kind.isEmpty()) {
            usual.put(
                    "referenceId",
                    ProductWorld.referenceId(
                            kind, members.getOrDefault("name", usual).asText()));
        }
        if (kind.equals(ProductWorld.FLOWS)) {
            usual.put("isTrainingOutOfDate", false);
        }
        if (kind.equals(ProductWorld.LOCALES)) {
            usual.put("primary", false);
        }
        usual.put("createdAt", now.getEpochSecond())
                .put("lastChanged", now.getEpochSecond())
                .put("createdBy", ProductWorld.API_USER)
                .put("lastChangedBy", ProductWorld.API_USER);
        usual.properties().forEach(member -> members.putIfAbsent(member.getKey(), member.getValue()));
    }

    /** Completes an endpoint; entry point, flow and locale may be names in a written state. */
    void completeEndpoint(Project project, ObjectNode endpoint) {
        complete(endpoint, "");
        ObjectNode usual = Json.object()
                .put("channel", "rest")
                .put("entrypoint", project.id())
                .put(
                        "flowId",
                        referenceId(project.all(ProductWorld.FLOWS).stream().findFirst()))
                .put("localeId", referenceId(ProductWorld.primaryLocale(project)))
                .put("URLToken", endpoint.has("URLToken") ? "" : world.newSecret())
                .put("active", true)
                .put("overrideSnapshotConnections", true);
        usual.properties().forEach(member -> {
            if (!endpoint.has(member.getKey())) {
                endpoint.set(member.getKey(), member.getValue());
            }
        });
        project.snapshotNamed(endpoint.path("entrypoint").asText())
                .ifPresent(snapshot -> endpoint.put("entrypoint", snapshot.id()));
        nameToReference(project, endpoint, "flowId", ProductWorld.FLOWS);
        nameToReference(project, endpoint, "localeId", ProductWorld.LOCALES);
    }

    private static String referenceId(Optional<ObjectNode> resource) {
        return resource.map(found -> found.path("referenceId").asText()).orElse("");
    }

    private static void nameToReference(Project project, ObjectNode endpoint, String member, String kind) {
        project.all(kind).stream()
                .filter(resource -> resource.path("name").equals(endpoint.path(member)))
                .findFirst()
                .ifPresent(resource -> endpoint.set(member, resource.path("referenceId")));
    }
}
