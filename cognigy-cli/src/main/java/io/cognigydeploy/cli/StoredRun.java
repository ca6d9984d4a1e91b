package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cognigydeploy.core.runs.RunStore;

/** An earlier run, and its release by the first record of its journal. */
record StoredRun(String id, Recorded release) {

    /**
     * Reads a run from its store. The release of a run that has no record is of no kind: what became of it is found out
     * when it is resumed.
     *
     * @throws io.cognigydeploy.core.ResumeRefusedException if there is no such run
     */
    static StoredRun of(RunStore store, String id) {
        JsonNode plan = store.records(id).stream()
                .findFirst()
                .<JsonNode>map(first -> first)
                .orElseGet(MissingNode::getInstance);
        return new StoredRun(
                id,
                new Recorded(
                        plan.path("kind").asText(),
                        plan.path("deployment"),
                        plan.path("options").valueStream().map(JsonNode::asText).toList()));
    }
}
