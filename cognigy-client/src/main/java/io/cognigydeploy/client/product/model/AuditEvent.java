package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * An event of the installation's own audit log.
 *
 * @param type kind of the event, such as {@code patch}
 * @param actionType kind of an action, such as {@code createSnapshot}
 */
public record AuditEvent(
        @JsonProperty("_id") ObjectId id,
        Instant timestamp,
        String type,
        Optional<String> actionType,
        Optional<String> user) {}
