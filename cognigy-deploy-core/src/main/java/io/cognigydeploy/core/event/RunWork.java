package io.cognigydeploy.core.event;

import java.util.Optional;

/**
 * The work of a thread for a run, or for one of its mutations.
 *
 * @param runId the id under which the run can be resumed
 * @param kind the kind of deployment, such as {@code bot-version}
 * @param target the target of the run, as far as it is known before the plan
 * @param mutation the name of the mutation, as in {@link Event.OfMutation}; absent for the run as a whole
 */
public record RunWork(String runId, String kind, String target, Optional<String> mutation) {

    /** Creates the work for a run as a whole. */
    public static RunWork of(String runId, String kind, String target) {
        return new RunWork(runId, kind, target, Optional.empty());
    }
}
