package io.cognigydeploy.cli.strict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.cli.strict.DocumentedRequest.InForm;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one project of an installation, with all that a release reads and changes. */
final class StrictContent {

    static final long MOMENT = 1_790_000_000L;

    private static final JsonMapper JSON = new JsonMapper();
    private static final String USER = "0123456789abcdef01234567";
    private static final int CAP = 10;

    private final String project;
    private final String name;
    private final String token = "fedcba98".repeat(8);
    private final ArrayNode resources = JSON.createArrayNode();
    private final ObjectNode locale;
    private final ObjectNode flow;
    private final ObjectNode playbook;
    private final ObjectNode endpoint;
    private final Map<String, ObjectNode> snapshots = new LinkedHashMap<>();
    private final Map<String, JsonNode> contents = new LinkedHashMap<>();
    private final Map<String, StrictTask> tasks = new LinkedHashMap<>();
    private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private int made;

    /** @param snapshots the names of its snapshots, the first of which its endpoint runs */
    StrictContent(String name, List<String> snapshots) {
        this.name = name;
        project = id();
        locale = named("English").put("primary", true).put("nluLanguage", "en-US");
        flow = named("Main").put("isTrainingOutOfDate", false).put("localeReference", text(locale, "_id"));
        playbook = named("Smoke");
        resources.add(resource("flow", flow)).add(resource("locale", locale));
        snapshots.forEach(each -> add(each, "made before", resources, hash(each)));
        endpoint = meta(JSON.createObjectNode()
                .put("_id", id())
                .put("channel", "rest")
                .put("name", "Web")
                .put("URLToken", token)
                .put("flowId", text(flow, "referenceId"))
                .put("localeId", text(locale, "referenceId"))
                .put("entrypoint", this.snapshots.keySet().iterator().next())
                .put("active", true)
                .put("overrideSnapshotConnections", true));
    }

    /** Returns an object with the members that every resource has. */
    static ObjectNode meta(ObjectNode object) {
        return object.put("createdAt", MOMENT)
                .put("lastChanged", MOMENT)
                .put("createdBy", USER)
                .put("lastChangedBy", USER);
    }

    List<String> snapshotNames() {
        return snapshots.values().stream().map(each -> text(each, "name")).toList();
    }

    /** Returns the name of the snapshot that the endpoint runs. */
    String running() {
        return text(snapshots.getOrDefault(text(endpoint, "entrypoint"), JSON.createObjectNode()), "name");
    }

    /** @param fileUrl the origin of links to files */
    Answer answer(InForm inForm, Received received, String fileUrl) {
        String id = inForm.ids().stream().findFirst().orElse("");
        return switch (inForm.request()) {
            case LIST_PROJECTS -> list(received, Stream.of(project()));
            case READ_PROJECT -> one(id.equals(project) ? Optional.of(project()) : Optional.empty());
            case READ_GRAPH -> Answer.json(200, JSON.createObjectNode());
            case LIST_FLOWS -> list(received, Stream.of(flow));
            case LIST_LOCALES -> list(received, Stream.of(locale));
            case LIST_PLAYBOOKS -> list(received, Stream.of(playbook));
            case LIST_CONNECTIONS ->
                list(received, Stream.of(named("shop").put("extension", "shop").put("type", "basic")));
            case LIST_EXTENSIONS, LIST_MODELS -> list(received, Stream.of(named("shop")));
            case LIST_SNAPSHOTS -> list(received, snapshots.values().stream());
            case LIST_TASKS -> list(received, tasks.values().stream().map(StrictTask::read));
            case LIST_ENDPOINTS ->
                list(received, Stream.of(endpoint.deepCopy().without(List.of("entrypoint", "active"))));
            case LIST_RUNS -> list(received, runs.values().stream());
            case LIST_RESOURCES -> contents.containsKey(id) ? resources(received, id) : absent();
            case READ_FLOW ->
                one(Optional.of(flow).filter(each -> text(each, "_id").equals(id)));
            case READ_LOCALE ->
                one(Optional.of(locale).filter(each -> text(each, "_id").equals(id)));
            case READ_SNAPSHOT ->
                one(Optional.ofNullable(snapshots.get(id))
                        .map(each -> each.deepCopy().without("packageExpiresAt")));
            case READ_TASK -> one(Optional.ofNullable(tasks.get(id)).map(StrictTask::next));
            case READ_ENDPOINT ->
                one(Optional.of(endpoint).filter(each -> text(each, "_id").equals(id)));
            case READ_RUN -> one(Optional.ofNullable(runs.get(inForm.ids().get(1))));
            case MAKE_SNAPSHOT -> make(document(received));
            case UPLOAD_SNAPSHOT -> upload(UploadForm.of(received));
            case PACKAGE_SNAPSHOT -> snapshots.containsKey(id) ? pack(id) : absent();
            case LINK_SNAPSHOT -> snapshots.containsKey(id) ? link(id, fileUrl) : absent();
            case RUN_PLAYBOOK -> text(playbook, "_id").equals(id) ? run(document(received)) : absent();
            case SWITCH_ENDPOINT -> text(endpoint, "_id").equals(id) ? change(document(received)) : absent();
            case DELETE_SNAPSHOT -> snapshots.containsKey(id) ? delete(id) : absent();
            case TRAIN_FLOW -> task("trainIntents", data -> Optional.empty());
            case CANCEL_TASK -> tasks.containsKey(id) ? Answer.empty() : absent();
        };
    }

    /** Returns the answer to a link, which serves one download. */
    Answer file(Received received) {
        byte[] content = files.remove(received.path());
        return content == null ? absent() : Answer.file(content);
    }

    /** Returns the endpoint's answer to a text. */
    Answer talk(Received received) {
        JsonNode said = document(received);
        ObjectNode reply = JSON.createObjectNode().put("text", "hello").put("userId", text(said, "userId"));
        reply.putObject("data");
        reply.putArray("outputStack").addObject().put("text", "hello").put("source", "bot");
        return Answer.json(200, reply.put("sessionId", text(said, "sessionId")));
    }

    String token() {
        return token;
    }

    // ---------------------------------------------------------------- changes

    private Answer task(String kind, Function<ObjectNode, Optional<String>> effect) {
        String id = id();
        StrictTask task = new StrictTask(id, kind, effect);
        tasks.put(id, task);
        return task.accepted();
    }

    private Answer make(JsonNode given) {
        if (!text(given, "projectId").equals(project)) {
            return absent();
        }
        return task("createSnapshot", data -> added(given, resources));
    }

    private Answer upload(UploadForm form) {
        if (!form.projectId().equals(project)) {
            return absent();
        }
        JsonNode file = tree(form.content().getBytes(StandardCharsets.ISO_8859_1));
        return task("uploadSnapshotPackage", data -> added(file, file.path("resources")));
    }

    private Optional<String> added(JsonNode given, JsonNode content) {
        String title = text(given, "name");
        if (snapshotNames().contains(title)) {
            return Optional.of("A snapshot of this name exists");
        }
        if (snapshots.size() >= CAP) {
            return Optional.of("The limit of allowed snapshots is reached");
        }
        add(title, text(given, "description"), content, given.path("hash").asText(hash(title)));
        return Optional.empty();
    }

    private void add(String title, String description, JsonNode content, String hash) {
        String id = id();
        contents.put(id, content);
        snapshots.put(
                id,
                JSON.createObjectNode()
                        .put("_id", id)
                        .put("name", title)
                        .put("description", description)
                        .put("hash", hash)
                        .put("createdAt", MOMENT)
                        .put("createdBy", USER)
                        .put("isPackaged", false)
                        .putNull("packageExpiresAt"));
    }

    private Answer pack(String id) {
        return task("packageSnapshot", data -> {
            Optional.ofNullable(snapshots.get(id))
                    .ifPresent(each -> each.put("isPackaged", true).put("packageExpiresAt", MOMENT + 86_400));
            return Optional.empty();
        });
    }

    private Answer link(String id, String fileUrl) {
        ObjectNode snapshot = snapshots.get(id);
        if (snapshot == null || !snapshot.path("isPackaged").booleanValue()) {
            return Answer.problem(409, 1004, "the package is not ready");
        }
        String path = "/files/" + id();
        ObjectNode file = snapshot.deepCopy().put("padding", "x".repeat(2_000));
        file.set("resources", contents.get(id));
        files.put(path, file.toString().getBytes(StandardCharsets.UTF_8));
        return Answer.json(200, JSON.createObjectNode().put("downloadLink", fileUrl + path));
    }

    private Answer run(JsonNode given) {
        return task("runPlaybook", data -> {
            String id = id();
            ObjectNode run = meta(((ObjectNode) given).put("_id", id).put("status", "successful"));
            run.putArray("stepResults");
            runs.put(id, run);
            data.put("playbookRunId", id);
            return Optional.empty();
        });
    }

    private Answer change(JsonNode given) {
        String entrypoint = text(given, "entrypoint");
        if (!entrypoint.equals(project) && !snapshots.containsKey(entrypoint)) {
            return Answer.problem(400, 1005, "no such entrypoint");
        }
        endpoint.setAll((ObjectNode) given);
        endpoint.put("lastChanged", MOMENT + made);
        return Answer.empty();
    }

    private Answer delete(String id) {
        return task("deleteSnapshot", data -> {
            if (text(endpoint, "entrypoint").equals(id)) {
                return Optional.of("The snapshot is attached to an endpoint");
            }
            snapshots.remove(id);
            contents.remove(id);
            return Optional.empty();
        });
    }

    // ---------------------------------------------------------------- answers

    private Answer list(Received received, Stream<? extends JsonNode> all) {
        Map<String, String> query = received.query();
        boolean isHere = query.getOrDefault("projectId", project).equals(project);
        List<JsonNode> items = isHere ? all.collect(Collectors.toList()) : List.of();
        ObjectNode page = JSON.createObjectNode();
        page.putArray("items")
                .addAll(items.stream()
                        .skip(Long.parseLong(query.getOrDefault("skip", "0")))
                        .limit(Long.parseLong(query.getOrDefault("limit", "25")))
                        .toList());
        return Answer.json(
                200, page.put("total", items.size()).putNull("nextCursor").putNull("previousCursor"));
    }

    private Answer resources(Received received, String snapshot) {
        String type = received.query().getOrDefault("resourceType", "");
        return list(
                received,
                Stream.of(contents.getOrDefault(snapshot, resources))
                        .flatMap(all -> Stream.iterate(0, i -> i < all.size(), i -> i + 1)
                                .map(all::path))
                        .filter(each -> text(each, "resourceType").equals(type)));
    }

    private static Answer one(Optional<? extends JsonNode> there) {
        return there.map(each -> Answer.json(200, each)).orElseGet(StrictContent::absent);
    }

    /** Returns the answer to a request in form for something that is not there. */
    private static Answer absent() {
        return Answer.problem(404, 1002, "not found");
    }

    private ObjectNode project() {
        return meta(JSON.createObjectNode()
                .put("_id", project)
                .put("name", name)
                .put("color", "red")
                .put("primaryLocaleReference", text(locale, "referenceId")));
    }

    private ObjectNode named(String what) {
        return meta(JSON.createObjectNode()
                .put("_id", id())
                .put("referenceId", uuid(what))
                .put("name", what));
    }

    private ObjectNode resource(String type, ObjectNode of) {
        return JSON.createObjectNode()
                .put("_id", id())
                .put("referenceId", text(of, "referenceId"))
                .put("resourceType", type)
                .put("name", text(of, "name"))
                .put("createdAt", "2026-11-28T10:00:00.000Z")
                .put("createdBy", USER);
    }

    private String id() {
        made++;
        return String.format("%016x%08x", Integer.toUnsignedLong(name.hashCode()), made);
    }

    private static String hash(String content) {
        return uuid(content).replace("-", "");
    }

    /** Returns the same reference id for the same name, because the project of each stage has the same things. */
    private static String uuid(String of) {
        return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asText();
    }

    private static JsonNode document(Received received) {
        return tree(received.body());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw Violation.malformed("no JSON");
        }
    }
}
