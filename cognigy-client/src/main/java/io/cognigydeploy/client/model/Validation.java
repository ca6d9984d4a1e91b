package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** Whether an environment could take a configuration. Only a {@code valid} that is there and true is a yes. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableValidation.class)
@JsonDeserialize(as = ImmutableValidation.class)
public interface Validation extends Noted {

    Optional<Boolean> valid();

    Optional<List<Finding>> validationErrors();

    Optional<List<Finding>> warnings();

    /** How much of its capacity the environment would use, where 1 is all of it. */
    Optional<Double> capacityUtilization();

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableValidation.Builder {}
}
