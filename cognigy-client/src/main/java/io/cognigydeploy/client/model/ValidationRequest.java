package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.immutables.value.Value;

/** The question whether an environment could take a configuration. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableValidationRequest.class)
@JsonDeserialize(as = ImmutableValidationRequest.class)
public interface ValidationRequest {

    String environmentId();

    ConfigurationSnapshot configurationSnapshot();

    CapacityConstraints capacityConstraints();

    IsolationRules isolationRules();

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableValidationRequest.Builder {}
}
