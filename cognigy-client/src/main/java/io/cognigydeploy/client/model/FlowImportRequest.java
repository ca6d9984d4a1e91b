package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A request to import a flow into an environment.
 *
 * @param flow sent completely, as it was exported
 * @param environmentId target environment, independent of the environment in the flow
 */
public record FlowImportRequest(
        @JsonProperty(required = true) Flow flow,
        @JsonProperty(required = true) String environmentId) {}
