package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A package that must be present in one version.
 *
 * @param pinned whether only this version is acceptable
 */
public record DependencyLock(
        @JsonProperty(value = "package_name", required = true)
        String packageName,

        @JsonProperty(required = true) String version,
        @JsonProperty(required = true) boolean pinned) {

    /** Returns a lock on this version only. */
    public static DependencyLock pinned(String packageName, String version) {
        return new DependencyLock(packageName, version, true);
    }
}
