package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Capacity that an environment must have free.
 *
 * @param maxConcurrentSessions at least 1
 * @param memoryLimitMb in megabytes; at least 1
 */
public record CapacityConstraints(
        @JsonProperty(value = "max_concurrent_sessions", required = true)
        int maxConcurrentSessions,

        @JsonProperty(value = "memory_limit_mb", required = true)
        int memoryLimitMb) {

    /**
     * Checks both limits.
     *
     * @throws IllegalArgumentException if one of them is less than 1
     */
    public CapacityConstraints {
        if (maxConcurrentSessions < 1 || memoryLimitMb < 1) {
            throw new IllegalArgumentException("maxConcurrentSessions and memoryLimitMb must be at least 1, but were "
                    + maxConcurrentSessions + " and " + memoryLimitMb);
        }
    }
}
