package io.cognigydeploy.client;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The end of one request.
 *
 * @param status the HTTP status, if there was an answer
 * @param failure the failure, if there was no usable answer; an answer with an error status is none
 */
public record RequestEnd(OptionalInt status, Optional<CognigyException> failure) {}
