package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.immutables.value.Value;

/** A request to roll an environment back to a version of a bot. */
@Value.Immutable
@JsonSerialize(as = ImmutableVersionRollbackRequest.class)
public interface VersionRollbackRequest {

    /** Returns the id of the bot. */
    String botId();

    /** Returns the version to return to, as in {@link BotVersion#id}. */
    String targetVersionId();

    /** Returns the environment, by its name in {@link BotVersion#environment()}. */
    String environment();

    /** Returns the requested action; only the default is documented. */
    @Value.Derived
    default String action() {
        return "ROLLBACK";
    }

    /** Returns whether the platform refuses if a dependency of the version is missing. Default true. */
    @Value.Default
    default boolean validateDependencies() {
        return true;
    }

    /** Returns whether the platform ignores open sessions. Default false. */
    @Value.Default
    default boolean force() {
        return false;
    }

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableVersionRollbackRequest.Builder {}
}
