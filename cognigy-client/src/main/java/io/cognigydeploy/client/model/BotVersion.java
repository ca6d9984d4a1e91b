package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/** One version of a bot. */
@Value.Immutable
@JsonDeserialize(as = ImmutableBotVersion.class)
public interface BotVersion extends Noted {

    /** Returns the id of the version, which requests name it by. */
    String id();

    /** Returns whether the version is published; absent if the platform states no status. */
    Optional<VersionStatus> status();

    /** Returns id or name of the environment that the version is deployed in. */
    Optional<String> environment();

    /** Returns the time at which the version was made; absent if the platform states none. */
    Optional<Instant> createdAt();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableBotVersion.Builder {}
}
