package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Result of a check of a configuration for an environment. Only a {@code valid} that is present and true is a yes. */
@Value.Immutable
@JsonDeserialize(as = ImmutableValidation.class)
public interface Validation extends Noted {

    /**
     * Returns whether the configuration is valid; absent if the platform does not state it, which does not count as
     * valid.
     */
    Optional<Boolean> valid();

    /** Returns the faults of the configuration. Absent is not the same as none. */
    Optional<List<Finding>> validationErrors();

    /** Returns the findings that are no faults. Absent is not the same as none. */
    Optional<List<Finding>> warnings();

    /** Returns the used part of the environment's capacity, where 1 is the whole capacity. */
    Optional<Double> capacityUtilization();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableValidation.Builder {}
}
