package io.cognigydeploy.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The requests that a platform offers: all, or those that some documents describe. */
record Offer(boolean isEverything, Set<Document> documents, boolean withProse) {

    static final Offer EVERYTHING = new Offer(true, Set.of(), true);

    boolean issuesTokens() {
        return has(Form.TOKEN);
    }

    private boolean has(Form form) {
        return isEverything || ((withProse || !form.isProse()) && !Collections.disjoint(documents, form.documents()));
    }

    /** Refuses a request that the platform does not offer. */
    void check(Call call, Form form) {
        if (!has(form)) {
            throw Refusal.of(404, "unknown_path", "There is nothing at " + call.rawPath());
        }
        for (String name : call.queryNames()) {
            if (!isEverything && form.beyond().contains(name)) {
                throw Refusal.invalid("query parameter " + name + " is not known");
            }
        }
    }

    /** Returns the answer of this platform, without the members that none of its documents describes. */
    Reply answer(Form form, Reply reply) {
        if (isEverything || !reply.isSuccess()) {
            return reply;
        }
        try {
            JsonNode body = Json.read(new String(reply.body().bytes(), StandardCharsets.UTF_8));
            if (body instanceof ObjectNode object) {
                List<String> members = new ArrayList<>(form.answer());
                if (withProse) {
                    members.addAll(form.proseAnswer());
                }
                trim(object, members);
                String text = Json.write(object);
                return reply.withBody(Body.of(() -> text.getBytes(StandardCharsets.UTF_8)));
            }
            return reply;
        } catch (JsonProcessingException e) {
            // A body that was written for a test need not be JSON.
            return reply;
        }
    }

    private static void trim(ObjectNode object, List<String> members) {
        JsonNode rows = object.path(object.has("items") ? "items" : "data");
        if (rows.isArray()) {
            rows.forEach(row -> retain(row, members));
        } else if (rows.isObject() || !object.has("success")) {
            retain(rows.isObject() ? rows : object, members);
        }
    }

    private static void retain(JsonNode node, List<String> members) {
        if (node instanceof ObjectNode object) {
            object.retain(members);
        }
    }
}
