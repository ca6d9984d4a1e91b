package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot: the content of a project at one moment.
 *
 * @param hash identifies the content; absent if the platform states none
 * @param createdBy id of the user who made it
 * @param isPackaged whether its file is prepared; absent if the platform states neither
 * @param packageExpiresAt the moment from which the file must be prepared again; only lists state it
 */
public record Snapshot(
        @JsonProperty("_id") ObjectId id,
        String name,
        Optional<String> description,
        Optional<String> hash,
        Optional<Instant> createdAt,
        Optional<String> createdBy,
        @JsonProperty("isPackaged") Optional<Boolean> isPackaged,
        Optional<Instant> packageExpiresAt) {}
