package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A flow of a project, without its nodes.
 *
 * @param isTrainingOutOfDate whether its intents changed after they were trained; a snapshot has them as trained
 * @param localeReference the {@code _id} of a locale, although it is called a reference; only reads of one flow state it
 */
public record FlowSummary(
        @JsonProperty("_id") ObjectId id,
        ReferenceId referenceId,
        String name,
        @JsonProperty("isTrainingOutOfDate") Optional<Boolean> isTrainingOutOfDate,
        Optional<ObjectId> localeReference) {}
