package io.cognigydeploy.testing;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An installation of the product: projects with their resources, snapshots and endpoints, tasks, and what is recorded
 * of them. Resources are stored as the JSON of the wire. Guarded by the lock of its {@link FakeCognigy}.
 */
final class ProductWorld {

    static final String ID = "_id";
    static final String FLOWS = "flows";
    static final String LOCALES = "locales";
    static final String PLAYBOOKS = "playbooks";

    /** The kinds of resources that a project has and a snapshot contains, as in the paths. */
    static final List<String> KINDS =
            List.of(FLOWS, LOCALES, "connections", "extensions", "largelanguagemodels", PLAYBOOKS);

    /** The user on whose behalf requests are carried out. */
    static final String API_USER = "5f00000000000000000000a1";

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Duration VIRTUAL_STEP = Duration.ofSeconds(2);
    private static final Duration REAL_STEP = Duration.ofMillis(150);

    /** Members that are not part of the content, as they differ between copies of it. */
    private static final List<String> META =
            List.of(ID, "createdAt", "lastChanged", "createdBy", "lastChangedBy", "localeReference");

    /** A thing with an id and a name, whose members go on the wire as they are. */
    abstract static class Item {

        @JsonAnyGetter
        @JsonAnySetter
        final Map<String, JsonNode> members = new LinkedHashMap<>();

        String id() {
            return text(ID);
        }

        String name() {
            return text("name");
        }

        final String text(String member) {
            JsonNode value = members.get(member);
            return value == null ? "" : value.asText();
        }

        ObjectNode json() {
            return Json.object().setAll(members);
        }
    }

    /** A project and what it has. */
    static final class Project extends Item {

        Map<String, List<ObjectNode>> resources = new LinkedHashMap<>();
        List<ObjectNode> endpoints = new ArrayList<>();
        List<Snapshot> snapshots = new ArrayList<>();
        int snapshotCap = 10;

        List<ObjectNode> all(String kind) {
            return resources.computeIfAbsent(kind, none -> new ArrayList<>());
        }

        Optional<Snapshot> snapshotNamed(String name) {
            return snapshots.stream()
                    .filter(snapshot -> snapshot.name().equals(name))
                    .findFirst();
        }
    }

    /** A version of a project; its content is a copy. */
    static final class Snapshot extends Item {

        /** Left out for the content of the project. */
        Map<String, List<ObjectNode>> content = new LinkedHashMap<>();

        @Nullable
        Instant packagedUntil;

        boolean isPackaged(Instant now) {
            return packagedUntil != null && now.isBefore(packagedUntil);
        }

        ObjectNode wire(Instant now) {
            ObjectNode json = json().put("isPackaged", isPackaged(now));
            if (packagedUntil != null) {
                json.put("packageExpiresAt", packagedUntil.getEpochSecond());
            }
            return json;
        }

        ObjectNode file() {
            ObjectNode file = Json.object();
            Stream.of("name", "description", "hash")
                    .forEach(member -> file.set(
                            member, members.getOrDefault(member, Json.object().textNode(""))));
            file.set("content", Json.MAPPER.valueToTree(content));
            return file;
        }
    }

    /** The way in which this installation differs from others; docs/fake-server.md describes each member. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    static final class Settings {

        /** Zero for the default. */
        int taskStepMillis;

        int tasksAppearAfterMillis;
        int conversationsAppearAfterMillis;
        int acceptedStatus = 202;
        int patchStatus = 204;
        boolean taskProgress;
        boolean taskResults = true;
        boolean rehashUploads;
        boolean widenLists = true;
        boolean strictGets;
        boolean deleteAttached;
        boolean snapshotTimes = true;
        int fileBytes = 4096;
        int placeholders;
        int cutFiles;
        boolean oneTimeLinks = true;
        boolean linksNeedKey = true;

        /** Empty for the origin of the request. */
        String linkOrigin = "";
    }

    /** An answer of a project's endpoints, with the intent that its record states if there is one. */
    record Line(
            @JsonProperty(required = true) String project,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String snapshot,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String input,
            int status,
            @JsonProperty(required = true) List<ObjectNode> outputStack,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String intent,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
            double intentScore) {

        Line {
            intent = Objects.requireNonNullElse(intent, "");
            snapshot = Objects.requireNonNullElse(snapshot, "");
            input = Objects.requireNonNullElse(input, "");
        }
    }

    /** The status at the end of a playbook's runs; an empty snapshot stands for all. */
    record PlaybookEnd(
            @JsonProperty(required = true) String project,
            @JsonProperty(required = true) String playbook,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String snapshot,
            @JsonProperty(required = true) String status) {

        PlaybookEnd {
            snapshot = Objects.requireNonNullElse(snapshot, "");
        }
    }

    /** The version that an endpoint serves: a snapshot, or the project itself as it is now. */
    record Version(Project project, Optional<Snapshot> snapshot) {

        List<ObjectNode> all(String kind) {
            return snapshot.map(frozen -> frozen.content.getOrDefault(kind, List.of()))
                    .orElseGet(() -> project.all(kind));
        }

        String name() {
            return snapshot.map(Item::name).orElse("");
        }

        /** Returns the resource with this reference id. */
        Optional<ObjectNode> find(String kind, String referenceId) {
            return all(kind).stream()
                    .filter(resource -> resource.path("referenceId").asText().equals(referenceId))
                    .findFirst();
        }

        /** Returns whether a conversation can begin here: flow, unless empty, and locale exist. */
        boolean hasStart(String flowId, String localeId) {
            return (flowId.isEmpty() || find(FLOWS, flowId).isPresent())
                    && find(LOCALES, localeId).isPresent();
        }
    }

    @JsonIgnore
    private final WorldState world;

    Settings settings = new Settings();
    List<Project> projects = new ArrayList<>();
    List<ProductTask> tasks = new ArrayList<>();
    Map<String, Deque<JobScript>> nextTasks = new LinkedHashMap<>();
    List<ObjectNode> playbookRuns = new ArrayList<>();
    List<PlaybookEnd> playbookEnds = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    List<ObjectNode> conversations = new ArrayList<>();

    /** The minutes that a session lasts without a message, by the ids of endpoints; 0 for ever. */
    Map<String, Long> sessionMinutes = new LinkedHashMap<>();

    List<ProductUsers> users = new ArrayList<>();

    List<ObjectNode> auditEvents = new ArrayList<>();

    /** The snapshots that links lead to, by the secrets of the links. */
    Map<String, String> links = new LinkedHashMap<>();

    /** How many ids were made. */
    int ids;

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    ProductWorld(@JacksonInject WorldState world) {
        this.world = world;
    }

    // ---------------------------------------------------------------- time

    Instant now() {
        return world.time().now();
    }

    Duration step() {
        if (settings.taskStepMillis > 0) {
            return Duration.ofMillis(settings.taskStepMillis);
        }
        return world.time() instanceof FakeTime ? VIRTUAL_STEP : REAL_STEP;
    }

    /** Returns an instant as conversations state it, with milliseconds, so that the texts have the order of the times. */
    static String stamp(Instant at) {
        return STAMP.format(at);
    }

    int seed() {
        return world.conversations.seed;
    }

    /** Moves all tasks on to the present, in the order of their steps, and begins the conversations until then. */
    void moveOn() {
        Instant now = now();
        users.forEach(one -> one.moveOn(this));
        for (Optional<ProductTask> next = due(now); next.isPresent(); next = due(now)) {
            next.get().advance(this);
        }
    }

    private Optional<ProductTask> due(Instant now) {
        return tasks.stream()
                .filter(task -> !task.hasEnded() && !now.isBefore(task.due()))
                .min(Comparator.comparing(ProductTask::due));
    }

    // ---------------------------------------------------------------- ids

    String newId() {
        return SnapshotFile.sha256("id " + ids++).substring(0, 24);
    }

    /** Returns a secret of 64 digits. */
    String newSecret() {
        return SnapshotFile.sha256("secret " + ids++);
    }

    /** Returns the reference id that resources of this kind and name have in every installation. */
    static String referenceId(String kind, String name) {
        return UUID.nameUUIDFromBytes((kind + " " + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    // ---------------------------------------------------------------- what there is

    Optional<Project> project(String id) {
        return projects.stream().filter(project -> project.id().equals(id)).findFirst();
    }

    Project existingProject(String id) {
        return project(id).orElseThrow(() -> Refusal.notFound("project", id));
    }

    /** Returns the projects that a list is about: the named one, or all if there is no such project. */
    List<Project> listed(Optional<String> id) {
        if (id.isEmpty()) {
            return projects;
        }
        Optional<Project> named = project(id.get());
        if (named.isEmpty() && !settings.widenLists) {
            throw Refusal.notFound("project", id.get());
        }
        return named.map(List::of).orElse(projects);
    }

    Optional<Version> snapshot(String id) {
        return projects.stream()
                .flatMap(project -> project.snapshots.stream()
                        .filter(snapshot -> snapshot.id().equals(id))
                        .map(snapshot -> new Version(project, Optional.of(snapshot))))
                .findFirst();
    }

    Version existingSnapshot(String id) {
        return snapshot(id).orElseThrow(() -> Refusal.notFound("snapshot", id));
    }

    /** Returns what an entry point leads to: a snapshot or a project. */
    Optional<Version> entry(String id) {
        return snapshot(id).or(() -> project(id).map(project -> new Version(project, Optional.empty())));
    }

    /** Refuses an entry point that leads nowhere. */
    void checkEntry(String id) {
        if (entry(id).isEmpty()) {
            throw Refusal.notFound("entrypoint", id);
        }
    }

    /** Returns whether a conversation goes on: it was not ended, and its session has not expired. */
    boolean isOpen(ObjectNode conversation) {
        String endpoint = endpoint(
                        "URLToken", conversation.path("endpointUrlToken").asText())
                .map(place -> place.getValue().path(ID).asText())
                .orElse("");
        long minutes = sessionMinutes.getOrDefault(endpoint, TalkRequests.SESSION_LIFE.toMinutes());
        Instant last = Instant.parse(conversation.path("lastMessage").asText());
        return conversation.path("endTime").isNull()
                && (minutes == 0 || now().isBefore(last.plus(Duration.ofMinutes(minutes))));
    }

    /** Returns an endpoint with its project. */
    Optional<Map.Entry<Project, ObjectNode>> endpoint(String member, String value) {
        return projects.stream()
                .flatMap(project -> project.endpoints.stream()
                        .filter(endpoint -> endpoint.path(member).asText().equals(value))
                        .map(endpoint -> Map.entry(project, endpoint)))
                .findFirst();
    }

    /** Returns the users of an endpoint; those of an endpoint that had none begin no conversation. */
    ProductUsers usersOf(String endpointId) {
        return users.stream()
                .filter(one -> one.endpoint.equals(endpointId))
                .findFirst()
                .orElseGet(() -> {
                    ProductUsers none = new ProductUsers(endpointId, now());
                    users.add(none);
                    return none;
                });
    }

    // ---------------------------------------------------------------- changes

    /** Adds a task that begins now, and follows the next script of its name. */
    ProductTask begin(String name, String projectId, ObjectNode parameters) {
        Deque<JobScript> scripts = nextTasks.getOrDefault(name, new ArrayDeque<>());
        JobScript script = scripts.isEmpty() ? ProductTask.SUCCEEDS : scripts.remove();
        ProductTask task = new ProductTask(newId(), name, projectId, parameters, now(), step(), script);
        tasks.add(task);
        audit("action", name, projectId, API_USER, Json.object().put("taskId", task.id()));
        return task;
    }

    void audit(String type, String actionType, String projectId, String user, ObjectNode payload) {
        ObjectNode event = Json.object()
                .put(ID, newId())
                .put("timestamp", now().getEpochSecond())
                .put("createdAt", now().getEpochSecond())
                .put("type", type)
                .put("actionType", actionType)
                .put("user", user)
                .put("projectReference", projectId);
        event.set("payload", payload);
        auditEvents.add(event);
    }

    /** Changes an endpoint on behalf of a user. */
    void change(Project project, ObjectNode endpoint, ObjectNode members, String user) {
        ObjectNode changed = members.deepCopy();
        // They cannot be changed, although a request may name them.
        changed.remove(List.of("URLToken", "channel"));
        endpoint.setAll(changed);
        endpoint.put("lastChanged", now().getEpochSecond()).put("lastChangedBy", user);
        audit(
                "patch",
                "updateEndpoint",
                project.id(),
                user,
                Json.object().put("endpointId", endpoint.path(ID).asText()).setAll(members));
    }

    /** Adds a snapshot of this content to the project. */
    Snapshot addSnapshot(Project project, String name, String description, Map<String, List<ObjectNode>> content) {
        Snapshot snapshot = new Snapshot();
        snapshot.members.put("name", Json.object().textNode(name));
        snapshot.members.put("description", Json.object().textNode(description));
        snapshot.content.putAll(content);
        project.snapshots.add(snapshot);
        new ProductDefaults(this).complete(project, snapshot);
        return snapshot;
    }

    /** Returns a copy; it has new ids, and the same reference ids. */
    Map<String, List<ObjectNode>> withNewIds(Map<String, List<ObjectNode>> content) {
        Map<String, List<ObjectNode>> copy = copy(content);
        Map<String, String> ids = new LinkedHashMap<>();
        copy.values()
                .forEach(all -> all.forEach(resource -> {
                    ids.put(resource.path(ID).asText(), newId());
                    resource.put(ID, ids.get(resource.path(ID).asText()));
                }));
        copy.values()
                .forEach(all -> all.forEach(resource -> Optional.ofNullable(
                                ids.get(resource.path("localeReference").asText()))
                        .ifPresent(id -> resource.put("localeReference", id))));
        return copy;
    }

    static Map<String, List<ObjectNode>> copy(Map<String, List<ObjectNode>> content) {
        Map<String, List<ObjectNode>> copy = new LinkedHashMap<>();
        content.forEach((kind, all) -> copy.put(
                kind, new ArrayList<>(all.stream().map(ObjectNode::deepCopy).toList())));
        return copy;
    }

    /** Returns the hash of a content; copies of it have the same. */
    static String hash(Map<String, List<ObjectNode>> content) {
        Map<String, List<ObjectNode>> bare = copy(content);
        bare.values().forEach(all -> all.forEach(resource -> resource.remove(META)));
        return SnapshotFile.sha256(Json.canonical(Json.MAPPER.valueToTree(bare)));
    }

    static Optional<ObjectNode> primaryLocale(Project project) {
        return project.all(LOCALES).stream()
                .filter(locale -> locale.path("primary").asBoolean())
                .findFirst();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Project project : projects) {
            lines.add("project " + project.id() + " " + project.name());
            project.endpoints.forEach(endpoint -> lines.add("  endpoint "
                    + endpoint.path(ID).asText() + " "
                    + endpoint.path("name").asText() + " at "
                    + entry(endpoint.path("entrypoint").asText())
                            .flatMap(Version::snapshot)
                            .map(Item::name)
                            .orElse(endpoint.path("entrypoint").asText())
                    + ", last changed by " + endpoint.path("lastChangedBy").asText()));
            project.snapshots.forEach(snapshot -> lines.add("  snapshot " + snapshot.id() + " " + snapshot.name()));
        }
        tasks.forEach(task -> lines.add(task.toString()));
        return lines;
    }
}
