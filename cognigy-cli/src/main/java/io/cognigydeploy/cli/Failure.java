package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Printable;

/**
 * End of a command without a report, for callers that read JSON.
 *
 * @param error the reason, for a person
 * @param exitStatus as in {@link ExitStatus}
 */
record Failure(String error, int exitStatus) {

    /** The version of the schema of what the command line prints as JSON. */
    static final int SCHEMA_VERSION = 1;

    /** Returns one JSON document on one line. */
    String toJson() {
        return Printable.shown(new JsonMapper()
                .createObjectNode()
                .put("schemaVersion", SCHEMA_VERSION)
                .put("error", error)
                .put("exitStatus", exitStatus)
                .toString());
    }
}
