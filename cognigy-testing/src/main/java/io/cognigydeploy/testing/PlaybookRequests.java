package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.PlaybookEnd;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Runs of the product's playbooks. */
record PlaybookRequests(WorldState platform) {

    private static final String SUCCESSFUL = "successful";
    private static final String FAILED = "failed";
    private static final String PLAYBOOK = "playbookId";

    static void addTo(Map<String, Routes.Handler> handlers, WorldState platform) {
        PlaybookRequests requests = new PlaybookRequests(platform);
        handlers.put("schedule-playbook", requests::schedule);
        handlers.put("list-playbook-runs", requests::runs);
        handlers.put("read-playbook-run", requests::run);
    }

    private ProductWorld world() {
        return platform.installation();
    }

    private Reply schedule(Call call) {
        String id = call.path("id");
        Project project = world().projects.stream()
                .filter(owner -> owner.all(ProductWorld.PLAYBOOKS).stream()
                        .anyMatch(playbook ->
                                playbook.path(ProductWorld.ID).asText().equals(id)))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("playbook", id));
        ObjectNode parameters = ((ObjectNode) call.json()).put(PLAYBOOK, id);
        String entry = parameters.path("entrypoint").asText();
        world().checkEntry(entry);
        return TaskRequests.begin(world(), call, TaskWork.RUN_PLAYBOOK, project.id(), parameters);
    }

    /** Returns the run that a task makes. */
    static ObjectNode run(ProductWorld world, ProductTask task) {
        JsonNode parameters = task.parameters();
        Version version = world.entry(parameters.path("entrypoint").asText())
                .orElseThrow(() -> new ProductTask.Failure("The entrypoint does not exist anymore."));
        String playbook = world.existingProject(task.projectId()).all(ProductWorld.PLAYBOOKS).stream()
                .filter(one -> one.path(ProductWorld.ID).equals(parameters.path(PLAYBOOK)))
                .map(one -> one.path("name").asText())
                .findFirst()
                .orElseThrow(() -> new ProductTask.Failure("The playbook does not exist anymore."));
        boolean hasStart = version.hasStart(
                parameters.path("flowId").asText(), parameters.path("localeId").asText());
        String status = hasStart ? end(world, task.projectId(), playbook, version.name()) : FAILED;
        ObjectNode run = Json.object().put(ProductWorld.ID, world.newId()).put("status", status);
        for (String member : List.of(PLAYBOOK, "entrypoint", "flowId", "localeId")) {
            run.put(member, parameters.path(member).asText());
        }
        ObjectNode step = run.putArray("stepResults")
                .addObject()
                .put(ProductWorld.ID, world.newId())
                .put("status", status)
                .put("text", hasStart ? "Hello" : "")
                .put("timeout", false);
        step.putObject("data");
        step.putArray("asserts")
                .addObject()
                .put("type", "text")
                .put("status", status)
                .put("negate", false)
                .put("actual", status.equals(SUCCESSFUL) ? "Hello" : "")
                .putObject("params")
                .put("text", "Hello");
        return run.put("createdAt", world.now().getEpochSecond())
                .put("lastChanged", world.now().getEpochSecond())
                .put("createdBy", ProductWorld.API_USER);
    }

    /** Returns the status that was set for this snapshot, or for all, or else success. */
    private static String end(ProductWorld world, String project, String playbook, String snapshot) {
        return world.playbookEnds.stream()
                .filter(end -> end.project().equals(project) && end.playbook().equals(playbook))
                .filter(end -> end.snapshot().isEmpty() || end.snapshot().equals(snapshot))
                .min(Comparator.comparing(end -> end.snapshot().isEmpty()))
                .map(PlaybookEnd::status)
                .orElse(SUCCESSFUL);
    }

    private Reply runs(Call call) {
        return Listing.of(call, "runs", runsOf(call.path("id")));
    }

    private List<ObjectNode> runsOf(String playbook) {
        return world().playbookRuns.stream()
                .filter(run -> run.path(PLAYBOOK).asText().equals(playbook))
                .toList();
    }

    private Reply run(Call call) {
        String id = call.path("run");
        return runsOf(call.path("id")).stream()
                .filter(run -> run.path(ProductWorld.ID).asText().equals(id))
                .findFirst()
                .map(run -> Listing.object(call, 200, run))
                .orElseThrow(() -> Refusal.notFound("playbook run", id));
    }
}
