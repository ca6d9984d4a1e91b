package io.cognigydeploy.core.spi;

import io.cognigydeploy.core.Applied;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import java.util.List;
import java.util.Optional;

/** One reversible effect on the target. */
public interface Change {

    /** Unique in its plan and the same whenever the plan is made again. */
    String id();

    Mutation apply();

    /** Returns the beginning of the names under which the ways back of a change are recorded. */
    static String revertOf(String changeId) {
        return changeId + "/revert-";
    }

    /**
     * What undoes it, in order of preference: the next is tried if the one before did not work. Without any, a person
     * has to.
     *
     */
    List<Mutation> revert(String operationId, Cause why);

    /**
     * Why a change is undone.
     *
     * @param words for people
     * @param facts that the checks which were not passed rest on; none if no check is the reason
     */
    record Cause(String words, List<Evidence.Fact> facts) {

        public static Cause of(String words) {
            return new Cause(words, List.of());
        }
    }

    /** Why there is no way to undo it, where there is none. */
    default String irreversibleReason() {
        return "nothing is known to go back to";
    }

    /**
     * Why a failure alone does not undo it: a person is to decide then. Cancelling undoes it all the same. Empty: a
     * failure undoes it.
     */
    default Optional<String> keptOnFailure() {
        return Optional.empty();
    }

    /**
     * How it goes on after its first request, if it is made by degrees. A new one for each run, also for one that is
     * resumed.
     */
    default Progression course() {
        return Progression.none();
    }

    /** What stays when everything else is undone, because it touches no user and may be needed again. */
    default Optional<String> stays() {
        return Optional.empty();
    }

    /** What has to hold before the next change is made; if it does not, this change and all before it are undone. */
    default List<Check<Applied>> checks() {
        return List.of();
    }

    /** Whether the target is still as it was before: a pass means that there is nothing to undo. */
    Verdict unchanged();

    /** Whether what it made is there still; if it is not, undoing it would take back what came later. */
    default Verdict stillApplied() {
        return Verdict.inconclusive("the platform does not show it");
    }
}
