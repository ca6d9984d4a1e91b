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

    /** Returns the version of the bot, such as {@code 2.4.0}. */
    Optional<String> botVersion();

    /** Returns the version of the engine that understands language, such as {@code v3.2}. */
    Optional<String> nlpEngine();

    /** Returns the dialog flow, such as {@code production_v8}. */
    Optional<String> dialogFlow();

    /** Returns the names of the integrations, such as {@code salesforce_crm}. Absent is not the same as none. */
    Optional<List<String>> integrations();

    /** Returns all other settings; values are JSON values. They are in no {@code toString}. */
    @Value.Redacted
    @JsonAnyGetter
    @JsonAnySetter
    Map<String, Object> otherSettings();

    /** Returns an empty builder. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these values. */
    default Builder toBuilder() {
        return new Builder().from(this);
    }

    /** Builder, not safe for use by many threads. {@code build()} names every attribute that is missing. */
    final class Builder extends ImmutableConfigurationSnapshot.Builder {}
}
