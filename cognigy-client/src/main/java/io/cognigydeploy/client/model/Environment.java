package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A place that bots are deployed into. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableEnvironment.class)
@JsonDeserialize(as = ImmutableEnvironment.class)
public interface Environment extends Noted {

    Optional<String> id();

    Optional<String> name();

    /** The runtime that serves this environment; absent where the platform does not say. */
    Optional<String> runtimeVersion();

    /** What bots can depend on here, each {@code name} or {@code name@version}; absent is not the same as none. */
    Optional<List<String>> availableDependencies();

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableEnvironment.Builder {}
}
