package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What an environment must have room for.
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
     * Refuses an environment without room.
     *
     * @throws IllegalArgumentException if one is less
     */
    public CapacityConstraints {
        if (maxConcurrentSessions < 1 || memoryLimitMb < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, not " + maxConcurrentSessions
                    + " sessions and " + memoryLimitMb + " MB");
        }
    }
}
