package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** What a bot understood. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableUnderstanding.class)
@JsonDeserialize(as = ImmutableUnderstanding.class)
public interface Understanding extends Noted {

    Optional<Intent> intent();

    Optional<List<Entity>> entities();

    /**
     * What the user wants.
     *
     * @param confidence from 0 to 1
     */
    record Intent(Optional<String> name, Optional<Double> confidence) {}

    /**
     * What the user speaks of.
     *
     * @param value what JSON knows
     */
    record Entity(Optional<String> name, Optional<Object> value) {}

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableUnderstanding.Builder {}
}
