package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** An environment that bots are deployed into. */
@Value.Immutable
@JsonDeserialize(as = ImmutableEnvironment.class)
public interface Environment extends Noted {

    Optional<String> id();

    Optional<String> name();

    /** Returns the runtime of this environment; absent if the platform states none. */
    Optional<String> runtimeVersion();

    /**
     * Returns the dependencies that bots can use here, each {@code name} or {@code name@version}. Absent is not the
     * same as none.
     */
    Optional<List<String>> availableDependencies();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableEnvironment.Builder {}
}
