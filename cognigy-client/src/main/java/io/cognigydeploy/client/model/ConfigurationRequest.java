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

    @JsonProperty("environment_id")
    String environmentId();

    @JsonProperty("configuration_snapshot")
    ConfigurationSnapshot configurationSnapshot();

    @JsonProperty("dependency_locks")
    List<DependencyLock> dependencyLocks();

    @JsonProperty("rollback_policy")
    RollbackPolicy rollbackPolicy();

    @JsonProperty("capacity_constraints")
    CapacityConstraints capacityConstraints();

    /**
     * Returns the address that the platform notifies of the end. Absent means null in JSON; no {@code toString}
     * contains the address.
     */
    @Value.Redacted
    @JsonInclude(JsonInclude.Include.ALWAYS)
    Optional<URI> webhookCallbackUrl();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConfigurationRequest.Builder {}
}
