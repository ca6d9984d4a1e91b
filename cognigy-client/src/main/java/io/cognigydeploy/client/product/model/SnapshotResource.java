package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A thing in a snapshot.
 *
 * @param referenceId the id by which endpoints and playbooks refer to a flow or a locale
 */
public record SnapshotResource(
        @JsonProperty("_id") ObjectId id,
        Optional<ReferenceId> referenceId,
        Optional<ResourceType> resourceType,
        Optional<String> name) {}
