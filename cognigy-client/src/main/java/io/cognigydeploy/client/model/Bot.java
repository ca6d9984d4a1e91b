package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Description of a bot by the platform. */
@Value.Immutable
@JsonDeserialize(as = ImmutableBot.class)
public interface Bot extends Noted {

    /** Returns the id of the bot; absent if the platform states none. */
    Optional<String> id();

    /** Returns the lowest runtime that the bot runs on; absent if the platform states none. */
    Optional<String> minimumRuntimeVersion();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableBot.Builder {}
}
