package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import org.immutables.value.Value;

/** A request to check a configuration for an environment. */
@Value.Immutable
@JsonDeserialize(as = ImmutableValidationRequest.class)
public interface ValidationRequest {

    String environmentId();

    ConfigurationSnapshot configurationSnapshot();

    CapacityConstraints capacityConstraints();

    IsolationRules isolationRules();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableValidationRequest.Builder {}
}
