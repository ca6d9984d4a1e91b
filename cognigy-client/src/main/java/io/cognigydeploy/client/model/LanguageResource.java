package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.Optional;

/**
 * An intent or an entity that flows can refer to.
 *
 * @param environmentId environment of the resource, if the platform states one
 */
public record LanguageResource(
        @JsonProperty(required = true) String id, Optional<String> name, Optional<String> environmentId) {

    public LanguageResource {
        // A null in JSON gets past "required".
        Objects.requireNonNull(id, "id");
    }
}
