package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.Optional;

/**
 * An intent or an entity that flows can refer to.
 *
 * @param environmentId where it is, where the platform says so
 */
public record LanguageResource(
        @JsonProperty(required = true) String id, Optional<String> name, Optional<String> environmentId) {

    public LanguageResource {
        // A null in JSON gets past "required".
        Objects.requireNonNull(id, "id");
    }
}
