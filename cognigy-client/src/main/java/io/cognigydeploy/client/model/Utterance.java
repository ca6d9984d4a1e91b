package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An utterance that a user might make.
 *
 * @param message text of the utterance
 */
public record Utterance(@JsonProperty(required = true) String message) {}
