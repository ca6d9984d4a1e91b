package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A request to roll a flow back to a version.
 *
 * @param environmentId target environment; beyond the documented API, which leaves the choice to the platform if absent
 */
public record FlowRollbackRequest(
        @JsonProperty(required = true) String targetVersion, Optional<String> environmentId) {

    /**
     * Checks the version.
     *
     * @throws IllegalArgumentException for {@code latest}, which is the version that was just imported
     */
    public FlowRollbackRequest {
        if (targetVersion.equalsIgnoreCase("latest")) {
            throw new IllegalArgumentException("targetVersion must name an earlier version, but was 'latest'");
        }
    }

    /** Returns a request in the documented form. */
    public static FlowRollbackRequest toVersion(String targetVersion) {
        return new FlowRollbackRequest(targetVersion, Optional.empty());
    }

    /** Returns this request for one environment, for platforms that support that. */
    public FlowRollbackRequest in(String environmentId) {
        return new FlowRollbackRequest(targetVersion, Optional.of(environmentId));
    }
}
