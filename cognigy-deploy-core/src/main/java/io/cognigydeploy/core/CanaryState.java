package io.cognigydeploy.core;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;

/**
 * How things stand before a canary.
 *
 * @param source where the live version was read, or why it could not be
 * @param arms what the platform measures
 * @param webhookId the webhook that is there already, if one is wished and it is
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record CanaryState(Optional<String> liveVersion, String source, CanaryMetrics.Arms arms, Optional<String> webhookId) {}
