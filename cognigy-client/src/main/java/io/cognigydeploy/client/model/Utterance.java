package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Something that a user might say.
 *
 * @param message what is said
 */
public record Utterance(@JsonProperty(required = true) String message) {}
