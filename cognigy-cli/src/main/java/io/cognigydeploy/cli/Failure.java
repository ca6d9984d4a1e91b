package io.cognigydeploy.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognigydeploy.client.Printable;
import io.cognigydeploy.core.record.Report;

/**
 * End of a command without a report, for callers that read JSON.
 *
 * @param error the reason, for a person
 * @param exitStatus as in {@link ExitStatus}
 */
record Failure(String error, int exitStatus) {

    /** Returns one JSON document on one line. */
    String toJson() {
        return Printable.shown(new JsonMapper()
                .createObjectNode()
                .put("schemaVersion", Report.SCHEMA_VERSION)
                .put("error", error)
                .put("exitStatus", exitStatus)
                .toString());
    }
}
