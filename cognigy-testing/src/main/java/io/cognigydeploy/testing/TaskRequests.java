package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The product's tasks, and the training of flows, which is nothing but a task. */
record TaskRequests(WorldState platform) {

    static void addTo(Map<String, Routes.Handler> handlers, WorldState platform) {
        TaskRequests requests = new TaskRequests(platform);
        handlers.put("list-tasks", requests::tasks);
        handlers.put("read-task", call -> Listing.object(call, 200, requests.json(requests.task(call))));
        handlers.put("cancel-task", requests::cancel);
        handlers.put("train-flow", requests::trainFlow);
        handlers.put("train-project", requests::trainProject);
    }

    private ProductWorld world() {
        return platform.installation();
    }

    /** Begins a task and returns the answer of the request that began it. */
    static Reply begin(ProductWorld world, Call call, String name, String project, ObjectNode parameters) {
        ProductTask task = world.begin(name, project, parameters);
        return Listing.object(call, world.settings.acceptedStatus, task.created(world.settings.taskProgress));
    }

    private Stream<ProductTask> visible() {
        return world().tasks.stream()
                .filter(task ->
                        !world().now().isBefore(task.createdAt().plusMillis(world().settings.tasksAppearAfterMillis)));
    }

    private ProductTask task(Call call) {
        String id = call.path("id");
        return visible()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("task", id));
    }

    private ObjectNode json(ProductTask task) {
        return task.json(world().settings.taskProgress, world().settings.taskResults);
    }

    private Reply tasks(Call call) {
        List<String> projects = world().listed(call.query("projectId")).stream()
                .map(Project::id)
                .toList();
        return Listing.of(
                call,
                "tasks",
                visible()
                        .filter(task -> projects.contains(task.projectId()))
                        .map(this::json)
                        .toList());
    }

    private Reply cancel(Call call) {
        ProductTask task = task(call);
        task.cancel(world().now());
        return Listing.object(call, 200, json(task));
    }

    private Reply trainFlow(Call call) {
        String flow = call.path("id");
        Project project = world().projects.stream()
                .filter(owner -> owner.all(ProductWorld.FLOWS).stream()
                        .anyMatch(one -> one.path(ProductWorld.ID).asText().equals(flow)))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("flow", flow));
        return begin(world(), call, TaskWork.TRAIN, project.id(), Json.object().put("flowId", flow));
    }

    private Reply trainProject(Call call) {
        Project project = world().existingProject(call.path("id"));
        return begin(world(), call, TaskWork.TRAIN_ALL, project.id(), Json.object());
    }
}
