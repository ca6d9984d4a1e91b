package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A request to deploy a configuration into an environment. */
@Value.Immutable
@JsonDeserialize(as = ImmutableConfigurationRequest.class)
public interface ConfigurationRequest {

    /** Returns the id of the environment that gets the configuration. */
    @JsonProperty("environment_id")
    String environmentId();

    /** Returns the configuration to deploy. */
    @JsonProperty("configuration_snapshot")
    ConfigurationSnapshot configurationSnapshot();

    /** Returns the packages that must be present, each in one version. Default none. */
    @JsonProperty("dependency_locks")
    List<DependencyLock> dependencyLocks();

    /** Returns the conditions for the platform's own rollback. */
    @JsonProperty("rollback_policy")
    RollbackPolicy rollbackPolicy();

    /** Returns the capacity that the environment must have free. */
    @JsonProperty("capacity_constraints")
    CapacityConstraints capacityConstraints();

    /**
     * Returns the address that the platform notifies of the end. Absent means null in JSON; no {@code toString}
     * contains the address.
     */
    @Value.Redacted
    @JsonInclude(JsonInclude.Include.ALWAYS)
    Optional<URI> webhookCallbackUrl();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConfigurationRequest.Builder {}
}
