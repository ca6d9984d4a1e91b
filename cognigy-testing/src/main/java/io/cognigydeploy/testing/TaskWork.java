package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Snapshot;
import io.cognigydeploy.testing.ProductWorld.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The effect of a task at its end. */
@FunctionalInterface
interface TaskWork {

    String CREATE = "createSnapshot";
    String PACKAGE = "packageSnapshot";
    String UPLOAD = "uploadSnapshotPackage";
    String DELETE = "deleteSnapshot";
    String RESTORE = "restoreSnapshot";
    String RUN_PLAYBOOK = "runPlaybook";
    String TRAIN = "trainIntents";
    String TRAIN_ALL = "trainAllProjectFlows";

    /** A prepared download is there for this time. */
    Duration PACKAGE_LIFE = Duration.ofDays(1);

    /** Changes the installation, or throws {@link ProductTask.Failure}. */
    void carryOut(ProductWorld world, ProductTask task);

    /** Returns the work of the tasks with this name. */
    static TaskWork of(String name) {
        return Objects.requireNonNull(
                Map.<String, TaskWork>of(
                                CREATE, TaskWork::create,
                                PACKAGE, TaskWork::pack,
                                UPLOAD, TaskWork::upload,
                                DELETE, TaskWork::delete,
                                RESTORE, TaskWork::restore,
                                RUN_PLAYBOOK, TaskWork::runPlaybook,
                                TRAIN, TaskWork::train,
                                TRAIN_ALL, TaskWork::train)
                        .get(name),
                name);
    }

    private static void create(ProductWorld world, ProductTask task) {
        Project project = world.existingProject(task.projectId());
        String name = task.parameters().path("name").asText();
        checkRoom(project, name);
        Snapshot snapshot = world.addSnapshot(
                project, name, task.parameters().path("description").asText(), ProductWorld.copy(project.resources));
        task.data().put("snapshotId", snapshot.id());
    }

    private static void checkRoom(Project project, String name) {
        if (project.snapshotNamed(name).isPresent()) {
            throw new ProductTask.Failure("A snapshot with the name '" + name + "' already exists in this project.");
        }
        if (project.snapshots.size() >= project.snapshotCap) {
            throw new ProductTask.Failure(
                    "The limit of allowed snapshots (" + project.snapshotCap + ") for this project has been reached.");
        }
    }

    private static Version snapshot(ProductWorld world, ProductTask task) {
        return world.snapshot(task.parameters().path("snapshotId").asText())
                .orElseThrow(() -> new ProductTask.Failure("The snapshot does not exist anymore."));
    }

    private static void pack(ProductWorld world, ProductTask task) {
        snapshot(world, task).snapshot().orElseThrow().packagedUntil =
                task.since().plus(PACKAGE_LIFE);
    }

    private static void upload(ProductWorld world, ProductTask task) {
        JsonNode file = task.parameters().path("file");
        if (!file.path("content").isObject()) {
            throw new ProductTask.Failure("The uploaded snapshot package could not be read: the archive is corrupt.");
        }
        Project project = world.existingProject(task.projectId());
        String name = file.path("name").asText();
        checkRoom(project, name);
        try {
            Map<String, List<ObjectNode>> content =
                    Json.MAPPER.treeToValue(file.path("content"), new TypeReference<>() {});
            Snapshot snapshot =
                    world.addSnapshot(project, name, file.path("description").asText(), world.withNewIds(content));
            if (world.settings.rehashUploads) {
                snapshot.members.put("hash", Json.object().textNode(SnapshotFile.sha256(snapshot.id())));
            }
            task.data().put("snapshotId", snapshot.id());
        } catch (JsonProcessingException e) {
            throw new ProductTask.Failure("The uploaded snapshot package could not be read: " + e.getOriginalMessage());
        }
    }

    private static void delete(ProductWorld world, ProductTask task) {
        Version version = snapshot(world, task);
        Snapshot snapshot = version.snapshot().orElseThrow();
        Optional<String> user = world.projects.stream()
                .flatMap(project -> project.endpoints.stream())
                .filter(endpoint -> endpoint.path("entrypoint").asText().equals(snapshot.id()))
                .map(endpoint -> endpoint.path("name").asText())
                .findFirst();
        if (user.isPresent() && !world.settings.deleteAttached) {
            throw new ProductTask.Failure(
                    "The snapshot cannot be deleted because it is attached to an endpoint: '" + user.get() + "'.");
        }
        version.project().snapshots.remove(snapshot);
    }

    private static void restore(ProductWorld world, ProductTask task) {
        Project project = world.existingProject(task.projectId());
        Map<String, List<ObjectNode>> content =
                world.withNewIds(snapshot(world, task).snapshot().orElseThrow().content);
        project.resources.clear();
        project.resources.putAll(content);
        ProductWorld.primaryLocale(project)
                .ifPresent(locale -> project.members.put("primaryLocaleReference", locale.path("referenceId")));
    }

    private static void runPlaybook(ProductWorld world, ProductTask task) {
        ObjectNode run = PlaybookRequests.run(world, task);
        world.playbookRuns.add(run);
        task.data().put("playbookRunId", run.path(ProductWorld.ID).asText());
    }

    private static void train(ProductWorld world, ProductTask task) {
        String flow = task.parameters().path("flowId").asText();
        world.existingProject(task.projectId()).all(ProductWorld.FLOWS).stream()
                .filter(resource -> flow.isEmpty()
                        || resource.path(ProductWorld.ID).asText().equals(flow))
                .forEach(resource -> resource.put("isTrainingOutOfDate", false));
    }
}
