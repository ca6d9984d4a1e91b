package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.testing.ProductWorld.Line;
import io.cognigydeploy.testing.ProductWorld.Project;
import io.cognigydeploy.testing.ProductWorld.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The talk of users with the product's endpoints, and the conversations that are recorded of it. */
record TalkRequests(WorldState platform) {

    /** A session without a message for this time has ended. */
    static final Duration SESSION_LIFE = Duration.ofMinutes(30);

    private static final String ITEMS = "items";

    static void addTo(Map<String, Routes.Handler> handlers, WorldState platform) {
        TalkRequests requests = new TalkRequests(platform);
        handlers.put("talk", requests::talk);
        handlers.put("test-talk", requests::talk);
        handlers.put("list-conversations", requests::conversations);
        handlers.put("read-conversation", requests::conversation);
    }

    private ProductWorld world() {
        return platform.installation();
    }

    private Reply talk(Call call) {
        Map.Entry<Project, ObjectNode> place = world().endpoint("URLToken", call.path("urlToken"))
                .filter(found -> found.getValue().path("active").asBoolean(true))
                .orElseThrow(() -> Refusal.of(404, "not_found", "There is no active endpoint with this URL token"));
        ObjectNode endpoint = place.getValue();
        JsonNode said = call.json();
        String session = said.path("sessionId").asText();
        Optional<ObjectNode> before = conversation(endpoint, session);
        Version version = before.flatMap(this::versionOf)
                .or(() -> world().entry(endpoint.path("entrypoint").asText()))
                .orElseThrow(() -> Refusal.of(500, "no_entrypoint", "The snapshot of the endpoint does not exist"));
        if (!version.hasStart(
                endpoint.path("flowId").asText(), endpoint.path("localeId").asText())) {
            throw Refusal.of(500, "no_flow", "The flow or the locale of the endpoint does not exist in its snapshot");
        }
        Line line = line(place.getKey(), version, said.path("text").asText());
        ObjectNode conversation = before.orElseGet(
                () -> begun(place.getKey(), endpoint, said.path("userId").asText(), session));
        enter(conversation, version);
        ObjectNode message =
                add(conversation, endpoint, "user", said.path("text").asText());
        if (!line.intent().isEmpty()) {
            message.put("intent", line.intent()).put("intentScore", line.intentScore());
        }
        if (line.status() != 200) {
            throw Refusal.of(line.status(), "flow_failed", "The flow ended with an error");
        }
        line.outputStack()
                .forEach(output ->
                        add(conversation, endpoint, "bot", output.path("text").asText()));
        return Reply.json(200, answer(line, said));
    }

    private ObjectNode answer(Line line, JsonNode said) {
        ObjectNode last = line.outputStack().isEmpty()
                ? Json.object().put("text", "").set("data", Json.object())
                : line.outputStack().get(line.outputStack().size() - 1);
        ObjectNode answer = Json.object().put("text", last.path("text").asText());
        answer.set("data", last.path("data"));
        ArrayNode stack = answer.putArray("outputStack");
        line.outputStack()
                .forEach(output -> stack.add(output.deepCopy()
                        .put("traceId", "endpoint-" + world().newId())
                        .put("disableSensitiveLogging", false)
                        .put("source", "bot")));
        return answer.put("userId", said.path("userId").asText())
                .put("sessionId", said.path("sessionId").asText());
    }

    private Line line(Project project, Version version, String input) {
        Line found = new Line(
                project.id(),
                "",
                "",
                200,
                List.of(ScriptedReply.text("Hello from " + project.name()).output()),
                "",
                0);
        for (Line line : world().lines) {
            boolean isMeant = line.project().equals(project.id())
                    && (line.snapshot().isEmpty() || line.snapshot().equals(version.name()))
                    && (line.input().isEmpty() || line.input().equals(input));
            found = isMeant ? line : found;
        }
        return found;
    }

    // ---------------------------------------------------------------- conversations

    private Optional<ObjectNode> conversation(ObjectNode endpoint, String session) {
        return world().conversations.stream()
                .filter(one -> one.path("sessionId").asText().equals(session)
                        && one.path("endpointUrlToken").equals(endpoint.path("URLToken"))
                        && world().isOpen(one))
                .findFirst();
    }

    /** Returns the version that a session began on, while that exists. */
    private Optional<Version> versionOf(ObjectNode conversation) {
        return world().entry(conversation.path("entrypoint").asText());
    }

    private ObjectNode begun(Project project, ObjectNode endpoint, String user, String session) {
        ObjectNode conversation = begun(world(), project, endpoint, session);
        conversation.put("contactId", user);
        world().conversations.add(conversation);
        return conversation;
    }

    /** Returns a conversation that begins now, without messages. */
    static ObjectNode begun(ProductWorld world, Project project, ObjectNode endpoint, String session) {
        ObjectNode conversation = Json.object()
                .put(ProductWorld.ID, world.newId())
                .put("projectId", project.id())
                .put("sessionId", session)
                .put("contactId", session)
                .put("channel", endpoint.path("channel").asText())
                .put(
                        "flowName",
                        project.all(ProductWorld.FLOWS).stream()
                                .filter(flow -> flow.path("referenceId").equals(endpoint.path("flowId")))
                                .map(flow -> flow.path("name").asText())
                                .findFirst()
                                .orElse(""))
                .put("startTime", ProductWorld.stamp(world.now()))
                .putNull("endTime")
                .put("lastMessage", world.now().toString())
                .put("endpointName", endpoint.path("name").asText())
                .put("endpointUrlToken", endpoint.path("URLToken").asText());
        conversation.putArray("ratings");
        conversation.putArray("ratingComments");
        conversation.putArray(ITEMS);
        return conversation;
    }

    static void enter(ObjectNode conversation, Version version) {
        conversation
                .put(
                        "entrypoint",
                        version.snapshot()
                                .map(ProductWorld.Item::id)
                                .orElse(version.project().id()))
                .put("snapshotId", version.snapshot().map(ProductWorld.Item::id).orElse(null))
                .put(
                        "snapshotName",
                        version.snapshot().map(ProductWorld.Item::name).orElse(null));
    }

    private ObjectNode add(ObjectNode conversation, ObjectNode endpoint, String source, String text) {
        conversation.put("lastMessage", world().now().toString());
        return item(world(), conversation, endpoint, source, text);
    }

    /** Adds a message to a conversation and returns the message. */
    static ObjectNode item(
            ProductWorld world, ObjectNode conversation, ObjectNode endpoint, String source, String text) {
        ObjectNode item = conversation
                .withArray(ITEMS)
                .addObject()
                .put(ProductWorld.ID, world.newId())
                .put("sessionId", conversation.path("sessionId").asText())
                .put("endpointUrlToken", endpoint.path("URLToken").asText())
                .put("endpointName", endpoint.path("name").asText())
                .put("source", source)
                .put("inputText", text)
                .put("timestamp", world.now().toString())
                .putNull("rating")
                .put("inHandoverRequest", false)
                .put("inHandoverConversation", false);
        item.set("snapshotId", conversation.path("snapshotId"));
        item.set("snapshotName", conversation.path("snapshotName"));
        return item;
    }

    private Reply conversations(Call call) {
        List<String> projects = world().listed(call.query("projectId")).stream()
                .map(Project::id)
                .toList();
        return Listing.of(
                call,
                "conversations",
                world().conversations.stream()
                        .filter(one ->
                                projects.contains(one.path("projectId").asText()) && hasAppeared(one, "startTime"))
                        .toList(),
                this::row);
    }

    private boolean hasAppeared(JsonNode said, String time) {
        return !world().now()
                .isBefore(Instant.parse(said.path(time).asText())
                        .plusMillis(world().settings.conversationsAppearAfterMillis));
    }

    private ObjectNode row(ObjectNode conversation) {
        ObjectNode row = conversation.deepCopy();
        row.put("messages", conversation.path(ITEMS).size());
        if (conversation.path("endTime").isNull() && !world().isOpen(conversation)) {
            row.set("endTime", conversation.path("lastMessage"));
        }
        row.remove(List.of(
                ITEMS, "lastMessage", "entrypoint", "snapshotId", "snapshotName", "endpointUrlToken", "projectId"));
        return row;
    }

    private Reply conversation(Call call) {
        String session = call.path("session");
        List<ObjectNode> items = world().conversations.stream()
                .filter(one -> one.path("sessionId").asText().equals(session))
                .flatMap(one -> Json.nodes(one.path(ITEMS)).stream())
                .filter(item -> hasAppeared(item, "timestamp"))
                .toList();
        if (items.isEmpty()) {
            throw Refusal.notFound("conversation", session);
        }
        return Listing.of(call, "conversations", items);
    }
}
