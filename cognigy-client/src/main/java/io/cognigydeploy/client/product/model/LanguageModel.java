package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** A large language model that a project is set up for. */
public record LanguageModel(
        @JsonProperty("_id") ObjectId id,
        Optional<ReferenceId> referenceId,
        String name,
        Optional<String> provider,
        Optional<String> modelType) {}
