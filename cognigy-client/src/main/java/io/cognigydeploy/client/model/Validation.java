package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Result of a check of a configuration for an environment. Only a {@code valid} that is present and true is a yes. */
@Value.Immutable
@JsonDeserialize(as = ImmutableValidation.class)
public interface Validation extends Noted {

    Optional<Boolean> valid();

    Optional<List<Finding>> validationErrors();

    Optional<List<Finding>> warnings();

    /** Returns the used part of the environment's capacity, where 1 is the whole capacity. */
    Optional<Double> capacityUtilization();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableValidation.Builder {}
}
