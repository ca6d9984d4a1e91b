package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * The version of a flow to go back to.
 *
 * @param environmentId where; beyond the documented API, which leaves the choice to the platform if it is absent
 */
public record FlowRollbackRequest(
        @JsonProperty(required = true) String targetVersion, Optional<String> environmentId) {

    /**
     * Refuses what is no version.
     *
     * @throws IllegalArgumentException for {@code latest}, which is what was just imported
     */
    public FlowRollbackRequest {
        if (targetVersion.equalsIgnoreCase("latest")) {
            throw new IllegalArgumentException("'latest' is what is to be undone; name the version to go back to");
        }
    }

    /** The documented form. */
    public static FlowRollbackRequest toVersion(String targetVersion) {
        return new FlowRollbackRequest(targetVersion, Optional.empty());
    }

    /** The same in one environment, for platforms that know that. */
    public FlowRollbackRequest in(String environmentId) {
        return new FlowRollbackRequest(targetVersion, Optional.of(environmentId));
    }
}
