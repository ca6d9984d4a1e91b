package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * An endpoint as lists state it, without its entry point.
 *
 * @param flowId the {@code referenceId} of the flow, although it is called an id
 * @param localeId the {@code referenceId} of the locale, although it is called an id
 */
public record EndpointSummary(
        @JsonProperty("_id") ObjectId id,
        String name,
        Channel channel,
        @JsonProperty("URLToken") Optional<UrlToken> urlToken,
        Optional<ReferenceId> flowId,
        Optional<ReferenceId> localeId) {}
