package io.cognigydeploy.core;

import java.util.List;

/**
 * What a verification judges: a plan whose changes have all been made and read back.
 *
 * @param plan what was wished, and how the target stood before
 * @param operationIds under which ids the platform made the changes, in order
 */
public record Applied(Plan plan, List<String> operationIds) {

    public Applied {
        operationIds = List.copyOf(operationIds);
    }
}
