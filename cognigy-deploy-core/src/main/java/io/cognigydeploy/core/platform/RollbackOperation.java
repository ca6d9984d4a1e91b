package io.cognigydeploy.core.platform;

import io.cognigydeploy.client.Operation;
import io.cognigydeploy.client.Time;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.client.model.JobState;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The rollback of an operation under the operation's own id. Until {@code ROLLING_BACK} is reported, a terminal state
 * is the old one and is ignored. Afterwards a terminal state ends the rollback; the old one means that the rollback
 * failed. Some platforms never report {@code ROLLING_BACK}.
 */
public final class RollbackOperation {

    private RollbackOperation() {}

    /**
     * Returns the handle on a rollback.
     *
     * @param over whether a job shows the end of the rollback, whatever was reported before
     * @param seen the states that were reported before, in order
     */
    public static <J extends Job> Operation<J> of(
            String id, Supplier<J> poll, Predicate<? super J> over, List<String> seen, Time time) {
        AtomicBoolean accepted = new AtomicBoolean(seen.contains(JobState.ROLLING_BACK.text()));
        return Operation.of(
                id,
                poll,
                job -> {
                    if (job.state().equals(JobState.ROLLING_BACK)) {
                        accepted.set(true);
                        return false;
                    }
                    return (accepted.get() && job.state().isTerminal()) || over.test(job);
                },
                () -> {},
                time);
    }
}
