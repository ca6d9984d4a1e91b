package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A project of an installation. The lists of its things are read only with a project that was read: an installation may
 * answer a list of an unknown project with the things of all.
 *
 * @param primaryLocaleReference the {@code _id} of the primary locale, although it is called a reference
 */
public record Project(@JsonProperty("_id") ObjectId id, String name, Optional<ObjectId> primaryLocaleReference) {}
