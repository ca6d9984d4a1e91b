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
 * The undoing of an operation, which goes by the same id. The operation keeps the state that it ended in until its undoing
 * is taken up, and some platforms never say more: an old state means nothing before that, and after it the undoing has
 * come to nothing.
 */
public final class RollbackOperation {

    private RollbackOperation() {}

    /**
     * The handle on an undoing.
     *
     * @param over whether it is over whatever was seen before
     * @param seen the states that it was seen in, in order
     */
    public static <J extends Job> Operation<J> of(
            String id, Supplier<J> poll, Predicate<? super J> over, List<String> seen, Time time) {
        AtomicBoolean takenUp = new AtomicBoolean(seen.contains(JobState.ROLLING_BACK.text()));
        return Operation.of(
                id,
                poll,
                job -> {
                    if (job.state().equals(JobState.ROLLING_BACK)) {
                        takenUp.set(true);
                        return false;
                    }
                    return (takenUp.get() && job.state().isTerminal()) || over.test(job);
                },
                () -> {},
                time);
    }
}
