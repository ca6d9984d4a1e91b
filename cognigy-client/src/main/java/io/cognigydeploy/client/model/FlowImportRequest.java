package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The wish to bring a flow into an environment.
 *
 * @param flow sent whole, as it was exported
 * @param environmentId where it goes, whatever the flow says of where it came from
 */
public record FlowImportRequest(
        @JsonProperty(required = true) Flow flow,
        @JsonProperty(required = true) String environmentId) {}
