package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import org.immutables.value.Value;

/** A request to deploy a version of a bot into an environment. */
@Value.Immutable
@JsonDeserialize(as = ImmutableBotDeploymentRequest.class)
public interface BotDeploymentRequest {

    /** Returns the id of the bot. */
    @JsonProperty("bot_id")
    String botId();

    /** Returns the id of the environment to deploy into. */
    @JsonProperty("environment_id")
    String environmentId();

    /** Returns the version to deploy, as in {@link BotVersion#id}. */
    String version();

    /** Returns settings that differ from the version's own; values are JSON values. They are in no {@code toString}. */
    @Value.Redacted
    @JsonProperty("config_overrides")
    Map<String, Object> configOverrides();

    /**
     * Returns the dependencies that the environment must have, each {@code name} or {@code name@version}. Default
     * none.
     */
    List<String> dependencies();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableBotDeploymentRequest.Builder {}
}
