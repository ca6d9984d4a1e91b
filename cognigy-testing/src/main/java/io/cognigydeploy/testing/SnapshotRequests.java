package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Settings;
import io.cognigydeploy.testing.ProductWorld.Snapshot;
import io.cognigydeploy.testing.ProductWorld.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The product's snapshots and their files. */
record SnapshotRequests(WorldState platform, ProductDialect dialect) {

    /** In bytes, of an uploaded file. */
    static final long MAX_FILE = 256L * 1024 * 1024;

    private static final int CUT = 64 * 1024;
    private static final Map<String, String> KINDS_OF_RESOURCE_TYPES = Map.of(
            "flow", ProductWorld.FLOWS, "locale", ProductWorld.LOCALES, "largeLanguageModel", "largelanguagemodels");

    static void addTo(Map<String, Routes.Handler> handlers, WorldState platform, ProductDialect dialect) {
        SnapshotRequests requests = new SnapshotRequests(platform, dialect);
        handlers.put("list-snapshots", requests::snapshots);
        handlers.put("create-snapshot", requests::create);
        handlers.put("upload-snapshot", requests::upload);
        handlers.put("read-snapshot", requests::snapshot);
        handlers.put("delete-snapshot", call -> requests.begin(call, TaskWork.DELETE));
        handlers.put("list-snapshot-resources", requests::resources);
        handlers.put("package-snapshot", call -> requests.begin(call, TaskWork.PACKAGE));
        handlers.put("link-snapshot", requests::link);
        handlers.put("download-snapshot", requests::download);
        handlers.put("restore-snapshot", requests::restore);
    }

    private ProductWorld world() {
        return platform.installation();
    }

    private Reply snapshots(Call call) {
        return Listing.of(
                call,
                "snapshots",
                world().listed(call.query("projectId")).stream()
                        .flatMap(project -> project.snapshots.stream())
                        .map(this::wire)
                        .toList());
    }

    private ObjectNode wire(Snapshot snapshot) {
        ObjectNode json = snapshot.wire(world().now());
        return world().settings.snapshotTimes ? json : json.without("createdAt");
    }

    private Version version(Call call) {
        return world().existingSnapshot(call.path("id"));
    }

    private static Snapshot snapshotOf(Version version) {
        return version.snapshot().orElseThrow();
    }

    private Reply snapshot(Call call) {
        ObjectNode json = wire(snapshotOf(version(call)));
        json.remove("packageExpiresAt");
        return Listing.object(call, 200, json);
    }

    private Reply create(Call call) {
        ObjectNode parameters = (ObjectNode) call.json();
        Project project = world().existingProject(parameters.path("projectId").asText());
        return TaskRequests.begin(world(), call, TaskWork.CREATE, project.id(), parameters);
    }

    private Reply begin(Call call, String task) {
        Version version = version(call);
        return TaskRequests.begin(
                world(),
                call,
                task,
                version.project().id(),
                Json.object().put("snapshotId", snapshotOf(version).id()));
    }

    private Reply restore(Call call) {
        Version version = version(call);
        Project project = world().existingProject(
                        call.json().path("projectId").asText(version.project().id()));
        return TaskRequests.begin(
                world(),
                call,
                TaskWork.RESTORE,
                project.id(),
                Json.object().put("snapshotId", snapshotOf(version).id()));
    }

    private Reply upload(Call call) {
        Multipart parts = call.parts().orElseThrow();
        Project project =
                world().existingProject(parts.fields().path("projectId").asText());
        Multipart.File file = Optional.ofNullable(parts.files().get("file"))
                .orElseThrow(() -> Refusal.invalid("part.file must be a file, not a text"));
        if (file.content().size() > MAX_FILE) {
            throw Refusal.of(413, "too_large", "The file has more than " + MAX_FILE + " bytes");
        }
        ObjectNode parameters = Json.object().put("projectId", project.id()).put("fileName", file.name());
        file.content().content().ifPresent(content -> parameters.set("file", content));
        return TaskRequests.begin(world(), call, TaskWork.UPLOAD, project.id(), parameters);
    }

    private Reply resources(Call call) {
        Version version = version(call);
        return Listing.of(
                call,
                "resources",
                KINDS_OF_RESOURCE_TYPES.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(type -> version.all(type.getValue()).stream()
                                .map(resource -> resource(resource, type.getKey())))
                        .toList());
    }

    private static ObjectNode resource(ObjectNode resource, String type) {
        return resource.deepCopy()
                .put("resourceType", type)
                .retain(List.of(ProductWorld.ID, "referenceId", "resourceType", "name", "createdAt", "createdBy"))
                .put("createdAt", resource.path("createdAt").asText());
    }

    private Reply link(Call call) {
        Snapshot snapshot = snapshotOf(version(call));
        if (!snapshot.isPackaged(world().now())) {
            throw Refusal.conflict("not_packaged", "The snapshot is not packaged");
        }
        Settings settings = world().settings;
        String secret = world().newSecret();
        world().links.put(secret, snapshot.id());
        String origin = settings.linkOrigin.isEmpty() ? call.origin() : settings.linkOrigin;
        return Listing.object(
                call,
                200,
                Json.object().put("downloadLink", origin + "/new/v2.0/snapshots/" + snapshot.id() + "/file/" + secret));
    }

    private Reply download(Call call) {
        Settings settings = world().settings;
        if (settings.linksNeedKey && settings.linkOrigin.isEmpty()) {
            dialect.authorise(call);
        }
        String secret = call.path("token");
        Snapshot snapshot = snapshotOf(version(call));
        if (!snapshot.id().equals(world().links.get(secret)) || !snapshot.isPackaged(world().now())) {
            throw Refusal.notFound("download", "of this link");
        }
        if (settings.oneTimeLinks) {
            world().links.remove(secret);
        }
        return Reply.empty(200)
                .withHeader("Content-Type", "application/octet-stream")
                .withFile(file(settings, snapshot));
    }

    private static Body file(Settings settings, Snapshot snapshot) {
        if (settings.placeholders > 0) {
            settings.placeholders--;
            return Body.of(() -> "pending".getBytes(StandardCharsets.UTF_8));
        }
        Body whole = SnapshotFile.of(snapshot.file(), settings.fileBytes);
        if (settings.cutFiles > 0) {
            settings.cutFiles--;
            return new Body(whole.length(), () -> beginning(whole));
        }
        return whole;
    }

    private static InputStream beginning(Body whole) {
        try (InputStream in = whole.stream().get()) {
            return new ByteArrayInputStream(
                    in.readNBytes((int) Math.min(CUT, whole.length().getAsLong() / 2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
