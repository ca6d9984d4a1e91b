package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The version of a flow to go back to.
 */
public record FlowRollbackRequest(
        @JsonProperty(required = true) String targetVersion) {

    /**
     * @throws IllegalArgumentException for {@code latest}, which is what was just imported
     */
    public FlowRollbackRequest {
        if (targetVersion.equalsIgnoreCase("latest")) {
            throw new IllegalArgumentException("'latest' is what is to be undone; name the version to go back to");
        }
    }
}
