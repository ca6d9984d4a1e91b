package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** An open session of a user with a bot. */
@Value.Immutable
@JsonDeserialize(as = ImmutableSession.class)
public interface Session {

    /** Returns the id of the session; absent if the platform states none. */
    @JsonAlias("sessionId")
    Optional<String> id();

    /** Returns the id of the bot; absent if the platform states none. */
    Optional<String> botId();

    /** Returns id or name of the environment that the bot runs in; empty if the platform states none. */
    @JsonAlias("environment")
    Optional<String> environmentId();

    /** Returns the time at which the session began; absent if the platform states none. */
    @JsonAlias("createdAt")
    Optional<Instant> startedAt();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableSession.Builder {}
}
