package io.cognigydeploy.core;

import java.util.List;

/** One reversible effect on the target. */
interface Change {

    /** Unique in its plan and the same whenever the plan is made again. */
    String id();

    Mutation apply();

    /** What undoes it, in order of preference: the next is tried if the one before did not work. */
    List<Mutation> revert(String operationId);

    /** What has to hold before the next change is made; if it does not, this change and all before it are undone. */
    default List<Check<Applied>> checks() {
        return List.of();
    }

    /** Whether the target is still as it was before: a pass means that there is nothing to undo. */
    Verdict untouched();
}
