package io.cognigydeploy.cli.strict;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A task, which goes one state further with each reading and has its effect when it is done. */
final class StrictTask {

    private static final List<String> STATES = List.of("queued", "active", "done");
    private static final String WHEN = "2026-11-28T10:00:00.000Z";

    private final String id;
    private final String name;
    private final Function<ObjectNode, Optional<String>> effect;
    private final ObjectNode data = JsonNodeFactory.instance.objectNode();
    private int state;
    private Optional<String> failure = Optional.empty();

    /** @param effect takes the result of the task; returns why it failed, or nothing */
    StrictTask(String id, String name, Function<ObjectNode, Optional<String>> effect) {
        this.id = id;
        this.name = name;
        this.effect = effect;
    }

    /** Returns the answer to the request that made the task. */
    Answer accepted() {
        ObjectNode body = stated().put("type", name).put("createdAt", StrictContent.MOMENT);
        body.putObject("parameters");
        return Answer.json(202, body.put("lastChangedAt", StrictContent.MOMENT));
    }

    ObjectNode next() {
        if (state < STATES.size() - 1) {
            state++;
            failure = state == STATES.size() - 1 ? effect.apply(data) : failure;
        }
        return read();
    }

    ObjectNode read() {
        ObjectNode body = stated().put("name", name).put("failReason", failure.orElse(null));
        body.set("data", data);
        return StrictContent.meta(body.put("lastRunAt", WHEN).put("lastFinishedAt", isAtEnd() ? WHEN : null));
    }

    private ObjectNode stated() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("_id", id)
                .put("status", failure.isPresent() ? "error" : STATES.get(state))
                .put("currentStep", state)
                .put("totalStep", STATES.size() - 1);
    }

    private boolean isAtEnd() {
        return state == STATES.size() - 1;
    }
}
