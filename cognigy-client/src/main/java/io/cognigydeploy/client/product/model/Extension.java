package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** An extension of a project. */
public record Extension(@JsonProperty("_id") ObjectId id, String name, Optional<String> version) {}
