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

    @JsonProperty("bot_id")
    String botId();

    @JsonProperty("environment_id")
    String environmentId();

    String version();

    /** Returns settings that differ from the version's own; values are JSON values. They are in no {@code toString}. */
    @Value.Redacted
    @JsonProperty("config_overrides")
    Map<String, Object> configOverrides();

    List<String> dependencies();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableBotDeploymentRequest.Builder {}
}
