package io.cognigydeploy.core;

import java.util.List;

/**
 * The subject of a verification: a plan whose changes have all been made and read back.
 *
 * @param plan the deployment, and how the target stood before it
 * @param operationIds the platform's ids of the changes, in order
 */
public record Applied(Plan plan, List<String> operationIds) {

    public Applied {
        operationIds = List.copyOf(operationIds);
    }
}
