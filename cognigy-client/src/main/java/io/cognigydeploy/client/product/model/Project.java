package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A project of an installation. The lists of its things are read only with a project that was read: an installation may
 * answer a list of an unknown project with the things of all.
 *
 * @param primaryLocaleReference id of the primary locale as the platform states it, by the vendor's types its {@code _id}
 */
public record Project(@JsonProperty("_id") ObjectId id, String name, Optional<String> primaryLocaleReference) {}
