package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A playbook: a scripted test of a flow. */
public record Playbook(@JsonProperty("_id") ObjectId id, String name) {}
