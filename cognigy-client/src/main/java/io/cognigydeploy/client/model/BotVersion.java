package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** One version of a bot. */
@Value.Immutable
@JsonDeserialize(as = ImmutableBotVersion.class)
public interface BotVersion extends Noted {

    String id();

    Optional<VersionStatus> status();

    /** Returns id or name of the environment that the version is deployed in. */
    Optional<String> environment();

    Optional<Instant> createdAt();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableBotVersion.Builder {}
}
