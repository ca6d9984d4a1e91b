package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/** Settings that an environment runs with. Fields that this version does not recognize are kept. */
@Value.Immutable
@JsonDeserialize(as = ImmutableConfigurationSnapshot.class)
public interface ConfigurationSnapshot {

    Optional<String> botVersion();

    Optional<String> nlpEngine();

    Optional<String> dialogFlow();

    Optional<List<String>> integrations();

    /** Returns all other settings; values are JSON values. They are in no {@code toString}. */
    @Value.Redacted
    @JsonAnyGetter
    @JsonAnySetter
    Map<String, Object> otherSettings();

    static Builder builder() {
        return new Builder();
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConfigurationSnapshot.Builder {}
}
