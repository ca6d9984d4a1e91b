package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The product's endpoints, which serve a snapshot or a project to users. */
record EndpointRequests(WorldState platform) {

    private static final Collection<String> LISTED = List.of(
            ProductWorld.ID,
            "channel",
            "URLToken",
            "flowId",
            "localeId",
            "name",
            "overrideSnapshotConnections",
            "createdAt",
            "lastChanged",
            "createdBy",
            "lastChangedBy");

    static void addTo(Map<String, Routes.Handler> handlers, WorldState platform) {
        EndpointRequests requests = new EndpointRequests(platform);
        handlers.put("list-endpoints", requests::endpoints);
        handlers.put(
                "read-endpoint",
                call -> Listing.object(call, 200, requests.endpoint(call).getValue()));
        handlers.put("change-endpoint", requests::change);
    }

    private ProductWorld world() {
        return platform.installation();
    }

    private Reply endpoints(Call call) {
        return Listing.of(
                call,
                "endpoints",
                world().listed(call.query("projectId")).stream()
                        .flatMap(project -> project.endpoints.stream())
                        .toList(),
                // The entry point is shown of single endpoints alone.
                endpoint -> endpoint.deepCopy().retain(LISTED));
    }

    private Map.Entry<Project, ObjectNode> endpoint(Call call) {
        return world().endpoint(ProductWorld.ID, call.path("id"))
                .orElseThrow(() -> Refusal.notFound("endpoint", call.path("id")));
    }

    private Reply change(Call call) {
        Map.Entry<Project, ObjectNode> endpoint = endpoint(call);
        ObjectNode members = (ObjectNode) call.json();
        if (members.has("entrypoint")) {
            String entry = members.path("entrypoint").asText();
            world().checkEntry(entry);
        }
        world().change(endpoint.getKey(), endpoint.getValue(), members, ProductWorld.API_USER);
        int status = world().settings.patchStatus;
        return status == 204 ? Reply.empty(status) : Listing.object(call, status, endpoint.getValue());
    }
}
