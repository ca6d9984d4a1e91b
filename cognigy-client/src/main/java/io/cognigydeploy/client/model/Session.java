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

    @JsonAlias("sessionId")
    Optional<String> id();

    Optional<String> botId();

    /** Returns id or name of the environment that the bot runs in; empty if the platform states none. */
    @JsonAlias("environment")
    Optional<String> environmentId();

    @JsonAlias("createdAt")
    Optional<Instant> startedAt();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableSession.Builder {}
}
