package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.Optional;
import org.immutables.value.Value;

/** A bot as the platform describes it. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableBot.class)
@JsonDeserialize(as = ImmutableBot.class)
public interface Bot extends Noted {

    Optional<String> id();

    /** The lowest runtime that the bot runs on; absent where the platform does not say. */
    Optional<String> minimumRuntimeVersion();

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableBot.Builder {}
}
