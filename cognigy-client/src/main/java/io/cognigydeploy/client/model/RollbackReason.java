package io.cognigydeploy.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Reason for the rollback of a configuration.
 *
 * @param reason one word for the platform's records
 */
public record RollbackReason(@JsonProperty(required = true) String reason) {

    /** The environment was not healthy after the configuration became active. */
    public static final RollbackReason HEALTH_CHECK_FAILURE = new RollbackReason("health_check_failure");
}
