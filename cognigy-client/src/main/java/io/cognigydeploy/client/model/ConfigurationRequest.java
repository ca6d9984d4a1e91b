package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** The wish to bring a configuration into an environment. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableConfigurationRequest.class)
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

    /** Where the platform shall tell of the end; null on the wire if absent. In no {@code toString}. */
    @Value.Redacted
    @JsonInclude(JsonInclude.Include.ALWAYS)
    Optional<URI> webhookCallbackUrl();

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConfigurationRequest.Builder {}
}
