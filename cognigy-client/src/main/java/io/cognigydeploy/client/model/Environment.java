package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** An environment that bots are deployed into. */
@Value.Immutable
@JsonDeserialize(as = ImmutableEnvironment.class)
public interface Environment extends Noted {

    /** Returns the id of the environment; absent if the platform states none. */
    Optional<String> id();

    /** Returns the name of the environment, such as {@code PRODUCTION}; absent if the platform states none. */
    Optional<String> name();

    /** Returns the runtime of this environment; absent if the platform states none. */
    Optional<String> runtimeVersion();

    /**
     * Returns the dependencies that bots can use here, each {@code name} or {@code name@version}. Absent is not the
     * same as none.
     */
    Optional<List<String>> availableDependencies();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableEnvironment.Builder {}
}
