package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The written form of flows, and of intents and entities. */
final class FlowJson {

    private static final String DEPLOYED = "deployed";
    private static final String HISTORY = "history";
    private static final String CURRENT = "current";
    private static final String IMPORT = "import";
    private static final String FLOW = "flow";

    private FlowJson() {}

    static void read(Place at, World world) {
        at.only(DEPLOYED, "intents", "entities", "imports", "nextImports");
        for (Place flow : at.list(DEPLOYED)) {
            flow.only("environmentId", "id", HISTORY, CURRENT, IMPORT);
            if (!world.environments.containsKey(flow.text("environmentId"))) {
                throw flow.wrong("names an environment that there is not");
            }
            flow(flow, world.flows.flow(flow.text("environmentId"), flow.text("id")));
        }
        at.list("intents").forEach(intent -> world.flows.intents.add(intent.object()));
        at.list("entities").forEach(entity -> world.flows.entities.add(entity.object()));
        at.member("imports").ifPresent(script -> world.flows.imports = JobJson.script(script));
        at.list("nextImports").forEach(script -> world.flows.nextImports.add(JobJson.script(script)));
    }

    private static void flow(Place at, Flows.Flow flow) {
        at.list(HISTORY).forEach(content -> flow.history.add(Flows.content(content.object())));
        flow.current = at.whole(CURRENT, flow.history.size()) - 1;
        if (flow.current >= flow.history.size()) {
            throw at.wrong("is at a version that is not in its history");
        }
        at.member(IMPORT).ifPresent(place -> {
            place.only(FLOW, Place.CREATED_AT, "states", "message", "halfApplied", "rollback", "applied");
            Flows.Import begun = new Flows.Import(
                    flow,
                    place.needed(FLOW).object(),
                    JobJson.createdAt(place),
                    JobJson.scriptOf(place, List.of(DEPLOYED)));
            begun.restore(place.truth("applied", false));
            flow.latestImport = begun;
        });
    }

    static ObjectNode write(Flows flows) {
        ObjectNode root = Json.object();
        ArrayNode deployed = root.putArray(DEPLOYED);
        for (Flows.Flow flow : flows.all()) {
            ObjectNode node =
                    deployed.addObject().put("environmentId", flow.environment).put("id", flow.id);
            WorldJson.putAll(node.putArray(HISTORY), flow.history);
            node.put(CURRENT, flow.current + 1);
            if (flow.latestImport != null) {
                ObjectNode begun = node.putObject(IMPORT);
                begun.set(FLOW, flow.latestImport.content().deepCopy());
                begun.setAll(JobJson.write(flow.latestImport));
            }
        }
        WorldJson.putAll(root.putArray("intents"), flows.intents);
        WorldJson.putAll(root.putArray("entities"), flows.entities);
        root.set("imports", JobJson.write(flows.imports));
        ArrayNode next = root.putArray("nextImports");
        flows.nextImports.forEach(script -> next.add(JobJson.write(script)));
        return root;
    }
}
