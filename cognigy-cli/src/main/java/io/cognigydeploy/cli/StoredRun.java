package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.runs.RunStore;
import java.util.List;

/** An earlier run, and its release by the first record of its journal. */
record StoredRun(String id, Recorded release) {

    /**
     * Reads a run from its store.
     *
     * @throws ResumeRefusedException if there is no such run
     */
    static StoredRun of(RunStore store, String id) {
        List<ObjectNode> records = store.records(id);
        if (records.isEmpty()) {
            throw new ResumeRefusedException(
                    "Run " + id + " ended before its plan was recorded, so it changed nothing. Make a new run.");
        }
        ObjectNode plan = records.get(0);
        return new StoredRun(
                id,
                new Recorded(
                        plan.path("kind").asText(),
                        plan.path("deployment"),
                        plan.path("options").valueStream().map(JsonNode::asText).toList()));
    }
}
