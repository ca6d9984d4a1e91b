package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Isolation that an environment must have.
 *
 * @param tenantBoundary such as {@code strict}
 * @param networkSegment the segment that the environment is in
 * @param resourceQuotaCheck whether quotas are checked too
 */
public record IsolationRules(
        @JsonProperty(required = true) String tenantBoundary,
        @JsonProperty(required = true) String networkSegment,
        @JsonProperty(required = true) boolean resourceQuotaCheck) {}
