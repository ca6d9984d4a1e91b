package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognigydeploy.core.ResumeRefusedException;
import io.cognigydeploy.core.runs.RunStore;
import java.util.List;

/** An earlier run in its store. */
record StoredRun(RunStore store, String id) {

    /**
     * Returns the release by the first record of the run's journal.
     *
     * @throws ResumeRefusedException if there is no such run
     */
    Recorded recorded() {
        List<ObjectNode> records = store.records(id);
        if (records.isEmpty()) {
            throw new ResumeRefusedException(
                    "Run " + id + " ended before its plan was recorded, so it changed nothing. Make a new run.");
        }
        ObjectNode plan = records.get(0);
        return new Recorded(
                plan.path("kind").asText(),
                plan.path("deployment"),
                plan.path("options").valueStream().map(JsonNode::asText).toList());
    }
}
