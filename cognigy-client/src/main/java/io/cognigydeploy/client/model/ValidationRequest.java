package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A request to check a configuration for an environment. */
@Value.Immutable
@JsonDeserialize(as = ImmutableValidationRequest.class)
public interface ValidationRequest {

    /** Returns the id of the environment. */
    String environmentId();

    /** Returns the configuration to validate. */
    ConfigurationSnapshot configurationSnapshot();

    /** Returns the capacity that the environment must have free. */
    CapacityConstraints capacityConstraints();

    /** Returns the isolation that the environment must have. */
    IsolationRules isolationRules();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableValidationRequest.Builder {}
}
