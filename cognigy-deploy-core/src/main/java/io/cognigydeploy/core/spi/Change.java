package io.cognigydeploy.core.spi;

import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.util.List;
import java.util.Optional;

/** One reversible effect on the target. */
public interface Change {

    /** Returns the id, unique in its plan and the same whenever the plan is made again. */
    String id();

    /** Returns the request that makes the change. */
    Mutation apply();

    /** Returns the prefix of the names under which the reverting requests of a change are recorded. */
    static String revertOf(String changeId) {
        return changeId + "/revert-";
    }

    /**
     * Returns whether the change can be made while an earlier one of the same plan is under way. Requests are sent in
     * the order of the plan all the same. Default: false, one change is made after another.
     */
    default boolean isIndependentOf(Change earlier) {
        return false;
    }

    /**
     * Returns the requests that undo the change, in order of preference. The next is tried if the one before did not
     * work. Without any, a person has to undo it.
     */
    List<Mutation> revert(String operationId, Cause why);

    /**
     * The reason for undoing a change.
     *
     * @param words for people
     * @param facts the facts of the checks that were not passed; none if no check is the reason
     */
    record Cause(String words, List<Evidence.Fact> facts) {

        /**
         * Returns a cause without an exception.
         *
         * @param words the reason, as it is shown in reports
         */
        public static Cause of(String words) {
            return new Cause(words, List.of());
        }
    }

    /** Returns the reason why the change cannot be undone, for changes without a reverting request. */
    default String irreversibleReason() {
        return "nothing is known to go back to";
    }

    /**
     * Returns the reason why a failure alone does not undo the change: a person decides then. Cancelling undoes it all
     * the same. Empty: a failure undoes it.
     */
    default Optional<String> keptOnFailure() {
        return Optional.empty();
    }

    /**
     * Returns the steps after the first request, for a change that is made gradually. Each run needs a new one, also a
     * resumed run.
     */
    default Progression progression() {
        return Progression.none();
    }

    /**
     * Returns the reason why the change is kept on a rollback. For example, it touches no user and may be needed again.
     * Empty: it is reverted.
     */
    default Optional<String> keptOnRollback() {
        return Optional.empty();
    }

    /**
     * Returns the checks to pass after the first request, before the further steps of the change and the next change. If one
     * is not passed, this change and all before it are undone.
     */
    default List<Check<Applied>> checks() {
        return List.of();
    }

    /**
     * Returns whether the target is still as it was before. A pass means that there is nothing to undo. Default: the
     * platform does not show it, and a request that may have had an effect is left to a person or reverted.
     */
    default Verdict unchanged() {
        return Verdict.inconclusive("the platform does not show whether the target is as it was before");
    }

    /** Returns whether the target still has this change; if not, reverting would discard a later one. */
    default Verdict stillApplied() {
        return Verdict.inconclusive("the platform does not show it");
    }
}
