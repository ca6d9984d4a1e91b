package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.PlaybookEnd;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A project of an {@link Installation}. Safe for use by many threads. */
public final class InstalledProject {

    private final FakeCognigy fake;
    private final String id;

    InstalledProject(FakeCognigy fake, String id) {
        this.fake = fake;
        this.id = id;
    }

    private ProductWorld world() {
        return fake.world.installation();
    }

    private <T> T locked(Function<Project, T> value) {
        return fake.locked(() -> {
            world().moveOn();
            return value.apply(world().existingProject(id));
        });
    }

    private InstalledProject change(Consumer<Project> change) {
        return locked(project -> {
            change.accept(project);
            new ProductDefaults(world()).complete();
            return this;
        });
    }

    private InstalledProject add(String kind, ObjectNode resource) {
        return change(project -> project.all(kind).add(resource));
    }

    /** Returns the project's id. */
    public String id() {
        return id;
    }

    /** Returns the project's name. */
    public String name() {
        return locked(Project::name);
    }

    /** Adds a trained flow. */
    public InstalledProject addFlow(String name) {
        return add(ProductWorld.FLOWS, Json.object().put("name", name));
    }

    /** Adds a locale that is not the primary one. */
    public InstalledProject addLocale(String name) {
        return add(ProductWorld.LOCALES, Json.object().put("name", name));
    }

    /** Adds a connection of an extension. */
    public InstalledProject addConnection(String name, String extension) {
        return add(
                "connections",
                Json.object().put("name", name).put("extension", extension).put("type", "api"));
    }

    /** Adds an extension. */
    public InstalledProject addExtension(String name) {
        return add("extensions", Json.object().put("name", name).put("version", "1.0.0"));
    }

    /** Adds a language model. */
    public InstalledProject addLanguageModel(String name) {
        return add("largelanguagemodels", Json.object().put("name", name));
    }

    /** Adds a playbook, whose runs are successful. */
    public InstalledProject addPlaybook(String name) {
        return add(ProductWorld.PLAYBOOKS, Json.object().put("name", name));
    }

    /** Removes the resource with this name from a kind, as in the paths: {@code flows}, {@code connections} and so on. */
    public InstalledProject remove(String kind, String name) {
        return change(project -> project.all(kind)
                .removeIf(resource -> resource.path("name").asText().equals(name)));
    }

    /** Changes a flow, so that it has to be trained again and snapshots get another hash. */
    public InstalledProject editFlow(String name) {
        return change(project -> project.all(ProductWorld.FLOWS).stream()
                .filter(flow -> flow.path("name").asText().equals(name))
                .forEach(flow -> flow.put("isTrainingOutOfDate", true)
                        .put("description", "edit " + world().ids++)
                        .put("lastChanged", world().now().getEpochSecond())));
    }

    /** Adds a snapshot of the project as it is now, without a task; the cap does not apply. */
    public InstalledProject addSnapshot(String name) {
        return addSnapshot(name, "");
    }

    /** Adds a snapshot like {@link #addSnapshot(String)}, with a description. */
    public InstalledProject addSnapshot(String name, String description) {
        return change(project -> world().addSnapshot(project, name, description, ProductWorld.copy(project.resources)));
    }

    /** Sets how many snapshots the project may have. Default: 10. */
    public InstalledProject snapshotCap(int snapshots) {
        return change(project -> project.snapshotCap = snapshots);
    }

    /** Adds a REST endpoint that serves a snapshot, with the first flow, if there is one, and the primary locale. */
    public InstalledEndpoint addEndpoint(String name, String snapshot) {
        return addEndpoint(name, "rest", snapshot);
    }

    /**
     * Adds an endpoint like {@link #addEndpoint(String, String)}, of another channel.
     *
     * @param snapshot the name of a snapshot, or the project's id for the project as it is
     */
    public InstalledEndpoint addEndpoint(String name, String channel, String snapshot) {
        return locked(project -> {
            ObjectNode endpoint = Json.object()
                    .put("name", name)
                    .put("channel", channel)
                    .put(
                            "entrypoint",
                            snapshot.equals(id)
                                    ? id
                                    : existing(project, snapshot).id());
            project.endpoints.add(endpoint);
            new ProductDefaults(world()).completeEndpoint(project, endpoint);
            return new InstalledEndpoint(fake, endpoint.path(ProductWorld.ID).asText());
        });
    }

    /**
     * Returns the endpoint with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public InstalledEndpoint endpoint(String name) {
        return locked(project -> project.endpoints.stream()
                .filter(endpoint -> endpoint.path("name").asText().equals(name))
                .findFirst()
                .map(endpoint -> new InstalledEndpoint(
                        fake, endpoint.path(ProductWorld.ID).asText()))
                .orElseThrow(() ->
                        new IllegalArgumentException("Project " + project.name() + " has no endpoint '" + name + "'")));
    }

    /** Returns the names of the snapshots, in the order of their creation. */
    public List<String> snapshots() {
        return locked(project -> project.snapshots.stream().map(Snapshot::name).toList());
    }

    /** Returns the id of the snapshot with this name; empty if there is none. */
    public Optional<String> snapshotId(String name) {
        return locked(project -> project.snapshotNamed(name).map(Snapshot::id));
    }

    private static Snapshot existing(Project project, String snapshot) {
        return project.snapshotNamed(snapshot)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Project " + project.name() + " has no snapshot '" + snapshot + "'"));
    }

    /** Sets the status at the end of a playbook's runs, such as {@code failed}. */
    public InstalledProject playbookEnds(String playbook, String status) {
        return playbookEnds(playbook, "", status);
    }

    /** Sets the status at the end of a playbook's runs on the snapshot with this name. */
    public InstalledProject playbookEnds(String playbook, String snapshot, String status) {
        return change(project -> {
            world().playbookEnds
                    .removeIf(end -> end.project().equals(id)
                            && end.playbook().equals(playbook)
                            && end.snapshot().equals(snapshot));
            world().playbookEnds.add(new PlaybookEnd(id, playbook, snapshot, status));
        });
    }

    /** Sets the reply of the project's endpoints to everything. Default: one text. */
    public InstalledProject replies(ScriptedReply reply) {
        return replies("", "", reply);
    }

    /**
     * Sets a reply of the project's endpoints. Of several replies that fit, the one that was set last applies.
     *
     * @param snapshot the name of the snapshot that replies; empty for all, and for the project as it is
     * @param input the text that it replies to; empty for all
     */
    public InstalledProject replies(String snapshot, String input, ScriptedReply reply) {
        return change(project -> world().lines.add(reply.line(id, snapshot, input)));
    }
}
