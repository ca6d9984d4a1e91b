package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A connection of a project: credentials of another system, without their values.
 *
 * @param extension name of the extension that it belongs to
 * @param type kind of the connection in the extension
 */
public record Connection(
        @JsonProperty("_id") ObjectId id,
        Optional<ReferenceId> referenceId,
        String name,
        Optional<String> extension,
        Optional<String> type) {}
