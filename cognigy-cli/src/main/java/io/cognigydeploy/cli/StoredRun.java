package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cognigydeploy.core.runs.RunStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** An earlier run in its store. */
record StoredRun(RunStore store, String id) {

    /**
     * Returns the deployment by the run's manifest, a missing node if it ended before there was one.
     *
     * @throws io.cognigydeploy.core.ResumeRefusedException if there is no such run
     */
    JsonNode deployment() {
        Optional<byte[]> manifest = store.document(id, "manifest.json");
        if (manifest.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return new JsonMapper().readTree(manifest.get()).path("deployment");
        } catch (IOException e) {
            throw new UncheckedIOException("The manifest of the run cannot be read", e);
        }
    }
}
