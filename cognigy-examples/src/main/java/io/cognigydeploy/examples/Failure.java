package io.cognigydeploy.examples;

import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A command that ended without a report, for callers that read JSON.
 *
 * @param error the reason, for a person
 * @param exitStatus as in {@link ExitStatus}
 */
record Failure(String error, int exitStatus) {

    /** One JSON document on one line. */
    String toJson() {
        return new JsonMapper()
                .createObjectNode()
                .put("error", error)
                .put("exitStatus", exitStatus)
                .toString();
    }
}
