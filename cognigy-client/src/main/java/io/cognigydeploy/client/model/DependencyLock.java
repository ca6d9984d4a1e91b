package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A package that must be there in one version.
 *
 * @param pinned whether no other version will do
 */
public record DependencyLock(
        @JsonProperty(value = "package_name", required = true)
        String packageName,

        @JsonProperty(required = true) String version,
        @JsonProperty(required = true) boolean pinned) {

    /** A lock on this version and no other. */
    public static DependencyLock pinned(String packageName, String version) {
        return new DependencyLock(packageName, version, true);
    }
}
