package io.cognigydeploy.client.model;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.immutables.value.Value;

/** The wish to bring an environment back to a version of a bot. */
@Value.Immutable
@ModelStyle
@JsonSerialize(as = ImmutableVersionRollbackRequest.class)
public interface VersionRollbackRequest {

    String botId();

    String targetVersionId();

    /** The environment as the platform names it in {@link BotVersion#environment()}. */
    String environment();

    /** What the platform is to do; the only word that is documented. */
    @Value.Derived
    default String action() {
        return "ROLLBACK";
    }

    /** Whether the platform refuses when something that the version needs is missing. Default true. */
    @Value.Default
    default boolean validateDependencies() {
        return true;
    }

    /** Whether open sessions do not matter. Default false. */
    @Value.Default
    default boolean force() {
        return false;
    }

    static Builder builder() {
        return new Builder();
    }

    /** Not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableVersionRollbackRequest.Builder {}
}
