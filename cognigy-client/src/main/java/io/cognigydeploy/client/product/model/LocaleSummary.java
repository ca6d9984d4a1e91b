package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A locale of a project.
 *
 * @param primary whether it is the primary locale of the project
 */
public record LocaleSummary(
        @JsonProperty("_id") ObjectId id, ReferenceId referenceId, String name, Optional<Boolean> primary) {}
